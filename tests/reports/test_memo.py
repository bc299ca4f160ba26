"""The memo: one page, in Markdown and in the terminal, with a note for every number."""

import re

import pytest

from orgshift.errors import OrgshiftError
from orgshift.reports.memo import in_markdown, memo, write_memo
from orgshift.reports.source import Source
from orgshift.reports.terminal import in_text
from orgshift.reports.words import WIDTH

#: About what a page of A4 holds in a size people read.
PAGE = 560


def test_every_number_of_the_answer_has_a_note_that_says_where_it_stands(platform):
    text = in_markdown(Source.of(platform))
    assert "by 23.8 % (23.2 % to 24.4 %).[^1]" in text
    assert "[^1]: `lead_time_p50` in `summary.csv`; 4 replications; better: platform" in text
    marks = {int(mark) for mark in re.findall(r"\[\^(\d+)\](?!:)", text)}
    notes = [int(note) for note in re.findall(r"^\[\^(\d+)\]:", text, re.M)]
    assert notes == sorted(marks) == list(range(1, len(notes) + 1))


def test_the_memo_of_eight_variants_with_long_names_fits_a_page(build):
    moved = {"lead_time_p50": [10.0, 11.1, 12.0, 11.0], "throughput": [50.0, 75.0, 58.0, 66.0]}
    text = in_markdown(
        Source.of(build({"today": {}} | {f"platform-and-enabling-{n}": moved for n in range(7)}))
    )
    assert len(text.split("[^1]:")[0].split()) <= PAGE


def test_the_memo_ends_with_what_it_cannot_say(platform):
    assert [paragraph.heading for paragraph in memo(Source.of(platform)).paragraphs] == [
        "The answer", "How sure", "Why", "What it rests on", "What it cannot say",
    ]  # fmt: skip


def test_the_same_comparison_gives_the_same_memo(build):
    told = {"today": {}, "other": {"throughput": [1.0, 2.0, 3.0, 4.0]}}
    assert in_markdown(Source.of(build(told))) == in_markdown(Source.of(build(told)))


def test_names_cannot_break_out_of_the_markdown(build):
    text = in_markdown(Source.of(build({"today": {}, "a_b*c|[x](y)<i>": {}}, title="# *T*\n\n# U")))
    assert text.startswith("# \\# \\*T\\* \\# U\n")
    assert "a\\_b\\*c\\|\\[x\\](y)\\<i\\>" in text


def test_an_interrupted_run_is_announced_before_the_answer(build):
    text = in_markdown(Source.of(build({"today": {}, "other": {}}, interrupted=True)))
    assert text.index("The run was interrupted") < text.index("The answer")


def test_a_memo_that_cannot_be_written_is_a_message_not_a_traceback(platform, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OrgshiftError, match="the memo cannot be written"):
        write_memo(platform, tmp_path / "file" / "memo.md")


def test_the_terminal_says_what_the_memo_says(platform):
    told = " ".join(in_text(platform).split())
    for paragraph in memo(Source.of(platform)).paragraphs:
        for sentence in paragraph.sentences:
            assert sentence.text in told


def test_the_text_says_policy_seed_hours_and_what_was_interrupted(build):
    cut = build({"today": {}, "other": {}}, interrupted=True, demand=["arrivals"], seed=7)
    told = " ".join(in_text(cut).split())
    assert "Demand policy arrivals: requests arrive whatever the teams do" in told
    assert "(seed 7)" in told
    assert "The run was interrupted" in told
    assert "Every variant pays the same 1,000 engineer-hours." in told


def test_the_text_fits_a_terminal_whatever_the_names(build):
    long = "a-platform-with-a-name-that-nobody-would-think-of-abbreviating-in-a-table-of-numbers"
    table = in_text(build({"today": {}, long: {"toil_share": [0.1, 0.2, 0.1, 0.2]}}))
    assert max(len(line) for line in table.splitlines()) <= WIDTH + len(long)
    assert all(len(line) <= WIDTH for line in table.splitlines() if long not in line)
