"""Files as they come: broken, odd, hostile."""

import time

import pytest

import orgshift
from orgshift.scenario.reading import parse


def said(path):
    with pytest.raises(orgshift.ScenarioError) as error:
        orgshift.load(path)
    return str(error.value).replace(str(path), "FILE")


def test_a_fault_shows_file_line_column_and_the_line_itself(written):
    text = said(written("orgshift: 1\ntitle: t\nteams: {ada: {enginers: 3}}\n"))
    assert text.splitlines() == [
        "FILE:3:15: teams.ada.enginers: unknown setting; did you mean 'engineers'? "
        "(known here: engineers, services, skill, factor, demand, release, supply)",
        "     3 | teams: {ada: {enginers: 3}}",
        "       |               ^",
    ]


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("", "1:1", "a scenario is a mapping that starts with 'orgshift: 1'"),
        ("- a\n", "1:1", "a scenario is a mapping"),
        ("hello\n", "1:1", "a scenario is a mapping"),
        ("# only a comment\n", "1:1", "a scenario is a mapping"),
        ("orgshift: 1\n\ttitle: t\n", "2:1", "indent with spaces, not with tabs"),
        ("orgshift: 1\ntitle: a: b\n", "2:9", "put text with a colon in quotes"),
        ("orgshift: 1\nteams: {a: {engineers: 6}\n", "2:8", "a } is missing"),
        ("orgshift: 1\nsources: [a, b\n", "2:10", "a ] is missing"),
        ("orgshift: 1\n---\norgshift: 1\n", "2:1", "another document"),
        ("orgshift: 1\ntitle: *nowhere\n", "2:8", "undefined alias"),
        ("orgshift: 1\ntitle: 'open\n", "2:8", "quoted scalar"),
        ("orgshift: 1\ntitle: a\x00b\n", "2:9", "the character 0x0 is none of a text"),
        ("orgshift: 1\ntitle: !!python/name:os.system x\n", "2:8", "means nothing here"),
        ("orgshift: 1\nteams: {a: !team {engineers: 3}}\n", "2:12", "'!team' means nothing here"),
        ("orgshift: 1\n? [a, b]\n: 3\n", "2:3", "a key is a name"),
        ("orgshift: 1\nteams: {a: {<<: {services: 3}}}\n", "2:13", "'<<' means nothing here"),
        ("orgshift: 1\nteams: &t {a: *t}\n", "2:8", "an alias contains itself"),
        ("orgshift: 1\nx: " + "[" * 60 + "]" * 60 + "\n", "2:44", "nested more than 40 deep"),
    ],
)
def test_what_is_no_scenario_says_where_and_why(written, text, where, problem):
    found = said(written(text))
    assert f"FILE:{where}: " in found
    assert problem in found


def test_brackets_by_the_thousand_are_refused(written):
    assert "nested too deeply" in said(written("x: " + "[" * 1000 + "]" * 1000))


def test_aliases_cannot_grow_like_a_bomb(written):
    lines = ["orgshift: 1", "a0: &a0 [" + "x, " * 9 + "x]"]
    lines += [f"a{n}: &a{n} [" + f"*a{n - 1}, " * 9 + f"*a{n - 1}]" for n in range(1, 12)]
    path, before = written("\n".join(lines)), time.perf_counter()
    assert "more than 200,000 values" in said(path)
    assert time.perf_counter() - before < 10


def test_a_file_of_megabytes_is_refused_unread(written):
    assert "larger than 500,000 characters" in said(written("x: " + "y" * 500_001))


