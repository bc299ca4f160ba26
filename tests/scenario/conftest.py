"""Scenario files from a few lines, and what is said about them."""

from textwrap import dedent

import pytest

import orgshift

HEAD = "orgshift: 1\ntitle: test\n"
TEAMS = "teams: {ada: {engineers: 4}, bea: {engineers: 5}}\n"


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file of the scenario folder and returns its path."""

    def write(text, name="scenario.yaml"):
        path = tmp_path / name
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def load(written):
    """Return a function that loads a scenario; head and teams are put in front where missing."""

    def loaded(text="", *overrides):
        text = dedent(text)
        teams = "" if text.startswith("teams:") or "\nteams:" in text else TEAMS
        return orgshift.load(written(HEAD + teams + text), overrides=overrides)

    return loaded


@pytest.fixture
def faults(load):
    """Return a function that gives the faults of a scenario as `line: path: problem`."""

    def found(text="", *overrides):
        try:
            load(text, *overrides)
        except orgshift.ScenarioError as error:
            return [f"{f.place.line}: {f.path}: {f.problem}" for f in error.faults]
        return []

    return found


@pytest.fixture
def fault(faults):
    """Return a function that gives the one fault of a scenario."""

    def found(text="", *overrides):
        (only,) = faults(text, *overrides)
        return only

    return found
