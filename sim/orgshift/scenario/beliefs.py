"""Beliefs: what is not known is drawn from a range, once for all variants, before anything runs.

In a file a number may be written as ``{value: 30 %, belief: 15 % to 42 %}``: the value (the default
if there is none) is the median of what may be true, the ends are its 5 % and 95 % points. The
scenario holds the median; ``drawn`` returns an ordinary scenario with numbers drawn instead.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError
from scipy.special import ndtri

from orgshift.errors import Fault, ScenarioError
from orgshift.scenario.checks import faults_in
from orgshift.scenario.distributions import Distribution
from orgshift.scenario.evidence import ends, entry_for, ledger
from orgshift.scenario.quantities import (
    QUANTITIES,
    Reader,
    Setting,
    is_belief,
    kinds,
    numbers,
)
from orgshift.scenario.schema import CalendarSettings, Demand, Scenario
from orgshift.scenario.units import NUMBER, said, share, written

if TYPE_CHECKING:
    from orgshift.scenario.reading import Address, Document

#: The ends of a range are the 5 % and 95 % points: so many standard deviations from the median.
REACH = float(ndtri(0.95))
#: What is drawn may be an organisation that cannot be; it is then drawn again, so often at most.
TRIES = 200
_KEYS = ("value", "belief", "drawn_as")


@dataclass(frozen=True)
class Belief:
    """A number that is not known: between ``low`` and ``high`` at 90 %, ``median`` in the middle.

    ``drawn_as`` names its luck: beliefs of the same name have the same rank in every draw.
    ``value`` is the median as the setting's reader has read it; amounts are in hours, or plain.
    """

    address: Address = field(compare=False)
    drawn_as: str
    low: float
    high: float
    median: float
    value: Any
    reader: Reader
    least: float
    most: float
    discriminators: tuple[tuple[str, str], ...] = ()
    text: str = ""
    known: bool = False
    own_name: str = field(default="", compare=False)

    def amount(self, luck: float) -> float:
        """Return the amount at which the CDF reaches *luck*, within what is possible.

        Two halves of lognormals that meet at the median, or of normals where zero is possible.
        """
        z = float(ndtri(luck)) / REACH
        end = self.low if z < 0.0 else self.high
        if self.low > 0.0:
            drawn = self.median * math.exp(abs(z) * math.log(end / self.median))
        else:
            drawn = self.median + (end - self.median) * abs(z)
        return min(max(drawn, self.least), self.most)

    def written(self, luck: float, calendar: CalendarSettings) -> Any:
        """Return the value drawn with *luck*, as the reader reads it."""
        return QUANTITIES[self.reader].write(self.value, self.amount(luck), calendar)


# -- beliefs in files -----------------------------------------------------------------------------


def named(content: dict[str, Any]) -> None:
    """Name the luck of every belief in *content* by where it is written, in place.

    Teams by count and demand that teams have in common are still one here, so one belief stays one.
    """
    for setting in numbers(content):
        if is_belief(setting.given):
            setting.given.setdefault("drawn_as", own_name(setting))


def own_name(setting: Setting) -> str:
    """Return the name a belief has by itself: groups and changes are named by what they are."""
    within = setting.address[0] in ("groups", "variants", "workflow")
    name = setting.path if within else ".".join(map(str, setting.address))
    return name.replace("{", "").replace("}", "")


def taken_out(document: Document) -> tuple[tuple[Belief, ...], set[str]]:
    """Return the beliefs in *document*, whose medians stand in for them, and where faults are.

    What is wrong with one joins the document's faults.
    """
    calendar = _calendar(document.content)
    found, wrong = [], set()
    for setting in list(numbers(document.content)):
        given = setting.given
        only_value = isinstance(given, dict) and set(given) in ({"value"}, {"value", "drawn_as"})
        if not is_belief(given) and not only_value:
            continue
        _stand_in(document, setting)
        if only_value:
            continue
        try:
            found.append(_read(setting, calendar))
        except ValueError as error:
            path = ".".join(map(str, setting.address))
            document.faults.append(Fault(_place(document, setting.address), path, str(error)))
            wrong.add(path)
    return tuple(found), wrong


def _calendar(content: dict[str, Any]) -> CalendarSettings:
    try:
        return CalendarSettings.model_validate(content.get("calendar", {}))
    except ValidationError:  # a fault of its own
        return CalendarSettings()


def _place(document: Document, address: Address) -> Any:
    if address[0] == "teams" and address[2:3] == ("demand",) and address not in document.places:
        address = address[2:]  # what all teams inherit
    for length in range(len(address), -1, -1):
        for tail in (("belief",), ()):
            if place := document.places.get((*address[:length], *tail)):
                return place
    return None


def _stand_in(document: Document, setting: Setting) -> None:
    """Let the median stand where the belief does; nothing, if it is the default."""
    holder: Any = document.content
    for part in setting.address[:-1]:
        holder = holder[part]
    key, given = setting.address[-1], setting.given
    if "value" in given:
        holder[key] = given["value"]
    elif rest := {name: one for name, one in given.items() if name not in _KEYS}:
        holder[key] = rest  # a distribution as a mapping, of what this file extends
    else:
        del holder[key]


def _read(setting: Setting, calendar: CalendarSettings) -> Belief:
    """Read what is written. Raises ValueError with what would be right."""
    given, reader = setting.given, setting.reader
    if reader is None:
        raise ValueError("only numbers can be believed; names, modes, dates and people are decided")
    extra = [key for key in given if key not in _KEYS]
    if "value" in given and extra:
        raise ValueError(
            f"unknown setting {extra[0]!r} in a belief (known here: {', '.join(_KEYS)})"
        )
    value = _median(setting, extra)
    quantity = QUANTITIES[reader]
    try:
        median = quantity.amount(value, calendar)
    except TypeError:
        raise ValueError(f"{said(given.get('value'))} is no amount around which to draw") from None
    least, most = setting.bounds()
    known = given["belief"] in ("none", None)
    if known:
        low = high = median
        text = "none"
    else:
        low, high, text = _range(given["belief"], quantity.end or reader, reader, calendar)
        if isinstance(value, Distribution) and not median > 0.0:
            raise ValueError("the median is 0, which has no scale; write another value")
        if not low < high:
            raise ValueError(f"{text!r}: the lower end comes first, and the two differ")
        for end in (low, high):
            if not least <= end <= most:
                limits = f"from {written(least)}" + (f" to {written(most)}" if most < 1e300 else "")
                raise ValueError(f"{text!r}: possible is {limits}")
        if not low <= median <= high:
            raise ValueError(
                f"the value, {said(_as_written(setting, value))}, is outside of {text!r}; it is the "
                "median of what may be true"
            )
    return Belief(
        setting.address, str(given.get("drawn_as") or own_name(setting)), low, high, median, value,
        reader, least, most, _discriminators(setting), text, known,
        own_name(setting),
    )  # fmt: skip


def _median(setting: Setting, extra: list[str]) -> Any:
    reader, given = setting.reader, setting.given
    assert reader is not None
    if "value" in given:
        value = reader(given["value"])
    elif extra:
        value = reader({key: given[key] for key in extra})
    else:
        value = setting.default
        entry = ledger().get(setting.path)
        if value is None and entry is not None and entry.unset:
            value = reader(entry.unset)
    if value is None:
        raise ValueError("there is no number to draw around; write {value: …, belief: …}")
    return value


def _as_written(setting: Setting, value: Any) -> Any:
    given = setting.given.get("value", value)
    return str(given) if isinstance(given, Distribution) else given


def _range(
    asked: Any, read: Reader, reader: Reader, calendar: CalendarSettings
) -> tuple[float, float, str]:
    """Return the ends of a range as amounts, and its text."""
    parts = asked if isinstance(asked, list) else re.split(r"\s+to\s+", str(asked).strip())
    if len(parts) != 2 or any(isinstance(part, dict | list | bool) for part in parts):
        raise ValueError(
            f"{said(asked)} is no range; write it like '15 % to 42 %' or [15 %, 42 %], or none for "
            "what is known"
        )
    low, high = (str(part).strip() for part in parts)
    unit = re.sub(rf"^{NUMBER}", "", high)
    if re.fullmatch(NUMBER, low) and unit.strip():
        low += unit  # "2 to 15 days"
    amount = QUANTITIES[reader].amount
    return amount(read(low), calendar), amount(read(high), calendar), f"{low} to {high}"


def _discriminators(setting: Setting) -> tuple[tuple[str, str], ...]:
    return tuple(kinds(setting.model).items())


# -- beliefs of the ledger --------------------------------------------------------------------------


def from_ledger(scenario: Scenario) -> tuple[Belief, ...]:
    """Return the ledger's ranges of all defaults that *scenario* rests on, and no others.

    A number that the scenario changes is the scenario's own; what it says it believes or knows
    stays as it says; what is decided is no belief.
    """
    said_of = {belief.address for belief in scenario.beliefs}
    found = []
    for setting in numbers(scenario.content):
        if setting.address in said_of or setting.reader is None:
            continue
        value = setting.value()
        about = ledger().get(setting.path)
        if value is None and about is not None and about.unset and _pulls(setting):
            value = setting.reader(about.unset)
        entry = entry_for(setting, value)
        if entry is None or entry.decided:
            continue
        low, high = ends(entry, scenario.calendar)
        median = QUANTITIES[setting.reader].amount(value, scenario.calendar)
        found.append(Belief(
            setting.address, entry.path, low, high, median, value, setting.reader,
            *setting.bounds(), _discriminators(setting), f"{entry.low} to {entry.high}",
        ))  # fmt: skip
    return tuple(found)


def _pulls(setting: Setting) -> bool:
    return issubclass(setting.model, Demand) and setting.holder.get("policy", "pull") == "pull"


# -- drawing ----------------------------------------------------------------------------------------


class Draw(NamedTuple):
    """A scenario as drawn: an ordinary one, and the amount of each belief by what it is drawn as.

    An amount is in the units of ``Belief.median``; of beliefs that are drawn alike it is the first's.
    """

    scenario: Scenario
    amounts: dict[str, float]


def drawn(scenario: Scenario, beliefs: Sequence[Belief], luck: Callable[[str], float]) -> Draw:
    """Return *scenario* with every belief drawn: an ordinary scenario, checked as any other.

    *luck* gives the one number in (0, 1) that belongs to a name. What cannot be (more coverage at
    launch than at maturity, say) is drawn again as a whole. Raises ScenarioError if nothing that
    can be is found.
    """
    unknown = [belief for belief in beliefs if not belief.known]
    if not unknown:
        return Draw(scenario, {})
    faults: list[Fault] = []
    for attempt in range(TRIES):
        suffix = f"/{attempt}" if attempt else ""
        lucks = {b.drawn_as: luck(f"belief/{b.drawn_as}{suffix}") for b in unknown}
        content = copy.deepcopy(scenario.content)
        for belief in unknown:
            _put(content, belief, belief.written(lucks[belief.drawn_as], scenario.calendar))
        _split_size(content, unknown)
        try:
            found = Scenario.model_validate(content)
        except ValidationError as error:
            faults = [Fault(None, ".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
            continue
        found.carry_over(scenario)
        faults = faults_in(found)
        if not faults:
            amounts = {b.drawn_as: b.amount(lucks[b.drawn_as]) for b in reversed(unknown)}
            return Draw(found, dict(reversed(amounts.items())))
    head = Fault(None, "", f"{TRIES} draws of the beliefs gave nothing that can be; the last one:")
    raise ScenarioError([head, *faults])


def _put(content: dict[str, Any], belief: Belief, value: Any) -> None:
    """Write *value* at the belief's address, with what says of which kind its settings are."""
    holder: Any = content
    for part in belief.address[:-1]:
        holder = holder.setdefault(part, {})
    for which, kind in belief.discriminators:
        holder.setdefault(which, kind)
    holder[belief.address[-1]] = value


def _split_size(content: dict[str, Any], beliefs: Iterable[Belief]) -> None:
    """Let the steps' shares add up to 100 % again: they split a feature's size."""
    if not any(b.address[0] == "workflow" and b.address[-1] == "share" for b in beliefs):
        return
    steps = [step for step in content["workflow"].values() if step.get("share") is not None]
    shares = [share(step["share"]) for step in steps]
    for step, one in zip(steps, shares, strict=True):
        step["share"] = one / math.fsum(shares) if math.fsum(shares) else one
