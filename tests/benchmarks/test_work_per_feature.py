"""A guard against slowness that no clock is needed for: what the engine does per feature is counted."""

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import orgshift
from benchmarks import growth, organisation, queues

PACKAGE = str(Path(orgshift.__file__).parent)
ENGINE = tuple(f"{PACKAGE}/{floor}" for floor in ("engine", "mechanisms", "organisation"))


class Count(NamedTuple):
    features: int
    events: int
    calls: int


def counted(scenario, variant=None):
    """Run once, and count the calls of the engine's own functions (a story resumed is a call)."""
    calls = 0

    def count(frame, event, _argument):
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(ENGINE):
            calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run = orgshift.run(scenario, variant)
    finally:
        sys.setprofile(before)
    return Count(len(run.features), run.events, calls)


#: (scenario, variant, events per feature, calls per feature): a tenth above what was counted when
#: the bounds were set. Whoever has to raise one says in the commit what it buys.
BOUNDS = {
    "a queue": (lambda: queues.scenario("mm3", 2), "today", 2.2, 26.0),
    "a network": (lambda: queues.scenario("network", 2), "today", 14.6, 160.0),
    "an organisation": (
        lambda: orgshift.load(organisation.SCENARIO, overrides=["horizon=3 months"]),
        "today", 42.0, 298.0,
    ),
    "all mechanisms": (lambda: growth.scenario(teams=8, months=3), "today", 65.0, 629.0),
    "a platform": (lambda: growth.scenario(teams=8, months=3), "platform", 66.0, 704.0),
}  # fmt: skip


@pytest.mark.parametrize("case", BOUNDS)
def test_a_feature_takes_no_more_events_and_calls_than_it_did(case):
    scenario, variant, events, calls = BOUNDS[case]
    found = counted(scenario(), variant)
    assert found.events / found.features <= events
    assert found.calls / found.features <= calls


def test_an_event_takes_as_many_calls_in_a_wide_organisation_as_in_a_narrow_one():
    narrow = counted(growth.scenario(teams=6, months=2), "platform")
    wide = counted(growth.scenario(teams=24, months=2), "platform")
    assert wide.calls / wide.events == pytest.approx(narrow.calls / narrow.events, rel=0.15)
