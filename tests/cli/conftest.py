"""The command line in this process, in a folder of its own."""

from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from orgshift.cli import app

TINY = """\
orgshift: 1
title: Tiny
question: Is fewer faster?
horizon: 2 months
run_in: 1 month
replications: 2
teams: {ada: {engineers: 3}, bea: {engineers: 4}}
demand: {size: 1 day}
mechanisms: {toil: {}}
variants:
  today: {}
  fewer: {changes: {limit: {at: day 0, policy: {limit: 0.5}}}}
"""


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def orgshift(tmp_path, monkeypatch):
    """Return a function that runs `orgshift ARGUMENTS` beside tiny.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")

    def run(*arguments):
        result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
        return Result(result.exit_code, result.stdout, result.stderr)

    return run