def test_aliases_repeat_what_they_name(written):
    path = written("orgshift: 1\ntitle: t\nteams: {a: &same {engineers: 9}, b: *same}\n")
    assert orgshift.load(path).teams["b"].engineers == 9


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"orgshift: 1\ntitle: \xe9t\xe9\n", "it is not UTF-8 text"),
        ("orgshift: 1\n".encode("utf-16"), "it is not UTF-8 text"),
        (bytes(range(256)) * 10, "it is not UTF-8 text"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(tmp_path, content, problem):
    path = tmp_path / "scenario.yaml"
    path.write_bytes(content)
    assert said(path) == f"FILE: cannot be read: {problem}"


def test_byte_order_mark_and_carriage_returns_do_no_harm(tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_bytes(b"\xef\xbb\xbforgshift: 1\r\ntitle: t\r\nteams: {a: {enginers: 3}}\r\n")
    assert said(path).startswith("FILE:3:13: teams.a.enginers: unknown setting")


def test_a_folder_is_no_scenario(tmp_path):
    assert "is a folder; name a scenario file" in said(tmp_path)


def test_what_is_not_there_is_looked_for_in_the_library():
    with pytest.raises(orgshift.ScenarioError) as error:
        orgshift.load("convergense")
    assert "no such scenario in the library; did you mean 'convergence'?" in str(error.value)


@pytest.mark.parametrize("name", ["../scenarios/convergence", "/etc/passwd.yaml", "~root", "."])
def test_the_library_is_not_left_by_its_names(name):
    with pytest.raises(orgshift.ScenarioError):
        orgshift.load(name)


def test_only_true_false_null_and_numbers_are_special():
    content = parse(
        "{a: no, b: yes, c: on, d: 1:30, e: 2027-01-01, f: 010, g: 1e3, h: true, i: null, j: ~,"
        " k: 0x10, l: .5, m: '3', n: .nan, o: -3, p: 1_000}",
        "text",
    ).content
    assert content == {
        "a": "no", "b": "yes", "c": "on", "d": "1:30", "e": "2027-01-01", "f": "010", "g": 1000.0,
        "h": True, "i": None, "j": None, "k": "0x10", "l": 0.5, "m": "3", "n": ".nan", "o": -3,
        "p": "1_000",
    }  # fmt: skip


def test_a_team_may_be_called_no_or_2027(load):
    scenario = load("teams: {no: {engineers: 2}, 2027: {engineers: 3}, on: {}}\n")
    assert list(scenario.teams) == ["no", "2027", "on"]


def test_a_key_written_twice_is_told_with_its_first_line(faults):
    assert faults("horizon: 3 months\nseed: 2\nhorizon: 4 months\n") == [
        "6: horizon: 'horizon' is written twice; first in line 4"
    ]


def test_yes_is_true_where_true_or_false_is_wanted(load):
    scenario = load("workflow: {build: {share: 100 %, window: yes}}")
    assert scenario.workflow["build"].window is True


def test_nothing_written_is_nothing_said(load):
    scenario = load("mechanisms:\n  toil:\n  skill:\npeople:\nvariants:\n  today:\n  other:\n")
    assert list(scenario.mechanisms.named()) == ["toil", "skill"]
    assert scenario.people.meetings == 0.2
    assert list(scenario.variants) == ["today", "other"]


def test_nothing_where_something_is_wanted_is_a_fault(faults):
    assert faults("horizon:\nsources:\nquestion:\n") == [
        "4: horizon: nothing is no number with a unit; write it like '24 months'",
        "5: sources: nothing found; a list is wanted here, such as [a, b]",
        "6: question: nothing found; text is wanted here",
    ]


@pytest.mark.parametrize(
    ("version", "found"),
    [("2", "schema version 2"), ('"1"', "schema version '1'"), ("true", "schema version True")],
)
def test_another_schema_version_is_refused(written, version, found):
    text = said(written(f"orgshift: {version}\ntitle: t\nteams: {{a: 3}}\n"))
    assert text.startswith(
        f"FILE:1:1: orgshift: {found} found; this orgshift reads files that say 'orgshift: 1'"
    )
    assert "teams" not in text.split("\n")[0].split("say")[1]


def test_a_missing_schema_version_hides_no_other_fault(written):
    text = said(written("title: t\nteams: {a: {enginers: 3}}\n"))
    assert "FILE:1:1: orgshift: no schema version found" in text
    assert "FILE:2:13: teams.a.enginers: unknown setting" in text


def test_an_extended_file_needs_its_version_too(written):
    written("title: base\nteams: {a: {}}\n", "base.yaml")
    text = said(written("orgshift: 1\nextends: base.yaml\n"))
    assert "base.yaml:1:1: orgshift: no schema version found" in text
