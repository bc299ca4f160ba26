"""Run directories: what is written is read again, whatever the format, and damage is told."""

import pandas as pd
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments.comparison import TABLES
from orgshift.store import runs

TINY = """
    horizon: 2 months
    run_in: 0 months
    demand: {policy: arrivals, rate: 1 per day}
    teams: {desk: {engineers: 2}}
    workflow: {serve: {effort: exponential mean 3 h}}
    variants: {today: {}, window: {changes: {w: {at: day 0, policy: {release: {window: every 2 days}}}}}}
"""


@pytest.fixture
def comparison(scenario):
    return orgshift.compare(scenario(TINY), replications=2, jobs=1)


@pytest.mark.parametrize("parquet", [True, False])
def test_what_is_kept_is_read_again_to_the_last_bit(comparison, tmp_path, monkeypatch, parquet):
    if parquet:
        pytest.importorskip("pyarrow")
    else:
        monkeypatch.setattr(runs, "find_spec", lambda name: None)
    comparison.save(tmp_path / "run")
    ending = ".parquet" if parquet else ".csv.gz"
    assert sorted(f.name for f in (tmp_path / "run").glob(f"*{ending}")) == sorted(
        f"{name}{ending}" for name in TABLES
    )
    again = orgshift.Comparison.load(tmp_path / "run")
    assert again.about == comparison.about
    for name in (*TABLES, "levels", "differences"):
        ours, theirs = getattr(comparison, name), getattr(again, name)
        texts = [c for c in ours.columns if ours[c].dtype == "category"]
        pd.testing.assert_frame_equal(
            ours.astype(dict.fromkeys(texts, "str")),
            theirs.astype(dict.fromkeys(texts, "str")),
            check_exact=True,
        )


def test_the_same_result_gives_the_same_bytes(comparison, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "find_spec", lambda name: None)
    first, second = comparison.save(tmp_path / "a"), comparison.save(tmp_path / "b")
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes(), file.name


def test_a_folder_without_a_run_is_told_so(tmp_path):
    with pytest.raises(OrgshiftError, match=r"holds no run: there is no run\.json"):
        orgshift.Comparison.load(tmp_path)


@pytest.mark.parametrize("damage", ["lost", "cut", "manifest"])
def test_a_damaged_run_is_told_so(comparison, tmp_path, damage):
    folder = comparison.save(tmp_path / "run")
    table = next(folder.glob("measures.*"))
    if damage == "lost":
        table.unlink()
    elif damage == "cut":
        table.write_bytes(table.read_bytes()[:50])
    else:
        (folder / "run.json").write_text("{")
    with pytest.raises(OrgshiftError, match="is damaged"):
        orgshift.Comparison.load(folder)


def test_a_run_of_another_version_is_told_so(comparison, tmp_path):
    folder = comparison.save(tmp_path / "run")
    manifest = folder / "run.json"
    manifest.write_text(manifest.read_text().replace('"format": 3', '"format": 0'))
    with pytest.raises(OrgshiftError, match="written by another version of orgshift"):
        orgshift.Comparison.load(folder)


def test_a_place_that_cannot_be_written_is_told(comparison, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OrgshiftError, match="cannot be written"):
        comparison.save(tmp_path / "file" / "run")
