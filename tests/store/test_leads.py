"""Measured lead times from a file: read as people write them, all faults at once with their places."""

import pandas as pd
import pytest

from orgshift.store import LeadsError, read_leads


@pytest.fixture
def leads(tmp_path):
    """Return a function that reads a file with this text."""

    def read(text, encoding="utf-8"):
        file = tmp_path / "leads.csv"
        file.write_bytes(text.encode(encoding))
        return read_leads(file)

    return read


def faults(read, text):
    with pytest.raises(LeadsError) as refused:
        read(text)
    return [str(fault).splitlines()[0].split("leads.csv:")[-1] for fault in refused.value.faults]


def test_dates_date_times_and_open_ones_are_read(leads):
    table = leads(
        "start,end,team\n2026-03-01,2026-03-20,energy\n2026-03-02T22:00:00+09:00,,loans\n"
        "2026-03-05 08:00,2026-03-05 17:30,\n"
    )
    assert table["start"].dt.strftime("%m-%d").tolist() == ["03-01", "03-02", "03-05"]
    assert table["end"].iloc[0] == pd.Timestamp("2026-03-20")
    assert table["end"].isna().tolist() == [False, True, False]
    assert table["team"].tolist() == ["energy", "loans", ""]


@pytest.mark.parametrize(
    "text",
    [
        "end;ticket;Start\n2026-03-20;A-1;2026-03-01\n",  # semicolons, another order, more columns
        "start\tend\r\n2026-03-01\t2026-03-20\r\n\r\n",  # tabs, lines as Windows ends them, a blank one
        '\ufeffstart,end,title\n2026-03-01,2026-03-20,"commas, in quotes"\n',  # as Excel saves UTF-8
    ],
)
def test_files_are_taken_as_people_save_them(leads, text):
    table = leads(text)
    assert table["start"].tolist() == [pd.Timestamp("2026-03-01")]
    assert table["end"].tolist() == [pd.Timestamp("2026-03-20")]
    assert table["team"].tolist() == [""]


def test_all_faults_are_told_at_once_with_their_places(leads):
    text = (
        "start,end,team\n2026-01-01,2026-01-09,a\n,2026-02-01,a\n01.03.2026,,a\n"
        "2026-03-09,2026-03-01,a\n\n2026-03-09,2026-13-01,a\n2026,,a\n"
    )
    assert faults(leads, text) == [
        "3:1: start: is empty; write the day on which the feature was started",
        "4:1: start: '01.03.2026' is no ISO date; write it like 2026-03-01",
        "5:12: end: 2026-03-01 is before the start, 2026-03-09",
        "7:12: end: '2026-13-01' is no ISO date; write it like 2026-03-01",
        "8:1: start: '2026' is no ISO date; write it like 2026-03-01",
    ]


def test_a_header_without_the_columns_is_told_with_what_it_has(leads):
    told = faults(leads, "started,done\n2026-01-01,2026-01-02,x\n")
    assert told == [
        "1:1: there is no column 'start' in the header, which has 'started', 'done'; is it 'started'?",
        "1:1: there is no column 'end' in the header, which has 'started', 'done'",
        "2:1: 3 values found for 2 columns; quote text that has ',' in it",
    ]
    assert faults(leads, "start,end,end\n") == ["1:7: end: there are two columns of this name"]


def test_files_that_are_no_table_are_refused(leads, tmp_path):
    assert "no features below" in faults(leads, "start,end,team\n")[0]
    assert "there is no column 'start'" in faults(leads, "")[0]
    assert "a quote is not closed" in faults(leads, 'start,end,team\n2026-01-01,"2026\n,x,"\n')[0]
    with pytest.raises(LeadsError, match=r"no text in UTF-8 \(byte 22\)"):
        leads("start,end,team\n2026,,ébène\n", encoding="latin-1")
    with pytest.raises(LeadsError, match="is a folder"):
        read_leads(tmp_path)
    with pytest.raises(LeadsError, match="there is no such file"):
        read_leads(tmp_path / "nothing.csv")


def test_of_very_many_faults_the_first_are_shown_and_the_rest_counted(leads):
    with pytest.raises(LeadsError, match="… and 150 more faults"):
        leads("start,end\n" + "yesterday,\n" * 200)
