"""What a scenario's parts must be to each other: names that exist, numbers that are possible."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from orgshift.errors import Fault
from orgshift.scenario.headcount import headcount_faults
from orgshift.scenario.ways import NOT_BUILT
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from orgshift.scenario.changes import Change
    from orgshift.scenario.schema import Scenario

Found = Iterator[tuple[tuple[str | int, ...], str]]

#: Shares of the steps may miss 100 % by this, so that thirds can be written.
SHARES_MISS = 0.005
#: Nobody can work in less of the time than this (docs/model.md, people at work).
LEAST_FOCUS = 0.1


def faults_in(scenario: Scenario) -> list[Fault]:
    """Return all faults of a scenario whose every setting is fine by itself."""
    faults = []
    for check in (_people, _workflow, _names, _mechanisms, _changes, headcount_faults):
        for address, problem in check(scenario):
            path = ".".join(str(part) for part in address)
            faults.append(Fault(scenario.place(*address), path, problem))
    return faults


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the words for a *name* that is none of the *known* ones."""
    known = list(known)
    listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"{name!r} is no {what}{did_you_mean(name, known)} (known: {listed or 'none'})"


def _people(scenario: Scenario) -> Found:
    people = scenario.people
    focus = 1.0 - people.meetings - people.leave
    if focus < LEAST_FOCUS:
        yield (
            ("people",),
            f"meetings and leave leave {focus:.0%} of the time for tasks; at least "
            f"{LEAST_FOCUS:.0%} is needed",
        )
    for name in scenario.groups:
        if name in scenario.teams:
            yield ("groups", name), f"{name!r} is a team already; give the group another name"


def _workflow(scenario: Scenario) -> Found:
    steps = scenario.workflow
    shares = {name: step.share for name, step in steps.items() if step.share is not None}
    if shares and abs(sum(shares.values()) - 1.0) > SHARES_MISS:
        yield (
            ("workflow",),
            f"the shares of {', '.join(shares)} add up to {sum(shares.values()):.0%}; they split "
            "the size, so they should add up to 100 %",
        )
    for name, step in steps.items():
        here: tuple[str | int, ...] = ("workflow", name)
        if name == "done":
            yield here, "'done' stands for the end of the workflow; give the step another name"
        if step.share is not None and step.effort is not None:
            yield here, "share and effort are both given; a step's work is one or the other"
        if step.hands > 1 and step.share is None and step.effort is None:
            yield (*here, "hands"), "hands without share or effort have nothing to do"
        if step.need and step.need.capability not in scenario.capabilities:
            problem = unknown("capability", step.need.capability, scenario.capabilities)
            yield (*here, "need"), problem
        total = sum(way.probability for way in step.next.values())
        if total > 1.0 + 1e-9:
            yield (
                (*here, "next"),
                f"the probabilities add up to {total:.0%}; at most 100 % is possible",
            )
        for target in step.next:
            if target != "done" and target not in steps:
                yield (*here, "next", target), unknown("step", target, [*steps, "done"])
    yield from _trapped(scenario)


def _trapped(scenario: Scenario) -> Found:
    """Find steps from which no feature ever gets to the end."""
    names = list(scenario.workflow)
    onward: dict[str, set[str]] = {}
    for place, (name, step) in enumerate(scenario.workflow.items()):
        targets = {target for target, way in step.next.items() if way.probability > 0}
        if sum(way.probability for way in step.next.values()) < 1.0 - 1e-9:
            targets.add(names[place + 1] if place + 1 < len(names) else "done")
        onward[name] = targets
    leaving, before = {"done"}, 0
    while len(leaving) > before:
        before = len(leaving)
        leaving |= {name for name, targets in onward.items() if targets & leaving}
    for name in names:
        if name not in leaving:
            yield ("workflow", name), "no feature that comes here ever leaves the workflow"


