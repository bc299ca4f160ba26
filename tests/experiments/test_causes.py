"""Why variants differ: causes that were planted are found again, and nothing else."""

import pandas as pd
import pytest
from scipy.stats import t

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.causes import ALL_CHANGES
from orgshift.experiments.parts import ALL_PARTS, STANDING
from orgshift.experiments.players import game

#: Two teams of one, each feature 10 h, round the clock: one feature of a team every ten hours.
PLANTED = """
    horizon: 4 months
    run_in: 0 months
    demand: {policy: pull, limit: 1, size: 10 h}
    teams: {ada: {engineers: 1, factor: 1}, bob: {engineers: 1, factor: 1}}
    workflow: {build: {share: 100 %}, release: {window: true}}
    variants:
      today: {}
      one-works:
        adds_people: 1
        changes:
          hire: {at: day 0, hire: {people: 1, to: ada}}
          empty: {at: day 0, start: {group: guild, kind: specialist, take: 0}}
      two-work:
        adds_people: 3
        changes:
          hire-ada: {at: day 0, hire: {people: 1, to: ada}}
          hire-bob: {at: day 0, hire: {people: 2, to: bob}}
      both-or-nothing:
        changes:
          narrow: {at: day 0, policy: {limit: 0.1}}
      together:
        extends: both-or-nothing
        adds_people: 1
        changes:
          hire: {at: day 0, hire: {people: 1, to: ada}}
          wide: {at: day 0, policy: {teams: [ada], limit: 1}}
      window:
        changes:
          door: {at: day 0, policy: {release: {window: every 2 weeks}}}
          empty: {at: day 0, start: {group: guild, kind: specialist, take: 0}}
"""
#: 31 + 28 + 31 + 30 days have 2880 h: 287 features end within them, in four months.
ONE_MORE = 287 / 4


@pytest.fixture
def planted(scenario):
    return scenario(PLANTED)


def split(causes, measure, *, part=ALL_PARTS):
    table = causes.split
    mine = table[(table.measure == measure) & (table.part == part)]
    return dict(zip(mine.change, mine.difference, strict=True))


def test_the_change_that_does_nothing_gets_exactly_nothing(planted):
    causes = orgshift.why(planted, "one-works", replications=1, jobs=1)
    assert split(causes, "throughput") == {ALL_CHANGES: ONE_MORE, "hire": ONE_MORE, "empty": 0.0}
    nothing = causes.contributions[causes.contributions.change == "empty"]
    assert (nothing.value == 0.0).all()


def test_two_effects_that_add_up_are_told_apart_with_their_sizes(planted):
    causes = orgshift.why(planted, "two-work", replications=1, jobs=1)
    assert split(causes, "throughput") == pytest.approx(
        {ALL_CHANGES: 3 * ONE_MORE, "hire-ada": ONE_MORE, "hire-bob": 2 * ONE_MORE}, rel=1e-12
    )


def test_what_only_two_changes_together_do_is_shared_equally(planted):
    """One more engineer has nothing to do while the limit is narrow; a wider one alone moves nobody."""
    causes = orgshift.why(planted, "together", against="both-or-nothing", replications=1, jobs=1)
    half = ONE_MORE / 2
    assert split(causes, "throughput") == pytest.approx(
        {ALL_CHANGES: ONE_MORE, "hire": half, "wide": half}, rel=1e-12
    )


def test_a_wait_that_was_planted_is_found_in_its_state_alone(planted):
    causes = orgshift.why(planted, "window", replications=1, jobs=1)
    table = causes.split[(causes.split.measure == "lead_time_mean")].set_index(["change", "part"])
    whole = table.difference[ALL_CHANGES, ALL_PARTS]
    assert 5.0 < whole < 14.0
    for change, told in ((ALL_CHANGES, whole), ("door", whole), ("empty", 0.0)):
        parts = table.difference[change].drop(ALL_PARTS)
        # Moments are rounded to 2⁻²⁰ days, so ten hours are not the same days at every moment.
        assert parts["window"] == pytest.approx(told, abs=2**-19)
        assert parts.drop("window").abs().max() <= 2**-19
    assert (table.difference["empty"] == 0.0).all()


LIVELY = """
    horizon: 4 months
    run_in: 2 months
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 4, services: 4}, bob: {engineers: 5, services: 5}}
    capabilities: {deployment: {}, operations: {}}
    workflow: {build: {share: 100 %}, release: {need: deployment, window: true}}
    mechanisms: {toil: {}, skill: {}}
    calendar: {hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
    variants:
      today: {}
      much:
        adds_people: 1
        changes:
          narrow: {at: day 0, policy: {limit: 0.5}}
          hire: {at: day 0, hire: {people: 1, to: ada}}
          doors: {at: day 0, policy: {release: {window: every week}}}
"""


@pytest.fixture
def lively(scenario):
    return scenario(LIVELY)


