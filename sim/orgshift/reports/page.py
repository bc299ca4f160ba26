"""The report: one self-contained HTML page that works offline."""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from plotly.offline import get_plotlyjs

from orgshift.errors import OrgshiftError
from orgshift.measures import HEADLINE, REGISTRY
from orgshift.reports import words
from orgshift.reports.sections import sections
from orgshift.reports.theme import CONFIG, legend

if TYPE_CHECKING:
    from orgshift.experiments.comparison import Comparison
    from orgshift.reports.sections import Chart


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
    # A number stays on one line with its percent sign.
    environment.filters["glued"] = lambda text: text.replace(" %", "\N{NO-BREAK SPACE}%")
    shown: list[dict[str, Any]] = [
        {"title": one.title, "note": one.note, "charts": [_drawn(chart) for chart in one.charts]}
        for one in sections(comparison)
    ]
    charts = [chart for section in shown for chart in section["charts"]]
    for place, chart in enumerate(charts, 1):
        chart["id"] = f"chart-{place}"
    return environment.get_template("page.html").render(
        about=comparison.about,
        titles=words.titles(comparison),
        interruption=words.interruption(comparison),
        answers=words.answers(comparison),
        certainty=words.certainty(comparison),
        engineer_hours=words.engineer_hours(comparison),
        reference=comparison.variants[0],
        runs=words.plural(comparison.replications, "independent replication"),
        proposals=[
            {"name": variant, "rows": _differences(comparison, variant)}
            for variant in comparison.variants[1:]
        ],
        levels=_levels(comparison),
        sections=shown,
        definitions=[(words.row_label(name), REGISTRY[name]) for name in HEADLINE],
        figures=_script_safe({chart["id"]: chart["figure"] for chart in charts}),
        config=_script_safe(CONFIG),
        plotly=_packed_plotly(),
    )


def _drawn(chart: Chart) -> dict[str, Any]:
    """Return what the template needs of a chart; the page sets the legend, as text that wraps."""
    keys = legend(chart.figure)
    drawn = json.loads(chart.figure.to_json())
    drawn["layout"].pop("template", None)
    drawn["layout"]["showlegend"] = False
    return {
        "finding": chart.finding,
        "figure": {"data": drawn["data"], "layout": drawn["layout"]},
        "legend": keys if len(keys) > 1 else [],
        "columns": list(chart.numbers.columns),
        "rows": chart.numbers.to_numpy().tolist(),
    }


def _differences(comparison: Comparison, variant: str) -> list[dict[str, str]]:
    rows = []
    for measure in words.shown(comparison):
        row = words.difference(comparison, variant, measure)
        rows.append(
            {
                "label": words.row_label(measure),
                "before": words.number(row["against_level"], row["unit"]),
                "now": words.number(row["level"], row["unit"]),
                "change": words.percent(row["relative"], digits=words.digits(row)),
                "limits": words.relative_limits(row),
                "verdict": row["verdict"],
            }
        )
    return rows


def _levels(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return label, level and interval of the headline measures of the reference."""
    rows = []
    for measure in words.shown(comparison):
        row = words.level(comparison, comparison.variants[0], measure)
        level = words.number(row["mean"], row["unit"])
        rows.append((words.row_label(measure), level, words.limits(row)))
    return rows


def _script_safe(value: Any) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


@cache
def _packed_plotly() -> str:
    """Return plotly.js, gzipped and in base64: 2 MB instead of 5; the page unpacks it."""
    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), 9, mtime=0)).decode()
