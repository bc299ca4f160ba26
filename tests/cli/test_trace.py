"""`orgshift trace` follows one feature; `orgshift compare` keeps the ones the report shows."""

import json

import pytest


@pytest.fixture
def compared(orgshift, tmp_path):
    result = orgshift("compare", "tiny.yaml", "--jobs", 1, "--out", "kept")
    assert result.code == 0, result.err
    return tmp_path / "kept"


def test_it_prints_where_the_days_went(orgshift, compared):
    assert (compared / "traces.json").is_file()
    result = orgshift("trace", compared, "--feature", "ada 9", "--jobs", 1)
    assert result.code == 0
    assert "today: started" in result.out
    assert "worked on" in result.out
    rows = json.loads(orgshift("trace", compared, "--jobs", 1, "--json").out)
    assert {row["variant"] for row in rows["features"]} == {"today", "fewer"}
    assert all(row["from"] < row["to"] for row in rows["timeline"])


def test_mistakes_are_named(orgshift, compared, tmp_path):
    wrong = orgshift("trace", compared, "--feature", "adda 9", "--jobs", 1)
    assert wrong.code == 2
    assert "did you mean 'ada'" in wrong.err
    nothing = orgshift("trace", tmp_path)
    assert nothing.code == 2
    assert "holds no run" in nothing.err
    (compared / "run.json").write_text("{", encoding="utf-8")
    assert "damaged" in orgshift("trace", compared).err