def assert_adds_up(causes):
    """Assert that changes and parts add up to the whole, in every replication."""
    key = ["replication", "measure", "part", "change"]
    values = causes.contributions.set_index(key)["value"].sort_index()
    changes = values.drop(ALL_CHANGES, level="change").groupby(key[:3]).sum()
    pd.testing.assert_series_equal(
        changes, values.xs(ALL_CHANGES, level="change"), check_names=False, rtol=0, atol=1e-12
    )
    split = [m for m in values.index.unique("measure") if m != "throughput"]
    parts = (
        values.loc[:, split]
        .drop(ALL_PARTS, level="part")
        .groupby(["replication", "measure", "change"])
    )
    pd.testing.assert_series_equal(
        parts.sum(),
        values.loc[:, split].xs(ALL_PARTS, level="part"),
        check_names=False,
        rtol=0,
        atol=1e-12,
    )


def test_changes_and_parts_add_up_to_the_paired_difference_of_every_replication(lively):
    causes = orgshift.why(lively, replications=2, jobs=1)
    assert_adds_up(causes)
    comparison = orgshift.compare(lively, replications=2, jobs=1)
    told = comparison.measures[comparison.measures.scope == "organisation"]
    told = told.pivot_table(index="replication", columns=["measure", "variant"], values="value")
    mine = causes.levels[causes.levels.part == ALL_PARTS].set_index("measure")
    for measure in ("lead_time_mean", "toil_share", "toil_hours", "throughput"):
        # The same luck, to the last bit: nobody and all of them are the two variants.
        assert mine.level[measure].tolist() == told[measure, "much"].tolist()
        assert mine.against_level[measure].tolist() == told[measure, "today"].tolist()
    toil = causes.levels[causes.levels.measure == "toil_share"]
    assert set(toil.part) == {ALL_PARTS, STANDING, "deployment", "operations"}
    assert (toil.level > 0).all()


def test_what_a_comparison_has_is_not_run_again_and_is_the_same(lively, planted, tmp_path):
    """Nobody and all of them are the two variants: of eight coalitions, six are left to run."""
    comparison = orgshift.compare(lively, replications=1, jobs=1)
    comparison.save(tmp_path)
    steps = []
    mine = orgshift.why(
        lively, replications=1, jobs=1, among=orgshift.Comparison.load(tmp_path),
        progress=lambda event: steps.append(event.total),
    )  # fmt: skip
    assert steps == [6] * 6
    theirs = orgshift.why(lively, replications=1, jobs=1)
    for name in ("contributions", "levels"):
        pd.testing.assert_frame_equal(getattr(mine, name), getattr(theirs, name), check_exact=True)
    one = orgshift.compare(planted, variants=["today", "window"], replications=1, jobs=1)
    nothing_left = []
    orgshift.why(planted, "window", replications=1, jobs=1, among=one, progress=nothing_left.append)
    assert len(nothing_left) == 2  # two changes: what each does alone
    other = orgshift.why(lively, replications=1, seed=8, jobs=1, among=comparison)
    assert (other.levels.level != mine.levels.level).any()


def test_of_many_changes_a_sample_adds_up_too_and_tells_its_error(lively):
    sampled = orgshift.why(lively, replications=2, jobs=1, exact_up_to=2, pairs=2)
    assert_adds_up(sampled)
    changes = sampled.split[
        (sampled.split.change != ALL_CHANGES) & (sampled.split.part == ALL_PARTS)
    ]
    assert (changes[changes.measure == "lead_time_mean"].sampling_error > 0).any()
    assert sampled.about["pairs"][0]["orders"] == 4


def test_what_is_believed_is_drawn_as_in_the_comparison(scenario):
    believed = scenario(
        LIVELY.replace("toil: {}", "toil: {share: {value: 30 %, belief: 20 % to 40 %}}"),
        "horizon=3 months",
    )
    causes = orgshift.why(believed, replications=2, jobs=1)
    comparison = orgshift.compare(believed, replications=2, jobs=1)
    told = comparison.measures[
        (comparison.measures.scope == "organisation")
        & (comparison.measures.measure == "toil_share")
        & (comparison.measures.variant == "much")
    ]
    mine = causes.levels[
        (causes.levels.measure == "toil_share") & (causes.levels.part == ALL_PARTS)
    ]
    assert mine.level.tolist() == told.value.tolist()


def test_intervals_hold_together_over_the_changes_of_a_measure(lively):
    """Three changes share one error rate: each interval is wider than one alone would be."""
    causes = orgshift.why(lively, replications=3, jobs=1)
    row = causes.split[
        (causes.split.measure == "throughput") & (causes.split.change == "narrow")
    ].iloc[0]
    values = causes.contributions[
        (causes.contributions.measure == "throughput") & (causes.contributions.change == "narrow")
    ].value
    half = t.ppf(1 - 0.05 / 3 / 2, 2) * values.std(ddof=1) / 3**0.5
    assert row.high - row.difference == pytest.approx(half)


