"""The evidence ledger: an entry for every default, a default for every entry, and sound ranges."""

import pytest

from orgshift.errors import OrgshiftError
from orgshift.scenario import show
from orgshift.scenario.evidence import (
    GRADES,
    GUESS,
    LEDGER,
    default_of,
    ends,
    entries,
    ledger,
    rows,
)
from orgshift.scenario.quantities import FIXED, QUANTITIES, defaults, numbers
from orgshift.scenario.schema import CalendarSettings, Scenario
from orgshift.scenario.ways import GROUP_KINDS, Mechanisms, Platform, Settings, Waves

CALENDAR = CalendarSettings()
DEFAULTS = defaults()


def test_every_default_that_is_a_number_has_an_entry():
    numbered = {path for path, setting in DEFAULTS.items() if setting.value() is not None}
    assert len(numbered) > 80
    assert numbered - set(ledger()) == set()


def test_every_entry_names_a_setting_and_none_is_told_twice():
    assert set(ledger()) <= set(DEFAULTS)
    assert len(ledger()) == len(LEDGER)


@pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: entry.path)
def test_the_default_lies_in_its_range(entry):
    low, high = ends(entry, CALENDAR)
    quantity = QUANTITIES[DEFAULTS[entry.path].reader]
    default = quantity.amount(default_of(entry), CALENDAR)
    least, most = DEFAULTS[entry.path].bounds()
    assert least <= low <= default <= high <= most
    assert low < high


@pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: entry.path)
def test_a_guess_is_graded_d_and_what_has_a_source_is_not(entry):
    assert entry.grade in GRADES
    assert (entry.grade == "D") == (entry.source == GUESS)
    assert entry.unit


def test_what_has_no_entry_is_a_name_a_mode_a_list_or_people():
    """Every field of every way of working is a number with an entry, or none of the kind."""
    without = {
        f"{model.__name__}.{name}"
        for model in (*GROUP_KINDS.values(), *_mechanisms())
        for name in model.model_fields
        if not any(
            s.name == name and issubclass(s.model, model) and path in ledger()
            for path, s in DEFAULTS.items()
        )
    }
    numeric = {one for one in without if one.split(".")[1] not in FIXED}
    assert numeric == {
        # names, modes and lists
        "CentralService.kind", "CentralService.supplies", "Community.kind", "Community.topic",
        "Dependencies.awaited_at", "Dependencies.raised_at", "Enabling.kind", "Enabling.next_host",
        "Enabling.topic", "FailedChanges.capability", "Platform.adoption", "Platform.first_customer",
        "Platform.guard_rails", "Platform.kind", "Platform.roadmap", "SharedEnvironments.number",
        "SharedEnvironments.returned_after", "SharedEnvironments.taken_at", "Specialist.kind",
    }  # fmt: skip


def _mechanisms() -> list[type[Settings]]:
    found = []
    for field in Mechanisms.model_fields.values():
        found += [one for one in field.annotation.__args__ if one is not type(None)]
    return found


def test_the_evidence_repeats_no_default(monkeypatch):
    """Another default in the schema is another default in the ledger: it stands in one place."""
    setting = DEFAULTS["mechanisms.toil.share"]
    monkeypatch.setattr(setting.model.model_fields["share"], "default", 0.2)
    assert default_of(ledger()["mechanisms.toil.share"]) == 0.2


def test_a_setting_is_about_the_same_wherever_it_stands():
    platform = {"kind": "platform", "adoption": {"mode": "choice"}}
    policy = {"adoption": {"mode": "waves"}}
    content = {
        "groups": {"ours": platform},
        "teams": {"a": {"demand": {"size": "3 days"}}},
        "variants": {"x": {"changes": {"c": {"start": platform}, "d": {"policy": policy}}}},
    }
    where = {".".join(map(str, s.address)): s.path for s in numbers(content)}
    assert where["groups.ours.friction"] == "platform.friction"
    assert where["variants.x.changes.c.start.adoption.imitation"] == "platform.adoption.imitation"
    assert where["variants.x.changes.d.policy.adoption.teams"] == "platform.adoption.teams"
    assert where["teams.a.demand.size"] == "demand.size"
    assert where["people.meetings"] == "people.meetings"
    assert not any(path.startswith("mechanisms") for path in where.values())  # none is named


def test_people_dates_modes_and_luck_are_no_numbers_with_evidence():
    paths = {path.split(".")[-1] for path in DEFAULTS}
    assert not paths & {
        "engineers",
        "take",
        "hire",
        "people",
        "seed",
        "horizon",
        "mode",
        "at",
        "order",
    }
    assert "teams" in Waves.model_fields  # a number of teams is one, though
    assert "platform.adoption.teams" in DEFAULTS
    assert "hours_a_day" not in paths
    assert "calendar" in Scenario.model_fields


def test_the_ledger_is_told_from_a_path_on():
    assert [entry.path for entry in entries("people.")] == [
        "people.meetings", "people.leave", "people.resumption", "people.spread", "people.cost",
    ]  # fmt: skip
    (one,) = rows("mechanisms.toil.share")
    assert (one["default"], one["low"], one["high"], one["grade"]) == ("30 %", "15 %", "42 %", "A")
    assert len(rows()) == len(LEDGER)


def test_values_are_told_as_people_write_them():
    told = {row["setting"]: row["default"] for row in rows()}
    assert told["platform.launch_effort"] == "17 person-months"
    assert told["capabilities.*.self_service"] == "20 min"
    assert told["mechanisms.turnover.attrition"] == "10 %/year"
    assert told["demand.limit"] == "1 per engineer"
    assert show.told(Platform, "friction", 1 / 3) == "0.333"
    assert told["demand.size"] == "lognormal median 6 days, sd of log 0.85"


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("plattform", "did you mean 'platform'?"),
        ("friction", "did you mean 'platform.friction'?"),
        ("people.meatings", "did you mean 'people.meetings'?"),
    ],
)
def test_a_path_that_is_not_there_gets_a_hint(asked, hint):
    with pytest.raises(OrgshiftError, match="there is no evidence about") as caught:
        entries(asked)
    assert hint in str(caught.value)
