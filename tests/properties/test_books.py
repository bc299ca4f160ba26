"""What must hold for any organisation: the books balance, nothing is lost, luck keeps its owners."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import orgshift
from orgshift.engine.luck import Luck, block_of
from orgshift.organisation.activities import STATES

NAMES = ("ada", "bea", "cyd", "dot")


@st.composite
def organisations(draw):
    """Return the text of a random but legal scenario: teams, workflow, demand, mechanisms."""
    teams = draw(st.integers(1, 4))
    lines = [
        "orgshift: 1",
        "title: random",
        "horizon: 3 months",
        f"seed: {draw(st.integers(0, 99))}",
    ]
    lines.append(f"run_in: {draw(st.integers(0, 2))} months")
    if draw(st.booleans()):
        lines.append("calendar: 24x7")
    else:
        hours = draw(st.sampled_from([4, 7.5, 8, 10]))
        lines.append(f"calendar: {{start: 2027-03, hours_a_day: {hours}, holidays: [2027-03-15]}}")
    lines.append(
        f"people: {{meetings: {draw(st.integers(0, 30))} %, leave: {draw(st.integers(0, 15))} %, "
        f"resumption: {draw(st.sampled_from(['0 h', '0.25 h', '1 h']))}}}"
    )
    order = draw(st.sampled_from(["ranked", "ranked", "fifo"]))
    pre_empts = draw(st.sampled_from(["[]", "[incident]", "[incident, unplanned]"]))
    lines.append(f"board: {{order: {order}, pre_empts: {pre_empts}}}")
    policy = draw(st.sampled_from(["pull", "rate", "gap"]))
    unplanned = f"unplanned: {draw(st.integers(0, 60))} %"
    size = "size: " + draw(st.sampled_from(['"lognormal median 3 days, sd of log 0.8"', "20 h"]))
    how = {
        "pull": f"policy: pull, limit: {draw(st.sampled_from(['0.5', '1', '2']))}",
        "rate": "policy: arrivals, rate: 2 per week",
        "gap": "policy: arrivals, gap: uniform 5 h to 40 h",
    }[policy]
    lines.append(f"demand: {{{how}, {unplanned}, {size}}}")
    window = draw(st.sampled_from(["continuous", "every 1 week", "every 13 h"]))
    lines.append(f"release: {{window: {window}}}")
    lines.append("teams:")
    lines += [
        f"  {name}: {{engineers: {draw(st.integers(2, 5))}, services: {draw(st.integers(0, 4))}}}"
        for name in NAMES[:teams]
    ]
    lines.append("groups: {testers: {kind: specialist, engineers: 2}}")
    lines.append("workflow:")
    hands = draw(st.integers(1, 3))
    lines.append("  design: {share: 30 %}")
    lines.append(f"  build: {{share: 70 %, hands: {hands}, tag: commit}}")
    lines.append("  environment: {need: environments}")
    fail = draw(st.integers(0, 50))
    by = draw(st.sampled_from(["", ", by: testers"]))
    lines.append(
        f"  test: {{effort: exponential mean 3 h{by}, "
        f"next: {{build: {{probability: {fail} %, size: 30 %, rework: true}}}}}}"
    )
    lines.append("  infrastructure: {need: {capability: infrastructure, number: poisson 0.8}}")
    delay = draw(st.sampled_from(["", "delay: uniform 0 h to 9 h, "]))
    lines.append(f"  release: {{{delay}need: deployment, window: true}}")
    named = draw(
        st.sets(st.sampled_from(["toil", "skill", "failed_changes", "shared_environments"]))
    )
    lines.append("mechanisms:")
    settings = {"shared_environments": "{number: 1}"}
    lines.extend(f"  {name}: {settings.get(name, '{}')}" for name in sorted(named))
    if not named:
        lines[-1] = "mechanisms: {}"
    lines.append("variants:\n  today: {}")
    if teams > 1:
        lines.append(
            "  platform:\n    changes:\n      found: {at: 2 weeks, start: {group: platform, "
            "kind: platform, take: 1, from: all teams, launch_effort: 60 h, migration: 10 h, "
            "adoption: {mode: waves, teams: 1, every: 1 weeks}}}\n"
            "      faster: {at: month 2, policy: {release: {window: continuous}"
            + (", limit: 3}}" if policy == "pull" else "}}")
        )
    return "\n".join(lines) + "\n"


def load(text, folder):
    path = folder / "random.yaml"
    path.write_text(text, encoding="utf-8")
    return orgshift.load(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("organisations")


def paid_and_booked(run):
    paid = run.headcount.set_index(["team", "month"]).hours.sort_index()
    booked = run.hours.groupby(["team", "month"], observed=True).hours.sum()
    return paid, booked.reindex(paid.index, fill_value=0.0)


@given(text=organisations())
def test_every_hour_of_every_engineer_is_booked_exactly_once(text, folder):
    asked = load(text, folder)
    for variant in asked.variants:
        run = orgshift.run(asked, variant)
        paid, booked = paid_and_booked(run)
        assert (paid == booked).all()
        assert (run.hours.hours > 0).all()


@given(text=organisations())
def test_the_states_of_every_journey_add_up_to_its_lead_time_exactly(text, folder):
    asked = load(text, folder)
    for variant in asked.variants:
        features = orgshift.run(asked, variant).features
        assert (features[[f"h_{s}" for s in STATES]].sum(axis=1) == features.lead_h).all()
        assert (features[[f"d_{s}" for s in STATES]].sum(axis=1) == features.lead_days).all()
        assert (features[[f"h_{s}" for s in STATES]] >= 0).all(axis=None)
        closed = features[~features.open]
        assert (closed.release_h - closed.start_h == closed.lead_h).all()


@given(text=organisations())
def test_no_feature_is_lost_or_counted_twice(text, folder):
    asked = load(text, folder)
    for variant in asked.variants:
        run = orgshift.run(asked, variant)
        for _, mine in run.features.groupby("team", observed=True):
            assert sorted(mine.feature) == list(range(1, len(mine) + 1))
        deployed = run.features[run.features.deployment >= 0]
        assert (~deployed.open).all()
        assert len(deployed) == (~run.features.open).sum()
        counts = deployed.groupby("deployment").size()
        assert (counts.to_numpy() == run.deployments.features.to_numpy()).all()


@given(text=organisations())
def test_people_go_nowhere_but_where_they_are_sent(text, folder):
    asked = load(text, folder)
    for variant in asked.variants:
        run = orgshift.run(asked, variant)
        people = run.state[run.state.quantity == "engineers"].groupby("month").value.sum()
        assert people.nunique() == 1


@given(text=organisations())
def test_variants_are_identical_to_the_last_bit_until_day_0(text, folder):
    asked = load(text, folder)
    runs = [orgshift.run(asked, variant).features for variant in asked.variants]
    if len(runs) == 1:
        return
    before = [f[f.release_h < 0][["team", "feature", "start_h", "release_h"]] for f in runs]
    assert before[0].to_numpy().tolist() == before[1].to_numpy().tolist()


@given(text=organisations())
def test_a_feature_is_the_same_feature_in_every_variant(text, folder):
    asked = load(text, folder)
    runs = [
        orgshift.run(asked, variant)
        .features.astype({"team": str, "kind": str})
        .set_index(["team", "feature"])
        for variant in asked.variants
    ]
    if len(runs) == 1:
        return
    both = runs[0].index.intersection(runs[1].index)
    assert (runs[0].loc[both].size_h == runs[1].loc[both].size_h).all()
    assert (runs[0].loc[both]["kind"] == runs[1].loc[both]["kind"]).all()


@given(text=organisations())
def test_same_seed_same_run(text, folder):
    asked = load(text, folder)
    first, again = orgshift.run(asked), orgshift.run(asked)
    assert first.features.equals(again.features)
    assert first.hours.equals(again.hours)
    assert first.events == again.events


@given(first=st.integers(0, 5000), then=st.integers(0, 5000))
def test_luck_does_not_depend_on_the_order_of_asking(first, then):
    columns = [("team/size", None), ("team/kind", None)]
    early = Luck(1, 0).stream(columns)[then]
    stream = Luck(1, 0).stream(columns)
    other = Luck(1, 0)
    other.one("somebody else")
    stream[first]
    assert stream[then] == early


@given(item=st.integers(0, 10**6))
def test_every_item_lies_in_exactly_one_block(item):
    number, start, length = block_of(item)
    assert start <= item < start + length
    assert block_of(start)[0] == number
    assert block_of(start + length)[0] == number + 1


def test_adding_a_column_moves_no_other_draw():
    alone = Luck(7, 3).stream([("team/size", None)])
    beside = Luck(7, 3).stream([("team/gap", None), ("team/size", None), ("team/new", None)])
    assert [alone[i][0] for i in range(700)] == [beside[i][1] for i in range(700)]


def test_seed_replication_and_owner_each_give_other_luck():
    draws = [
        Luck(seed, replication).uniforms([owner], 0, 4)[0].tolist()
        for seed in (1, 2)
        for replication in (0, 1)
        for owner in ("a", "b")
    ]
    assert len({tuple(d) for d in draws}) == 8


def test_luck_is_uniform():
    numbers = Luck(1, 0).uniforms(["anyone"], 9, 200_000)[0]
    assert abs(numbers.mean() - 0.5) < 4 * np.sqrt(1 / 12 / len(numbers))
    assert abs(numbers.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / len(numbers))
    counts, _ = np.histogram(numbers, bins=100, range=(0, 1))
    chi_square = ((counts - 2000) ** 2 / 2000).sum()
    assert 55 < chi_square < 157  # 99 degrees of freedom, 0.1 % on each side
    assert numbers.min() > 0.0
    assert numbers.max() < 1.0
