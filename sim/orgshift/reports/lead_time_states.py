"""Figure: where the lead time goes, by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.reports.stacked_bars import stacked_bars

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def lead_time_states(states: pd.DataFrame) -> go.Figure:
    """Draw *states*: columns ``variant``, ``state``, ``value`` (mean calendar days a feature)."""
    return stacked_bars(states, kind="state", x="mean calendar days of a feature")
