"""Whatever is written, the answer is a scenario or its faults, each with a place."""

import copy
import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import orgshift
from orgshift.scenario.reading import _Loader, parse
from orgshift.scenario.show import shown
from orgshift.scenario.starter import STARTER

CONTENT = yaml.load(STARTER, Loader=_Loader)
#: What somebody might write by mistake, or to see what happens.
ODD = [
    None, True, False, 0, 1, -1, 2, 1e308, 10**30, 0.5, "", "x", "no", "150 %", "-5 %", "3", "3 h",
    "-3 h", "3 person-days", "month 3", "2027-02-30", "1e400 h", "nan", "all teams", "done", "search",
    "platform", "deployment", "test", [], {}, [[]], [None], ["search", "search"], {"x": 1},
    {"kind": "platform"}, {"mode": "choice"}, {"extends": "today"}, {"count": 3}, {"n": "0..3"}, "{n}",
    "lognormal median 3 h, sd of log 1", "poisson 3", "every 0 h", "a\nb", "é", "x" * 100,
]  # fmt: skip
KEYS = [
    "x",
    "extends",
    "for",
    "count",
    "at",
    "start",
    "group",
    "kind",
    "null",
    "<<",
    "",
    "a.b",
    "by",
]


def addresses(content, at=()):
    if at:
        yield at
    if isinstance(content, dict | list):
        for key in content if isinstance(content, dict) else range(len(content)):
            yield from addresses(content[key], (*at, key))


@st.composite
def spoilt(draw):
    """Return the starter's content with one to three things replaced, added or taken away."""
    content = copy.deepcopy(CONTENT)
    for _ in range(draw(st.integers(1, 3))):
        *holders, last = draw(st.sampled_from(list(addresses(content))))
        holder = content
        for key in holders:
            holder = holder[key]
        what = draw(st.sampled_from(["replace", "add", "remove"]))
        if what == "remove" and len(content) > 1:
            del holder[last]
        elif what == "add" and isinstance(holder, dict):
            holder[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(st.sampled_from(ODD)))
        else:
            holder[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
    return content


@settings(max_examples=100)
@given(content=spoilt())
def test_a_spoilt_scenario_loads_or_tells_where_it_is_wrong(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "spoilt.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    with suppress(orgshift.ScenarioError):
        scenario = orgshift.load(path)
        again = folder / "again.yaml"
        again.write_text(shown(scenario), encoding="utf-8")
        assert orgshift.load(again).digest == scenario.digest
        return
    with pytest.raises(orgshift.ScenarioError) as error:
        orgshift.load(path)
    assert all(fault.place and fault.place.line and fault.problem for fault in error.value.faults)


@settings(max_examples=200)
@given(text=st.text(alphabet=":-?[]{},&*#!|>'\"%@` \n\tabcn01.\x00\x85\u2028é", max_size=60))
def test_any_text_is_a_document_or_no_scenario(text):
    with suppress(orgshift.ScenarioError):
        assert isinstance(parse(text, "text").content, dict)
        return
    with pytest.raises(orgshift.ScenarioError) as error:
        parse(text, "text")
    assert all(fault.place.line and fault.place.column for fault in error.value.faults)
