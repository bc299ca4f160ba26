"""The page on paper, and its charts as pictures, where a Chromium is installed."""

import re

import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.reports import browser
from orgshift.reports.sections import sections
from orgshift.reports.source import Source


@pytest.fixture
def chromium():
    try:
        return browser.chromium()
    except OrgshiftError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def report(platform, tmp_path_factory):
    return orgshift.write_report(platform, tmp_path_factory.mktemp("page") / "report.html")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_each_chart_is_a_picture_and_the_memo_is_the_first_sheet_of_paper(
    platform, report, tmp_path
):
    charts = [c.name for one in sections(Source.of(platform)) for c in one.charts]
    pictures = browser.write_pictures(report, tmp_path / "charts", names=charts[:2])
    assert [picture.stem for picture in pictures] == charts[:2]
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    paper = browser.write_pdf(report, tmp_path / "report.pdf").read_bytes()
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= 3


def test_without_a_browser_it_is_said_what_needs_none(report, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OrgshiftError, match="--format html, memo or csv"):
        browser.write_pdf(report, tmp_path / "report.pdf")
