"""The report: one self-contained HTML page that works offline."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from orgshift import store
from orgshift.reports import sentences, words
from orgshift.reports.memo import memo
from orgshift.reports.sections import sections
from orgshift.reports.source import Source
from orgshift.reports.terminal import titles
from orgshift.reports.theme import CONFIG, legend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgshift.experiments.comparison import Comparison
    from orgshift.reports.claims import Claim, Claims
    from orgshift.reports.sections import Chart, Section


def write_report(
    comparison: Comparison, path: str | Path, *, run_dir: str | Path | None = None
) -> Path:
    """Write the page for *comparison* to *path* and return it.

    What *run_dir* holds beside the comparison (what `orgshift why` has kept) is shown too.
    Raises OrgshiftError if it cannot.
    """
    path, text = Path(path), page(Source.of(comparison, run_dir))
    store.write_text(path, text, "the report")
    return path


def page(source: Source) -> str:
    """Return the page for *source* as HTML."""
    claims = source.claims
    shown = sections(source)
    charts = [chart for section in shown for chart in section.charts]
    environment = _environment()
    draw = environment.get_template("draw.js").render()
    return environment.get_template("page.html").render(
        about=claims.about,
        over=words.over(claims.about),
        memo=memo(source),
        titles=titles(claims),
        contents=_contents(shown),
        places=_places(claims, shown),
        numbers=_numbers(claims),
        claims=claims,
        runs=words.plural(claims.replications, "independent replication"),
        sections=shown,
        key=_key,
        unit=_unit,
        figures=_packed(json.dumps({chart.name: _drawn(chart) for chart in charts})),
        config=_script_safe(CONFIG),
        plotly=_packed_plotly(),
        draw=Markup(draw),
        policy=_policy(draw),
        in_numbers=sentences.IN_NUMBERS,
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("orgshift.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A number stays on one line with its percent sign.
    environment.filters["glued"] = lambda text: str(text).replace(" %", "\N{NO-BREAK SPACE}%")
    return environment


def _contents(shown: Sequence[Section]) -> list[tuple[str, str]]:
    """Return the name and the title of every section of the page, in order."""
    return [
        (sentences.IN_NUMBERS, "In numbers"),
        *((section.place, section.title) for section in shown),
    ]


class Place(NamedTuple):
    """Where a sentence links to: the name of an element, and the number of its section."""

    name: str
    section: int


def _places(claims: Claims, shown: Sequence[Section]) -> dict[str, Place]:
    """Return every place that a sentence can link to: sections, rows, charts and tables."""
    places = {name: Place(name, number) for number, (name, _) in enumerate(_contents(shown), 1)}
    rows = [sentences.row_anchor(measure) for measure in claims.shown]
    inside = {row: Place(row, 1) for row in rows}
    for section in shown:
        names = [chart.name for chart in section.charts] + [one.name for one in section.tables]
        number = places[section.place].section
        inside |= {name: Place(f"figure-{name}", number) for name in names}
    return inside | places


def _key(chart: Chart) -> list[dict[str, Any]]:
    """Return the legend of *chart*; none where there is only one thing in it."""
    keys = legend(chart.figure)
    return keys if len(keys) > 1 else []


def _unit(chart: Chart) -> str:
    """Return what is drawn upwards in *chart*, with its unit; it reads better level than upright."""
    return chart.figure.layout.yaxis.title.text or ""


def _drawn(chart: Chart) -> dict[str, Any]:
    """Return what draws a chart; the page sets legend and unit, as text that wraps."""
    drawn = json.loads(chart.figure.to_json())
    drawn["layout"].pop("template", None)
    drawn["layout"]["showlegend"] = False
    drawn["layout"]["yaxis"].pop("title", None)
    return {"data": drawn["data"], "layout": drawn["layout"]}


def _numbers(claims: Claims) -> list[dict[str, Any]]:
    """Return the rows of the first table: a headline measure each, with a cell for each proposal."""
    rows = []
    for measure in claims.shown:
        level = claims.level(claims.reference, measure)
        rows.append(
            {
                "name": sentences.row_anchor(measure),
                "label": words.row_label(measure),
                "level": words.number(level.mean, level.unit),
                "limits": sentences.limits(level.low, level.high, level.unit),
                "cells": [_cell(claim) for claim in claims.on(measure)],
            }
        )
    return rows


def _cell(claim: Claim) -> dict[str, str]:
    return {
        "level": words.number(claim.level, claim.unit),
        "change": sentences.change(claim),
        "limits": sentences.change_limits(claim),
        "verdict": claim.verdict,
    }


def _script_safe(value: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("</", "<\\/").replace("<!--", "<\\!--"))


def _policy(draw: str) -> str:
    """Return the policy of the page: nothing is fetched, and only our two scripts run."""
    scripts = f"'{_digest(draw)}' '{_digest(get_plotlyjs())}'"
    return f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; base-uri 'none'"


def _digest(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@cache
def _packed_plotly() -> str:
    return _packed(get_plotlyjs())


def _packed(text: str) -> str:
    """Return *text* gzipped and in base64, which can end no element; the page unpacks it."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
