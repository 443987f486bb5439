"""How much of a yearly rate falls on which days: the method is part of the contract, not a choice of ours.

Source of the methods: councils' and providers' published terms for top-ups and fees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from highneeds.core import AcademicYear, FinancialYear

_MONTHS_IN_A_YEAR = 12
_JULY, _AUGUST, _DECEMBER = 7, 8, 12
_ONE_DAY = timedelta(days=1)


class Method(StrEnum):
    """How a rate is shared out over days."""

    CALENDAR_DAYS = "CAL"  # days of the overlap over the days of the financial year
    MONTHS = "MTH"  # twelfths of every month touched; an end in July is paid to the end of August
    SCHOOL_DAYS = "SCH"  # school days of the overlap over those of the academic year
    TERMS = "TRM"  # thirds, one for each term of which a day falls within; charged on the first of those days
    WEEKS = "WK"  # a weekly rate times the weeks paid in a year, over the days on which the provider is open
    SESSIONS = "EVT"  # a rate for each session that took place


@dataclass(frozen=True, slots=True)
class Term:
    """One term; ``holidays`` are (first, last) days within it on which nobody is taught."""

    first_day: date
    last_day: date
    holidays: tuple[tuple[date, date], ...] = ()

    def school_days(self, first: date, last: date) -> int:
        """Weekdays of the term from ``first`` to ``last``, both included, less holidays."""
        first, last = max(first, self.first_day), min(last, self.last_day)
        if first > last:
            return 0
        return int(np.busday_count(first, last + _ONE_DAY, holidays=_days_off(self)))

    def is_taught_on(self, days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
        """Of each day, whether it is one of the term's ``school_days``."""
        is_within = (days >= np.datetime64(self.first_day)) & (days <= np.datetime64(self.last_day))
        return is_within & np.is_busday(days, holidays=_days_off(self))


def every_day(first: date, last: date) -> npt.NDArray[np.datetime64]:
    """The days from ``first`` to ``last``, both included."""
    return np.arange(np.datetime64(first), np.datetime64(last + _ONE_DAY))


@lru_cache(maxsize=256)
def _days_off(term: Term) -> npt.NDArray[np.datetime64]:
    off = [day + timedelta(offset) for day, end in term.holidays for offset in range((end - day).days + 1)]
    return np.array(off, dtype="datetime64[D]")


@dataclass(frozen=True, slots=True)
class TermCalendar:
    """The terms of one academic year, of a council or of a provider."""

    academic_year: AcademicYear
    terms: tuple[Term, ...]

    @property
    def school_days(self) -> int:
        return self.school_days_between(self.academic_year.first_day, self.academic_year.last_day)

    def school_days_between(self, first: date, last: date) -> int:
        return sum(term.school_days(first, last) for term in self.terms)


class Falls(StrEnum):
    """On which of its days a portion of a year's rate falls."""

    AT_ONCE = "on the first day"
    EACH_DAY = "evenly on all days"
    SCHOOL_DAYS = "evenly on school days"


@dataclass(frozen=True, slots=True)
class Portion:
    """A share of a yearly rate and the days, both included, on which it falls.

    A portion ``charged_whole`` (a month, a term) is charged at the rate of its first day; others follow the rate of
    each day.
    """

    first_day: date
    last_day: date
    share: Fraction
    falls: Falls
    charged_whole: bool
    calendar: TermCalendar | None = None

    def share_between(self, first: date, last: date) -> Fraction:
        """The part of the yearly rate that falls from ``first`` to ``last``, both included."""
        first, last = max(first, self.first_day), min(last, self.last_day)
        if first > last:
            return Fraction(0)
        if self.falls is Falls.AT_ONCE:
            return self.share if first == self.first_day else Fraction(0)
        whole = self._days(self.first_day, self.last_day)
        return self.share * self._days(first, last) / whole if whole else Fraction(0)

    def _days(self, first: date, last: date) -> int:
        if self.falls is Falls.EACH_DAY or self.calendar is None:
            return (last - first).days + 1
        return self.calendar.school_days_between(first, last)


