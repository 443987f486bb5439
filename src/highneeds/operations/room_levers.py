"""Levers as a person enters them in the scenario room, and as the forecast takes them; what is wrong, field by field.

A person writes percent, places and months; a lever has shares. What is checked of a scenario's file is checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from highneeds.core.years import CensusDay
from highneeds.forecast.levers.capacity import OVERFLOW
from highneeds.forecast.levers.faults import faults_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import Lever
from highneeds.forecast.space import council_space
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.scenario_file import read_lever
from highneeds.reports import words
from highneeds.rules import Setting
from highneeds.rules.needs import Need

MOST_OF_A_KIND = 3
NOTHING_YET = "Nothing yet: tried out in the scenario room"
NO_SOURCE_YET = "None yet"
_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class LeverForm:
    """One kind of lever as the form has it. ``kind`` as in a scenario's file; ``fields`` beyond what all have.

    ``unit``: of the size and of what it is give or take. ``least`` and ``most`` bound the size, in that unit.
    """

    key: str
    kind: str
    title: str
    asks: str
    hint: str
    unit: str = "%"
    fields: tuple[str, ...] = ()
    least: float | None = -100.0
    most: float | None = None

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"


_WHO = ("needs", "settings", "nc_first", "nc_last")
_FORMS = (
    LeverForm(
        "joining", "joining", "Children who get a plan", "How many more or fewer children join",
        f"{words.MINUS}10: a tenth fewer children get a plan.", fields=("needs", "nc_first", "nc_last", "ramp_months"),
    ),
    LeverForm(
        "leaving", "leaving", "Children whose plan ends", "How much likelier or less likely it is that a plan ends",
        "10: the odds of leaving are a tenth higher.", fields=(*_WHO, "ramp_months"),
    ),
    LeverForm(
        "moving", "moving", "Children who move to another setting", "How much likelier or less likely a move is",
        f"{words.MINUS}10: the odds of a move are a tenth lower.", fields=(*_WHO, "ramp_months"),
    ),
    LeverForm(
        "shift", "shift", "Another setting instead", "How many in 100 go there instead",
        "20: of those who would join or move to the settings ticked, a fifth go to the other one.",
        fields=("to_setting", *_WHO, "ramp_months"), least=0.0, most=100.0,
    ),
    LeverForm(
        "places", "places", "Places", "How many more or fewer places", "48: forty-eight places more.",
        unit="places", fields=("setting", "ramp_months"), least=None,
    ),
    LeverForm(
        "price", "price", "Prices", "How much higher or lower prices are than they would be",
        f"{words.MINUS}2: two in a hundred lower.", fields=("settings", "every_year", "ramp_months"),
    ),
    LeverForm(
        "age_limit", "age limit", "Age limit", "For how many in 100 of the children there",
        "100: nobody of that NC year or above has or gets a plan.",
        fields=("first_nc_year", "ramp_months"), least=0.0, most=100.0,
    ),
    LeverForm(
        "backlog", "backlog", "Late plans", "How many in 100 of the plans that wait are issued",
        "80: four in five of the plans that are late now.", fields=("over_months",), least=0.0, most=100.0,
    ),
)  # fmt: skip
LEVER_FORMS: Mapping[str, LeverForm] = MappingProxyType({one.key: one for one in _FORMS})
NC_YEARS = tuple(range(FIRST_NC_YEAR, LAST_NC_YEAR + 1))


@dataclass(frozen=True, slots=True)
class TypedLever:
    """What stands in one lever of the form; empty and None: left open. ``size`` and ``size_sd`` in the form's unit.

    ``number`` tells levers of one kind apart, from 1.
    """

    key: str
    size: float
    start: date
    number: int = 1
    size_sd: float = 0.0
    ramp_months: int = 0
    needs: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    nc_first: int | None = None
    nc_last: int | None = None
    setting: str = ""
    to_setting: str = ""
    every_year: bool = False
    over_months: int | None = None
    first_nc_year: int | None = None
    evidence: str = ""
    source: str = ""

    @property
    def form(self) -> LeverForm:
        return LEVER_FORMS[self.key]

    @property
    def name(self) -> str:
        """By which tables name it and its luck is keyed: the same lever has the same luck in every scenario."""
        return self.form.title if self.number == 1 else f"{self.form.title} ({self.number})"

    @property
    def slot(self) -> str:
        return f"{self.key}-{self.number}"

    @property
    def rests_on_something(self) -> bool:
        return bool(self.evidence.strip() and self.source.strip())


@dataclass(frozen=True, slots=True)
class WrongField:
    """What is wrong at one field of one lever of the form; ``field`` as ``TypedLever`` has it."""

    slot: str
    field: str
    advice: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The levers that can be read, by their slots, and all that is wrong with them and with the others."""

    levers: Mapping[str, Lever] = field(default_factory=dict)
    wrong: tuple[WrongField, ...] = ()


def need_choices() -> tuple[tuple[str, str], ...]:
    return tuple((need, Need(need).label) for need in council_space().needs)


def setting_choices() -> tuple[tuple[str, str], ...]:
    return tuple((setting, Setting(setting).label) for setting in council_space().settings)


