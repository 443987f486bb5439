"""The days of one financial year as counts that a million lines can look up: every day, and each owner's open days."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from highneeds.core import AcademicYear, FinancialYear
from highneeds.finance.apportion import Method, Term, TermCalendar, days_in, every_day
from highneeds.finance.contracts.types import Calendars

Ints = npt.NDArray[np.int64]

_WHOLE_YEAR_OF_WEEKS = 52


class TermCharge(NamedTuple):
    """A term of an owner's calendar; ``weight`` is its part of ``terms_in_common``."""

    owner: int
    first_day: int
    last_day: int
    weight: int


@dataclass(frozen=True)
class Tracks:
    """Counts over one financial year; days are counted from 1 January 1970. Track 0 is every day, the others are
    those of ``owners``.

    ``counted[track, d]``: weight of the first d days of the year; ``in_common[track]``: the weight of a whole yearly
    rate. A year of two academic years weighs the days of one by the number of days of the other, so that both are
    whole numbers.
    """

    first_day: int
    month_ends: Ints
    owners: Mapping[str, int]
    counted: Ints
    in_common: Ints
    terms: tuple[TermCharge, ...]
    terms_in_common: Ints


def tracks_of(year: FinancialYear, calendars: Calendars, lines: pl.DataFrame) -> Tracks:
    """Tracks for the ``lines``. Raises LookupError, naming owners and years, when one needs terms not on record."""
    needed = needed_terms(lines, year)
    missing = [f"{owner} {school}" for owner, school in needed if _find(calendars, owner, school) is None]
    if missing:
        message = f"no term dates for {', '.join(missing)}"
        raise LookupError(message)
    owners = {owner: number for number, owner in enumerate(sorted({owner for owner, _ in needed}), start=1)}
    counted, in_common = [np.arange(days_in(year) + 1, dtype=np.int64)], [days_in(year)]
    terms, terms_in_common = [], [1]
    for owner, number in owners.items():
        held = [_find(calendars, owner, school) for school, _ in year.academic_years()]
        known = [calendar for calendar in held if calendar is not None]
        whole = math.lcm(*(one.school_days for one in known))
        counted.append(_counted(year, known, whole))
        in_common.append(whole)
        shared = math.lcm(*(len(one.terms) for one in known))
        terms_in_common.append(shared)
        terms += [_charge(number, term, shared // len(one.terms)) for one in known for term in one.terms]
    after = (*year.months()[1:], year.next.first_day)
    return Tracks(
        first_day=_number(year.first_day),
        month_ends=np.array([_number(day) - 1 for day in after], dtype=np.int64),
        owners=owners,
        counted=np.stack(counted),
        in_common=np.array(in_common, dtype=np.int64),
        terms=tuple(terms),
        terms_in_common=np.array(terms_in_common, dtype=np.int64),
    )


def needed_terms(lines: pl.DataFrame, year: FinancialYear) -> list[tuple[str, AcademicYear]]:
    """Whose terms of which academic years the lines need within the year, in order. Columns: method, calendar,
    weeks_per_year, paid_first_day and paid_last_day (null is open).
    """
    in_terms = pl.col("method").is_in([Method.SCHOOL_DAYS.value, Method.TERMS.value]) | (
        (pl.col("method") == Method.WEEKS.value) & (pl.col("weeks_per_year") != _WHOLE_YEAR_OF_WEEKS)
    )
    last = pl.col("paid_last_day").fill_null(year.last_day)
    found: list[tuple[str, AcademicYear]] = []
    for school, _ in year.academic_years():
        begins, ends = max(school.first_day, year.first_day), min(school.last_day, year.last_day)
        touching = lines.filter(in_terms, pl.col("paid_first_day") <= ends, last >= begins)
        found += [(str(owner), school) for owner in touching["calendar"].unique().sort()]
    return found


def _find(calendars: Calendars, owner: str, school: AcademicYear) -> TermCalendar | None:
    return next((one for one in calendars.get(owner, ()) if one.academic_year == school), None)


def _counted(year: FinancialYear, known: Sequence[TermCalendar], whole: int) -> Ints:
    days = every_day(year.first_day, year.last_day)
    weights = np.zeros(days_in(year), dtype=np.int64)
    for calendar in known:
        weight = whole // calendar.school_days
        for term in calendar.terms:
            weights += weight * term.is_taught_on(days)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(weights)])


def _charge(owner: int, term: Term, weight: int) -> TermCharge:
    return TermCharge(owner, _number(term.first_day), _number(term.last_day), weight)


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
