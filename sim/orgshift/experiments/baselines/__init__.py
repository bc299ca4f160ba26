"""Baselines: what scenarios came to once, and what has moved since."""

from orgshift.experiments.baselines.baseline import Baseline, record
from orgshift.experiments.baselines.drift import Cause, Drifted, Moved, drifted

__all__ = ["Baseline", "Cause", "Drifted", "Moved", "drifted", "record"]
