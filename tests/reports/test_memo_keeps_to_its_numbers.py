"""Over random results: whatever the memo and the titles say, read back, is what the tables hold."""

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from orgshift.experiments.intervals import NOT_DISTINGUISHABLE
from orgshift.measures import HEADLINE, REGISTRY
from orgshift.reports import findings, sentences, words
from orgshift.reports.claims import ANSWER, Claims
from orgshift.reports.memo import in_markdown, memo
from orgshift.reports.source import Source
from orgshift.reports.terminal import in_text

DIRECTIONS = re.compile(r"\b(falls?|rises?|lower|higher|better|worse|gains?|loses?)\b")
NUMBER = r"[+−]?\d[\d,]*(?:\.\d+)?(?:e[+−]\d+)?"
QUANTITY = rf"{NUMBER}(?: %| points)?"
MOVE = re.compile(
    rf"(?:(falls|rises) )?(?:from ({QUANTITY}) )?to ({QUANTITY}|–) under (v\d), by ({QUANTITY})"
    rf"(?: of v0's level)? \(({QUANTITY}) to ({QUANTITY})\)"
)
OPEN = re.compile(r"is not distinguishable from v0 at (\d+) replications? under (.+)")
OPEN_ONE = re.compile(rf"(v\d) \(({QUANTITY}) to ({QUANTITY})(, too weak[^)]*)?\)")

#: A world is quickly read as it is; to shrink one takes minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
#: How the values of a proposal are made from those of the reference, run by run.
MADE = {
    "the same": lambda base, noise: base,
    "noise": lambda base, noise: base + noise,
    "up": lambda base, noise: base + 5 + noise,
    "down": lambda base, noise: base - 5 + noise / 9,
    "a little up": lambda base, noise: base * (1 + 1e-7) + 1e-9,
    "huge": lambda base, noise: base * 1e13 + noise,
    "tiny": lambda base, noise: base * 1e-9,
    "below zero": lambda base, noise: -base - noise,
    "zero": lambda base, noise: np.zeros_like(base),
    "some unknown": lambda base, noise: np.where(noise > 0, np.nan, base + noise),
    "unknown": lambda base, noise: base * np.nan,
    "some never": lambda base, noise: np.where(noise > 0, np.inf, base),
}
worlds = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "runs": st.integers(1, 6),
        "drawn": st.booleans(),
        "bases": st.lists(
            st.sampled_from([0.0, 1e-8, 0.3, 20.0, 999.96, 3e11, -4.0, np.nan, np.inf]),
            min_size=3, max_size=3,
        ),
        "made": st.lists(
            st.lists(st.sampled_from(list(MADE)), min_size=3, max_size=3), min_size=0, max_size=7
        ),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def told(build):
    """Return a function that builds the comparison of a drawn world."""

    def world(seed, runs, drawn, bases, made):
        rng = np.random.default_rng(seed)
        runs = 2 * runs if drawn else runs
        base = [value + abs(rng.normal(size=runs)) * value / 9 for value in bases]
        values = {"v0": dict(zip(ANSWER, base, strict=True))}
        for number, kinds in enumerate(made, 1):
            values[f"v{number}"] = {
                measure: MADE[kind](mine, rng.normal(size=runs))
                for measure, kind, mine in zip(ANSWER, kinds, base, strict=True)
            }
        beliefs = {"beliefs": ["a", "b"], "ledger": True} if drawn else {}
        comparison = build(values, runs=runs, **beliefs)
        # What is said of curves over time has properties of its own: test_transition_words.py.
        monthly = comparison.monthly.assign(value=1.0)
        return dataclasses.replace(comparison, monthly=monthly)

    return world


def value(text):
    """Return the number that *text* says."""
    if text == "–":
        return np.nan
    plain = text.replace("−", "-").replace(",", "").replace(" points", " %")
    return float(plain.removesuffix(" %")) / (100 if plain.endswith(" %") else 1)


def says(text, number):
    """Return whether *text* says *number*, rounded as its digits say."""
    if not np.isfinite(number):
        return text == "–"
    if "e" in text:
        return value(text) == pytest.approx(number, rel=0.06)
    digits = len(text.split(".")[1].split(" ")[0]) if "." in text else 0
    step = 10.0**-digits / (100 if text.endswith(("%", "points")) else 1)
    return abs(value(text) - number) <= 0.501 * step + 1e-9 * abs(number)


def change(row, name):
    """Return a difference as the memo tells it: relative to the size of the reference's level."""
    return row[name] / abs(row["against_level"]) if row["against_level"] else row[name]


def rows(comparison, measure):
    table = comparison.differences
    mine = table[(table["measure"] == measure) & (table["scope"] == "organisation")]
    return {row["variant"]: row for _, row in mine.iterrows()}


