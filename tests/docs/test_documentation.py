"""The documentation keeps its word: its code runs, its scenarios load, its defaults are the defaults."""

import re
from pathlib import Path

import pytest

import orgshift
from orgshift.cli import app
from orgshift.mechanisms import MECHANISMS
from orgshift.scenario.show import shown
from orgshift.scenario.ways import GROUP_KINDS, Mechanisms

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


@every_page
def test_python_on_the_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for code in blocks(page, "python"):
        exec(compile(code, str(page), "exec"), names)


@every_page
def test_scenarios_on_the_page_are_valid(page, tmp_path):
    for number, text in enumerate(b for b in blocks(page, "yaml") if b.startswith("orgshift: 1")):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text, encoding="utf-8")
        orgshift.load(file)


@every_page
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@every_page
def test_commands_on_the_page_exist(page):
    known = {one.name for one in (*app.registered_commands, *app.registered_groups)}
    named = re.findall(r"(?:`|^    )orgshift ([a-z]+)", page.read_text(encoding="utf-8"), re.M)
    assert set(named) <= known


@pytest.mark.parametrize("name", list(MECHANISMS))
def test_every_mechanism_has_a_page_with_its_settings_and_their_defaults(name, tmp_path):
    page = (ROOT / "docs" / "mechanisms" / f"{name.replace('-', '_')}.md").read_text(
        encoding="utf-8"
    )
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", page, re.M))
    group = name in GROUP_KINDS
    body = f"groups: {{it: {{kind: {name}}}}}" if group else f"mechanisms: {{{name}: {{}}}}"
    file = tmp_path / "one.yaml"
    file.write_text(f"orgshift: 1\ntitle: one\nteams: {{a: {{}}}}\n{body}\n", encoding="utf-8")
    asked = orgshift.load(file)
    settings = asked.groups["it"] if group else asked.mechanisms.named()[name]
    left_out = {"kind", "engineers"} if group else set()
    assert set(rows) == set(type(settings).model_fields) - left_out
    printed = dict(re.findall(r"^ +(\w+): (.*?) +# default", shown(asked), re.M))
    for setting, default in rows.items():
        value = printed.get(setting, "").strip('"')
        if value and not value.endswith(" h") and default not in ("–", value):
            # A page may say more than the number, never another number.
            assert value in default, f"{setting}: {default} on the page, {value} in the schema"


def test_no_mechanism_is_without_settings():
    assert set(MECHANISMS) <= {*Mechanisms.model_fields, *GROUP_KINDS}
