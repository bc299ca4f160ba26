"""The page in a real browser: draws everything, asks for nothing, complains of nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from orgshift.reports.page import write_report
from orgshift.reports.sections import sections
from orgshift.reports.source import Source
from orgshift.reports.theme import contrast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium or Chrome on the PATH"),
]
#: A4 less the margins of the page, and a small phone, in CSS pixels.
PAPER, PHONE, DESK = 688, 360, 1280
HOSTILE = '<b>&"</script><script>alert(1)</script>'
#: The names of charts in which nothing was drawn.
EMPTY = """() => [...document.querySelectorAll(".chart")].filter(chart =>
    !chart.querySelector(".scatterlayer .trace path, .barlayer .point path")).map(one => one.id)"""
#: The charts that are wider than the card they lie in.
CLIPPED = """() => [...document.querySelectorAll(".chart")].filter(chart =>
    chart.querySelector("svg").getBoundingClientRect().right
        > chart.parentElement.getBoundingClientRect().right).map(one => one.id)"""
SIZES = (
    "() => [...document.querySelectorAll('.chart svg')].map(c => [c.clientWidth, c.clientHeight])"
)
#: Colours of the text of the charts, and of the ground it stands on.
COLOURS = """() => ["fill", "backgroundColor"].map((name, which) => getComputedStyle(
    document.querySelector(which ? "body" : ".chart .xtick text"))[name])"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield running
        running.close()


@pytest.fixture(scope="module")
def report(build, tmp_path_factory) -> tuple[Path, int]:
    """Return the page of a comparison with a hostile and a long name, and how many charts it has."""
    long = "a-platform-with-a-very-long-name-that-nobody-would-think-of-abbreviating"
    comparison = build(
        {
            "the-organisation-as-it-has-always-been": {},
            HOSTILE: {"toil_share": [0.2, 0.21, 0.2, 0.21]},
            long: {
                "lead_time_p50": [15.0, 16.0, 15.0, 16.0],
                "lead_worked": [12.0, 12.1, 12.0, 12.1],
                "lead_engineer": [10.5, 9.4, 10.6, 9.5],
                "lead_time_mean": [22.5, 21.5, 22.6, 21.6],
            },
        },
        title=HOSTILE,
    )
    charts = sum(len(section.charts) for section in sections(Source.of(comparison)))
    return write_report(comparison, tmp_path_factory.mktemp("page") / "report.html"), charts


class Visit:
    """One look at the page, and all that the browser asked for or complained of."""

    def __init__(self, browser: Browser, path: Path, *, width: int, scheme: str = "light") -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready=yes]", timeout=30_000)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def text_contrast(self) -> float:
        shades = [
            "#" + "".join(f"{int(part):02x}" for part in shade[4:-1].split(", "))
            for shade in self.page.evaluate(COLOURS)
        ]
        return contrast(*shades)


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_all_charts_are_drawn_without_a_request_or_a_complaint(browser, report, width, scheme):
    path, charts = report
    with Visit(browser, path, width=width, scheme=scheme) as visit:
        assert visit.page.locator(".chart .main-svg:first-of-type").count() >= charts
        assert visit.page.evaluate(EMPTY) == []
        assert visit.page.evaluate(CLIPPED) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") == width
        assert visit.text_contrast() >= 4.5
        assert [url for url in visit.requests if not url.startswith(("file:", "blob:"))] == []
        assert visit.complaints == []


def test_on_paper_charts_fit_text_is_dark_and_the_assumptions_are_there(browser, report):
    """Also where the screen is wide and dark; and after printing all is as it was."""
    path, _ = report
    with Visit(browser, path, width=DESK, scheme="dark") as visit:
        before = visit.page.evaluate(SIZES)
        visit.page.emulate_media(media="print")
        visit.page.set_viewport_size({"width": PAPER, "height": 1000})
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert visit.page.evaluate(EMPTY) == []
        assert visit.page.evaluate(CLIPPED) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PAPER
        assert visit.text_contrast() >= 4.5
        assert visit.page.get_by_text("toil: skill relief").is_visible()
        assert not visit.page.get_by_text("The numbers behind this chart").first.is_visible()
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
        visit.page.emulate_media(media="screen")
        visit.page.set_viewport_size({"width": DESK, "height": 900})
        visit.page.wait_for_function(f"sizes => String(({SIZES})()) === String(sizes)", arg=before)
        assert visit.page.pdf(format="A4").startswith(b"%PDF")
        assert visit.complaints == []


def test_the_keyboard_reaches_the_numbers_and_those_behind_a_chart(browser, report):
    path, _ = report
    with Visit(browser, path, width=PHONE) as visit:
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("location.hash") == "#in-numbers"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.getAttribute('role')") == "region"
        details = visit.page.locator("details.behind").first
        details.locator("summary").focus()
        visit.page.keyboard.press("Enter")
        assert details.locator("td").first.is_visible()
        assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_a_browser_that_cannot_unpack_still_shows_every_number(browser, report):
    path, _ = report
    context = browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_function("!document.querySelector('.chart')")
    assert page.locator("details:not([open])").count() == 0
    context.close()


def test_without_scripts_the_findings_and_all_tables_are_there(browser, report):
    path, charts = report
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": PHONE, "height": 900}
    )
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("figure table").count() == charts
    assert page.locator("figure table").last.is_visible()
    assert not page.locator(".chart").first.is_visible()
    context.close()
