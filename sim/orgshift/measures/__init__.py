"""What happened: pure functions from tables to numbers, in one registry."""

from orgshift.measures.evaluate import evaluate, monthly
from orgshift.measures.registry import HEADLINE, MONTHLY, REGISTRY, Measure
from orgshift.measures.view import ORGANISATION

__all__ = ["HEADLINE", "MONTHLY", "ORGANISATION", "REGISTRY", "Measure", "evaluate", "monthly"]
