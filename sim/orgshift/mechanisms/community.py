"""The community of practice: people of many teams who learn from each other."""

from __future__ import annotations

from functools import partial
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from orgshift.mechanisms.base import GroupMechanism
from orgshift.mechanisms.coaching import Coaching, Memory
from orgshift.organisation.activities import Activity
from orgshift.organisation.calendar import quantised
from orgshift.scenario.ways import Enabling as EnablingSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from orgshift.mechanisms.base import Reading, World
    from orgshift.mechanisms.coaching import Place
    from orgshift.organisation.board import Board, Engineer
    from orgshift.organisation.team import Team
    from orgshift.scenario.ways import Community as CommunitySettings

#: Members come and go every so many meetings, which are monthly.
MEETINGS_A_QUARTER = 3


class Members(NamedTuple):
    """The members of one team."""

    active: int
    passive: int


class Community(GroupMechanism):
    """Members stay in their teams and give a share of their time.

    Once a month the skill of every member team moves ``transfer`` × (active + ``passive_weight`` ×
    passive members) / engineers of its gap to the best team in the room, up to ``ceiling`` of the
    gap it started with. Among member teams skill fades at ``fade_factor`` of what it would, and
    adopters are imitated ``imitation_factor`` times as much; the platform team is told where it
    hurts, and an enabling team sees what they need. Without an active member nothing of this
    happens. The ``ring_fenced`` share of the active members' time makes them coaches.
    """

    null: ClassVar[Mapping[str, Any]] = {"members": 0.0}
    cost_only: ClassVar[Mapping[str, Any]] = {
        "transfer": 0.0,
        "insight": 0.0,
        "fade_factor": 1.0,
        "imitation_factor": 1.0,
    }

    def __init__(self, settings: CommunitySettings, world: World) -> None:
        super().__init__(settings, world)
        self._memory = Memory()
        self._guilds: dict[str, Guild] = {}

    def start(self, name: str, settings: CommunitySettings, board: Board) -> None:
        """Invite the members."""
        guild = self._guilds[name] = Guild(self.world, name, settings, self._memory)
        guild.begin()

    def stop(self, name: str) -> None:
        """Let the members go."""
        self._guilds.pop(name).stop()

    def joined(self, engineer: Engineer, before: Board | None) -> None:
        """Count again: who moves stays a member, of another team."""
        for guild in self._guilds.values():
            guild.forget_counts()

    def left(self, engineer: Engineer, before: Board) -> None:
        """Count again without somebody who has left."""
        for guild in self._guilds.values():
            guild.forget_counts()

    def shares(self, engineer: Engineer) -> Mapping[int, float]:
        """Return the time that a member gives, and the time of a host of its coaches."""
        given = sum(guild.time_of(engineer) for guild in self._guilds.values())
        coached = max((g.coaching_time(engineer) for g in self._guilds.values()), default=0.0)
        return {Activity.COMMUNITY: given, Activity.COACHING: coached}

    def fade_factor(self, team: Team, capability: int) -> float:
        """Return how much more slowly a member team's skill fades."""
        return min((g.settings.fade_factor for g in self._joined_by(team, capability)), default=1.0)

    def imitation_factor(self, team: Team, capability: int) -> float:
        """Return how much more a member team imitates adopters."""
        joined = self._joined_by(team, capability)
        return max((guild.settings.imitation_factor for guild in joined), default=1.0)

    def shows_need_of(self, team: Team) -> bool:
        """Return whether the team has members."""
        return any(guild.has(team) for guild in self._guilds.values())

    def informed(self, capability: int) -> float:
        """Return what active members, and those who coach, tell the platform team."""
        on_topic = [guild for guild in self._guilds.values() if capability in guild.topics]
        return sum(guild.insight(capability) for guild in on_topic)

    def readings(self) -> Iterable[Reading]:
        """Return members and active members by team."""
        for team in self.world.teams:
            counts = [guild.counts().get(team.name) for guild in self._guilds.values()]
            here = [count for count in counts if count is not None]
            yield team.name, "active_members", "", float(sum(c.active for c in here))
            yield team.name, "passive_members", "", float(sum(c.passive for c in here))
        for name, engagements in self._memory.engagements.items():
            yield name, "engagements", "", float(engagements)

    def _joined_by(self, team: Team, capability: int) -> list[Guild]:
        """Return the communities on the topic in which *team* has members."""
        return [g for g in self._guilds.values() if capability in g.topics and g.has(team)]


