"""Figure: what every team gains or loses, beside the organisation as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from orgshift.measures import ORGANISATION
from orgshift.reports.differences import differences
from orgshift.reports.theme import GRID, colour

if TYPE_CHECKING:
    import plotly.graph_objects as go


def who_gains(teams: pd.DataFrame) -> go.Figure:
    """Draw *teams*, the effects of one proposal on one measure: the organisation, then each team.

    Columns ``scope``, ``relative``, ``relative_low``, ``relative_high`` and ``verdict``, drawn in
    percent of the reference's level; teams without a difference are left out, and the others come
    from the lowest to the highest. The dashed line is the organisation's difference.
    """
    known = teams.dropna(subset=["relative"]).sort_values("relative", kind="stable")
    whole = known["scope"] == ORGANISATION
    rows = pd.concat([known[whole], known[~whole]], ignore_index=True)
    figure = differences(rows.assign(label=rows["scope"]))
    figure.update_layout(height=80 + 30 * len(rows))
    if whole.any():
        figure.add_vline(
            x=100 * float(rows["relative"].iloc[0]),
            line={"color": colour(0), "width": 1.5, "dash": "dash"},
        )
        figure.add_hline(y=0.5, line={"color": GRID, "width": 1})
    return figure
