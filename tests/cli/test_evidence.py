"""`orgshift evidence` prints what the defaults rest on; `compare --beliefs` draws from it."""

import json

from orgshift.scenario.evidence import LEDGER


def test_evidence_prints_default_range_grade_and_source(orgshift):
    code, out, _ = orgshift("evidence", "mechanisms.toil.share")
    assert code == 0
    assert "mechanisms.toil.share: 30 %   (15 % to 42 %)" in out
    assert "A  Beyer et al., Site Reliability Engineering" in out
    assert "share of task hours" in out
    assert "platform" not in out


def test_evidence_prints_everything_without_a_path(orgshift):
    code, out, _ = orgshift("evidence")
    assert code == 0
    assert all(f"{entry.path}: " in out for entry in LEDGER)
    assert max(map(len, out.splitlines())) <= 110


def test_evidence_in_json_is_one_document_of_plain_values(orgshift):
    code, out, _ = orgshift("evidence", "people", "--json")
    assert code == 0
    rows = json.loads(out)
    assert {row["setting"] for row in rows} == {
        e.path for e in LEDGER if e.path.startswith("people")
    }
    assert set(rows[0]) == {
        "setting", "default", "low", "high", "unit", "grade", "source", "population", "year", "note",
        "decided",
    }  # fmt: skip


def test_a_path_without_evidence_ends_with_a_hint(orgshift):
    code, out, err = orgshift("evidence", "plattform.friction")
    assert (code, out) == (2, "")
    assert "did you mean 'platform.friction'?" in err


def test_compare_with_beliefs_says_what_is_belief_and_what_is_luck(orgshift):
    code, out, _ = orgshift("compare", "tiny.yaml", "--beliefs", "--replications", 3, "--jobs", 1)
    assert code == 0
    told = " ".join(out.split())
    assert "Simulated in 4 replications of each variant" in told  # two lucks for every draw
    assert "drawn from their ranges in the evidence ledger, anew for every two replications" in told
    assert "What belief makes of the variance of the difference (luck makes the rest)" in told


def test_compare_without_beliefs_says_nothing_of_them(orgshift):
    code, out, _ = orgshift("compare", "tiny.yaml", "--replications", 2, "--jobs", 1)
    assert code == 0
    assert "ledger" not in out
    assert "What belief makes" not in out
    assert "compare --beliefs shows which matter" in " ".join(out.split())