def place_choices() -> tuple[tuple[str, str], ...]:
    """The settings that can be full."""
    return tuple(choice for choice in setting_choices() if choice[0] in OVERFLOW)


def nc_choices() -> tuple[tuple[str, str], ...]:
    return tuple((str(year), nc_year_in_words(year)) for year in NC_YEARS)


def nc_year_in_words(year: int) -> str:
    if year == 0:
        return "Reception"
    return f"Year {year}" if year > 0 else f"{-year} year{'s' if year < -1 else ''} before Reception"


def entered(typed: Sequence[TypedLever], owner: str) -> Entered:
    """Each lever that can be read; ``owner`` answers for them all."""
    levers: dict[str, Lever] = {}
    wrong: dict[tuple[str, str], WrongField] = {}
    for one in typed:
        block = Block("", _values(one, owner), {}, None)
        lever = read_lever(block, council_space())
        faults = [*_out_of_bounds(one)]
        faults += [WrongField(one.slot, _field_of(fault.field or ""), fault.advice) for fault in block.faults]
        for fault in faults:
            wrong.setdefault((fault.slot, fault.field), fault)
        if lever is not None and not faults:
            levers[one.slot] = lever
    return Entered(levers, tuple(wrong.values()))


def scenario_of(name: str, levers: Iterable[Lever]) -> Scenario:
    return Scenario(name, tuple(levers))


def wrong_for_council(
    scenario: Scenario, typed: Sequence[TypedLever], today: Today, *, january: CensusDay, years: int
) -> tuple[WrongField, ...]:
    """What cannot be, of this council: dates, places, children; each at the field where it is mended."""
    slots = {one.name: one.slot for one in typed}
    found = []
    for fault in faults_of(scenario, today, space=council_space(), january=january, years=years):
        whose, _, of_field = (fault.field or "").rpartition(", ")
        name = whose.removeprefix("lever ").strip("'\"")
        slot = slots.get(name, typed[0].slot if typed else "")
        found.append(WrongField(slot, _field_of(of_field), f"{fault.advice[:1].upper()}{fault.advice[1:]}."))
    return tuple(found)


_FIELDS = {
    "places": "size",
    "first_nc_year_without_plan": "first_nc_year",
    "nc_years": "nc_last",
    "children": "settings",
    "end": "ramp_months",
}


def _field_of(name: str) -> str:
    """The form's own field for one of a file or of a lever."""
    return _FIELDS.get(name, name)


def _out_of_bounds(one: TypedLever) -> Iterator[WrongField]:
    form = one.form
    if form.least is not None and one.size < form.least:
        least = f"{form.least:g}".replace("-", words.MINUS)
        yield WrongField(one.slot, "size", f"It cannot be less than {least}{'%' if form.is_percent else ''}.")
    if form.most is not None and one.size > form.most:
        yield WrongField(one.slot, "size", f"It cannot be more than {form.most:g}%: it is of every 100 children.")
    if one.nc_first is not None and one.nc_last is not None and one.nc_first > one.nc_last:
        yield WrongField(one.slot, "nc_last", "The last NC year is before the first: change one of them.")
    for name, missing in _MISSING.items():
        if name in form.fields and not getattr(one, name):
            if name == "settings" and form.key != "shift":
                continue
            if name == "first_nc_year" and one.first_nc_year == 0:
                continue
            yield WrongField(one.slot, name, missing)


_MISSING = {
    "setting": "Choose the setting whose places they are.",
    "to_setting": "Choose the setting they go to.",
    "settings": "Tick the settings they would have gone to.",
    "over_months": "Enter over how many months the plans are issued.",
    "first_nc_year": "Choose the first NC year without a plan.",
}


def _values(one: TypedLever, owner: str) -> dict[str, Any]:
    """As a block of a scenario's file would have them."""
    form, scale = one.form, _PERCENT if one.form.is_percent else 1.0
    values: dict[str, Any] = {
        "kind": form.kind,
        "name": one.name,
        "start": one.start,
        "owner": owner,
        "evidence": one.evidence.strip() or NOTHING_YET,
        "source": one.source.strip() or NO_SOURCE_YET,
        "places" if form.key == "places" else "size": one.size / scale,
        "size_sd": one.size_sd / scale,
    }
    if "ramp_months" in form.fields:
        values["ramp_months"] = one.ramp_months
    values |= {
        name: list(told) for name in ("needs", "settings") if name in form.fields and (told := getattr(one, name))
    }
    values |= {name: told for name in ("setting", "to_setting") if name in form.fields and (told := getattr(one, name))}
    if "nc_first" in form.fields and (one.nc_first is not None or one.nc_last is not None):
        values["nc_years"] = _nc_years(one)
    if "every_year" in form.fields:
        values["every_year"] = one.every_year
    if form.key == "backlog":
        values |= {"is_share": True} | ({} if one.over_months is None else {"over_months": one.over_months})
    if one.first_nc_year is not None and "first_nc_year" in form.fields:
        values["first_nc_year_without_plan"] = one.first_nc_year
    return values


def _nc_years(one: TypedLever) -> list[int]:
    first = NC_YEARS[0] if one.nc_first is None else one.nc_first
    last = NC_YEARS[-1] if one.nc_last is None else one.nc_last
    return list(range(min(first, last), max(first, last) + 1))