def _names(scenario: Scenario) -> Found:
    started = {
        change.start.group
        for variant in scenario.variants.values()
        for change in variant.changes.values()
        if change.start is not None
    }
    places = [*scenario.teams, *scenario.groups, *sorted(started)]
    for name, step in scenario.workflow.items():
        if step.by is None:
            continue
        if step.by not in places:
            yield ("workflow", name, "by"), unknown("team or group", step.by, places)
        elif step.by in scenario.groups and not scenario.groups[step.by].engineers:
            yield ("workflow", name, "by"), f"nobody is in {step.by!r}; give it engineers"
        elif step.by not in scenario.teams and step.by not in scenario.groups:
            yield (
                ("workflow", name, "by"),
                f"{step.by!r} starts with a change only; a step needs somebody from the start: put "
                "the group into `groups`",
            )
    for name, team in scenario.teams.items():
        if isinstance(team.skill, dict):
            for capability in team.skill:
                if capability not in scenario.capabilities:
                    problem = unknown("capability", capability, scenario.capabilities)
                    yield ("teams", name, "skill", capability), problem
    for name, group in scenario.groups.items():
        yield from _group(scenario, ("groups", name), group)
        if group.engineers > sum(team.engineers for team in scenario.teams.values()):
            people = sum(team.engineers for team in scenario.teams.values())
            if group.kind == "platform":
                yield (
                    ("groups", name, "engineers"),
                    f"a platform of {group.engineers} for {people} engineers in teams; it should "
                    "be smaller than what it serves",
                )


def _group(scenario: Scenario, here: tuple[str | int, ...], group: Any) -> Found:
    if f"kind.{group.kind}" in NOT_BUILT:
        yield (*here, "kind"), not_built(f"kind.{group.kind}")
    if group.kind == "platform":
        seen: set[str] = set()
        for stage in group.roadmap or ():
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
    if group.kind == "central-service":
        for capability in group.supplies:
            if capability not in scenario.capabilities:
                yield (*here, "supplies"), unknown("capability", capability, scenario.capabilities)
    if getattr(group, "topic", None) and group.topic not in scenario.capabilities:
        yield (*here, "topic"), unknown("capability", group.topic, scenario.capabilities)


def _adoption(scenario: Scenario, here: tuple[str | int, ...], adoption: Any) -> Found:
    if f"adoption.{adoption.mode}" in NOT_BUILT:
        yield (*here, "mode"), not_built(f"adoption.{adoption.mode}")
    for team in getattr(adoption, "order", ()):
        if team not in scenario.teams:
            yield (*here, "order"), unknown("team", team, scenario.teams)
    order = getattr(adoption, "order", ())
    for team in sorted({team for team in order if order.count(team) > 1}):
        yield (*here, "order"), f"{team!r} is in the order twice"


def not_built(key: str) -> str:
    """Return the words for what has its fields already and no engine behind it."""
    return f"{NOT_BUILT[key]} is not built yet in this version of orgshift"


def _mechanisms(scenario: Scenario) -> Found:
    for name, settings in scenario.mechanisms.named().items():
        here = ("mechanisms", name)
        if f"mechanisms.{name}" in NOT_BUILT:
            yield here, not_built(f"mechanisms.{name}")
        if name == "shared_environments":
            for field in ("taken_at", "returned_after"):
                step = getattr(settings, field)
                if step not in scenario.workflow:
                    yield (*here, field), unknown("step", step, scenario.workflow)


def _changes(scenario: Scenario) -> Found:
    for variant_name, variant in scenario.variants.items():
        groups = set(scenario.groups)
        for name, change in sorted_changes(scenario, variant.changes):
            here = ("variants", variant_name, "changes", name)
            yield from _date(scenario, here, change)
            action, settings = change.action
            if f"change.{action}" in NOT_BUILT:
                yield (*here, action), not_built(f"change.{action}")
            yield from _action(scenario, (*here, action), action, settings, groups)


def clock(scenario: Scenario, change: Change) -> tuple[float, float]:
    """Return the moment of *change* as (months, working hours beyond), for ordering."""
    at, calendar = change.at, scenario.calendar
    month_h = calendar.hours_a_day * len(calendar.working_days) * 365.2425 / 7 / 12
    if at.months is not None:
        return at.months, 0.0
    if at.duration is not None:
        return at.duration.hours(calendar) / month_h, 0.0
    assert at.date is not None
    start = calendar.start
    whole = (at.date.year - start.year) * 12 + at.date.month - start.month
    return whole + (at.date.day - 1) / 31, 0.0


