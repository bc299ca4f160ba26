"""Coaching: which team is the next host of those who coach, and what a host learns from them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from orgshift.mechanisms.base import overriding
from orgshift.organisation.calendar import quantised

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgshift.mechanisms.base import World
    from orgshift.organisation.board import Board
    from orgshift.organisation.team import Team
    from orgshift.scenario.ways import Enabling

#: In so many weeks a host's skill moves ``transfer`` of its gap to the coaches' skill.
LESSON_WEEKS = 6.0
#: A team whose skill is closer to the coaches' than this wants no coaching.
LEAST_GAP = 0.1
#: A host is not chosen by need again within so many months.
REST_MONTHS = 12


def coached(skill: float, coach: float, transfer: float, weeks: float) -> float:
    """Return the *skill* after *weeks* with coaches of skill *coach*; it never falls."""
    if coach <= skill:
        return skill
    return coach - (coach - skill) * float((1.0 - transfer) ** (weeks / LESSON_WEEKS))


class Memory:
    """What coaches have seen so far, and what they have in hand: shared by all groups of a kind."""

    def __init__(self) -> None:
        #: Engagements begun, and the clock hour of the last one, by host.
        self.engagements: Counter[str] = Counter()
        self.begun: dict[str, float] = {}
        self.hosts: set[Team] = set()
        #: Past hosts by the capability they were coached in.
        self.seen: defaultdict[int, set[str]] = defaultdict(set)
        self.asked_for_help: set[int] = set()
        self.irritants = 0


class Place:
    """Room for one host at a time.

    It is taken by a ``host``, coached in ``capability`` since ``since`` (up to where the host has
    learnt), by an irritant that is being removed, or by neither.
    """

    __slots__ = ("capability", "host", "irritant", "number", "open", "since")

    def __init__(self) -> None:
        self.host: Team | None = None
        self.capability = -1
        self.since = 0.0
        self.irritant = False
        self.open = True
        #: Counts what the place was taken by: an alarm for what is over finds another number.
        self.number = 0


class Coaching:
    """The places of one group that coaches, and what takes them, one thing after the other.

    After an engagement a place removes one of the irritants that all teams share, if any is left,
    and then takes the next host; with no host in need, one irritant after the other.
    *remove* is called to begin removing one, and calls ``removed`` when that is done.
    """

    def __init__(
        self,
        world: World,
        settings: Enabling,
        memory: Memory,
        remove: Callable[[Place], None],
    ) -> None:
        self.world = world
        self.settings = settings
        self.memory = memory
        self.places: list[Place] = []
        #: How fast a host learns, of what one full-time coach can do.
        self.pace = 1.0
        self._remove = remove
        calendar = world.scenario.calendar
        self._length = settings.engagement.in_hours(calendar)
        topic = settings.topic
        self._topic = None if topic is None else world.capabilities.index(topic)

    # -- places -------------------------------------------------------------------------------

    def staff(self, places: int, pace: float) -> None:
        """Have so many places from now on, with hosts that learn at *pace*."""
        for place in self.places:
            self._teach(place)
        self.pace = pace
        while len(self.places) > places:
            place = self.places.pop()
            place.open = False
            self._leave(place)
        while len(self.places) < places:
            place = Place()
            self.places.append(place)
            self._take_host(place)

    def week(self) -> None:
        """Let the hosts learn what they were taught since, and look for hosts if there is room."""
        for place in self.places:
            if place.host is not None and place.host not in self.world.teams:
                self._leave(place)
            self._teach(place)
            if place.host is None and not place.irritant:
                self._take_host(place)

    def share_of(self, board: Board) -> float:
        """Return the share of their time that the people of *board* give to being coached."""
        hosts = [place.host for place in self.places if place.host is not None]
        return self.settings.host_share if any(host.board is board for host in hosts) else 0.0

    # -- engagements --------------------------------------------------------------------------

    def _take_host(self, place: Place) -> None:
        found = self._next_host()
        if found is None:
            self._take_irritant(place)
            return
        host, capability = found
        place.host, place.capability, place.since = host, capability, self.world.now
        place.number += 1
        memory = self.memory
        which = memory.engagements[host.name]
        memory.engagements[host.name] += 1
        memory.begun[host.name] = self.world.now
        memory.hosts.add(host)
        uniform = np.array([self.world.luck.one(f"{host.name}/engagement/{which}")])
        # Shorter than a day is no engagement.
        hours = max(float(self._length.ppf(uniform)[0]), self.world.calendar.hours_a_day)
        self.world.after(quantised(hours), partial(self._over, place, place.number))
        self.world.reckon(host.board)

    def _over(self, place: Place, number: int) -> None:
        """End an engagement that has not ended before its time."""
        if not place.open or place.number != number or place.host is None:
            return
        self._leave(place)
        if not self._take_irritant(place):
            self._take_host(place)

    def _leave(self, place: Place) -> None:
        """Leave the host, or the irritant, alone from now on."""
        if place.irritant:
            place.irritant = False
            self.memory.irritants -= 1
        host = place.host
        if host is None:
            return
        self._teach(place)
        place.host = None
        self.memory.hosts.discard(host)
        self.world.reckon(host.board)
        seen = self.memory.seen[place.capability]
        seen.add(host.name)
        if len(seen) >= self.settings.central_help_after:
            self._ask_for_help(place.capability)

    def _ask_for_help(self, capability: int) -> None:
        if capability in self.memory.asked_for_help:
            return
        self.memory.asked_for_help.add(capability)
        for mechanism in self.world.mechanisms:
            mechanism.central_help_asked(capability)

    def _teach(self, place: Place) -> None:
        """Let the host learn from ``since`` until now; skills are held until day 0."""
        now, host = self.world.now, place.host
        hours = now - max(place.since, 0.0)
        place.since = now
        if host is None or hours <= 0.0:
            return
        weeks = hours / self.world.calendar.hours_a_week * self.pace
        capability, terms = place.capability, self.settings
        before = host.skill[capability]
        host.skill[capability] = coached(before, terms.skill, terms.transfer, weeks)
        if host.skill[capability] > before:
            for mechanism in self.world.mechanisms:
                mechanism.taught(host, capability, before)

    # -- the next host ------------------------------------------------------------------------

    def _next_host(self) -> tuple[Team, int] | None:
        """Return the next host and the capability it is coached in, None if no team needs it."""
        memory, now = self.memory, self.world.now
        gaps: dict[Team, tuple[float, int]] = {}
        for team in self.world.teams:
            if team not in memory.hosts and team.board.engineers:
                gap, capability = self._gap(team)
                if gap >= LEAST_GAP:
                    gaps[team] = gap, capability
        if not gaps:
            return None
        rest = REST_MONTHS * self.world.calendar.hours_a_month
        # The first of those who have waited longest: the order of the file, again and again.
        last = {team: memory.begun.get(team.name, -math.inf) for team in gaps}
        host = min(gaps, key=last.__getitem__)
        if self.settings.next_host == "need":
            seen = [team for team in gaps if now - last[team] >= rest and self._sees(team)]
            if seen:
                host = max(seen, key=lambda team: gaps[team][0])
        return host, gaps[host][1]

    def _gap(self, team: Team) -> tuple[float, int]:
        """Return the team's gap to the coaches' skill in the topic, or where it is widest."""
        capability = self._topic
        if capability is None:
            if not team.skill:
                return 0.0, -1
            capability = min(range(len(team.skill)), key=team.skill.__getitem__)
        return self.settings.skill - team.skill[capability], capability

    def _sees(self, team: Team) -> bool:
        """Return whether the team's need is visible: to a past host's coaches, or otherwise."""
        if team.name in self.memory.begun:
            return True
        showing = overriding(self.world.mechanisms, "shows_need_of")
        return any(mechanism.shows_need_of(team) for mechanism in showing)

    # -- irritants ----------------------------------------------------------------------------

    def _take_irritant(self, place: Place) -> bool:
        """Begin to remove an irritant that nobody is at yet; return whether there is one."""
        left = sum(mechanism.shared_pains() for mechanism in self.world.mechanisms)
        if left <= self.memory.irritants:
            return False
        self.memory.irritants += 1
        place.irritant = True
        place.number += 1
        self._remove(place)
        return True

    def removed(self, place: Place, number: int) -> None:
        """Take note that the irritant which took *place* under this number is removed, for all."""
        if not place.open or place.number != number:
            return
        self._leave(place)
        for mechanism in self.world.mechanisms:
            mechanism.remove_shared_pain()
        self._take_host(place)
