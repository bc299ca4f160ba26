"""Migration: service by service, teams move over to what they have adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgshift.organisation.activities import Activity
from orgshift.organisation.board import Rank, Task
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from orgshift.mechanisms.base import World
    from orgshift.organisation.team import Service, Team
    from orgshift.scenario.distributions import Distribution


class Migration:
    """Each service costs an effort of its own, split evenly over the capabilities of the roadmap.

    ``done`` holds the moves that are made, as (service, capability).
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._begun: set[tuple[Service, int]] = set()
        self.done: set[tuple[Service, int]] = set()

    def put_up(self, service: Service, capability: int, effort: Distribution, parts: int) -> None:
        """Put up one service's move to one capability, as a task of its team."""
        world, move = self._world, (service, capability)
        if move in self._begun:
            return
        self._begun.add(move)
        uniform = np.array([world.luck.one(f"{service.name}/migration")])
        hours = quantised(float(effort.ppf(uniform)[0]) / parts)

        def migrated(_task: Task) -> None:
            self.done.add(move)

        board, booked = service.team.board, int(Activity.MIGRATION)
        world.offer(Task(board, Rank.MIGRATION, world.now, booked, hours, done=migrated))

    def born_there(self, service: Service, capability: int) -> None:
        """Take note that a new service has been built on the platform."""
        self._begun.add((service, capability))
        self.done.add((service, capability))

    def share(self, team: Team, capability: int) -> float:
        """Return migrated services over services, 0 to 1."""
        if not team.services:
            return 0.0
        return sum((one, capability) in self.done for one in team.services) / len(team.services)
