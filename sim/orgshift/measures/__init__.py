"""What happened: pure functions from tables to numbers, in one registry."""

from orgshift.measures.evaluate import evaluate, known, monthly
from orgshift.measures.record import READ, Record
from orgshift.measures.registry import HEADLINE, MONTHLY, REGISTRY, Measure
from orgshift.measures.view import ORGANISATION, View

__all__ = [
    "HEADLINE", "MONTHLY", "ORGANISATION", "READ", "REGISTRY", "Measure", "Record", "View",
    "evaluate", "known", "monthly",
]  # fmt: skip
