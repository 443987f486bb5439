"""What each kind of lever does in the engine's terms: the acts it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from highneeds.core.years import CensusDay
from highneeds.forecast import scene as s
from highneeds.forecast.levers.calendar import (
    MONTHS_IN_A_YEAR,
    at_end_of_step,
    in_force_by_month,
    in_force_by_step,
    month_number,
)
from highneeds.forecast.levers.capacity import PlacesToday
from highneeds.forecast.levers.scenario import key_of
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
from highneeds.forecast.posterior import Months
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR, NC_YEARS, Bools, Floats, StateSpace

Positions = npt.NDArray[np.intp]

_FIRST_MONTH = 1  # the first in which anything happens; month 0 is the January count itself
_RATE_KINDS = {
    Rate.LEAVING: s.LEAVING,
    Rate.MOVING: s.MOVING,
    Rate.NEED_CHANGE: s.NEED_CHANGE,
    Rate.JOINING: s.JOINING,
}


@dataclass(frozen=True)
class Frame:
    """What levers are seen against. ``plans_late``: how many wait in the first January."""

    space: StateSpace
    months: Months
    january: CensusDay
    years: int
    places: PlacesToday
    plans_late: int


class Act(NamedTuple):
    """One row of ``scene.Acts``. ``size`` is times the lever's own."""

    kind: int
    by_step: Floats
    by_month: Floats
    cells: Bools
    to_setting: int = 0
    size: float = 1.0


def compile_acts(levers: Iterable[Lever], frame: Frame) -> s.Acts:
    """The acts of all levers, in the order given. Those of one lever share its luck, and so its size in every draw."""
    rows = [(lever, act) for lever in levers for act in acts_of(lever, frame)]
    if not rows:
        return s.no_acts(frame.space.is_valid.shape, frame.years)
    return s.Acts(
        kind=np.array([act.kind for _, act in rows], np.int32),
        key=np.array([key_of(lever.name) for lever, _ in rows], np.uint64),
        mean=np.array([act.size * lever.size.mean for lever, act in rows]),
        sd=np.array([act.size * lever.size.sd for lever, act in rows]),
        strength=np.ascontiguousarray([act.by_step for _, act in rows]),
        strength_by_month=np.ascontiguousarray([act.by_month for _, act in rows]),
        cells=np.ascontiguousarray([act.cells for _, act in rows]),
        to_setting=np.array([act.to_setting for _, act in rows], np.int32),
    )


@singledispatch
def acts_of(lever: Lever, frame: Frame) -> list[Act]:
    """Raises TypeError for a kind of lever that is not known."""
    message = f"no act is known for {type(lever).__name__} (a forecast from {frame.january})"
    raise TypeError(message)


@acts_of.register
def _(lever: ChangeRate, frame: Frame) -> list[Act]:
    by_month, cells = in_force_by_month(lever, frame.january, frame.years), cells_of(lever.children, frame.space)
    ages, months, weight = _ages(lever.children), frame.months, None
    if lever.rate is Rate.JOINING:
        weight = _weight(months.joining[ages])
    elif lever.rate is not Rate.NEED_CHANGE:  # a change of need has no month of its own
        of_age = months.leaving if lever.rate is Rate.LEAVING else months.moving
        weight = _weight(of_age[np.minimum(ages + 1, len(NC_YEARS) - 1)])
    return [Act(_RATE_KINDS[lever.rate], in_force_by_step(by_month, weight), by_month, cells)]


@acts_of.register
def _(lever: Surge, frame: Frame) -> list[Act]:
    return [_joining(lever.children, frame, _spell(lever, frame, MONTHS_IN_A_YEAR))]


@acts_of.register
def _(lever: NewPlanType, frame: Frame) -> list[Act]:
    by_month = in_force_by_month(lever, frame.january, frame.years)
    return [_joining(lever.children, frame, by_month)._replace(size=-1.0)]


@acts_of.register
def _(lever: ShiftDestinations, frame: Frame) -> list[Act]:
    by_month, ages = in_force_by_month(lever, frame.january, frame.years), _ages(lever.children)
    weight = _weight(frame.months.joining[ages], frame.months.moving[ages])
    to_setting = frame.space.settings.index(lever.to_setting)
    cells = cells_of(lever.children, frame.space)
    return [Act(s.SHIFT, in_force_by_step(by_month, weight), by_month, cells, to_setting)]


