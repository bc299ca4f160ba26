"""Small worlds with the engine's rules in them, and what both programs make of each."""

from __future__ import annotations

import numpy as np
from tests.theory.event_list import Draw, EventList, Feature, Step, Way, World, quantised

import orgshift
from orgshift.engine.luck import Luck

SEED = 7

#: A month of each, around the clock.
WORLDS = {
    "fifo": """
        teams: {desk: {engineers: 3}}
        demand: {policy: arrivals, rate: 2 per h}
        workflow: {serve: {effort: "lognormal mean 1.2 h, cv 1.5"}}
    """,
    "ranked": """
        board: {order: ranked}
        teams: {desk: {engineers: 2}}
        demand: {policy: arrivals, rate: 0.85 per h, unplanned: 40 %}
        workflow:
          build: {effort: exponential mean 1 h, delay: uniform 0 h to 3 h}
          test: {effort: exponential mean 0.6 h, delay: uniform 0 h to 3 h}
          release: {effort: exponential mean 0.4 h}
    """,
    "pre-emption": """
        board: {order: ranked, pre_empts: [unplanned]}
        teams: {desk: {engineers: 2}}
        demand: {policy: arrivals, rate: 1.2 per h, unplanned: 40 %}
        workflow: {serve: {effort: "lognormal mean 1.2 h, cv 1.5"}}
    """,
    "resumption": """
        people: {resumption: 20 min, meetings: 15 %, leave: 10 %}
        board: {order: ranked, pre_empts: [unplanned]}
        teams: {desk: {engineers: 2}}
        demand: {policy: arrivals, rate: 1 per h, unplanned: 50 %}
        workflow: {serve: {effort: exponential mean 1 h}}
    """,
    "pull": """
        teams: {desk: {engineers: 2}}
        groups: {testers: {kind: specialist, engineers: 1}}
        demand: {policy: pull, limit: 2.5 per engineer}
        workflow:
          build: {effort: exponential mean 1.5 h}
          pipeline: {delay: uniform 1 h to 4 h}
          test: {effort: exponential mean 0.8 h, by: testers}
    """,
    "pull without own hands first": """
        teams: {fleet: {engineers: 1}}
        groups: {mechanics: {kind: specialist, engineers: 1}}
        demand: {policy: pull, limit: 5 per engineer}
        workflow:
          drive: {delay: exponential mean 6 h}
          repair: {effort: exponential mean 1.5 h, by: mechanics}
    """,
    "rework": """
        board: {order: ranked}
        teams: {desk: {engineers: 2}}
        demand: {policy: arrivals, rate: 0.45 per h}
        workflow:
          design: {effort: exponential mean 0.5 h}
          build: {effort: exponential mean 1.5 h, delay: uniform 0 h to 3 h}
          test:
            effort: exponential mean 0.8 h
            next: {build: {probability: 25 %, size: 40 %, rework: true}, done: 5 %}
          accept:
            effort: exponential mean 0.3 h
            next: {design: {probability: 15 %, size: 60 %, rework: true}}
    """,
    "window": """
        teams: {desk: {engineers: 2}}
        groups: {operations: {kind: specialist, engineers: 1}}
        demand: {policy: arrivals, rate: 0.8 per h}
        release: {window: every 16 h}
        workflow:
          build: {effort: exponential mean 2 h, window: true}
          release: {effort: exponential mean 1 h, by: operations}
    """,
    "tandem": """
        teams: {red: {engineers: 1, demand: {rate: 0.4 per h}}, blue: {engineers: 2}}
        groups: {testers: {kind: specialist, engineers: 2}}
        demand: {policy: arrivals, rate: 0.7 per h}
        workflow:
          build: {effort: "lognormal mean 1.8 h, cv 1"}
          test: {effort: exponential mean 1.4 h, by: testers, next: {build: 10 %}}
    """,
    "hands": """
        board: {order: ranked}
        teams: {desk: {engineers: 3}}
        demand: {policy: arrivals, rate: 0.75 per h, unplanned: 30 %}
        workflow:
          build: {effort: exponential mean 2 h, hands: 2}
          test: {effort: exponential mean 0.8 h}
    """,
    "everything at once": """
        people: {resumption: 15 min, meetings: 10 %}
        board: {order: ranked, pre_empts: [unplanned]}
        teams: {red: {engineers: 3}, blue: {engineers: 2}}
        groups: {testers: {kind: specialist, engineers: 3}}
        demand: {policy: arrivals, rate: 0.55 per h, unplanned: 40 %}
        release: {window: every 6 h}
        workflow:
          build: {effort: "lognormal mean 2 h, cv 1.5"}
          test:
            effort: exponential mean 1.5 h
            by: testers
            hands: 2
            delay: exponential mean 2 h
            next: {build: {probability: 20 %, size: 50 %, rework: true}}
          release: {effort: exponential mean 0.5 h, window: true}
    """,
}


