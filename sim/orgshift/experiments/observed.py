"""Measured lead times beside the simulated ones of today: how far to trust the rest."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift import store
from orgshift.experiments.beliefs import LUCKS
from orgshift.experiments.intervals import CONFIDENCE
from orgshift.measures import ORGANISATION
from orgshift.measures.survival import still_open
from orgshift.organisation.calendar import Calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.experiments.comparison import Comparison

#: What is kept beside a comparison, and under which names.
KEPT, TABLES = "observed", ("leads", "curves", "distances")
#: How often replications and observations are drawn again.
RESAMPLED = 500
OBSERVED = "observed"


@dataclass(frozen=True)
class Observed:
    """Measured lead times, and how far the simulated ones of the reference are from them.

    Lead times are whole calendar days, from date to date: as trackers tell them. Open features are
    right-censored, the measured ones at the last date in the file.

    ``about``
        ``reference``, ``features``, ``open``, ``until`` (the last date), and ``unknown``: teams that
        the reference does not have, each with ``features`` and the nearest name (``guess``).
    ``leads``
        What was measured: ``start``, ``end``, ``team``.
    ``curves``
        ``scope`` ('organisation' or a team), ``source`` ('observed' or the reference), ``days``,
        ``released`` (share released by the end of that day; Kaplan & Meier 1958).
    ``distances``
        ``scope``, ``features``, ``open`` (measured), ``distance`` (the largest vertical distance of
        the two curves, 0 to 1; Kolmogorov 1933), ``low``, ``high`` (95 %), ``days`` (where it is),
        ``observed_released``, ``simulated_released`` (there), ``observed_p50``, ``simulated_p50``,
        ``observed_p85``, ``simulated_p85`` (days; infinite where not reached), ``known_days`` (the
        curves are compared up to there). The interval holds the distance of the true curves: what
        the two curves can be off together, at any day, by luck, is taken from drawing replications
        and observations again (bootstrap). nan with fewer than two replications.
    """

    about: dict[str, Any]
    leads: pd.DataFrame
    curves: pd.DataFrame
    distances: pd.DataFrame

    @classmethod
    def of(cls, comparison: Comparison, leads: pd.DataFrame) -> Observed:
        """Set *leads* (``start``, ``end``, ``team``) beside the reference of *comparison*."""
        reference = comparison.variants[0]
        until = leads[["start", "end"]].max().max()
        simulated = _simulated(comparison)
        teams = list(simulated["team"].cat.categories)
        named = leads["team"].astype("category")
        known = {team.casefold(): team for team in teams}
        names = [known.get(str(team).casefold()) for team in named.cat.categories]
        places = [-1 if name is None else teams.index(name) for name in names]
        measured = pd.DataFrame({
            "team": np.array([*places, -1])[named.cat.codes],
            "days": (leads["end"].fillna(until) - leads["start"]).dt.days,
            "open": leads["end"].isna(),
        })  # fmt: skip
        curves, distances = [], []
        for place, scope in enumerate([ORGANISATION, *teams], start=-1):
            theirs = measured if place < 0 else measured[measured["team"] == place]
            ours = simulated if place < 0 else simulated[simulated["team"].cat.codes == place]
            if theirs.empty or ours.empty:
                continue
            pair = _Pair(theirs, ours, int(comparison.about["seed"]))
            curves += [
                _curve(scope, OBSERVED, pair.observed), _curve(scope, reference, pair.simulated)
            ]  # fmt: skip
            distances.append({"scope": scope} | pair.distance())
        about = {
            "reference": reference,
            "features": len(leads),
            "open": int(measured["open"].sum()),
            "until": f"{until:%Y-%m-%d}",
            "unknown": _unknown(named.value_counts(), known),
        }
        return cls(about, leads, pd.concat(curves, ignore_index=True), pd.DataFrame(distances))

    def save(self, run_dir: str | Path, comparison: Comparison) -> Path:
        """Keep what was measured in *run_dir*, beside *comparison*."""
        about = {key: comparison.about[key] for key in ("digest", "seed")}
        days = self.leads.assign(
            **{name: self.leads[name].dt.strftime("%Y-%m-%d") for name in ("start", "end")}
        )
        tables = {"leads": days, "curves": self.curves, "distances": self.distances}
        return store.put_beside(Path(run_dir), KEPT, about | {"observed": self.about}, tables)

    @classmethod
    def beside(cls, comparison: Comparison, run_dir: str | Path) -> Observed | None:
        """Return what is kept in *run_dir* of *comparison*, None where there is nothing of it."""
        folder = Path(run_dir)
        if not store.is_beside(folder, KEPT):
            return None
        about, tables = store.beside(folder, KEPT, TABLES)
        if any(about[key] != comparison.about[key] for key in ("digest", "seed")):
            return None
        leads = tables["leads"]
        days = {
            name: pd.to_datetime(leads[name]).astype("datetime64[s]") for name in ("start", "end")
        }
        return cls.of(comparison, leads.assign(**days, team=leads["team"].fillna("").astype(str)))

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: what was measured, and the distances."""
        return self.about | {"distances": self.distances.to_dict(orient="records")}