def heard(text, rows):
    """Check the sentence *text* on one measure against *rows*; return the variants it speaks of."""
    spoken, direction = [], None
    for clause in re.split(r"; |(?<=\)) (?=is not|is the same|cannot)", text.removesuffix(".")):
        move = MOVE.search(clause)
        if move:
            direction = move[1] or direction
            row = rows[move[4]]
            assert direction == ("falls" if row["difference"] < 0 else "rises")
            assert row["low"] > 0 or row["high"] < 0
            assert row["verdict"] != NOT_DISTINGUISHABLE
            assert says(move[3], row["level"])
            assert says(move[5], abs(change(row, "difference")))
            ends = sorted(abs(change(row, end)) for end in ("low", "high"))
            assert says(move[6], ends[0])
            assert says(move[7], ends[1])
            spoken.append(move[4])
            continue
        direction = None
        found = OPEN.search(clause)
        if found:
            for variant, low, high, weak in OPEN_ONE.findall(found[2]):
                row = rows[variant]
                assert int(found[1]) == row["replications"]
                assert row["verdict"] == NOT_DISTINGUISHABLE
                assert says(low, change(row, "low"))
                assert says(high, change(row, "high"))
                assert bool(weak) == (row["low"] > 0 or row["high"] < 0)
                spoken.append(variant)
            continue
        for variant in re.findall(r"v[1-9]", clause):
            row = rows[variant]
            if "is the same in every replication" in clause:
                assert row["low"] == row["high"] == row["difference"] == 0
            elif "cannot be told apart" in clause:
                assert np.isnan(row["low"])
                assert np.isfinite(row["difference"])
            else:
                assert "cannot be told under" in clause
                assert np.isnan(row["difference"])
            spoken.append(variant)
    return spoken


@settings(max_examples=25, phases=UNSHRUNK)
@given(world=worlds)
def test_no_sentence_says_what_its_numbers_do_not(told, world):
    comparison = told(**world)
    claims = Claims.of(comparison)
    proposals = comparison.variants[1:]
    for measure in ANSWER if proposals else ():
        text, mine = sentences.on_measure(claims, measure).text, rows(comparison, measure)
        if claims.absent(measure):
            assert text == f"There is no {words.called(measure).sentence}."
            continue
        assert sorted(heard(text, mine)) == proposals
        title = findings.against(claims, comparison.variants, measure)
        for word, sign in (("lower", -1), ("higher", 1)):
            group = re.search(rf"{word} under ([^;]*)", title)
            for variant in re.findall(r"v[1-9]", group[1]) if group else ():
                assert np.sign(mine[variant]["difference"]) == sign
                assert mine[variant]["verdict"] != NOT_DISTINGUISHABLE


@settings(max_examples=8, phases=UNSHRUNK)
@given(world=worlds)
def test_a_proposal_is_called_better_or_worse_only_where_its_verdict_is(told, world):
    comparison = told(**world)
    claims = Claims.of(comparison)
    spoken = []
    for sentence in sentences.verdicts(claims):
        who, judged = re.fullmatch(
            r"Compared with v0 over .*?, (.*?) (?:is|are) (.*)\.", sentence.text
        ).groups()
        for variant in re.findall(r"v\d", who):
            spoken.append(variant)
            for word in ("better", "worse"):
                part = re.search(
                    rf"\b{word} in (.*?)(?:, (?:and )?(?:better|worse|not|the same)|$)", judged
                )
                named = set(re.split(", | and ", part[1])) if part else set()
                verdicts = {m: rows(comparison, m)[variant]["verdict"] for m in ANSWER}
                assert named == {words.called(m).short for m in ANSWER if verdicts[m] == word}
    whole = not all(claims.absent(measure) for measure in ANSWER)
    assert sorted(spoken) == (comparison.variants[1:] if whole else [])


@settings(max_examples=8, phases=UNSHRUNK)
@given(world=worlds)
def test_beyond_the_answer_no_word_has_a_direction(told, world):
    comparison = told(**world)
    for paragraph in memo(Source.of(comparison)).paragraphs:
        if paragraph.heading != "The answer":
            for sentence in paragraph.sentences:
                assert not DIRECTIONS.search(sentence.text), sentence.text
    if len(comparison.variants) == 1 or comparison.replications == 1:
        assert not DIRECTIONS.search(in_markdown(Source.of(comparison)).split("[^1]:")[0])
    text = in_text(comparison)
    claims = Claims.of(comparison)
    for measure in HEADLINE if comparison.variants[1:] else ():
        if not claims.absent(measure):
            lines = [one for one in text.splitlines() if one.startswith(words.row_label(measure))]
            for line, (_, row) in zip(lines, rows(comparison, measure).items(), strict=True):
                known = row["verdict"] != NOT_DISTINGUISHABLE
                assert line.endswith(f" {row['verdict'] if known else 'no verdict'}")
                assert row["verdict"] in (NOT_DISTINGUISHABLE, "better", "worse")
                assert REGISTRY[measure].better is not None