def read(scenario):
    """Return *scenario* as the event list's world, with the names of its steps."""
    names = list(scenario.workflow)
    steps = []
    for step in scenario.workflow.values():
        below, ways = 0.0, []
        for target, way in step.next.items():
            below += way.probability
            place = -1 if target == "done" else names.index(target)
            ways.append(Way(below, place, way.size, way.rework))
        effort, delay = step.effort is not None, step.delay is not None
        steps.append(Step(step.by or "", effort, delay, step.window, step.hands, tuple(ways)))
    staffed = scenario.teams | scenario.groups
    window = next(iter(scenario.teams.values())).release.window
    return World(
        steps,
        {name: one.engineers for name, one in staffed.items()},
        ranked=scenario.board.order == "ranked",
        interrupts="unplanned" in scenario.board.pre_empts,
        resumption=quantised(scenario.people.resumption),
        focus=1.0 - scenario.people.meetings - scenario.people.leave,
        window=window.hours(scenario.calendar) if window else 0.0,
        limits={
            name: round(team.demand.limit * team.engineers)
            for name, team in scenario.teams.items()
            if team.demand.policy == "pull"
        },
    )


def draws(scenario):
    """Return the numbers that belong to each visit, as the engine draws them."""
    luck, streams = Luck(SEED, 0), {}
    names = list(scenario.workflow)

    def hours(distribution):
        return lambda uniforms: np.round(distribution.ppf(uniforms) * 2**20) / 2**20

    def stream(team, step, visit):
        owner, asked = f"{team}/{names[step]}/{visit}", scenario.workflow[names[step]]
        return luck.stream([
            (f"{owner}/effort", hours(asked.effort)) if asked.effort else ("", None),
            (f"{owner}/delay", hours(asked.delay)) if asked.delay else ("", None),
            (f"{owner}/route", None),
        ])  # fmt: skip

    def drawn(feature, step, visit):
        key = feature.team, step, visit
        if key not in streams:
            streams[key] = stream(*key)
        return Draw(*streams[key][feature.number - 1])

    return drawn


def requests(run):
    """Return the features of *run* as they were requested."""
    table = run.features[["team", "feature", "start_h", "kind"]]
    return [
        Feature(team, number, start, kind == "planned")
        for team, number, start, kind in table.itertuples(index=False)
    ]


def both(scenario):
    """Return (start, begun, released) by (team, feature): the engine's, the list's, and the list."""
    lived = orgshift.run(scenario, seed=SEED)
    world = read(scenario)
    plain = EventList(world, draws(scenario))
    plain.run([] if world.limits else requests(lived), lived.horizon_h)
    ours = {
        (team, number): (start, begun, released)
        for team, number, start, begun, released in lived.features[
            ["team", "feature", "start_h", "begun_h", "release_h"]
        ].itertuples(index=False)
    }
    theirs = {
        (one.team, one.number): (one.start, one.begun, one.released)
        for mine in plain.features.values()
        for one in mine
    }
    return ours, theirs, plain


def differing(ours, theirs):
    """Return the features that one of the two does not have, or not at the same hours."""
    return [
        key
        for key in ours.keys() | theirs.keys()
        if not np.array_equal(ours.get(key, ()), theirs.get(key, ()), equal_nan=True)
    ]
