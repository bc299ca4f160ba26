import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from benchmarks.answers import WrongAnswerError
from benchmarks.results import grid
from benchmarks.rounds import Timing, interleaved, times_as_fast
from benchmarks.twins import organisation as twin

import orgshift
from benchmarks import answers, decision, growth, organisation, peers, queues

HERE = Path(__file__).parents[2]


def benchmarks(*arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)


# -- the programs mean the same ---------------------------------------------------------------


@pytest.mark.parametrize("case", queues.cases(quick=True), ids=lambda case: case.name)
def test_every_program_of_a_queue_agrees_with_theory(case):
    for name, program in case.programs.items():
        found = [program(seed).mean_h for seed in range(4)]
        check = answers.against_theory(case.name, name, case.quantity, case.theory, found)
        assert check.agrees
        assert check.found.mean == pytest.approx(case.theory, rel=0.3)


def test_theory_of_the_network_is_ten_queues_with_a_quarter_more_visits():
    assert queues.cases(quick=True)[1].theory == pytest.approx(10 / 0.8 / (1 - 0.8))


def test_the_twin_has_the_numbers_of_the_scenario():
    scenario = orgshift.load(organisation.SCENARIO)
    assert len(scenario.teams) == twin.TEAMS
    assert {team.engineers for team in scenario.teams.values()} == {twin.ENGINEERS}
    people = scenario.people
    assert 1.0 - people.meetings - people.leave == pytest.approx(twin.FOCUS)
    assert people.resumption == twin.RESUMPTION_H
    for team in scenario.teams.values():
        assert (team.demand.size.a, team.demand.size.b) == (twin.SIZE_MEDIAN_H, twin.SIZE_SD_LOG)
        assert team.demand.limit == 1.0
        assert team.demand.unplanned == 0.0
        assert team.release.window.hours(scenario.calendar) == twin.WINDOW_H
    steps = list(scenario.workflow.values())
    assert {i: step.share for i, step in enumerate(steps) if step.share} == twin.SHARE
    assert {i: step.hands for i, step in enumerate(steps) if step.hands > 1} == twin.HANDS
    (again,) = steps[twin.TEST].next.values()
    assert (again.probability, again.size, again.rework) == (twin.TEST_FAILS, twin.REDONE, True)
    mechanisms = scenario.mechanisms
    assert mechanisms.shared_environments.number == twin.ENVIRONMENTS
    toil = mechanisms.toil
    assert (toil.share, toil.urgent, toil.standing) == (twin.TOIL_SHARE, twin.TOIL_URGENT, 1.0)
    assert (toil.effort.a, toil.effort.b) == (twin.TOIL_MEDIAN_H, twin.TOIL_SD_LOG)
    repair = mechanisms.failed_changes.repair
    assert mechanisms.failed_changes.base == twin.CHANGE_FAILS
    assert (repair.a, repair.b) == (twin.REPAIR_MEDIAN_H, twin.REPAIR_SD_LOG)


def test_the_twin_interrupts_for_an_incident_and_loses_no_work():
    organisation = twin.Organisation(0.0, seed=1)
    env = organisation.env
    team = organisation.teams[0]
    # A team of one, with nothing else to do: the processes of the organisation never run.
    env._queue.clear()
    team.engineers._capacity = 1
    ended = {}

    def task(name, after, effort, rank, **options):
        yield env.timeout(after)
        yield from team.work(effort, rank, **options)
        ended[name] = env.now

    env.process(task("feature", 0.0, 7.0, twin.BEGUN))
    env.process(task("toil", 1.0, 0.7, twin.TOIL))
    env.process(task("incident", 2.0, 1.4, twin.INCIDENT, preempt=True))
    env.run()
    resumption = twin.RESUMPTION_H / twin.FOCUS
    assert ended["incident"] == pytest.approx(2.0 + 2.0)
    assert ended["toil"] == pytest.approx(4.0 + 1.0)
    assert ended["feature"] == pytest.approx(5.0 + resumption + 8.0)


def test_the_organisation_and_its_twin_deliver_alike():
    scenario = orgshift.load(organisation.SCENARIO, overrides=["horizon=9 months"])
    runs = [orgshift.run(scenario, seed=seed) for seed in range(5)]
    run_in_h, horizon_h = runs[0].run_in_h, runs[0].horizon_h
    ours = [organisation.leads_of(run) for run in runs]
    theirs = [twin.lead_times(run_in_h, horizon_h, seed) for seed in range(5)]
    for measure in (np.mean, len):
        a, b = [measure(x) for x in ours], [measure(x) for x in theirs]
        answers.against_each_other("measure", a, b)
        assert np.mean(a) == pytest.approx(np.mean(b), rel=0.1)


