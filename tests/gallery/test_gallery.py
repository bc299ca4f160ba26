"""The gallery shows every scenario of the library, and notices when its tables are no longer true."""

import re
from pathlib import Path

import pytest
from reports.tables import KEY, differing, read

from orgshift.scenario import library

GALLERY = Path(__file__).parents[2] / "reports"


@pytest.mark.parametrize("name", library.names())
def test_every_story_has_its_memo_its_table_and_its_pictures(name):
    memo = (GALLERY / name / "memo.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", memo)
    assert {one.name for one in (GALLERY / name).iterdir()} == {"memo.md", "summary.csv", *pictures}
    table = read(GALLERY / name)
    assert not table.duplicated(KEY).any()
    assert set(table["measure"]) >= {"lead_time_p50", "toil_share", "throughput"}


def test_the_gallery_has_nothing_else_and_stays_small():
    folders = {one.name for one in GALLERY.iterdir() if one.is_dir() and one.name[0] != "_"}
    assert folders == set(library.names())
    assert sum(one.stat().st_size for one in GALLERY.rglob("*.*")) < 4e6


def test_a_number_a_verdict_or_a_row_that_changed_is_named():
    kept = read(GALLERY / "convergence")
    assert differing(kept, kept) == []
    now = kept.copy()
    row = now.index[(now["variant"] == "platform") & (now["measure"] == "throughput")][0]
    now.loc[row, "difference"] *= 2
    now.loc[row, "verdict"] = "nonsense"
    told = differing(kept, now)
    assert [line.split(":")[0] for line in told] == [
        "platform throughput difference", "platform throughput verdict",
    ]  # fmt: skip
    assert differing(kept, kept.drop(row)) == ["platform throughput: only kept"]


def test_what_is_within_rounding_is_the_same():
    kept = read(GALLERY / "convergence")
    assert differing(kept, kept.assign(level=kept["level"] * 1.0004)) == []
