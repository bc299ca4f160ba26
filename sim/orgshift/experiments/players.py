"""Players and coalitions: which changes make one variant of another, and variants in between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgshift.errors import OrgshiftError
from orgshift.scenario.checks import faults_in
from orgshift.scenario.dates import sorted_changes
from orgshift.scenario.schema import Variant

if TYPE_CHECKING:
    from orgshift.scenario import Scenario
    from orgshift.scenario.changes import Change

#: A player: the names of changes that are made, or left out, together.
Player = tuple[str, ...]


@dataclass(frozen=True)
class Game:
    """What makes *variant* of *against*: the named changes, inherited ones included, that differ.

    A change that only one of the two makes is made or left out; one that both make in different
    ways is made in the way of one or the other.
    """

    variant: str
    against: str
    players: tuple[Player, ...]

    @property
    def names(self) -> list[str]:
        """What the players are called: by their changes."""
        return [" + ".join(player) for player in self.players]

    @property
    def everybody(self) -> int:
        """The coalition of all players: the variant itself."""
        return (1 << len(self.players)) - 1

    def world(self, scenario: Scenario, masks: Iterable[int]) -> Scenario:
        """Return *scenario* with a variant per coalition, named by its mask."""
        return scenario.model_copy(
            update={"variants": {str(mask): self._variant(scenario, mask) for mask in masks}}
        )

    def _variant(self, scenario: Scenario, mask: int) -> Variant:
        ours, theirs = (scenario.variants[name] for name in (self.variant, self.against))
        if mask in (0, self.everybody):
            return ours if mask else theirs
        switched = {
            name
            for place, player in enumerate(self.players)
            if mask >> place & 1
            for name in player
        }
        changes: dict[str, Change] = {}
        for name in _in_one_order(list(ours.changes), list(theirs.changes)):
            change = (ours if name in switched else theirs).changes.get(name)
            if change is not None:
                changes[name] = change
        hired = sum(_hires(change) for change in changes.values())
        return Variant(title="", adds_people=hired, changes=changes)


def game(
    scenario: Scenario,
    variant: str,
    against: str,
    needed: Callable[[int], Collection[int]] = lambda players: range(1 << players),
) -> Game:
    """Return what makes *variant* of *against*.

    A change that names what another one starts is one player with it, and so are changes of which
    one cannot be made without the other (people that one brings and the other sends on, say).
    *needed* gives the coalitions that matter, by how many players there are. Raises OrgshiftError
    where changes of the same date that both variants make come in another order.
    """
    ours, theirs = (scenario.variants[name].changes for name in (variant, against))
    differing = [
        name
        for name in _in_one_order(list(ours), list(theirs))
        if ours.get(name) != theirs.get(name)
    ]
    _check_order(scenario, variant, against, differing)
    started = {name: set(_started(_both(ours, theirs, name))) for name in differing}
    named = {name: set(_named(_both(ours, theirs, name))) for name in differing}
    pairs = [(a, b) for a in differing for b in differing if a != b and started[a] & named[b]]
    found = Game(variant, against, _joined([(name,) for name in differing], pairs))
    while True:
        together = _impossible_apart(scenario, found, needed(len(found.players)))
        if not together:
            return found
        pairs = [(together[0][0], other[0]) for other in together[1:]]
        found = Game(variant, against, _joined(found.players, pairs))


def _both(ours: dict[str, Change], theirs: dict[str, Change], name: str) -> list[Change]:
    return [changes[name] for changes in (ours, theirs) if name in changes]


def _in_one_order(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return all names once, in an order that both lists agree with."""
    order: list[str] = []
    left = list(theirs)
    for name in ours:
        if name in left:
            place = left.index(name)
            order += [other for other in left[:place] if other not in ours]
            left = left[place + 1 :]
        order.append(name)
    return order + [name for name in left if name not in ours]


def _check_order(scenario: Scenario, variant: str, against: str, differing: Sequence[str]) -> None:
    sequences = [
        [
            name for name, _ in sorted_changes(scenario, scenario.variants[one].changes)
            if name not in differing
        ]
        for one in (variant, against)
    ]  # fmt: skip
    for ours, theirs in zip(*sequences, strict=True):
        if ours != theirs:
            raise OrgshiftError(
                f"{variant} and {against} make {ours!r} and {theirs!r} in another order at the same "
                "date; write them in the same order to see what else differs"
            )


def _hires(change: Change) -> int:
    if change.hire is not None:
        return change.hire.people
    return change.start.hire if change.start is not None else 0


def _started(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the names of the groups and teams that *changes* bring into being."""
    for change in changes:
        if change.start is not None:
            yield change.start.group
        if change.create_team is not None:
            yield change.create_team.name
        if change.split_team is not None:
            yield from change.split_team.into
        if change.merge_teams is not None:
            yield change.merge_teams.into


def _named(changes: Iterable[Change]) -> Iterator[str]:
    """Yield the names of all groups and teams that *changes* are about."""
    for change in changes:
        asked: Any = change.action[1]
        for field in ("group", "from_", "to", "team", "teams", "name", "into"):
            places = getattr(asked, field, None)
            yield from (places,) if isinstance(places, str) else places or ()


def _joined(players: Sequence[Player], pairs: Iterable[tuple[str, str]]) -> tuple[Player, ...]:
    """Return *players* with those made one that hold the two names of one of the *pairs*."""
    held = {name: player for player in players for name in player}
    order = list(held)
    for one, other in pairs:
        if held[one] is not held[other]:
            joint = tuple(sorted({*held[one], *held[other]}, key=order.index))
            held |= dict.fromkeys(joint, joint)
    return tuple(dict.fromkeys(held.values()))


def _impossible_apart(scenario: Scenario, found: Game, masks: Collection[int]) -> list[Player]:
    """Return players without one of which another is impossible; none if all *masks* can be."""
    refused = _refused(scenario, found, masks)
    if not refused:
        return []
    mask = min(refused, key=lambda one: (one.bit_count(), one))
    places = range(len(found.players))
    still = _refused(scenario, found, [mask ^ 1 << place for place in places])
    # What is mended by leaving one out, or by letting another in, belongs together.
    mended = [found.players[place] for place in places if mask ^ 1 << place not in still]
    return mended if len(mended) > 1 else list(found.players)


def _refused(scenario: Scenario, found: Game, masks: Collection[int]) -> set[int]:
    """Return which coalitions are no variants of *scenario* that could be."""
    faults = faults_in(found.world(scenario, masks))
    told = {fault.path.split(".")[1] for fault in faults if fault.path.startswith("variants.")}
    return {mask for mask in masks if str(mask) in told}
