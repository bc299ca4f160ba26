"""`orgshift baseline`: record, check and accept."""

import json
from pathlib import Path


def test_a_baseline_is_kept_checked_and_accepted_on_purpose(orgshift):
    few = ("--jobs", 1)
    made = orgshift("baseline", "record", "tiny.yaml", "--replications", 3, *few)
    assert made.code == 0
    again = orgshift("baseline", "record", "tiny.yaml", *few)
    assert again.code == 2
    assert "accept" in again.err
    assert "identical" in orgshift("baseline", "check", "tiny.yaml", *few).out

    Path("tiny.yaml").write_text(
        Path("tiny.yaml").read_text().replace("toil: {}", "toil: {share: 70 %}")
    )
    moved = orgshift("baseline", "check", "tiny.yaml", *few)
    assert moved.code in (1, 3)
    assert "the assumption changed" in moved.out
    assert "mechanisms.toil.share: 30 % → 70 %" in moved.out
    told = orgshift("baseline", "check", "tiny.yaml", "--json", *few)
    assert json.loads(told.out)["inputs"][0]["path"] == "mechanisms.toil.share"

    accepted = orgshift("baseline", "accept", "tiny.yaml", "--reason", "We counted.", *few)
    assert accepted.code == 0
    kept = json.loads(Path("baselines/tiny.json").read_text(encoding="utf-8"))
    assert kept["accepted"][0]["reason"] == "We counted."
    assert kept["accepted"][0]["what"] == "the assumption changed"
    assert "identical" in orgshift("baseline", "check", "tiny.yaml", *few).out


def test_accepting_needs_a_reason_and_a_baseline(orgshift):
    assert orgshift("baseline", "accept", "tiny.yaml").code == 2
    assert orgshift("baseline", "accept", "tiny.yaml", "--reason", " ").code == 2
    missing = orgshift("baseline", "check", "tiny.yaml")
    assert missing.code == 2
    assert "`orgshift baseline record` keeps one" in missing.err