def _simulated(comparison: Comparison) -> pd.DataFrame:
    """Return the features that the reference started from day 0: dates are whole days, as measured."""
    table = comparison.features
    table = table[(table["variant"] == comparison.variants[0]) & (table["start_h"] >= 0.0)]
    start = Calendar.of(comparison.scenario).days(table["start_h"].to_numpy())
    start, end = np.floor(start), start + table["lead_days"].to_numpy()
    # Who is open when a day begins did not end on the day before; of that day nothing is known.
    still = table["open"].to_numpy(dtype=bool)
    days = np.where(still, np.ceil(end) - 1.0, np.floor(end)) - start
    # Two replications that share a draw of the beliefs are one observation.
    draws = LUCKS if comparison.about.get("beliefs") else 1
    return pd.DataFrame({
        "team": table["team"].cat.remove_unused_categories(),
        "days": days.astype(np.int64),
        "open": still,
        "sample": table["replication"] // draws,
    })  # fmt: skip


def _unknown(counts: pd.Series[int], known: dict[str, str]) -> list[dict[str, Any]]:
    """Return the measured teams that are none of the *known* ones, most features first."""
    found = []
    for team, count in counts.items():
        name = str(team).casefold()
        if name and name not in known:
            near = get_close_matches(name, list(known), n=1)
            guess = known[near[0]] if near else ""
            found.append({"team": str(team), "features": int(count), "guess": guess})
    return sorted(found, key=lambda one: (-int(one["features"]), str(one["team"])))


class _Pair:
    """Two samples of lead times on a grid of whole days."""

    def __init__(self, observed: pd.DataFrame, simulated: pd.DataFrame, seed: int) -> None:
        self.seed = seed
        self.days = int(max(observed["days"].max(), simulated["days"].max())) + 1
        self.seen = self._counts(observed, np.zeros(len(observed), dtype=np.int64))
        _, sample = np.unique(simulated["sample"].to_numpy(), return_inverse=True)
        self.told = self._counts(simulated, sample)
        self.observed, self.simulated = _open(self.seen), _open(self.told)
        self.open, self.features = int(observed["open"].sum()), len(observed)
        self.known = int(min(_known(self.seen.sum(axis=0)), _known(self.told.sum(axis=0))))

    def _counts(self, table: pd.DataFrame, sample: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return counts by sample, kind (0: released, 1: still open) and day."""
        samples = int(sample.max(initial=0)) + 1
        place = (sample * 2 + table["open"].to_numpy(dtype=np.int64)) * self.days
        place = place + table["days"].to_numpy()
        counts = np.bincount(place, minlength=samples * 2 * self.days).astype(np.float64)
        return counts.reshape(samples, 2, self.days)

    def distance(self) -> dict[str, float | int]:
        """Return the largest vertical distance with its interval, and what lies there."""
        apart = np.abs(self.observed - self.simulated)[: self.known + 1]
        day = int(apart.argmax())
        reach = self._reach()
        told = float(apart[day])
        return {
            "features": self.features, "open": self.open, "distance": told,
            "low": float(np.maximum(told - reach, 0.0)),
            "high": float(np.minimum(told + reach, 1.0)), "days": day,
            "observed_released": 1.0 - float(self.observed[day]),
            "simulated_released": 1.0 - float(self.simulated[day]),
            **{
                f"{name}_p{level}": _reached(curve, level)
                for level in (50, 85)
                for name, curve in (("observed", self.observed), ("simulated", self.simulated))
            },
            "known_days": self.known,
        }  # fmt: skip

    def _reach(self) -> float:
        """Return what the difference of the curves is off by luck, at all days together, at 95 %."""
        samples = len(self.told)
        if samples < 2:
            return np.nan
        rng = np.random.default_rng(self.seed)
        weights = rng.multinomial(samples, np.full(samples, 1.0 / samples), RESAMPLED)
        told = np.tensordot(weights.astype(np.float64), self.told, axes=1)
        cells = self.seen[0].ravel()
        seen = rng.multinomial(self.features, cells / cells.sum(), RESAMPLED)
        drawn = _open(seen.reshape(RESAMPLED, 1, 2, self.days)) - _open(told[:, np.newaxis])
        off = drawn - (self.observed - self.simulated)
        return float(np.quantile(np.abs(off[:, : self.known + 1]).max(axis=1), CONFIDENCE))


def _open(counts: NDArray[Any]) -> NDArray[np.float64]:
    """Return the share still open after each day, from counts (…, samples, kinds, days)."""
    pooled = counts.sum(axis=-3)
    return still_open(pooled[..., 0, :], pooled.sum(axis=-2))


def _known(counts: NDArray[np.float64]) -> float:
    """Return the last day at which somebody is followed; beyond it nothing is open, or is known."""
    last = int(np.flatnonzero(counts.sum(axis=0))[-1])
    return counts.shape[-1] - 1 if counts[1, last] == 0 else last


def _reached(share_open: NDArray[np.float64], level: int) -> float:
    reached = np.flatnonzero(share_open <= 1.0 - level / 100 + 1e-12)
    return float(reached[0]) if len(reached) else np.inf


def _curve(scope: str, source: str, share_open: NDArray[np.float64]) -> pd.DataFrame:
    """Return one curve with a point where it moves, and where it ends."""
    moves = np.flatnonzero(np.diff(share_open, prepend=1.0))
    days = np.unique([0, *moves, len(share_open) - 1])
    return pd.DataFrame({
        "scope": scope, "source": source, "days": days, "released": 1.0 - share_open[days],
    })  # fmt: skip
