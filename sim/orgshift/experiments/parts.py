"""What a difference is split into: parts of lead time and of toil that add up to the whole."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from orgshift.measures import REGISTRY, View
from orgshift.organisation.activities import STATES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgshift.measures import Record
    from orgshift.scenario import Scenario

#: What is split. Throughput has no parts.
MEASURES = ("lead_time_mean", "toil_share", "toil_hours", "throughput")
ALL_PARTS, STANDING = "all parts", "standing toil"


def parts_of(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the (measure, part) that ``measured`` gives of a run of *scenario*, in its order.

    Lead time has the states of the journey, toil is standing or driven by a capability.
    """
    toil = [STANDING, *scenario.capabilities]
    return [
        *product(("lead_time_mean",), (ALL_PARTS, *STATES)),
        *product(("toil_share", "toil_hours"), (ALL_PARTS, *toil)),
        ("throughput", ALL_PARTS),
    ]


def measured(record: Record, scenario: Scenario) -> NDArray[np.float64]:
    """Return what ``parts_of`` *scenario* names, of the organisation over the horizon of a run."""
    view = View(record, None, 0, scenario.horizon_months)

    def value(measure: str) -> float:
        return REGISTRY[measure].compute(view)

    hours = view.toil_hours
    toil = np.array([hours.get(name, 0.0) for name in ("", *scenario.capabilities)])
    return np.concatenate([
        [value("lead_time_mean"), *(value(f"lead_{state}") for state in STATES)],
        [value("toil_share"), *toil / (view.task_hours or np.nan)],
        [value("toil_hours"), *toil * record.calendar.hours_a_week / (view.team_hours or np.nan)],
        [value("throughput")],
    ])  # fmt: skip
