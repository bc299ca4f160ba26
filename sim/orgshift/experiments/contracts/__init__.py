"""Contracts: what a scenario is expected to show, and what may be said of it."""

from orgshift.experiments.contracts.check import Checked, check
from orgshift.experiments.contracts.verdicts import Outcome, Verdict

__all__ = ["Checked", "Outcome", "Verdict", "check"]
