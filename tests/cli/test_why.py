"""`orgshift why` prints what each change contributes, keeps it, and names what is wrong."""

import json


def test_it_prints_the_split_and_keeps_its_tables(orgshift, tmp_path):
    result = orgshift("why", "tiny.yaml", "--jobs", 1)
    assert result.code == 0
    assert "why fewer differs from today" in result.out
    assert "limit" in result.out
    assert (tmp_path / "runs" / "tiny" / "causes-split.csv").is_file()


def test_json_has_every_row(orgshift):
    document = json.loads(orgshift("why", "tiny.yaml", "--jobs", 1, "--json").out)
    assert document["pairs"][0]["players"] == [["limit"]]
    rows = {(row["measure"], row["part"], row["change"]): row for row in document["split"]}
    whole = rows["throughput", "all parts", "all changes"]
    assert rows["throughput", "all parts", "limit"]["difference"] == whole["difference"]


def test_an_unknown_variant_is_named_with_the_nearest(orgshift):
    result = orgshift("why", "tiny.yaml", "--variant", "fewr")
    assert result.code == 2
    assert "did you mean 'fewer'" in result.err
