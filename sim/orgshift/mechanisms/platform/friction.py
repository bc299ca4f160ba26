"""Friction: the rough edges of self-service, and which of them is smoothed next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from orgshift.scenario.distributions import Distribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgshift.mechanisms.base import World
    from orgshift.scenario.ways import Platform as PlatformSettings


class Edge(NamedTuple):
    """One rough edge: of which capability, its number there, and what it adds to friction."""

    capability: int
    number: int
    weight: float


class RoughEdges:
    """The rough edges of every launched capability; friction is the sum of those that are left.

    At launch a capability has ``rough_edges`` of them. Their weights are lognormal, each edge's
    own, and add up to ``friction``: a few make most of the trouble.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._edges: dict[int, list[Edge]] = {}
        self._in_hand: set[Edge] = set()
        self._improvements = 0
        self.friction: dict[int, float] = {}
        #: Self-service attempts so far, by capability.
        self.attempts: dict[int, int] = {}

    def launch(self, capability: int, settings: PlatformSettings) -> None:
        """Give *capability* the rough edges of something new."""
        name, luck = self._world.capabilities[capability], self._world.luck
        spread = Distribution.lognormal(1.0, settings.edge_spread)
        numbers = range(settings.rough_edges)
        weights = spread.ppf(np.array([luck.one(f"platform/{name}/edge/{n}") for n in numbers]))
        weights *= settings.friction / weights.sum()
        self._edges[capability] = [
            Edge(capability, n, weight) for n, weight in enumerate(weights.tolist()) if weight
        ]
        self.attempts[capability] = 0
        self._reckon(capability)

    def choose(self, informed: Callable[[int], float]) -> Edge | None:
        """Return the edge that is smoothed next, None where there is none to be smoothed.

        Nobody smooths what nobody has tried, or what somebody is at already. It is one of the
        capability where self-service fails most often (friction × attempts so far). With
        probability *informed* (of that capability) it is the one that hurts most, else any: who
        hears of failures only does not know which of the causes matters.
        """
        waiting: dict[int, list[Edge]] = {}
        for capability, edges in self._edges.items():
            left = [edge for edge in edges if edge not in self._in_hand]
            if left and self.attempts[capability]:
                waiting[capability] = left
        if not waiting:
            return None
        worst = max(waiting, key=lambda c: self._pain(c, waiting[c]))
        luck, edges = self._world.luck, waiting[worst]
        owner = f"platform/improvement/{self._improvements}"
        self._improvements += 1
        if luck.one(f"{owner}/informed") < informed(worst):
            edge = max(edges, key=lambda one: one.weight)
        else:
            edge = edges[int(luck.one(f"{owner}/edge") * len(edges))]
        self._in_hand.add(edge)
        return edge

    def _pain(self, capability: int, edges: list[Edge]) -> float:
        return sum(edge.weight for edge in edges) * self.attempts[capability]

    def smooth(self, edge: Edge) -> None:
        """Take *edge* away."""
        self._in_hand.discard(edge)
        self._edges[edge.capability].remove(edge)
        self._reckon(edge.capability)

    def _reckon(self, capability: int) -> None:
        self.friction[capability] = sum(edge.weight for edge in self._edges[capability])
