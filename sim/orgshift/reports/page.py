"""The report: one self-contained HTML page that works offline."""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from plotly.offline import get_plotlyjs

from orgshift.errors import OrgshiftError
from orgshift.measures import REGISTRY
from orgshift.reports import findings, tables, words
from orgshift.reports.differences import differences
from orgshift.reports.hours_by_activity import hours_by_activity, where_lead_time_goes
from orgshift.reports.lead_time_distribution import lead_time_distribution
from orgshift.reports.over_time import over_time
from orgshift.reports.theme import CONFIG

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from orgshift.experiments.compare import Comparison


def write_report(comparison: Comparison, path: str | Path) -> Path:
    """Write the page for *comparison* to *path* and return it. Raises OrgshiftError if it cannot."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(comparison), encoding="utf-8")
    except OSError as error:
        raise OrgshiftError(f"{path}: the report cannot be written: {error.strerror}") from error
    return path


def page(comparison: Comparison) -> str:
    """Return the page for *comparison* as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("orgshift.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sections = _sections(comparison)
    figures = {c["id"]: c["figure"] for section in sections for c in section["charts"]}
    return environment.get_template("page.html").render(
        about=comparison.about,
        answers=words.answers(comparison),
        certainty=words.certainty(comparison),
        engineer_hours=words.engineer_hours(comparison),
        headline=_headline(comparison),
        variants=comparison.variants,
        sections=sections,
        assumptions=comparison.about["assumptions"],
        definitions=[REGISTRY[name] for name in words.TABLE],
        figures=_script_safe(figures),
        config=_script_safe(CONFIG),
        plotly=_packed_plotly(),
    )


def _sections(comparison: Comparison) -> list[dict[str, Any]]:
    chart = _Charts()
    lead, toil = REGISTRY["lead_time_p50"], REGISTRY["toil_share"]
    curves = tables.delivery_curves(comparison)
    sections = [
        {
            "title": "Lead time",
            "charts": [
                chart(
                    findings.lead_time(comparison),
                    lead_time_distribution(curves),
                    _thinned(curves),
                ),
                *_monthly(chart, comparison, lead.name),
            ],
        },
        {
            "title": "Toil",
            "charts": _monthly(chart, comparison, toil.name),
        },
        {
            "title": "The transition",
            "charts": _monthly(chart, comparison, "throughput"),
        },
        {
            "title": "Where the time goes",
            "charts": [
                chart(
                    findings.states(comparison),
                    where_lead_time_goes(tables.lead_time_states(comparison)),
                    _wide(tables.lead_time_states(comparison), "state"),
                ),
                chart(
                    findings.activities(comparison),
                    hours_by_activity(tables.activity_shares(comparison)),
                    _wide(tables.activity_shares(comparison), "activity"),
                ),
            ],
        },
    ]
    if len(comparison.variants) > 1:
        found = tables.headline_differences(comparison)
        charts = [chart(findings.differences(comparison), differences(found), found)]
        sections.insert(0, {"title": "What differs", "charts": charts})
    return sections


def _monthly(chart: _Charts, comparison: Comparison, name: str) -> list[dict[str, Any]]:
    measure, months = REGISTRY[name], tables.by_month(comparison, name)
    drawn = over_time(months, label=measure.label, unit=measure.unit)
    shown = months.assign(date=months["date"].dt.strftime("%Y-%m")).drop(columns="month")
    return [chart(findings.monthly(comparison, name), drawn, shown)]


class _Charts:
    """Numbers the charts of a page, and keeps finding, figure and table together."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, finding: str, figure: go.Figure, table: pd.DataFrame) -> dict[str, Any]:
        self.count += 1
        drawn = json.loads(figure.to_json())
        drawn["layout"].pop("template", None)
        rows = [[_cell(value) for value in row] for row in table.itertuples(index=False)]
        return {
            "id": f"chart-{self.count}",
            "finding": finding,
            "figure": {"data": drawn["data"], "layout": drawn["layout"]},
            "columns": [str(column).replace("_", " ") for column in table.columns],
            "rows": rows,
        }


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "–" if value != value else f"{value:.4g}"
    return str(value)


def _thinned(curves: pd.DataFrame) -> pd.DataFrame:
    """Return every twentieth point: a table is for reading."""
    return curves.groupby("variant", sort=False, group_keys=False)[curves.columns.tolist()].apply(
        lambda curve: curve.iloc[:: max(1, len(curve) // 20)]
    )


def _wide(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    wide = table.assign(variant=table["variant"].astype(str)).pivot_table(
        index=kind, columns="variant", values="value", sort=False, observed=True
    )
    return wide.reset_index()


def _headline(comparison: Comparison) -> list[dict[str, Any]]:
    levels = comparison.levels[comparison.levels["scope"] == "organisation"]
    rows = []
    for name in words.TABLE:
        measure = REGISTRY[name]
        mine = levels[levels["measure"] == name].set_index("variant")["mean"]
        compared = []
        for variant in comparison.variants[1:]:
            row = words.difference(comparison, variant, name)
            compared.append(
                {
                    "level": words.number(row["level"], measure.unit),
                    "relative": words.percent(row["relative"]),
                    "low": words.percent(row["relative_low"]),
                    "high": words.percent(row["relative_high"]),
                    "verdict": row["verdict"],
                }
            )
        unit = "" if measure.unit == "share" else measure.unit
        reference = words.number(float(mine[comparison.variants[0]]), measure.unit)
        rows.append(
            {"label": measure.label, "unit": unit, "reference": reference, "compared": compared}
        )
    return rows


def _script_safe(value: Any) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


@cache
def _packed_plotly() -> str:
    """Return plotly.js, gzipped and in base64: 2 MB instead of 5; the page unpacks it."""
    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), 9, mtime=0)).decode()
