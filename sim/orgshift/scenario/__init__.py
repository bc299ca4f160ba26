"""What is asked: scenario files, their schema, the library, the units people write."""

from orgshift.scenario.load import load
from orgshift.scenario.schema import Scenario

__all__ = ["Scenario", "load"]