def portions(
    method: Method,
    paid: tuple[date, date],
    window: tuple[date, date],
    calendars: Sequence[TermCalendar] = (),
) -> Iterator[Portion]:
    """The portions of a yearly rate, paid from the first to the last day of ``paid``, that touch the ``window``.

    Raises LookupError when the method needs the terms of an academic year that ``calendars`` does not hold, and
    ValueError for methods without a yearly rate (weeks, sessions).
    """
    if method is Method.MONTHS:
        paid = (paid[0], paid_to(paid[1]))
    first, last = max(paid[0], window[0]), min(paid[1], window[1])
    if first > last:
        return iter(())
    if method is Method.CALENDAR_DAYS:
        return _years(paid, first, last)
    if method is Method.MONTHS:
        return _months(paid, first, last)
    if method is Method.SCHOOL_DAYS:
        return _school_years(paid, _calendars_for(calendars, first, last))
    if method is Method.TERMS:
        return _terms(paid, _calendars_for(calendars, first, last))
    message = f"{method} has no yearly rate"
    raise ValueError(message)


def financial_year_share(
    method: Method,
    financial_year: FinancialYear,
    first_day: date,
    last_day: date,
    calendars: Sequence[TermCalendar] = (),
) -> Fraction:
    """Exact share of a yearly rate, paid from ``first_day`` to ``last_day``, that falls in ``financial_year``.

    Shares of consecutive years add to the contract's own total under every method. Raises LookupError when the method
    needs the terms of an academic year that ``calendars`` does not hold.
    """
    window = (financial_year.first_day, financial_year.last_day)
    found = portions(method, (first_day, last_day), window, calendars)
    return sum((portion.share_between(*window) for portion in found), Fraction(0))


def round_half_up(exact: Fraction) -> int:
    """The nearest whole number, a half upwards."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def days_in(financial_year: FinancialYear) -> int:
    """365, or 366 when its February is a leap year's."""
    return (financial_year.last_day - financial_year.first_day).days + 1


def paid_to(last_day: date) -> date:
    """Twelfths pay for an academic year, so that a leaver at the end of the summer term is paid for its holiday."""
    return date(last_day.year, _AUGUST, 31) if last_day.month == _JULY else last_day


def _years(paid: tuple[date, date], first: date, last: date) -> Iterator[Portion]:
    for starts in range(FinancialYear.containing(first).starts, FinancialYear.containing(last).starts + 1):
        year = FinancialYear(starts)
        begins, ends = max(paid[0], year.first_day), min(paid[1], year.last_day)
        yield Portion(
            begins, ends, Fraction((ends - begins).days + 1, days_in(year)), Falls.EACH_DAY, charged_whole=False
        )


def _months(paid: tuple[date, date], first: date, last: date) -> Iterator[Portion]:
    month = first.replace(day=1)
    while month <= last:
        following = date(month.year + month.month // _DECEMBER, month.month % _DECEMBER + 1, 1)
        begins, ends = max(paid[0], month), min(paid[1], following - _ONE_DAY)
        yield Portion(begins, ends, Fraction(1, _MONTHS_IN_A_YEAR), Falls.EACH_DAY, charged_whole=True)
        month = following


def _school_years(paid: tuple[date, date], calendars: list[TermCalendar]) -> Iterator[Portion]:
    for calendar in calendars:
        year = calendar.academic_year
        begins, ends = max(paid[0], year.first_day), min(paid[1], year.last_day)
        share = Fraction(calendar.school_days_between(begins, ends), calendar.school_days)
        yield Portion(begins, ends, share, Falls.SCHOOL_DAYS, charged_whole=False, calendar=calendar)


def _terms(paid: tuple[date, date], calendars: list[TermCalendar]) -> Iterator[Portion]:
    for calendar in calendars:
        for term in calendar.terms:
            begins, ends = max(paid[0], term.first_day), min(paid[1], term.last_day)
            if begins <= ends:
                share = Fraction(1, len(calendar.terms))
                yield Portion(begins, ends, share, Falls.AT_ONCE, charged_whole=True, calendar=calendar)


def _calendars_for(calendars: Sequence[TermCalendar], first: date, last: date) -> list[TermCalendar]:
    wanted = range(AcademicYear.containing(first).starts, AcademicYear.containing(last).starts + 1)
    by_year = {calendar.academic_year.starts: calendar for calendar in calendars}
    missing = [str(AcademicYear(starts)) for starts in wanted if starts not in by_year]
    if missing:
        message = f"no term dates for {', '.join(missing)}"
        raise LookupError(message)
    return [by_year[starts] for starts in wanted]