@acts_of.register
def _(lever: AgeLimit, frame: Frame) -> list[Act]:
    by_month = in_force_by_month(lever, frame.january, frame.years)
    by_step, first = at_end_of_step(by_month), lever.first_nc_year_without_plan
    come_to_it, past = (frozenset(range(year, LAST_NC_YEAR + 1)) for year in (first - 1, first))
    return [
        Act(s.AGE_LIMIT, by_step, by_month, cells_of(Group(nc_years=come_to_it), frame.space)),
        Act(s.JOINING, by_step, by_month, cells_of(Group(nc_years=past), frame.space), size=-1.0),
    ]


@acts_of.register
def _(lever: ChangePrice, frame: Frame) -> list[Act]:
    cells = cells_of(Group(settings=lever.settings), frame.space)
    first = month_number(lever.start, frame.january)
    last = frame.years * MONTHS_IN_A_YEAR
    if not lever.is_every_year:
        return [_by_month(s.PRICE, in_force_by_month(lever, frame.january, frame.years), cells)]
    stops = last if lever.end is None else min(last, month_number(lever.end, frame.january))
    anniversaries = range((stops - first) // MONTHS_IN_A_YEAR + 1)
    of_years = (replace(lever, start=lever.start.replace(day=1, year=lever.start.year + n)) for n in anniversaries)
    return [
        _by_month(s.PRICE, in_force_by_month(replace(one, end=None), frame.january, frame.years), cells)
        for one in of_years
    ]


@acts_of.register
def _(lever: ChangePlaces, frame: Frame) -> list[Act]:
    group = frame.places.of(lever.setting, lever.needs)
    if group is None:
        message = f"no group of places is known for {lever.setting}"
        raise ValueError(message)
    by_month = in_force_by_month(lever, frame.january, frame.years)
    return [_by_month(s.PLACES, by_month, cells_of(Group(), frame.space))._replace(to_setting=group)]


@acts_of.register
def _(lever: ClearBacklog, frame: Frame) -> list[Act]:
    size = (frame.plans_late if lever.is_share else 1) / lever.over_months
    by_month = _spell(lever, frame, lever.over_months)
    return [_by_month(s.CLEARING, by_month, cells_of(Group(), frame.space))._replace(size=size)]


@acts_of.register
def _(lever: ChangeKeepUp, frame: Frame) -> list[Act]:
    by_month = in_force_by_month(lever, frame.january, frame.years)
    return [_by_month(s.KEEP_UP, by_month, cells_of(Group(), frame.space))]


def cells_of(children: Group, space: StateSpace) -> Bools:
    """``[need, setting, nc]``: the states of the group; names and years that the space does not have mark nothing."""
    marked = np.zeros(space.is_valid.shape, np.bool_)
    needs, settings = _positions(children.needs, space.needs), _positions(children.settings, space.settings)
    marked[np.ix_(needs, settings, _ages(children))] = True
    return marked


def _positions(chosen: frozenset[str], names: Sequence[str]) -> Positions:
    return np.array([n for n, name in enumerate(names) if not chosen or name in chosen], dtype=np.intp)


def _ages(children: Group) -> Positions:
    years = children.nc_years or frozenset(NC_YEARS)
    return np.array([year - FIRST_NC_YEAR for year in sorted(years) if year in NC_YEARS], dtype=np.intp)


def _weight(*running: Floats) -> Floats:
    """``[month]``: when in the year such things happen, each age and each kind of event alike."""
    return np.asarray(np.diff(np.concatenate(running), axis=1, prepend=0.0).mean(axis=0))


def _joining(children: Group, frame: Frame, by_month: Floats) -> Act:
    by_step = in_force_by_step(by_month, _weight(frame.months.joining[_ages(children)]))
    return Act(s.JOINING, by_step, by_month, cells_of(children, frame.space))


def _by_month(kind: int, by_month: Floats, cells: Bools) -> Act:
    return Act(kind, in_force_by_step(by_month), by_month, cells)


def _spell(lever: Lever, frame: Frame, length: int) -> Floats:
    """Share in force ``[month]`` of a lever that lasts ``length`` months from its start."""
    months = np.arange(frame.years * MONTHS_IN_A_YEAR + 1)
    first = max(_FIRST_MONTH, month_number(lever.start, frame.january))
    return np.where((months >= first) & (months < first + length), 1.0, 0.0)