class Guild:
    """One community: its seats, the first of them active, and who is on them."""

    def __init__(
        self, world: World, name: str, settings: CommunitySettings, memory: Memory
    ) -> None:
        self.world = world
        self.name = name
        self.settings = settings
        self.topics = tuple(range(len(world.capabilities)))
        if settings.topic is not None:
            self.topics = (world.capabilities.index(settings.topic),)
        self._memory = memory
        people = sum(len(team.board.engineers) for team in world.teams)
        self._seats: list[Engineer | None] = [None] * round(settings.members * people)
        self._active_seats = round(settings.active * len(self._seats))
        #: Whether a member is active, by member.
        self._roles: dict[Engineer, bool] = {}
        #: As far up as meetings bring a team's skill, by team and capability.
        self._ceilings: dict[tuple[str, int], float] = {}
        self._meetings = 0
        self._counts: dict[str, Members] = {}
        self._active = 0
        self._counted: float | None = None
        self._running = True
        self._coaching: Coaching | None = None
        if settings.ring_fenced:
            asked = EnablingSettings(kind="enabling", topic=settings.topic)
            self._coaching = Coaching(world, asked, memory, self._remove_irritant)

    # -- time ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Invite the first members, and agree on dates."""
        if not self._seats:
            return
        self._reckon(self._fill(range(len(self._seats)), "member").values())
        for capability in self.topics:
            self._set_ceilings(capability)
        self._month = self.world.alarm(self._meet)
        self._month.set(self.world.now + quantised(self.world.calendar.hours_a_month))
        if self._coaching is not None:
            self._weekly = self.world.alarm(self._week)
            self._weekly.set(self.world.now)

    def stop(self) -> None:
        """End it: nobody gives any more time."""
        self._running = False
        if self._coaching is not None:
            self._coaching.staff(0, 0.0)
        members = list(self._roles)
        self._seats, self._roles = [], {}
        self.forget_counts()
        self._reckon(members)

    # -- members ------------------------------------------------------------------------------

    def _fill(self, seats: Iterable[int], occasion: str) -> dict[int, Engineer]:
        """Find people for *seats* who are no members, from the teams with the fewest per engineer.

        Who of a team comes, and which of equal teams is first, is the engineers' own luck.
        """
        luck = self.world.luck
        pools = []
        for place, team in enumerate(self.world.teams):
            people = team.board.engineers
            outside = [
                (luck.one(f"engineer/{one.number}/{self.name}/{occasion}"), one.number, one)
                for one in people
                if one not in self._roles
            ]
            if outside:
                outside.sort(reverse=True)
                inside = len(people) - len(outside)
                pools.append((inside / len(people), outside[-1][0], place, inside, outside))
        heapify(pools)
        found: dict[int, Engineer] = {}
        for seat in seats:
            if not pools:
                break
            _, _, place, inside, outside = heappop(pools)
            found[seat] = self._seats[seat] = newcomer = outside.pop()[2]
            self._roles[newcomer] = seat < self._active_seats
            if outside:
                inside += 1
                share = inside / len(newcomer.board.engineers)
                heappush(pools, (share, outside[-1][0], place, inside, outside))
        self.forget_counts()
        return found

    def _churn(self) -> None:
        """Let members leave, each by own luck, and others come; nobody to come, nobody to go."""
        quarter, luck = self._meetings // MEETINGS_A_QUARTER, self.world.luck
        vacant = {
            seat: member
            for seat, member in enumerate(self._seats)
            if member is None
            or not _is_there(member)
            or luck.one(f"engineer/{member.number}/{self.name}/leaves/{quarter}")
            < self.settings.churn
        }
        found = self._fill(vacant, f"joins/{quarter}")
        gone = []
        for seat, member in vacant.items():
            if member is None:
                continue
            if seat in found:
                gone.append(member)
            elif not _is_there(member):
                self._seats[seat] = None
                gone.append(member)
        for member in gone:
            del self._roles[member]
        self.forget_counts()
        self._reckon([*gone, *found.values()])

    def _reckon(self, people: Iterable[Engineer]) -> None:
        """Let the time that *people* give count from now on."""
        for board in {person.board.name: person.board for person in people}.values():
            self.world.reckon(board)

    def forget_counts(self) -> None:
        """Count members anew when somebody asks."""
        self._counted = None

    def counts(self) -> dict[str, Members]:
        """Return the members by board, for boards that have any."""
        if self._counted != self.world.now:
            self._counted = self.world.now
            self._counts = {}
            for board in self.world.boards.values():
                roles = [self._roles[one] for one in board.engineers if one in self._roles]
                if roles:
                    self._counts[board.name] = Members(sum(roles), len(roles) - sum(roles))
            self._active = sum(members.active for members in self._counts.values())
        return self._counts

    def has(self, team: Team) -> bool:
        """Return whether *team* has members, in a community with somebody active."""
        return team.name in self.counts() and self._active > 0

    def _active_members(self) -> int:
        self.counts()
        return self._active

    def time_of(self, engineer: Engineer) -> float:
        """Return the share of time that *engineer* gives."""
        active = self._roles.get(engineer)
        if active is None:
            return 0.0
        asked = self.settings
        return asked.active_time + asked.ring_fenced if active else asked.passive_time

    # -- what it does -------------------------------------------------------------------------

    def _set_ceilings(self, capability: int) -> None:
        """Note how far meetings will bring each team's skill that has no such limit yet."""
        room = [team.skill[capability] for team in self.world.teams if self.has(team)]
        if not room:
            return
        best, ceiling = max(room), self.settings.ceiling
        for team in self.world.teams:
            skill = team.skill[capability]
            limit = skill + ceiling * max(0.0, best - skill)
            self._ceilings.setdefault((team.name, capability), limit)

    def _meet(self) -> None:
        """Hold the monthly meeting; skills are held at their given values until day 0."""
        if not self._running:
            return
        self._meetings += 1
        if self.world.now > 0.0 and self.settings.transfer:
            for capability in self.topics:
                self._learn(capability)
        if self._meetings % MEETINGS_A_QUARTER == 0:
            self._churn()
        self._month.set(self.world.now + quantised(self.world.calendar.hours_a_month))

    def _learn(self, capability: int) -> None:
        """Let every team in the room learn from the best."""
        self._set_ceilings(capability)
        room = [team for team in self.world.teams if self.has(team)]
        best = max((team.skill[capability] for team in room), default=0.0)
        for team in room:
            members = self.counts()[team.name]
            weight = members.active + self.settings.passive_weight * members.passive
            skill = team.skill[capability]
            moved = self.settings.transfer * weight / len(team.board.engineers) * (best - skill)
            ceiling = self._ceilings[team.name, capability]
            team.skill[capability] = max(skill, min(skill + moved, ceiling))

    def insight(self, capability: int) -> float:
        """Return what the platform team hears from active members, and from those who coach."""
        active = self._active_members()
        if not active:
            return 0.0
        everybody = sum(len(board.engineers) for board in self.world.boards.values())
        told = self.settings.insight * 10.0 * active / everybody
        if self._coaching is not None and self._memory.seen.get(capability):
            told += self._coaching.settings.insight
        return told

    # -- as an enabling team ------------------------------------------------------------------

    def coaching_time(self, engineer: Engineer) -> float:
        """Return the share of time in which *engineer* is coached; who coaches is not."""
        if self._coaching is None or self._roles.get(engineer):
            return 0.0
        return self._coaching.share_of(engineer.board)

    def _ring_fenced(self) -> float:
        """Return the time ring-fenced for coaching, in times of one person's paid time."""
        return self._active_members() * self.settings.ring_fenced

    def _coaches(self) -> tuple[int, float]:
        """Return the hosts they can have at once, and how many full-time coaches they are per host.

        Somebody in an enabling team, too, has meetings and leave.
        """
        people = self.world.scenario.people
        coaches = self._ring_fenced() / (1.0 - people.meetings - people.leave)
        if self._coaching is None or not coaches:
            return 0, 0.0
        hosts = max(1, min(int(coaches + 0.5), self._coaching.settings.teams_at_once))
        return hosts, coaches / hosts

    def _week(self) -> None:
        if not self._running or self._coaching is None:
            return
        hosts, coaches = self._coaches()
        self._coaching.staff(hosts, min(1.0, coaches))
        self._coaching.week()
        self._weekly.set(self.world.now + self.world.calendar.hours_a_week)

    def _remove_irritant(self, place: Place) -> None:
        """Remove an irritant in the ring-fenced time."""
        assert self._coaching is not None
        hosts, _ = self._coaches()
        # The last active member may have gone this week: somebody else takes the seat.
        time = max(self._ring_fenced(), self.settings.ring_fenced)
        hours = quantised(self._coaching.settings.irritant_removal * max(hosts, 1) / time)
        self.world.after(hours, partial(self._coaching.removed, place, place.number))


def _is_there(engineer: Engineer) -> bool:
    """Return whether *engineer* has not left the organisation."""
    return engineer in engineer.board.engineers
