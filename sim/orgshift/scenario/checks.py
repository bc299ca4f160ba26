"""What a scenario's parts must be to each other: names that exist, numbers that are possible."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from orgshift.errors import Fault
from orgshift.scenario.claim_checks import claim_faults
from orgshift.scenario.dates import calendar_faults, date_faults, sorted_changes
from orgshift.scenario.focus_checks import group_focus_faults, people_focus_faults
from orgshift.scenario.headcount import headcount_faults
from orgshift.scenario.wording import unknown
from orgshift.scenario.workflow_checks import workflow_faults
from orgshift.scenario.workload import workload_faults

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario

Found = Iterator[tuple[tuple[str | int, ...], str]]

#: Names that stand for something else.
RESERVED = {"teams": "all teams", "groups": "all teams", "workflow": "done"}


def faults_in(scenario: Scenario, misread: Collection[str] = ()) -> list[Fault]:
    """Return all faults of a scenario whose every setting is fine by itself.

    *misread* are the sections in which a setting was not fine and its default stands in: what is
    reckoned from them is not checked.
    """
    found: list[tuple[tuple[str | int, ...], str]] = []
    for check, reckons_with in (
        (_names, ()),
        (people_focus_faults, ("people",)),
        (workflow_faults, ("workflow",)),
        (_references, ()),
        (_mechanisms, ()),
        (_groups, ("teams", "groups")),
        (_changes, ()),
        (calendar_faults, ("horizon", "run_in", "calendar", "demand", "teams")),
        (date_faults, ("horizon", "calendar")),
        (claim_faults, ()),
    ):
        if not set(reckons_with) & set(misread):
            found += check(scenario)
    if not {"teams", "groups", "variants", "horizon", "calendar"} & set(misread):
        unclear = {str(address[1]) for address, _ in found if address[0] == "variants"}
        found += headcount_faults(scenario, unclear)
    if not found and not misread:
        found += workload_faults(scenario)
    return [
        Fault(scenario.place(*address), ".".join(map(str, address)), problem)
        for address, problem in found
    ]


def _names(scenario: Scenario) -> Found:
    by_name: list[tuple[tuple[str, ...], Iterable[str]]] = [
        ((section,), getattr(scenario, section))
        for section in ("teams", "groups", "capabilities", "workflow", "variants", "expect")
    ]
    for name, variant in scenario.variants.items():
        by_name.append((("variants", name, "changes"), variant.changes))
        for change_name, change in variant.changes.items():
            if change.start is not None:
                here = ("variants", name, "changes", change_name, "start", "group")
                yield from ((here, problem) for problem in _name(change.start.group, "groups"))
    for section, names in by_name:
        for name in names:
            yield from (((*section, name), problem) for problem in _name(name, section[0]))
    for name in scenario.groups:
        if name in scenario.teams:
            yield ("groups", name), f"{name!r} is a team already; give the group another name"


def _name(name: str, section: str) -> Iterator[str]:
    if name == RESERVED.get(section):
        yield f"{name!r} stands for something else; choose another name"
    elif not re.fullmatch(r"[^\W_]([^/{}\x00-\x1f]{0,58}[^/{}\s])?", name):
        yield (
            f"{name!r} is no name; it starts with a letter or digit, has up to 60 characters, and "
            "no / { } or line break in it"
        )


def _references(scenario: Scenario) -> Found:
    """Find names of capabilities, teams and groups that are not there."""
    started = {
        change.start.group
        for variant in scenario.variants.values()
        for change in variant.changes.values()
        if change.start is not None
    }
    staffed = [*scenario.teams, *scenario.groups]
    for name, step in scenario.workflow.items():
        here: tuple[str | int, ...] = ("workflow", name)
        if step.need and step.need.capability not in scenario.capabilities:
            problem = unknown("capability", step.need.capability, scenario.capabilities)
            yield (*here, "need"), problem
        if step.by in started and step.by not in staffed:
            yield (
                (*here, "by"),
                f"{step.by!r} starts with a change only; a step needs somebody from the start: put "
                "the group into `groups`",
            )
        elif step.by is not None and step.by not in staffed:
            yield (*here, "by"), unknown("team or group", step.by, staffed)
    for name, team in scenario.teams.items():
        for capability in team.skill if isinstance(team.skill, dict) else ():
            if capability not in scenario.capabilities:
                problem = unknown("capability", capability, scenario.capabilities)
                yield ("teams", name, "skill", capability), problem
        yield from _supply(scenario, ("teams", name), team.supply)
    for name, group in scenario.groups.items():
        yield from _group(scenario, ("groups", name), group)


def _supply(scenario: Scenario, here: tuple[str | int, ...], supply: Iterable[str]) -> Found:
    for capability in supply:
        if capability not in scenario.capabilities:
            problem = unknown("capability", capability, scenario.capabilities)
            yield (*here, "supply", capability), problem


def _groups(scenario: Scenario) -> Found:
    """Find groups that are too small for what they do, or too large."""
    served = sum(team.engineers for team in scenario.teams.values())
    for name, group in scenario.groups.items():
        here = ("groups", name, "engineers")
        if group.kind == "platform" and group.engineers > served:
            yield (
                here,
                f"a platform of {group.engineers} for {served} engineers in teams; it should be "
                "smaller than what it serves",
            )
        for step_name, step in scenario.workflow.items():
            if step.by == name and not group.engineers:
                yield here, f"nobody is in {name!r}, who do the step {step_name!r}"
    platforms = [name for name, group in scenario.groups.items() if group.kind == "platform"]
    for name in platforms[1:]:
        yield ("groups", name, "kind"), _second_platform(name, platforms[0])


def _second_platform(name: str, first: str) -> str:
    return f"{name!r} would be a second platform beside {first!r}; there is one at a time"


def _group(scenario: Scenario, here: tuple[str | int, ...], group: Any) -> Found:
    if group.kind == "platform":
        seen: set[str] = set()
        for stage in group.roadmap or ():
            if not stage:
                yield (*here, "roadmap"), "a stage is empty; it launches one capability or more"
            for capability in stage:
                if capability not in scenario.capabilities:
                    problem = unknown("capability", capability, scenario.capabilities)
                    yield (*here, "roadmap"), problem
                if capability in seen:
                    yield (*here, "roadmap"), f"{capability!r} is on the roadmap twice"
                seen.add(capability)
        if not scenario.capabilities:
            yield here, "the scenario has no capabilities that a platform could supply"
        if group.coverage_mature < group.coverage_at_launch:
            yield (
                (*here, "coverage_mature"),
                f"{group.coverage_mature:.0%} at maturity is less than the "
                f"{group.coverage_at_launch:.0%} at launch; it should be as much or more",
            )
        yield from _adoption(scenario, (*here, "adoption"), group.adoption)
        if group.first_customer is not None and group.first_customer not in scenario.teams:
            yield (*here, "first_customer"), unknown("team", group.first_customer, scenario.teams)
    if group.kind == "central-service":
        for capability in group.supplies:
            if capability not in scenario.capabilities:
                yield (*here, "supplies"), unknown("capability", capability, scenario.capabilities)
    if group.kind == "community":
        yield from _community(here, group)
    yield from group_focus_faults(scenario, here, group)
    if getattr(group, "topic", None) and group.topic not in scenario.capabilities:
        yield (*here, "topic"), unknown("capability", group.topic, scenario.capabilities)


def _community(here: tuple[str | int, ...], group: Any) -> Found:
    for field in ("take", "hire"):
        if getattr(group, field, 0):
            yield (*here, field), "members of a community stay in their teams; nobody joins it"


def _adoption(scenario: Scenario, here: tuple[str | int, ...], adoption: Any) -> Found:
    order = getattr(adoption, "order", ())
    for team in dict.fromkeys(order):
        if team not in scenario.teams:
            yield (*here, "order"), unknown("team", team, scenario.teams)
        if order.count(team) > 1:
            yield (*here, "order"), f"{team!r} is in the order twice"


def _mechanisms(scenario: Scenario) -> Found:
    environments = scenario.mechanisms.shared_environments
    if environments is not None:
        steps, here = list(scenario.workflow), ("mechanisms", "shared_environments")
        taken, returned = environments.taken_at, environments.returned_after
        for field, step in (("taken_at", taken), ("returned_after", returned)):
            if step not in steps:
                yield (*here, field), unknown("step", step, steps)
        if taken in steps and returned in steps and steps.index(taken) > steps.index(returned):
            yield (
                (*here, "returned_after"),
                f"{returned!r} comes before {taken!r}, where an environment is taken",
            )
    depending = scenario.mechanisms.dependencies
    if depending is not None:
        for field in ("raised_at", "awaited_at"):
            step = getattr(depending, field)
            if step not in scenario.workflow:
                here = ("mechanisms", "dependencies")
                yield (*here, field), unknown("step", step, list(scenario.workflow))
    failing = scenario.mechanisms.failed_changes
    if failing is not None and failing.capability not in (*scenario.capabilities, "deployment"):
        problem = unknown("capability", failing.capability, scenario.capabilities)
        yield ("mechanisms", "failed_changes", "capability"), problem


def _changes(scenario: Scenario) -> Found:
    for variant_name, variant in scenario.variants.items():
        groups: dict[str, str] = {name: group.kind for name, group in scenario.groups.items()}
        teams = list(scenario.teams)
        for name, change in sorted_changes(scenario, variant.changes):
            action, settings = change.action
            here = ("variants", variant_name, "changes", name, action)
            yield from _action(scenario, here, action, settings, groups, teams)


def _action(
    scenario: Scenario,
    here: tuple[str | int, ...],
    action: str,
    settings: Any,
    groups: dict[str, str],
    teams: list[str],
) -> Found:
    places = [*teams, *groups]

    def known(field: str, named: Any, among: Iterable[str], what: str) -> Found:
        for one in (named,) if isinstance(named, str) else tuple(named or ()):
            if one not in among and not (named == "all teams" and what != "group"):
                yield (*here, field), unknown(what, one, among)

    def distinct(source: Any, to: str) -> Found:
        """Find people who would go to where they come from."""
        if to == "all teams":
            yield (*here, "to"), "'all teams' is no one place; name a team or group"
        elif source == to:
            yield (*here, "to"), f"{to!r} is where they come from"
        elif isinstance(source, tuple) and to in source:
            yield (*here, "from"), f"{to!r} is where they go; name the others only"

    if action == "start":
        if settings.group in places:
            what = "a team" if settings.group in teams else "a group that is there"
            yield (*here, "group"), f"{settings.group!r} is {what} already"
        if settings.kind == "platform" and "platform" in groups.values():
            first = next(name for name, kind in groups.items() if kind == "platform")
            yield (*here, "kind"), _second_platform(settings.group, first)
        if settings.engineers:
            yield (
                (*here, "engineers"),
                "people of a group that starts are taken or hired; write take: or hire:",
            )
        yield from known("from", settings.from_, places, "team or group")
        yield from _group(scenario, here, settings)
        groups[settings.group] = settings.kind
    elif action == "stop":
        yield from known("group", settings.group, groups, "group")
        yield from known("to", settings.to, places, "team or group")
        if settings.to is not None and settings.group in settings.to:
            yield (*here, "to"), f"{settings.group!r} is what stops"
        groups.pop(settings.group, None)
    elif action in ("move", "hand_over"):
        among, what = (places, "team or group") if action == "move" else (teams, "team")
        yield from known("from", settings.from_, among, what)
        yield from known("to", settings.to, among, what)
        yield from distinct(settings.from_, settings.to)
    elif action == "hire":
        yield from known("to", settings.to, places, "team or group")
        yield from distinct((), settings.to)
    elif action == "create_team":
        yield from known("from", settings.from_, places, "team or group")
        yield from _new((*here, "name"), settings.name, places)
        teams.append(settings.name)
    elif action == "split_team":
        yield from known("team", settings.team, teams, "team")
        yield from _ends(scenario, (*here, "team"), {settings.team} - {*settings.into})
        if settings.into[0] == settings.into[1]:
            yield (*here, "into"), f"{settings.into[0]!r} is written twice; name two teams"
        for name in settings.into:
            if name != settings.team:
                yield from _new((*here, "into"), name, places)
        teams[:] = [name for name in teams if name != settings.team]
        teams += settings.into
    elif action == "merge_teams":
        yield from known("teams", settings.teams, teams, "team")
        yield from _ends(scenario, (*here, "teams"), {*settings.teams} - {settings.into})
        if len({*settings.teams}) < len(settings.teams):
            yield (*here, "teams"), "a team is written twice"
        if settings.into not in settings.teams:
            yield from _new((*here, "into"), settings.into, places)
        teams[:] = [name for name in teams if name not in settings.teams]
        teams.append(settings.into)
    elif action == "policy":
        yield from _policy(scenario, here, settings, groups.values(), teams)


def _new(here: tuple[str | int, ...], name: str, places: Collection[str]) -> Found:
    if name in places:
        yield here, f"{name!r} is there already; give the team another name"


def _ends(scenario: Scenario, here: tuple[str | int, ...], names: set[str]) -> Found:
    """Find steps of the workflow that are done by a team which ends."""
    for name, step in scenario.workflow.items():
        if step.by in names:
            yield here, f"{step.by!r} does the step {name!r} for all; it cannot end"


def _policy(
    scenario: Scenario,
    here: tuple[str | int, ...],
    policy: Any,
    kinds: Collection[str],
    teams: Collection[str],
) -> Found:
    if policy.adoption is not None:
        yield from _adoption(scenario, (*here, "adoption"), policy.adoption)
        if "platform" not in kinds:
            yield (*here, "adoption"), "there is no platform at this date that teams could adopt"
    for team in policy.teams or ():
        if team not in teams:
            yield (*here, "teams"), unknown("team", team, teams)
    yield from _supply(scenario, here, policy.supply or {})
    if policy.limit is not None:
        named = policy.teams or tuple(scenario.teams)
        asked = [scenario.teams[t].demand for t in named if t in scenario.teams]
        if asked and all(demand is None or demand.policy != "pull" for demand in asked):
            yield (*here, "limit"), "a limit belongs to 'policy: pull', and no team here pulls"


__all__ = ["faults_in"]
