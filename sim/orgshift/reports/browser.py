"""The page as pictures and as PDF, by a Chromium that is installed; nothing is fetched for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgshift import store
from orgshift.errors import OrgshiftError

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What a Chromium may be called.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
#: How wide a picture is, in CSS pixels, and how many pixels each of them has.
WIDTH, SCALE = 720, 1.5
FOOT = (
    '<div style="font: 8px sans-serif; color: #545d69; width: 100%; text-align: center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
NO_PICTURES = "what needs no browser: --format html, memo or csv"


def chromium() -> str:
    """Return the path of an installed Chromium. Raises OrgshiftError if there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise OrgshiftError(
            "PNG and PDF need Chromium or Chrome, and there is none on the PATH: install one, such as "
            f"the package chromium; {NO_PICTURES}"
        )
    return found


def write_pdf(report: Path, path: Path) -> Path:
    """Print the page *report* to *path* and return it. Raises OrgshiftError if it cannot."""
    with _opened(report, wide=1000) as page, store.writing(path):
        page.pdf(
            path=path, format="A4", print_background=True, display_header_footer=True,
            header_template="<span></span>", footer_template=FOOT, prefer_css_page_size=True,
        )  # fmt: skip
    return path


def write_pictures(report: Path, folder: Path, names: Sequence[str] | None = None) -> list[Path]:
    """Write each chart of *report* (those in *names*), finding and legend included, as PNG.

    Returns the files in *folder*. Raises OrgshiftError if it cannot.
    """
    files = []
    with _opened(report, wide=WIDTH, scale=SCALE) as page, store.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        page.add_style_tag(content="details { display: none } figure { padding: 12px }")
        for figure in page.query_selector_all("figure"):
            name = (figure.get_attribute("id") or "").removeprefix("figure-")
            if names is None or name in names:
                files.append(folder / f"{name}.png")
                figure.screenshot(path=files[-1])
    return files


@contextmanager
def _opened(report: Path, *, wide: int, scale: float = 1.0) -> Iterator[Page]:
    """Open *report*, wait until it is drawn, and close the browser after."""
    browser = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise OrgshiftError(
            f'PNG and PDF need playwright: pip install "orgshift[image]"; {NO_PICTURES}'
        ) from error
    with sync_playwright() as player:
        running = player.chromium.launch(executable_path=browser, args=list(QUIET))
        page: Any = running.new_page(
            viewport={"width": wide, "height": 900}, device_scale_factor=scale, bypass_csp=True
        )
        page.goto(report.resolve().as_uri())
        page.wait_for_selector("html[data-ready=yes]", timeout=60_000)
        yield page
        running.close()
