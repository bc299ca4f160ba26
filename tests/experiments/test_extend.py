"""A comparison that is continued is, bit for bit, the longer one made at once."""

import json

import pandas as pd
import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.experiments import looks
from orgshift.experiments.comparison import TABLES
from orgshift.store import runs

SMALL = """
    horizon: 2 months
    run_in: 1 month
    replications: 3
    demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
    teams: {ada: {engineers: 3}, NA: {engineers: 4}}
    workflow: {build: {share: 100 %}}
    mechanisms: {toil: {}}
    variants:
      today: {}
      fewer: {changes: {less: {at: day 0, policy: {limit: 0.1}}}}
"""


@pytest.fixture
def small(scenario):
    return scenario(SMALL)


def same(one, two):
    assert one.about == two.about
    for name in (*TABLES, "levels", "differences"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)


@pytest.mark.parametrize("parquet", [True, False])
def test_from_disk(small, tmp_path, monkeypatch, parquet):
    if parquet:
        pytest.importorskip("pyarrow")
    else:
        monkeypatch.setattr(runs, "find_spec", lambda name: None)
    orgshift.compare(small, replications=2, jobs=1, out=tmp_path / "run")
    simulated = []
    stream = looks.stream
    monkeypatch.setattr(
        looks, "stream", lambda work, todo, **o: simulated.extend(todo) or stream(work, todo, **o)
    )
    longer = orgshift.extend(tmp_path / "run", replications=4, jobs=1, out=tmp_path / "run")
    assert sorted({job.replication for job in simulated}) == [2, 3]
    same(longer, orgshift.compare(small, replications=4, jobs=1))
    same(longer, orgshift.Comparison.load(tmp_path / "run"))


def test_with_beliefs(scenario):
    believing = scenario(SMALL + "    people: {meetings: {value: 20 %, belief: 15 % to 25 %}}\n")
    longer = orgshift.extend(
        orgshift.compare(believing, replications=2, jobs=1), replications=4, jobs=1
    )
    same(longer, orgshift.compare(believing, replications=4, jobs=1))


@pytest.mark.slow
def test_to_a_precision_it_looks_where_one_run_would(small):
    loose = orgshift.compare(small, precision=0.9, max_replications=10, jobs=1)
    assert loose.replications == 8
    tight = orgshift.extend(loose, precision=0.001, max_replications=10, jobs=1)
    same(tight, orgshift.compare(small, precision=0.001, max_replications=10, jobs=1))


def test_an_interrupted_one_goes_on_to_where_it_was_to_end(small, tmp_path):
    def stop(event):
        if event.replications == 2:
            raise KeyboardInterrupt

    part = orgshift.compare(small, jobs=1, out=tmp_path, progress=stop)
    assert (part.interrupted, part.replications) == (True, 2)
    same(orgshift.extend(tmp_path, jobs=1), orgshift.compare(small, jobs=1))


def test_nothing_to_add_is_told(small):
    with pytest.raises(OrgshiftError, match="has 2 replications already; ask for more"):
        orgshift.extend(orgshift.compare(small, replications=2, jobs=1), replications=2)


def test_replications_of_two_builds_do_not_mix(small, tmp_path):
    orgshift.compare(small, replications=2, jobs=1, out=tmp_path)
    manifest = tmp_path / "run.json"
    about = json.loads(manifest.read_text(encoding="utf-8"))
    about["build"]["numpy"] = "1.0"
    manifest.write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(OrgshiftError, match=r"another build: numpy 1\.0, here "):
        orgshift.extend(tmp_path, replications=3)


def test_a_disk_that_is_full_leaves_the_run_that_was_there(small, tmp_path, monkeypatch):
    before = orgshift.compare(small, replications=2, jobs=1, out=tmp_path)

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(OrgshiftError, match="cannot be written: No space left"):
        orgshift.extend(tmp_path, replications=3, jobs=1, out=tmp_path)
    monkeypatch.undo()
    same(before, orgshift.Comparison.load(tmp_path))
    assert [path.name for path in tmp_path.glob(".unfinished*")] == []
