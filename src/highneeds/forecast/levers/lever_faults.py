"""What cannot be right in one lever, check by check."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from highneeds.core.years import CensusDay
from highneeds.forecast.levers.acting import cells_of
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import (
    AgeLimit,
    ChangeKeepUp,
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Group,
    Lever,
    NewPlanType,
    Rate,
    ShiftDestinations,
    Surge,
)
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR, StateSpace


class Wrong(NamedTuple):
    """A fault before it is placed: which field of the lever, the rule, what was given and what to do."""

    field: str
    rule: str
    value: object
    advice: str


@dataclass(frozen=True)
class Against:
    """What levers are checked against; the forecast runs ``years`` from ``january``."""

    today: Today
    space: StateSpace
    january: CensusDay
    years: int


def _answers_for(lever: Lever, _: Against) -> Iterator[Wrong]:
    if not lever.name.strip():
        yield Wrong("name", "lever-name", lever.name, "give the lever a name: reports and its luck go by it")
    if not lever.owner.strip():
        yield Wrong("owner", "lever-owner", lever.owner, "say whose the lever is: who answers for it")
    if not lever.evidence.text.strip():
        yield Wrong("evidence", "lever-evidence", lever.evidence.text, "say why the size is believed")
    if not lever.evidence.source.strip():
        yield Wrong("evidence", "lever-source", lever.evidence.source, "say where the evidence can be checked")


def _dates(lever: Lever, against: Against) -> Iterator[Wrong]:
    first, last = date(against.january.year, 1, 1), date(against.january.year + against.years, 1, 31)
    if not first <= lever.start <= last:
        advice = f"the forecast runs from January {first.year} to January {last.year}; start the lever within it"
        yield Wrong("start", "lever-start", lever.start, advice)
    if lever.end is not None and lever.end < lever.start:
        advice = f"the lever ends on {lever.end} before it starts on {lever.start}; change one of them"
        yield Wrong("end", "lever-end", lever.end, advice)
    if lever.ramp_months < 0:
        advice = "the months in which a lever grows to its size cannot be negative; 0 means at once"
        yield Wrong("ramp_months", "lever-ramp", lever.ramp_months, advice)
    if isinstance(lever, Surge | ClearBacklog) and (lever.end is not None or lever.ramp_months > 0):
        advice = "it lasts a fixed time and is spread evenly over it; leave end and ramp out"
        yield Wrong("end", "lever-fixed-time", lever.end or lever.ramp_months, advice)


class _Limit(NamedTuple):
    least: float
    most: float
    advice: str


_RATE = _Limit(-1.0, math.inf, "a change below -1 would make the rate negative; -1 means it never happens")
_SHARE = _Limit(0.0, 1.0, "this is a share of children: between 0 (nobody) and 1 (everybody)")
_PRICE = _Limit(-1.0, math.inf, "a change below -1 would make prices negative")
_NUMBER = _Limit(0.0, math.inf, "the number of plans issued cannot be negative")
_ANY = _Limit(-math.inf, math.inf, "")
_LIMITS: dict[type[Lever], _Limit] = {
    ChangeRate: _RATE,
    Surge: _RATE,
    ChangeKeepUp: _Limit(-1.0, math.inf, "below -1 fewer plans than none would be issued; -1 means none is"),
    ChangePrice: _PRICE,
    ShiftDestinations: _SHARE,
    NewPlanType: _SHARE,
    AgeLimit: _SHARE,
    ClearBacklog: _NUMBER,
    ChangePlaces: _ANY,
}


def _size(lever: Lever, _: Against) -> Iterator[Wrong]:
    size, limit = lever.size, _LIMITS[type(lever)]
    if isinstance(lever, ClearBacklog) and lever.is_share:
        limit = _SHARE
    if not math.isfinite(size.mean) or not math.isfinite(size.sd):
        yield Wrong("size", "lever-size-number", size.mean, "the size and its standard deviation must be numbers")
    elif not limit.least <= size.mean <= limit.most:
        yield Wrong("size", "lever-size", size.mean, f"{size.mean:g} cannot be: {limit.advice}")
    if size.sd < 0.0:
        yield Wrong("size", "lever-size-sd", size.sd, "a standard deviation cannot be negative; 0 means quite sure")
    if isinstance(lever, ClearBacklog) and lever.over_months < 1:
        yield Wrong("over_months", "lever-months", lever.over_months, "plans are issued over at least one month")


def _group_of(lever: Lever) -> Group | None:
    if isinstance(lever, ChangeRate | Surge | ShiftDestinations | NewPlanType):
        return lever.children
    if isinstance(lever, ChangePrice):
        return Group(settings=lever.settings)
    if isinstance(lever, ChangePlaces):
        return Group(needs=lever.needs, settings=frozenset({lever.setting}))
    return Group(nc_years=frozenset({lever.first_nc_year_without_plan})) if isinstance(lever, AgeLimit) else None


def _names(lever: Lever, against: Against) -> Iterator[Wrong]:
    """Needs, settings and NC years that are not there."""
    group, space = _group_of(lever), against.space
    if group is None:
        return
    for need in sorted(group.needs - set(space.needs)):
        yield Wrong("needs", "lever-need", need, f"there is no need {need!r}; the needs are {', '.join(space.needs)}")
    for setting in sorted(group.settings - set(space.settings)):
        yield Wrong("settings", "lever-setting", setting, no_setting(setting, space))
    first = FIRST_NC_YEAR + 1 if isinstance(lever, AgeLimit) else FIRST_NC_YEAR
    for year in sorted(year for year in group.nc_years if not first <= year <= LAST_NC_YEAR):
        advice = f"there is no NC year {year} here; they run from {first} to {LAST_NC_YEAR}"
        yield Wrong("nc_years", "lever-nc-year", year, advice)


def no_setting(setting: str, space: StateSpace) -> str:
    return f"there is no setting {setting!r}; the settings are {', '.join(space.settings)}"


def _joiners(lever: Lever, _: Against) -> Iterator[Wrong]:
    acts_on_joining = isinstance(lever, Surge | NewPlanType) or (
        isinstance(lever, ChangeRate) and lever.rate is Rate.JOINING
    )
    group = _group_of(lever)
    if acts_on_joining and group is not None and group.settings:
        advice = "children who join have no setting yet; leave settings out, or shift their destinations"
        yield Wrong("settings", "lever-joining-setting", ", ".join(sorted(group.settings)), advice)


def _nobody(lever: Lever, against: Against) -> Iterator[Wrong]:
    """A group in which no child can be; a destination that takes none of them."""
    group, space = _group_of(lever), against.space
    if group is None or isinstance(lever, AgeLimit) or any(_names(lever, against)):
        return
    cells = cells_of(group, space)
    if not (cells & space.is_valid).any():
        yield Wrong("children", "lever-nobody", "", "no child of these ages can be in these settings")
    if not isinstance(lever, ShiftDestinations):
        return
    if lever.to_setting not in space.settings:
        yield Wrong("to_setting", "lever-setting", lever.to_setting, no_setting(lever.to_setting, space))
        return
    takes = space.is_valid[:, space.settings.index(lever.to_setting), :]
    if not (cells.any(axis=1) & takes).any():
        advice = f"{lever.to_setting} takes no child of these needs and ages; choose another setting or other children"
        yield Wrong("to_setting", "lever-destination", lever.to_setting, advice)


def _has_places(lever: Lever, against: Against) -> Iterator[Wrong]:
    if not isinstance(lever, ChangePlaces) or any(_names(lever, against)):
        return
    if against.today.places.of(lever.setting, lever.needs) is None:
        groups = [group for group in against.today.places.groups if group.setting == lever.setting]
        known = "; ".join(", ".join(sorted(group.needs)) or "all needs" for group in groups)
        advice = (
            f"say for whose places in {lever.setting} this is, one of: {known}"
            if groups
            else f"no number of places is known for {lever.setting} today, so that it is never full; give today's first"
        )
        yield Wrong("needs", "lever-places-group", ", ".join(sorted(lever.needs)), advice)


CHECKS: tuple[Callable[[Lever, Against], Iterator[Wrong]], ...] = (
    _answers_for,
    _dates,
    _size,
    _names,
    _joiners,
    _nobody,
    _has_places,
)
