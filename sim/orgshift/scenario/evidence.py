"""The evidence behind every default: range, grade, source. The default itself stands in the schema."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from orgshift.errors import OrgshiftError
from orgshift.scenario.distributions import Distribution
from orgshift.scenario.quantities import QUANTITIES, Setting, defaults
from orgshift.scenario.show import told
from orgshift.scenario.wording import did_you_mean

if TYPE_CHECKING:
    from orgshift.scenario.schema import CalendarSettings

#: What a grade means, the weakest last.
GRADES = {
    "A": "read in the primary source",
    "B": "quoted by a secondary source",
    "C": "computed from published data",
    "D": "an assumption: no source found",
}
GUESS = "a guess"


@dataclass(frozen=True)
class Entry:
    """What is known about one default.

    ``low`` and ``high`` are written as in a scenario file: the default is the median of what may
    be true, they are its 5 % and 95 % points; of a distribution, those of its median. *decided*
    are plans of an organisation: their range is what is usual, and nobody draws them. *unset* is
    what a setting without a default stands for.
    """

    path: str
    low: str
    high: str
    unit: str
    grade: str = "D"
    source: str = GUESS
    population: str = ""
    year: int | None = None
    note: str = ""
    decided: bool = False
    unset: str = ""


_E = Entry
_HOURS = "hours of effort, median"
_SHARE_OF_TIME = "share of paid time"
_SHARE_OF_WEEK = "share of an engineer's week of 40 h"
_JOYCE = "Joyce and Showers, as folklore has it"
_DORA = "DORA, Accelerate State of DevOps"

#: One entry per default; `orgshift evidence` prints them.
LEDGER: tuple[Entry, ...] = (
    # -- people, demand, board, teams -------------------------------------------------------------
    _E(
        "people.meetings", "10 %", "35 %", _SHARE_OF_TIME, "A", "Software.com, Code Time Report",
        "developers", 2021, "48 minutes a day in meetings; administration is a guess",
    ),
    _E("people.leave", "8 %", "15 %", _SHARE_OF_TIME, note="20 to 40 days a year"),
    _E(
        "people.resumption", "0.1 h", "0.5 h", "hours of effort", "B",
        "Parnin; Mark", "programmers; information workers", None, "10 to 15 minutes; 23 minutes",
    ),
    _E(
        "people.spread", "0.2", "0.65", "sd of log", "A", "Flournoy, Lee, Wu, Hicks, No Silver Bullets",
        "216 organisations, 55,619 person-months", 2025,
        "cycle time between organisations 0.474, between persons 0.645",
    ),
    _E(
        "people.cost", "90000", "250000", "$ a year", "A", "DORA, ROI calculator", "its defaults",
        2026,
    ),
    _E(
        "demand.limit", "0.5", "2", "features per engineer", "A", _DORA, "survey", None,
        "no more work in progress than people; under pull only", unset="1",
    ),
    _E("demand.size", "2 days", "15 days", "person-days, median", note="its spread is grade C"),
    _E(
        "demand.unplanned", "20 %", "51 %", "share of items", "C",
        "Choetkiertikul et al., sprint data", "5 organisations", 2018,
        "DORA 2018 has about 20 % unplanned and rework in every tier",
    ),
    _E("board.migration_share", "10 %", "50 %", "share of a team"),
    _E("teams.*.services", "2", "15", "services"),
    # -- capabilities and workflow -----------------------------------------------------------------
    _E(
        "capabilities.*.by_hand", "0.5 h", "6 h", _HOURS,
        note="by an expert; a novice takes mechanisms.skill.novice times as long",
    ),
    _E(
        "capabilities.infrastructure.by_hand", "2 h", "20 h", _HOURS,
        note="by an expert; a novice takes mechanisms.skill.novice times as long",
    ),
    _E(
        "capabilities.*.self_service", "5 minutes", "60 minutes", "hours of effort", "B",
        "Spotify; Netflix on its paved road", "two companies", None,
        "from an hour to seconds and minutes; less than 10 minutes",
    ),
    _E("workflow.design.share", "5 %", "30 %", "share of a feature's size"),
    _E("workflow.build.share", "35 %", "65 %", "share of a feature's size"),
    _E("workflow.build.hands", "1", "3", "engineers at once"),
    _E("workflow.review.share", "3 %", "20 %", "share of a feature's size"),
    _E("workflow.test.share", "10 %", "35 %", "share of a feature's size"),
    _E(
        "workflow.test.next.build.probability", "5 %", "40 %", "probability", "A", _DORA,
        "survey, self-reported", 2025, "rework rate, mean 22 %, sd 22",
    ),
    _E("workflow.test.next.build.size", "10 %", "60 %", "share of a feature's size"),
    _E("workflow.infrastructure.need.number", "0.2", "2", "needs a feature, mean"),
    _E("workflow.release.share", "1 %", "15 %", "share of a feature's size"),
    # -- mechanisms ---------------------------------------------------------------------------------
    _E(
        "mechanisms.toil.share", "15 %", "42 %", "share of task hours", "A",
        "Beyer et al., Site Reliability Engineering, ch. 5", "SRE teams at Google", 2016,
        "mean 33 %, 0 to 80 %; Catchpoint 25 to 30 %, Garden 39 %, Stripe 42 %: other things",
    ),
    _E(
        "mechanisms.toil.standing", "10 %", "70 %", "share of toil", "D", GUESS, "", None,
        "that the rest grows with services is part of the definition of toil (Beyer et al. 2016)",
    ),
    _E("mechanisms.toil.effort", "0.5 h", "4 h", _HOURS),
    _E("mechanisms.toil.urgent", "5 %", "50 %", "share of toil tasks"),
    _E("mechanisms.toil.skill_relief", "10 %", "50 %", "share of toil"),
    _E(
        "mechanisms.toil.removable", "33 %", "100 %", "share of service-driven toil", "A", _DORA,
        "survey, self-reported", 2018,
        "manual work from low to elite 30, 10, 5 %; halved, because association is not cause",
    ),
    _E("mechanisms.toil.features_per_service", "20", "500", "released features"),
    _E("mechanisms.skill.novice", "1.2", "3.5", "factor on hours by hand"),
    _E(
        "mechanisms.skill.fade", "0 %/month", "25 %/month", "share a month", "A",
        "literature on forgetting, from Thompson 2007 to Kim", "", None,
        "anything between none and 25 to 45 % a month",
    ),
    _E("mechanisms.skill.joiner", "0 %", "60 %", "skill from 0 to 1"),
    _E(
        "mechanisms.failed_changes.base", "5 %", "40 %", "probability", "A", "DORA, Quick Check",
        "survey, self-reported", 2025, "mean 19 %, sd 21",
    ),
    _E(
        "mechanisms.failed_changes.repair", "0.5 h", "60 h", _HOURS, "A",
        "DORA, The ROI of DevOps Transformation", "four tiers", 2020,
        "from restore times of 0.5, 4, 8, 120 h; that restore time is an outcome here",
    ),
    _E("mechanisms.failed_changes.skill_factor", "1", "3", "factor"),
    _E("mechanisms.shared_environments.per_team", "0.25", "2", "environments per team"),
    _E("mechanisms.cognitive_load.threshold", "1", "3", "things to know per engineer"),
    _E("mechanisms.cognitive_load.slope", "0", "0.3", "loss of pace per thing above"),
    _E("mechanisms.cognitive_load.capability_weight", "0", "2", "weight; a service has 1"),
    _E("mechanisms.cognitive_load.dependency_weight", "0", "2", "weight; a service has 1"),
    _E(
        "mechanisms.dependencies.probability", "4 %", "40 %", "probability", "C",
        "links between issues of open-source projects", "", None,
        "4.4 % are blocked by another, 28 to 40 % are linked to one",
    ),
    _E("mechanisms.dependencies.effort", "2 h", "40 h", _HOURS),
    _E("mechanisms.dependencies.on", "1", "5", "teams"),
    _E("mechanisms.shared_pain.irritants", "0", "20", "irritants"),
    _E("mechanisms.shared_pain.cost", "0.25 %", "5 %", _SHARE_OF_WEEK, note="each, of every team"),
    _E("mechanisms.turnover.attrition", "5 %/year", "25 %/year", "share of people"),
    _E("mechanisms.turnover.replaced_after", "1 month", "6 months", "elapsed time"),
    _E(
        "mechanisms.turnover.ramp_up", "3 months", "9 months", "elapsed time", "B",
        "Swimm, onboarding survey", "80 developers", 2020,
    ),
    _E("mechanisms.turnover.ramp_up_from", "10 %", "60 %", "share of full pace"),
    # -- platform -----------------------------------------------------------------------------------
    _E(
        "platform.launch_effort", "8 person-months", "38 person-months", "hours of effort", "D",
        GUESS, "", None,
        "four months (2 to 9) of six people, 70 % of whose time is for tasks; that it takes months: "
        "Uswitch, Ingles 2018",
    ),
    _E(
        "platform.coverage_at_launch", "20 %", "50 %", "share of needs", "A", _DORA,
        "survey, self-reported", 2019,
        "automated test environments from low to elite 39, 54, 68, 72 %",
    ),
    _E(
        "platform.coverage_mature", "60 %", "95 %", "share of needs", "A", _DORA,
        "survey, self-reported", 2019,
        "automated test environments from low to elite 39, 54, 68, 72 %",
    ),
    _E("platform.maturing_effort", "8 person-months", "38 person-months", "hours of effort"),
    _E("platform.migration", "0.5 person-weeks", "10 person-weeks", "per service, median"),
    _E("platform.friction", "5 %", "60 %", "probability"),
    _E("platform.rough_edges", "8", "50", "per capability"),
    _E("platform.edge_spread", "0.6", "1.8", "sd of log"),
    _E("platform.improvement", "16 h", "120 h", "hours of effort"),
    _E("platform.improvement_share", "20 %", "67 %", "share of what support leaves"),
    _E(
        "platform.informed", "0 %", "40 %", "share of improvements",
        note="that a platform must hear where it hurts: Newman 2021, ch. 15; the size is a guess",
    ),
    _E("platform.support", "0.5 h", "8 h", _HOURS),
    _E("platform.outages", "0", "24", "a year"),
    _E("platform.outage_repair", "1 h", "24 h", _HOURS),
    _E("platform.collaboration", "5 %", "20 %", _SHARE_OF_WEEK, decided=True),
    _E("platform.collaborates_for", "2 months", "12 months", "elapsed time", decided=True),
    _E("platform.adoption.teams", "1", "6", "teams", decided=True),
    _E("platform.adoption.every", "2 weeks", "13 weeks", "elapsed time", decided=True),
    _E(
        "platform.adoption.innovation", "1 %", "3 %", "share of teams a month", "C",
        "fitted to Ingles 2018 and CNCF case studies (Bass 1969)", "Uswitch, adidas", 2019,
    ),
    _E(
        "platform.adoption.imitation", "10 %", "45 %", "share of teams a month", "C",
        "fitted to Ingles 2018 and CNCF case studies (Bass 1969)", "Uswitch, adidas", 2019,
        "0.41 at Uswitch, 0.13 at adidas",
    ),
    _E(
        "platform.guard_rails.immature", "0 %", "5 %", "points of failure rate", "D", GUESS, "", None,
        "only the sign has a source: stability −14 % among platform users, DORA 2024",
    ),
    _E("platform.guard_rails.mature", "0 %", "10 %", "points of failure rate"),
    # -- central service, enabling team, community ---------------------------------------------------
    _E(
        "central-service.effort", "0.5 h", "16 h", _HOURS, "D", GUESS, "", None,
        "the wait is an outcome: half an hour to a week (adidas), days or weeks (DORA)",
    ),
    _E(
        "enabling.engagement", "4 weeks", "10 weeks", "elapsed time, median", "A",
        "Target, the Dojo", "one company", None, "six weeks; Team Topologies: weeks or months",
    ),
    _E("enabling.teams_at_once", "1", "3", "teams", "B", "Shore", note="Target: 18 in a large dojo"),
    _E(
        "enabling.host_share", "5 %", "30 %", _SHARE_OF_TIME,
        note="that teams slow down to accelerate: Target; the size is a guess",
    ),
    _E("enabling.hands_on", "0 %", "80 %", _SHARE_OF_TIME),
    _E("enabling.skill", "70 %", "100 %", "skill from 0 to 1"),
    _E(
        "enabling.transfer", "50 %", "95 %", "share of the gap", "B", _JOYCE, "school teachers", 2002,
        "90 % put to use with coaching at work, 5 to 25 % without",
    ),
    _E("enabling.irritant_removal", "20 h", "200 h", "hours of effort"),
    _E("enabling.insight", "0 %", "40 %", "points of the share of improvements"),
    _E("enabling.central_help_after", "2", "5", "teams"),
    _E("community.members", "15 %", "80 %", "share of engineers"),
    _E(
        "community.active", "10 %", "35 %", "share of members", "B", "Smite et al., CACM 3/2020",
        "guilds at Spotify", 2020, "about 20 %; Wenger: a core of 10 to 15 %, 15 to 20 % more active",
    ),
    _E(
        "community.active_time", "1.25 %", "10 %", _SHARE_OF_WEEK, "A",
        "Newman, Building Microservices, ch. 15", "experience", 2021, "a few hours a week at most",
    ),
    _E("community.passive_time", "0.25 %", "2.5 %", _SHARE_OF_WEEK),
    _E("community.churn", "5 %", "50 %", "share of members a quarter"),
    _E(
        "community.transfer", "2 %", "20 %", "share of the gap a member-month", "B", _JOYCE,
        "school teachers", 2002,
    ),
    _E(
        "community.ceiling", "10 %", "50 %", "share of the gap", "B", _JOYCE, "school teachers", 2002,
        "5 to 25 % put to use without coaching",
    ),
    _E(
        "community.passive_weight", "0 %", "50 %", "weight; an active member has 1", "B", _JOYCE,
        "school teachers", 2002,
    ),
    _E("community.fade_factor", "25 %", "100 %", "factor on fading"),
    _E("community.insight", "0 %", "40 %", "points per tenth of engineers active"),
    _E("community.imitation_factor", "1", "4", "factor"),
    _E("community.ring_fenced", "0 %", "50 %", "share of active members' time", decided=True),
)  # fmt: skip


@cache
def ledger() -> dict[str, Entry]:
    """Return the entries by path."""
    return {entry.path: entry for entry in LEDGER}


@cache
def _defaults() -> dict[str, Setting]:
    return defaults()


def default_of(entry: Entry) -> Any:
    """Return the default that *entry* is about, read from the schema."""
    setting = _defaults()[entry.path]
    if entry.unset:
        assert setting.reader is not None
        return setting.reader(entry.unset)
    return setting.value()


def ends(entry: Entry, calendar: CalendarSettings) -> tuple[float, float]:
    """Return the ends of the range as amounts."""
    reader = _defaults()[entry.path].reader
    assert reader is not None
    quantity = QUANTITIES[reader]
    read = quantity.end or reader
    return quantity.amount(read(entry.low), calendar), quantity.amount(read(entry.high), calendar)


def entry_for(setting: Setting, value: Any) -> Entry | None:
    """Return the entry about *setting* if its *value* is the default; None if it is another one."""
    paths = [setting.path]
    if setting.path.startswith("capabilities."):
        paths.append(f"capabilities.*.{setting.name}")
    for path in paths:
        entry = ledger().get(path)
        if entry is not None and value is not None and same(value, default_of(entry)):
            return entry
    return None


def same(value: Any, default: Any) -> bool:
    """Return whether two values are the same amount, however they are written."""
    if isinstance(value, Distribution) and isinstance(default, Distribution):
        ours, theirs = ((one.kind, one.a, one.b, one.c, one.unit) for one in (value, default))
        return ours == theirs
    return bool(value == default)


def entries(path: str = "") -> list[Entry]:
    """Return the entries whose path starts with *path*. Raises OrgshiftError if there are none."""
    found = [entry for entry in LEDGER if entry.path.startswith(path)]
    if not found:
        known = dict.fromkeys(
            ".".join(entry.path.split(".")[:length])
            for entry in LEDGER
            for length in range(1, len(entry.path.split(".")) + 1)
        )
        # Whoever forgets where a setting stands still knows its last words.
        inside = [one.path for one in LEDGER if path and f".{path}" in one.path]
        hint = f"; did you mean {inside[0]!r}?" if inside else did_you_mean(path, known)
        raise OrgshiftError(
            f"there is no evidence about {path!r}{hint} (it starts with one of "
            f"{', '.join(dict.fromkeys(entry.path.split('.')[0] for entry in LEDGER))})"
        )
    return found


def rows(path: str = "") -> list[dict[str, Any]]:
    """Return the ledger from *path* on, each entry with its default, as plain values.

    Raises OrgshiftError if nothing starts with *path*.
    """
    found = []
    for entry in entries(path):
        setting = _defaults()[entry.path]
        default = told(setting.model, setting.name, default_of(entry))
        about = {key: value for key, value in asdict(entry).items() if key not in ("path", "unset")}
        found.append({"setting": entry.path, "default": default, **about})
    return found
