"""The page holds all there is to say, in one file that asks nobody for anything."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

import orgshift
from orgshift.errors import OrgshiftError
from orgshift.measures import HEADLINE
from orgshift.reports import words
from orgshift.reports.memo import memo
from orgshift.reports.page import page
from orgshift.reports.sections import sections
from orgshift.reports.sections.method import method
from orgshift.reports.source import Source

HOSTILE = '<b>&"</script><script>alert(1)</script>'


class Reader(HTMLParser):
    """Reads tags and their attributes, and the text in each kind of element."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.open = [], {}, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.open:
            self.text.setdefault(self.open[-1], []).append(data.replace("\N{NO-BREAK SPACE}", " "))

    def count(self, tag, **attributes):
        return sum(one == tag and attributes.items() <= given.items() for one, given in self.tags)


def parts(comparison):
    """Return the parts of all sections by their titles."""
    return {part.title: part for one in sections(Source.of(comparison)) for part in one.parts}


@pytest.fixture(scope="module")
def text(platform):
    return page(Source.of(platform))


@pytest.fixture(scope="module")
def hostile(build):
    names = {"today": {}, HOSTILE: {"toil_share": [0.2, 0.21, 0.2, 0.21]}, "<img src=x>": {}}
    titles = {name: f"{HOSTILE} {name}" for name in names}
    return build(names, title=HOSTILE, question=HOSTILE, titles=titles, scenario=HOSTILE)


def test_nothing_on_the_page_is_fetched(text):
    for tag, attributes in Reader(text).tags:
        assert tag not in ("link", "iframe", "object", "embed", "img", "base", "form", "input")
        assert not {"src", "action", "srcset", "poster"} & set(attributes), (tag, attributes)
        assert attributes.get("href", "#").startswith("#")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style


def test_every_link_and_every_sentence_with_a_number_leads_to_a_place_on_the_page(text):
    tags = Reader(text).tags
    places = [given["id"] for _, given in tags if "id" in given]
    assert len(places) == len(set(places))
    links = [given["href"][1:] for tag, given in tags if tag == "a"]
    assert set(links) <= set(places)
    assert {"in-numbers-lead_time_p50", "in-numbers-toil_share", "method"} <= set(links)


