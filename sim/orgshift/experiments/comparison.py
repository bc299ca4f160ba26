"""A comparison: what variants did on the same luck, their paired differences, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgshift import store
from orgshift.engine.reorganise import boards_of
from orgshift.errors import OrgshiftError
from orgshift.experiments.beliefs import LUCKS, by_draw
from orgshift.experiments.differences import Samples, differences, levels
from orgshift.experiments.intervals import CONFIDENCE, NOT_DISTINGUISHABLE, paired
from orgshift.experiments.sensitivity import MATTERS, Sensitivity, matters, sensitivities
from orgshift.measures import HEADLINE, ORGANISATION, READ, REGISTRY, Record, View, evaluate, known
from orgshift.organisation.calendar import Calendar
from orgshift.scenario.load import again
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from orgshift.experiments.transition import Transition
    from orgshift.scenario import Scenario

TABLES = (
    "measures",
    "monthly",
    "features",
    "hours",
    "toil",
    "deployments",
    "state",
    "runs",
    "beliefs",
)


@dataclass(frozen=True)
class Comparison:
    """Variants of one scenario over the same replications; the first is the reference.

    ``about``
        The question, the variants, seed, replications, versions, assumptions, and the scenario's
        ``content`` as it was merged.
    ``measures``
        ``variant``, ``replication``, ``scope``, ``measure``, ``value`` over the horizon.
    ``monthly``
        ``variant``, ``replication``, ``month``, ``measure``, ``value`` of the organisation.
    ``hours``
        ``variant``, ``replication``, ``team``, ``month``, ``activity``, ``hours``.
    ``features``
        One row per feature in progress at day 0 (``start_h`` below 0) or started until the horizon:
        ``variant``, ``replication``, ``team``, ``feature``, ``stream``, ``kind``, ``start_h``,
        ``begun_h``, ``commit_h``, ``release_h``, ``lead_h`` (working hours), ``lead_days`` (calendar
        days), ``open``, ``start_month``, ``release_month``, ``size_h``, ``h_worked`` (working hours),
        ``cut_days`` and ``cut_<state>`` (calendar days), as in ``orgshift.Run``.
    ``toil``
        ``variant``, ``replication``, ``team``, ``month``, ``capability`` ('' : standing), ``hours``.
    ``deployments``
        ``variant``, ``replication``, ``team``, ``deploy_h``, ``month``, ``failed``, ``restore_h``.
    ``state``
        ``variant``, ``replication``, ``team``, ``month``, ``quantity``, ``capability``, ``value``,
        as in ``orgshift.Run``.
    ``runs``
        ``variant``, ``replication``, ``cost_per_hour`` ($ per paid hour), ``events`` (SimPy's).
    ``beliefs``
        What was drawn: ``variant``, ``replication``, ``belief``, ``amount`` (hours of effort or
        elapsed, shares, counts; of a distribution its median).
    ``levels``
        ``variant``, ``scope``, ``measure``, ``unit``, ``mean``, ``low``, ``high``,
        ``replications``.
    ``differences``
        ``variant``, ``against``, ``scope``, ``measure``, ``unit``, ``level``, ``against_level``,
        ``difference``, ``low``, ``high``, ``relative``, ``relative_low``, ``relative_high``,
        ``pairing_gain``, ``verdict``, ``replications``, ``belief_share`` (what beliefs make of the
        variance of the difference; the rest is luck) with its 95 % interval ``belief_share_low``
        and ``belief_share_high``, ``belief_low`` and ``belief_high`` (where nine in ten of the
        beliefs put the difference, luck averaged out; all nan where nothing is believed, and for
        other than headline measures of the organisation); intervals are 95 % Student t intervals of
        paired differences (wider after several looks, ``--precision``). Verdicts on the headline
        measures of the organisation hold together over all variants (Holm); others, and those on
        teams, one by one. nan: cannot be told, because a quantile is not reached by the horizon.
    """

    about: dict[str, Any]
    measures: pd.DataFrame
    monthly: pd.DataFrame
    features: pd.DataFrame
    hours: pd.DataFrame
    toil: pd.DataFrame
    deployments: pd.DataFrame
    state: pd.DataFrame
    runs: pd.DataFrame
    beliefs: pd.DataFrame

    @cached_property
    def _samples(self) -> Samples:
        return Samples(self.measures)

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Levels of all measures of every variant, with their intervals (see above)."""
        drawn = bool(self.about.get("beliefs"))
        return levels(self._samples, self.variants, self._confidence, drawn)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Paired differences to the reference, with intervals and verdicts (see above)."""
        looks, drawn = int(self.about["looks"]), bool(self.about.get("beliefs"))
        return differences(self._samples, self.variants, self._confidence, looks, drawn)

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """Which belief each headline difference to the reference goes with, the strongest first.

        ``variant``, ``measure``, ``belief``, ``correlation`` (Spearman's, over draws) with its 95 %
        interval ``low`` and ``high``, ``share`` (its square), ``p_value`` (for all beliefs of the
        row's variant and measure together), ``verdict`` ('matters' or 'not distinguishable'). No
        rows where nothing was drawn, or fewer than six times.
        """
        sample, reference = self._samples, self.variants[0]
        amounts = _amounts(self.beliefs, reference, self.about.get("beliefs", []))
        rows = [
            (variant, measure, *one, MATTERS if matters(one) else NOT_DISTINGUISHABLE)
            for variant in self.variants[1:]
            for measure in HEADLINE
            if len(amounts)
            for one in sensitivities(
                amounts,
                by_draw(paired(*(
                    sample(ORGANISATION, measure, which) for which in (variant, reference)
                ))),
            )
        ]  # fmt: skip
        names = ["variant", "measure", *Sensitivity._fields, "verdict"]
        return pd.DataFrame(rows, columns=names)

    @cached_property
    def transitions(self) -> dict[str, Transition]:
        """The way to every proposal, by name (``experiments.transition``); worked out once."""
        # It brings scipy.stats along, which whoever only simulates has no need of.
        from orgshift.experiments.transition import transitions

        return transitions(self)

    @property
    def _confidence(self) -> float:
        # Whoever looks several times and stops when it suits needs wider intervals.
        return 1.0 - (1.0 - CONFIDENCE) / int(self.about["looks"])

    @property
    def variants(self) -> list[str]:
        """The variants, the reference first."""
        return list(self.about["variants"])

    @property
    def replications(self) -> int:
        """Replications that are finished in every variant."""
        return int(self.about["replications"])

    @property
    def months(self) -> tuple[int, int]:
        """The months from day 0 that its measures are read over: from the first to before the last."""
        first, last = self.about.get("window", (0, self.about["horizon_months"]))
        return int(first), int(last)

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped it before all replications were finished."""
        return bool(self.about["interrupted"])

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was compared. Raises ScenarioError if this version cannot read it."""
        return again(self.about["content"], str(self.about["scenario"]))

    @cached_property
    def records(self) -> dict[tuple[str, int], Record]:
        """What measures read of each run, by variant and replication."""
        calendar = Calendar.of(self.scenario)
        rows = {name: _by_run(getattr(self, name)) for name in READ}

        def record(variant: str, replication: int, cost_per_hour: float) -> Record:
            teams, groups = boards_of(self.scenario, variant)
            tables = {
                name: _part(getattr(self, name), rows[name], (variant, replication))
                for name in READ
            }
            return Record(calendar, teams, groups, cost_per_hour, **tables)

        return {
            (str(variant), int(replication)): record(str(variant), int(replication), float(cost))
            for variant, replication, cost in zip(
                self.runs["variant"], self.runs["replication"], self.runs["cost_per_hour"],
                strict=True,
            )
        }  # fmt: skip

    def values(
        self,
        measure: str,
        *,
        scope: str = ORGANISATION,
        first: int = 0,
        last: int | None = None,
    ) -> pd.DataFrame:
        """Return *measure* of each run: replications in rows, variants in columns.

        Of the organisation or one team (*scope*), in the months [*first*, *last*) from day 0, up to
        the horizon by default. nan for a team that a variant does not have. Raises OrgshiftError for
        a measure, a team or months that are not there.
        """
        last = self._window(first, last)
        known([measure])
        if (first, last) == self.months and (scope, measure, self.variants[0]) in self._samples:
            return self._measured(measure, scope)
        self._check(measure, scope)
        compute = REGISTRY[measure].compute
        found = {
            key: compute(View(record, _place(record, scope), first, last))
            if scope == ORGANISATION or scope in record.teams
            else np.nan
            for key, record in self.records.items()
        }
        table = pd.Series(found).unstack(level=0)[self.variants]  # noqa: PD010 # not a pivot
        return table.rename_axis(index="replication", columns="variant")

    def _measured(self, measure: str, scope: str) -> pd.DataFrame:
        """Return what was measured over all its months: nobody has to read the records for it."""
        columns = {v: self._samples(scope, measure, v) for v in self.variants}
        index = pd.Index(self._samples.replications, name="replication")
        return pd.DataFrame(columns, index=index).rename_axis(columns="variant")

    def _window(self, first: int, last: int | None) -> int:
        horizon = int(self.about["horizon_months"])
        last = horizon if last is None else last
        if not 0 <= first < last <= horizon:
            raise OrgshiftError(
                f"months {first} to {last} are no window of this comparison: it has {horizon} months"
            )
        return last

    def _check(self, measure: str, scope: str) -> None:
        capability = measure.partition(".")[2]
        capabilities = list(self.scenario.capabilities)
        if capability and measure.partition(".")[0] != "hours" and capability not in capabilities:
            raise OrgshiftError(
                f"{measure}: there is no capability {capability!r}"
                f"{did_you_mean(capability, capabilities)} (it has {', '.join(capabilities)})"
            )
        teams = dict.fromkeys(t for v in self.variants for t in boards_of(self.scenario, v)[0])
        if scope != ORGANISATION and scope not in teams:
            raise OrgshiftError(
                f"there is no team {scope!r}{did_you_mean(scope, list(teams))} "
                f"(it has {', '.join(teams)})"
            )

    def window(self, first: int, last: int | None = None) -> Comparison:
        """Return this comparison read over the months [*first*, *last*) from day 0 alone.

        Its measures, levels and differences are those of the window: after a settling-in date, say.
        Raises OrgshiftError for months that are not there.
        """
        last = self._window(first, last)
        parts = [
            evaluate(record, first_month=first, last_month=last).assign(
                variant=variant, replication=replication
            )
            for (variant, replication), record in self.records.items()
        ]
        measures = pd.concat(parts, ignore_index=True)[self.measures.columns.tolist()]
        measures["variant"] = pd.Categorical(measures["variant"], categories=self.variants)
        for name in ("scope", "measure"):
            measures[name] = measures[name].astype("category")
        return replace(self, about=self.about | {"window": [first, last]}, measures=measures)

    @classmethod
    def load(cls, run_dir: str | Path) -> Comparison:
        """Return the comparison kept in *run_dir*. Raises OrgshiftError if there is none."""
        about, tables = store.read(Path(run_dir), TABLES)
        return cls(about, **tables)

    def save(self, run_dir: str | Path) -> Path:
        """Keep the comparison in *run_dir* and return its path. Raises OrgshiftError if it cannot."""
        tables = {name: getattr(self, name) for name in TABLES}
        summary = self.differences.merge(
            self.levels[["variant", "scope", "measure", "mean", "low", "high"]].rename(
                columns={"mean": "level_mean", "low": "level_low", "high": "level_high"}
            ),
            on=["variant", "scope", "measure"],
            how="right",
        )
        return store.write(Path(run_dir), self.about, tables, summary)

    def as_document(self) -> dict[str, Any]:
        """Return what `--json` prints: the question, levels and differences of the organisation."""

        def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
            mine = table[table["scope"] == ORGANISATION].drop(columns="scope")
            return [
                {str(k): None if v != v else v for k, v in row.items()}
                for row in mine.to_dict(orient="records")
            ]

        about = {key: value for key, value in self.about.items() if key != "content"}
        sensitivity = self.sensitivity.assign(scope=ORGANISATION)
        return about | {
            "levels": rows(self.levels),
            "differences": rows(self.differences),
            "sensitivity": rows(sensitivity),
        }


def _by_run(table: pd.DataFrame) -> dict[tuple[str, int], Any]:
    """Return the rows of each variant and replication."""
    groups: dict[Any, Any] = table.groupby(["variant", "replication"], observed=True).indices
    return {(str(key[0]), int(key[1])): rows for key, rows in groups.items()}


def _part(table: pd.DataFrame, rows: dict[Any, Any], key: tuple[str, int]) -> pd.DataFrame:
    place = rows.get(key)
    if place is None:
        return table.iloc[:0]
    # Tables are stacked run by run: a slice copies nothing.
    whole = place[-1] - place[0] + 1 == len(place)
    return table.iloc[place[0] : place[-1] + 1] if whole else table.iloc[place]


def _place(record: Record, scope: str) -> int | None:
    return None if scope == ORGANISATION else record.teams.index(scope)


def _amounts(drawn: pd.DataFrame, variant: str, names: list[str]) -> pd.DataFrame:
    """Return what was drawn, in *variant* as in any other: draws in rows, beliefs in columns."""
    mine = drawn[(drawn["variant"] == variant) & drawn["belief"].isin(names)]
    wide = mine.pivot_table(index="replication", columns="belief", values="amount", observed=True)
    return wide.iloc[::LUCKS]