def test_it_is_kept_in_the_run_directory_beside_others_on_the_same_luck(planted, tmp_path):
    first = orgshift.why(planted, "one-works", replications=1, jobs=1)
    first.save(tmp_path)
    orgshift.why(planted, "two-work", replications=1, jobs=1).save(tmp_path)
    kept = orgshift.Causes.load(tmp_path)
    assert [pair["variant"] for pair in kept.about["pairs"]] == ["one-works", "two-work"]
    mine = kept.split[kept.split.variant == "one-works"].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, first.split)
    comparison = orgshift.compare(planted, variants=["today", "one-works"], replications=1, jobs=1)
    assert [p["variant"] for p in orgshift.Causes.beside(comparison, tmp_path).about["pairs"]] == [
        "one-works"
    ]
    other = orgshift.compare(planted, variants=["window", "one-works"], replications=1, jobs=1)
    assert orgshift.Causes.beside(other, tmp_path) is None
    assert orgshift.Causes.beside(comparison, tmp_path / "elsewhere") is None
    orgshift.why(planted, "window", replications=1, seed=5, jobs=1).save(tmp_path)
    assert [pair["variant"] for pair in orgshift.Causes.load(tmp_path).about["pairs"]] == ["window"]


def test_a_variant_is_not_compared_with_itself_nor_with_one_that_is_not_there(planted):
    with pytest.raises(OrgshiftError, match="itself"):
        orgshift.why(planted, "today")
    with pytest.raises(OrgshiftError, match="did you mean 'two-work'"):
        orgshift.why(planted, "two-wrk")


def test_the_same_changes_are_nothing_to_split(scenario):
    same = scenario(PLANTED.split("variants:")[0] + "variants: {today: {}, same: {}}")
    causes = orgshift.why(same, replications=1, jobs=1)
    assert set(causes.split.change) == {ALL_CHANGES}
    assert (causes.split.difference.dropna() == 0.0).all()


# -- who the players are ----------------------------------------------------------------------------


def players(loaded, variant, against="today"):
    return game(loaded, variant, against).players


JOINED = """
    demand: {size: 10 h}
    teams: {ada: {engineers: 6}, bob: {engineers: 4}, cyd: {engineers: 2}}
    capabilities: {deployment: {}}
    groups: {old: {kind: platform, engineers: 1}, ops: {kind: specialist, engineers: 1}}
    workflow: {build: {share: 100 %}}
    variants:
      today: {}
      names:
        changes:
          more: {at: month 2, move: {people: 1, from: all teams, to: guild}}
          found: {at: day 0, start: {group: guild, kind: specialist, take: 1}}
          apart: {at: day 0, policy: {limit: 2}}
      impossible:
        changes:
          end: {at: day 0, stop: old}
          again: {at: month 1, start: {group: new, kind: platform, take: 1}}
          apart: {at: day 0, policy: {limit: 2}}
      sent-on:
        changes:
          bring: {at: day 0, move: {people: 3, from: ada, to: ops}}
          send: {at: month 1, move: {people: 4, from: ops, to: bob}}
      base:
        changes:
          limit: {at: day 0, policy: {limit: 2}}
          found: {at: day 0, start: {group: guild, kind: specialist, take: 1}}
      other:
        extends: base
        changes:
          limit: {at: day 0, policy: {limit: 3}}
          found: null
          last: {at: day 0, hand_over: {services: 1, from: ada, to: bob}}
"""


def test_a_change_that_names_what_another_starts_is_one_player_with_it(scenario):
    assert players(scenario(JOINED), "names") == (("more", "found"), ("apart",))


def test_changes_that_are_impossible_without_each_other_are_one_player(scenario):
    loaded = scenario(JOINED)
    assert players(loaded, "impossible") == (("end", "again"), ("apart",))
    assert players(loaded, "sent-on") == (("bring", "send"),)


def test_what_both_variants_do_alike_is_no_player_and_what_one_leaves_out_is(scenario):
    loaded = scenario(JOINED)
    assert players(loaded, "other", "base") == (("limit",), ("last",), ("found",))
    found = game(loaded, "other", "base")
    world = found.world(loaded, range(8)).variants
    assert world["0"] == loaded.variants["base"]
    assert world["7"] == loaded.variants["other"]
    # Limit as in base, `last` done, and `found` in or out.
    assert list(world["2"].changes) == ["limit", "last", "found"]
    assert world["2"].changes["limit"] == loaded.variants["base"].changes["limit"]
    assert list(world["6"].changes) == ["limit", "last"]


def test_each_coalition_has_the_people_its_changes_hire(planted):
    found = game(planted, "two-work", "today")
    world = found.world(planted, range(4)).variants
    assert [world[str(mask)].adds_people for mask in range(4)] == [0, 1, 2, 3]


def test_an_interrupted_split_keeps_the_replications_that_are_whole(planted):
    whole = orgshift.why(planted, "two-work", replications=2, jobs=1)

    def stop(event):
        if event.done == 10:  # four coalitions a replication: the third one is half done
            raise KeyboardInterrupt

    kept = orgshift.why(planted, "two-work", replications=5, jobs=1, progress=stop)
    assert kept.about["interrupted"]
    assert kept.about["replications"] == 2
    pd.testing.assert_frame_equal(kept.split, whole.split)


def test_a_split_interrupted_in_its_first_replication_is_none(planted):
    def stop(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        orgshift.why(planted, "two-work", replications=2, jobs=1, progress=stop)