# -- how it is measured -----------------------------------------------------------------------


def test_programs_that_differ_by_more_than_luck_are_not_compared():
    with pytest.raises(WrongAnswerError, match="lead time: the programs differ by 10"):
        answers.against_each_other("lead time", [11.0, 11.01, 10.99], [10.0, 10.01, 9.99])


def test_a_wrong_answer_is_not_timed():
    check = answers.against_theory("M/M/1", "ours", "wait", 2.0, [1.0, 1.01, 0.99, 1.0])
    with pytest.raises(WrongAnswerError, match="wait should be 2, found"):
        answers.table([check])


def test_every_round_runs_every_program_once_in_another_order():
    called = []
    programs = {name: lambda round_, n=name: called.append((round_, n)) or 1 for name in "abc"}
    timings = interleaved(programs, 3)
    assert ["".join(n for r, n in called if r == round_) for round_ in range(3)] == [
        "abc", "bca", "cab",
    ]  # fmt: skip
    assert {name: len(times) for name, times in timings.items()} == {"a": 3, "b": 3, "c": 3}


def test_ratios_are_taken_round_by_round_per_unit_of_work():
    ours = [Timing(1.0, 100.0), Timing(2.0, 100.0), Timing(1.0, 300.0)]
    theirs = [Timing(1.0, 50.0), Timing(2.0, 50.0), Timing(1.0, 50.0)]
    assert times_as_fast(ours, theirs) == (2.0, 2.0, 6.0)


def test_the_exponent_of_a_power_law_is_found():
    sizes = [8.0, 16.0, 64.0]
    timings = [[Timing(0.01 * size**1.5, 1.0)] for size in sizes]
    assert growth.exponent(sizes, timings) == pytest.approx(1.5)


def test_a_larger_organisation_has_the_same_share_of_founders_and_teams_in_a_wave():
    for teams in (8, 64):
        start = growth.scenario(teams=teams).variants["platform"].changes["found-platform"].start
        assert start.take / teams == 0.5
        assert start.adoption.teams / teams == 0.25


def test_columns_of_a_table_line_up():
    lines = grid(("a", "bb"), [("long", "1"), ("s", "22")]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1] == "|------|----|"


def test_half_widths_are_told_relative_to_today():
    """Differences 1, 1, 3: a mean of 5/3 and, with t(0.975; 2) = 4.303, a half-width of 2.868."""
    today, ours = np.array([10.0, 12.0, 14.0]), np.array([11.0, 13.0, 17.0])
    values = {"lead_time_p85": {"today": today, "ours": ours}}
    assert decision.widest(values, looks=1) == pytest.approx(2.868 / 12.0, rel=1e-3)


def test_a_peer_answers_what_it_is_asked_and_what_it_prints_is_no_answer(tmp_path):
    serve = HERE / "benchmarks" / "peers" / "serve.py"
    (tmp_path / "in_fake.py").write_text(
        "def add(a, b):\n    print('noise')\n    return a + b\n", encoding="utf-8"
    )
    with subprocess.Popen(
        [sys.executable, str(serve), "fake"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env=os.environ | {"PYTHONPATH": str(tmp_path)},
    ) as process:  # fmt: skip
        seconds, answer = peers.Peer(process).ask("add", 2, 3)
        assert process.stdin is not None
        process.stdin.close()
    assert answer == 5
    assert 0.0 <= seconds < 1.0


def test_every_peer_is_pinned_and_has_its_module():
    for module in peers.PEERS.values():
        assert module in peers.pinned()
        assert (peers.HERE / f"in_{module}.py").is_file()


# -- the program ------------------------------------------------------------------------------


def test_a_part_is_measured_and_shown_with_its_target(tmp_path):
    page = tmp_path / "page.md"
    done = benchmarks("startup", "--quick", "--write", str(page))
    assert done.returncode == 0, done.stderr
    assert "| `orgshift --help` " in done.stdout
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# How fast it is")
    assert "under 0.2 s" in written


def test_an_unknown_part_is_refused_with_the_parts_there_are():
    done = benchmarks("queus")
    assert done.returncode == 2
    assert "there is no part queus; there are queues, organisation" in done.stderr


def test_verdicts_are_studied_where_the_truth_is_known():
    from benchmarks.contracts import FALL, NOISE, drawn, study

    rates = study(partial(drawn, NOISE["normal"]), FALL, repetitions=12)
    assert rates.contradicted + rates.held <= 2
    assert rates.right >= 30  # of 36
    assert rates.wrong == 0
