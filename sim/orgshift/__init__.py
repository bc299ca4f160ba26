"""What happens to lead time and toil when an organisation changes how its teams work.

``load`` a scenario, ``run`` one variant once, ``compare`` its variants over many replications.
Names are filled on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgshift.engine import Run
    from orgshift.errors import OrgshiftError, ScenarioError
    from orgshift.experiments.beliefs import run
    from orgshift.experiments.causes import Causes, why
    from orgshift.experiments.compare import compare, extend
    from orgshift.experiments.comparison import Comparison
    from orgshift.experiments.trace import Trace, trace
    from orgshift.reports.page import write_report
    from orgshift.scenario import Scenario, load

__version__ = "0.1.0"

_HOME = {
    "Causes": "orgshift.experiments.causes",
    "Comparison": "orgshift.experiments.comparison",
    "OrgshiftError": "orgshift.errors",
    "Run": "orgshift.engine",
    "Scenario": "orgshift.scenario",
    "ScenarioError": "orgshift.errors",
    "Trace": "orgshift.experiments.trace",
    "compare": "orgshift.experiments.compare",
    "extend": "orgshift.experiments.compare",
    "load": "orgshift.scenario",
    "run": "orgshift.experiments.beliefs",
    "trace": "orgshift.experiments.trace",
    "why": "orgshift.experiments.causes",
    "write_report": "orgshift.reports.page",
}

__all__ = [
    "Causes",
    "Comparison",
    "OrgshiftError",
    "Run",
    "Scenario",
    "ScenarioError",
    "Trace",
    "compare",
    "extend",
    "load",
    "run",
    "trace",
    "why",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'orgshift' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
