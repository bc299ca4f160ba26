"""Part of a section: how it was computed, what the measures mean, and from what."""

from __future__ import annotations

import pandas as pd

from orgshift.measures import HEADLINE, ORGANISATION, REGISTRY
from orgshift.reports import words
from orgshift.reports.sections.layout import Part, Table
from orgshift.reports.source import Source

OPEN = "Open features are counted as right-censored, not left out."


def method(source: Source) -> Part:
    """Return the method, the definitions, and the provenance."""
    claims = source.claims
    runs = words.plural(claims.replications, "independent replication")
    paired = (
        "Every variant lives through the same demand and the same luck, so a difference is due to "
        "the organisation and to nothing else. Intervals are 95 % Student t intervals of paired "
        f"differences over {runs}; where one covers zero, nothing is said of a direction."
    )
    definitions = pd.DataFrame({
        "measure": [words.row_label(measure) for measure in HEADLINE],
        "definition": [REGISTRY[measure].definition for measure in HEADLINE],
        "source": [REGISTRY[measure].source for measure in HEADLINE],
    })  # fmt: skip
    return Part(
        "Method",
        text=[paired, OPEN] if claims.proposals else [OPEN],
        tables=[
            *_pairing(source),
            Table("definitions", "What the measures mean", definitions, folded=True),
            Table("provenance", "Provenance", _provenance(source)),
        ],
    )


def _pairing(source: Source) -> list[Table]:
    """Return how many times as many independent replications the shared luck is worth."""
    table = source.comparison.differences
    mine = table[(table["scope"] == ORGANISATION) & table["measure"].isin(HEADLINE)]
    gains = mine.pivot_table(
        index="measure", columns="variant", values="pairing_gain", observed=True
    )
    gains = gains.reindex(index=list(HEADLINE), columns=source.claims.proposals).dropna(how="all")
    if gains.empty:
        return []
    shown = gains.map(lambda gain: "–" if gain != gain else f"{gain:.1f} ×")
    shown.insert(0, "measure", [words.row_label(measure) for measure in gains.index])
    caption = (
        "What pairing is worth: as many times the replications if each variant had luck of its own"
    )
    return [Table("pairing", caption, shown.reset_index(drop=True), folded=True)]


def _provenance(source: Source) -> pd.DataFrame:
    about = source.claims.about
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    rows = {
        "scenario": str(about["scenario"]),
        "digest": str(about["digest"]),
        "seed": str(about["seed"]),
        "replications": str(source.claims.replications),
        "horizon": words.plural(about["horizon_months"], "month"),
        "run-in before day 0": words.plural(about["run_in_months"], "month"),
        "first day": str(about["start"]),
        "versions": versions,
    }
    return pd.DataFrame({"what": list(rows), "value": list(rows.values())})