def test_headings_come_in_order(text):
    levels = [int(tag[1]) for tag, _ in Reader(text).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_that_scroll_can_be_reached_with_the_keyboard_and_say_what_they_are(text):
    tags = Reader(text).tags
    regions = [given for tag, given in tags if given.get("class") == "scroll"]
    assert len(regions) >= 9
    for given in regions:
        assert given["tabindex"] == "0"
        assert given["role"] == "region"
        assert given["aria-label"]


def test_without_scripts_all_tables_stand_open(text):
    assert Reader(text).count("details", open=None) == Reader(text).count("details")


def test_the_policy_forbids_all_that_is_not_in_the_file(text):
    """Nothing is fetched; and no script runs but the two whose digests it names."""
    policies = [
        given["content"]
        for tag, given in Reader(text).tags
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none';")
    assert "http" not in policies[0]
    assert "*" not in policies[0]
    scripts = re.search(r"script-src ([^;]*);", policies[0])[1].split()
    draw = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(draw.encode()).digest()).decode()
    assert len(scripts) == 2
    assert f"'sha256-{digest}'" in scripts


def test_no_chart_offers_to_send_its_data_anywhere(text):
    config = json.loads(re.search(r'id="config">(.*?)</script>', text)[1])
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displayModeBar"] is False


def test_the_file_stays_small(text, hostile):
    assert len(text.encode()) < 2.5e6
    assert len(page(Source.of(hostile)).encode()) < 2.5e6


def test_each_chart_has_its_finding_its_table_and_its_data(platform, text):
    reader = Reader(text)
    charts = [chart for section in sections(Source.of(platform)) for chart in section.charts]
    assert len(charts) == 11
    packed = re.search(r'id="figures">(.*?)</script>', text)[1]
    drawn = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert len(drawn) == reader.count("div", **{"class": "chart", "role": "img"}) == len(charts)
    titles = [title.strip() for title in (*reader.text["h3"], *reader.text["h4"])]
    assert {chart.finding for chart in charts} <= set(titles)
    assert reader.count("details", **{"class": "behind"}) == len(charts)
    for chart in charts:
        assert len(chart.numbers) > 0
    cells = reader.text["td"]
    assert "31.0 % (29.7 to 32.3)" in cells


def test_the_memo_on_the_page_is_that_of_the_terminal(platform, text):
    told = [said.strip() for said in Reader(text).text["p"]]
    for paragraph in memo(Source.of(platform)).paragraphs:
        for sentence in paragraph.sentences:
            assert sentence.text in told


def test_the_page_has_the_assumptions_the_seed_and_the_versions(text):
    reader = Reader(text)
    assert "toil: skill relief" in reader.text["th"]
    footer = " ".join(reader.text["footer"])
    assert "digest 0123 · seed 1 · 4 independent replications" in footer


def test_no_heading_of_a_table_is_named_like_code(text):
    for heading in Reader(text).text["th"]:
        assert "_" not in heading
        assert heading not in ("relative", "mean", "low", "high", "delivered")


def test_hostile_names_are_text_and_nothing_else(hostile):
    reader = Reader(page(Source.of(hostile)))
    assert reader.count("b") == reader.count("img") == 0
    assert reader.count("script") == 4  # figures, settings, plotly, and what draws them
    assert any(HOSTILE in title for title in reader.text["h1"])
    assert any(HOSTILE in cell for cell in reader.text["dd"])


def test_each_of_eight_variants_has_charts_of_its_own(build):
    eight = build({"today": {}} | {f"platform-of-{n}": {} for n in range(1, 8)})
    found = parts(eight)
    assert len(found["What differs"].charts) == len(HEADLINE)  # a chart a measure, a row a proposal
    assert list(found["What differs"].charts[0].numbers["variant"]) == eight.variants[1:]
    for title in ("Lead time", "Lead time over time", "Toil over time", "Throughput over time"):
        assert len(found[title].charts) == 7
        assert list(found[title].charts[3].numbers.columns)[2].startswith("platform-of-4")


def test_charts_side_by_side_have_the_same_axes(build):
    four = build(
        {v: {"throughput": [t] * 4} for v, t in zip("abcd", (10, 20, 90, 30), strict=True)}
    )
    found = parts(four)
    for title in ("Throughput over time", "Lead time over time"):
        assert len({chart.figure.layout.yaxis.range for chart in found[title].charts}) == 1
    assert found["Throughput over time"].charts[0].figure.layout.yaxis.range[1] > 90 * 1.2
    assert len({chart.figure.layout.xaxis.range for chart in found["Lead time"].charts}) == 1


def test_what_cannot_be_shown_is_said_instead(build):
    bare = build({"today": {"toil_share": [0.0]}, "other": {"toil_share": [0.0]}}, runs=1)
    found = parts(bare)
    assert "What differs" not in found
    assert found["Toil over time"].charts == ()
    assert found["Toil over time"].note == "There is no toil in this scenario."
    assert "95 %" not in found["Throughput over time"].note


def test_an_interrupted_run_is_announced_on_top(build):
    text = page(Source.of(build({"today": {}, "other": {}}, interrupted=True)))
    assert re.search(r'<p class="warning" role="alert">The run was interrupted', text)


def test_the_same_comparison_gives_the_same_page(build):
    told = {"today": {}, "other": {"throughput": [1.0, 2.0, 3.0, 4.0]}}
    assert page(Source.of(build(told))) == page(Source.of(build(told)))


def test_a_simulated_comparison_is_written_and_written_again(scenario, tmp_path):
    world = scenario(
        """
        calendar: {start: 2027-01, hours_a_day: 8, working_days: [mon, tue, wed, thu, fri]}
        horizon: 4 months
        run_in: 1 month
        demand: {policy: pull, limit: 1, size: "lognormal median 3 days, sd of log 0.8"}
        teams: {ada: {engineers: 3, services: 2}}
        capabilities: {deployment: {}}
        workflow: {build: {share: 100 %}, release: {need: deployment}}
        mechanisms: {toil: {}}
        variants: {today: {}, fewer: {changes: {less: {at: day 0, policy: {limit: 0.5}}}}}
        """
    )
    comparison = orgshift.compare(world, replications=2, jobs=1, out=tmp_path / "run")
    written = orgshift.write_report(comparison, tmp_path / "new" / "report.html").read_text("utf-8")
    again = page(Source.of(orgshift.Comparison.load(tmp_path / "run")))
    assert written == again
    assert "toil" in Reader(written).text["li"]


def test_a_page_that_cannot_be_written_is_a_message_not_a_traceback(platform, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OrgshiftError, match="the report cannot be written"):
        orgshift.write_report(platform, tmp_path / "file" / "report.html")


def test_what_pairing_is_worth_is_told_by_measure_and_proposal(platform):
    tables = {one.name: one.numbers for one in method(Source.of(platform)).tables}
    shown = tables["pairing"].set_index("measure")["platform"]
    gain = platform.differences.set_index("measure").loc["toil_share", "pairing_gain"]
    assert shown[words.row_label("toil_share")] == f"{gain:.1f} ×"