def sorted_changes(scenario: Scenario, changes: dict[str, Change]) -> list[tuple[str, Change]]:
    """Return changes in order of date; equal dates as they are written."""
    return sorted(changes.items(), key=lambda item: clock(scenario, item[1]))


def _date(scenario: Scenario, here: tuple[str | int, ...], change: Change) -> Found:
    at, calendar = change.at, scenario.calendar
    months = scenario.horizon_months
    start = calendar.start
    ordinal = start.year * 12 + start.month - 1 + months
    end = datetime.date(ordinal // 12, ordinal % 12 + 1, 1)
    if at.date is not None and at.date < start:
        yield (
            (*here, "at"),
            f"{at} is before day 0 ({start:%B %Y}); what holds from the start belongs in the "
            "organisation",
        )
    late = at.date >= end if at.date is not None else clock(scenario, change)[0] >= months
    if late:
        yield (
            (*here, "at"),
            f"{at} is not before the horizon of {months} months ({end:%B %Y}); nothing would come "
            "of it",
        )


def _action(
    scenario: Scenario, here: tuple[str | int, ...], action: str, settings: Any, groups: set[str]
) -> Found:
    places = [*scenario.teams, *sorted(groups)]

    def known(field: str, named: Any, among: Iterable[str], what: str) -> Found:
        for one in (named,) if isinstance(named, str) else tuple(named or ()):
            if one not in among and not (one == "all teams" and what != "group"):
                yield (*here, field), unknown(what, one, among)

    if action == "start":
        if settings.group in scenario.teams or settings.group in groups:
            what = "a team" if settings.group in scenario.teams else "a group that is there"
            yield (*here, "group"), f"{settings.group!r} is {what} already"
        if settings.engineers:
            yield (
                (*here, "engineers"),
                "people of a group that starts are taken or hired; write take: or hire:",
            )
        yield from known("from", settings.from_, places, "team or group")
        yield from _group(scenario, here, settings)
        groups.add(settings.group)
    elif action == "stop":
        yield from known("group", settings.group, groups, "group")
        yield from known("to", settings.to, places, "team or group")
        groups.discard(settings.group)
    elif action in ("move", "hand_over"):
        yield from known("from", settings.from_, places, "team or group")
        yield from known("to", settings.to, places, "team or group")
        if settings.to == "all teams":
            yield (*here, "to"), "'all teams' is no place to move to; name one team or group"
        if settings.from_ == settings.to:
            yield (*here, "to"), f"{settings.to!r} is where they come from"
    elif action == "hire":
        yield from known("to", settings.to, places, "team or group")
        if settings.to == "all teams":
            yield (*here, "to"), "'all teams' is no place to hire into; name one team or group"
    elif action == "create_team":
        yield from known("from", settings.from_, places, "team or group")
        if settings.name in places:
            yield (*here, "name"), f"{settings.name!r} is there already"
    elif action == "split_team":
        yield from known("team", settings.team, scenario.teams, "team")
    elif action == "merge_teams":
        yield from known("teams", settings.teams, scenario.teams, "team")
    elif action == "policy":
        yield from _policy(scenario, here, settings)


def _policy(scenario: Scenario, here: tuple[str | int, ...], policy: Any) -> Found:
    for name in ("supply", "adoption", "demand"):
        if getattr(policy, name) is not None and f"policy.{name}" in NOT_BUILT:
            yield (*here, name), not_built(f"policy.{name}")
    for team in policy.teams or ():
        if team not in scenario.teams:
            yield (*here, "teams"), unknown("team", team, scenario.teams)
    if policy.limit is not None:
        named = policy.teams or tuple(scenario.teams)
        asked = [scenario.teams[t].demand for t in named if t in scenario.teams]
        if all(demand is None or demand.policy != "pull" for demand in asked):
            yield (*here, "limit"), "a limit belongs to 'policy: pull', and no team here pulls"
