"""Figure: where the paid hours go, by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgshift.reports.stacked_bars import stacked_bars

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


def hours_by_activity(hours: pd.DataFrame) -> go.Figure:
    """Draw *hours*: columns ``variant``, ``activity``, ``value`` (share of paid hours, %)."""
    return stacked_bars(hours, kind="activity", x="share of paid engineer-hours, %")
