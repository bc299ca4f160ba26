"""`orgshift compare --observed` sets measured lead times beside today's, and keeps them."""

import json


def test_it_tells_the_distance_and_keeps_what_was_measured(orgshift, tmp_path):
    (tmp_path / "leads.csv").write_text(
        "start,end,team\n2026-01-05,2026-01-20,ada\n2026-01-07,,x\n"
    )
    result = orgshift("compare", "tiny.yaml", "--jobs", 1, "--observed", "leads.csv")
    assert result.code == 0, result.err
    assert "Measured lead times and today are" in result.out
    assert "x (1 feature)" in " ".join(result.out.split())
    assert (tmp_path / "runs" / "tiny" / "observed-leads.csv").is_file()
    again = orgshift("compare", "tiny.yaml", "--jobs", 1, "--observed", "leads.csv", "--json")
    distances = json.loads(again.out)["observed"]["distances"]
    assert [row["scope"] for row in distances] == ["organisation", "ada"]


def test_a_file_with_faults_is_refused_before_anything_is_simulated(orgshift, tmp_path):
    (tmp_path / "leads.csv").write_text("start,end,team\n5.1.2026,,ada\n,,x\n")
    result = orgshift("compare", "tiny.yaml", "--observed", "leads.csv")
    assert result.code == 2
    assert "leads.csv:2:1: start: '5.1.2026' is no ISO date" in result.err
    assert "leads.csv:3:1: start: is empty" in result.err
    assert not (tmp_path / "runs").exists()
