"""How much of a yearly rate falls in a financial year: the method is part of the contract, not a choice of ours.

Source of the methods: councils' and providers' published terms for top-ups and fees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from highneeds.core import AcademicYear, FinancialYear, Pence

_MONTHS_IN_A_YEAR = 12
_WEEKDAYS = 5
_JULY, _AUGUST = 7, 8


class Method(StrEnum):
    """How a yearly rate is shared out."""

    CALENDAR_DAYS = "CAL"  # days of the overlap over the days of the financial year
    MONTHS = "MTH"  # twelfths of every month touched; an end in July is paid to the end of August
    SCHOOL_DAYS = "SCH"  # school days of the overlap over those of the academic year
    TERMS = "TRM"  # thirds, one for each term of which a day falls within; charged in the year in which the term starts


@dataclass(frozen=True, slots=True)
class Term:
    """One term; ``holidays`` are (first, last) days within it on which nobody is taught."""

    first_day: date
    last_day: date
    holidays: tuple[tuple[date, date], ...] = ()

    def school_days(self, first: date, last: date) -> int:
        """Weekdays of the term from ``first`` to ``last``, both included, less holidays."""
        first, last = max(first, self.first_day), min(last, self.last_day)
        days = (first + timedelta(offset) for offset in range((last - first).days + 1))
        return sum(day.weekday() < _WEEKDAYS and not self._is_holiday(day) for day in days)

    def _is_holiday(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.holidays)


@dataclass(frozen=True, slots=True)
class TermCalendar:
    """The terms of one academic year, of a council or of a provider."""

    academic_year: AcademicYear
    terms: tuple[Term, ...]

    @property
    def school_days(self) -> int:
        return sum(term.school_days(term.first_day, term.last_day) for term in self.terms)


@dataclass(frozen=True, slots=True)
class RateSpell:
    """A yearly rate and the days it is paid for, both included; a rise in price makes a new spell."""

    pence_per_year: Pence
    first_day: date
    last_day: date


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
    if method is Method.MONTHS:
        last_day = _paid_to(last_day)
    first = max(first_day, financial_year.first_day)
    last = min(last_day, financial_year.last_day)
    if method is Method.TERMS:
        return _terms_started(financial_year, first_day, last_day, _calendars_for(calendars, first, last))
    if first > last:
        return Fraction(0)
    if method is Method.CALENDAR_DAYS:
        return Fraction((last - first).days + 1, days_in(financial_year))
    if method is Method.MONTHS:
        touched = financial_year.month_number(last) - financial_year.month_number(first) + 1
        return Fraction(touched, _MONTHS_IN_A_YEAR)
    return _school_day_share(first, last, _calendars_for(calendars, first, last))


def financial_year_cost(
    method: Method,
    financial_year: FinancialYear,
    spells: Iterable[RateSpell],
    calendars: Sequence[TermCalendar] = (),
) -> Pence:
    """Cost of a placement in the year over its spells of rates, rounded half up to a penny, once."""
    exact = sum(
        (
            spell.pence_per_year
            * financial_year_share(method, financial_year, spell.first_day, spell.last_day, calendars)
            for spell in spells
        ),
        Fraction(0),
    )
    return round_half_up(exact)


def round_half_up(exact: Fraction) -> Pence:
    return Pence(int((Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1), ROUND_HALF_UP)))


def days_in(financial_year: FinancialYear) -> int:
    """365, or 366 when its February is a leap year's."""
    return (financial_year.last_day - financial_year.first_day).days + 1


def _paid_to(last_day: date) -> date:
    """Twelfths pay for an academic year, so that a leaver at the end of the summer term is paid for its holiday."""
    return date(last_day.year, _AUGUST, 31) if last_day.month == _JULY else last_day


def _calendars_for(calendars: Sequence[TermCalendar], first: date, last: date) -> list[TermCalendar]:
    if first > last:
        return []
    wanted = range(AcademicYear.containing(first).starts, AcademicYear.containing(last).starts + 1)
    by_year = {calendar.academic_year.starts: calendar for calendar in calendars}
    missing = [str(AcademicYear(starts)) for starts in wanted if starts not in by_year]
    if missing:
        message = f"no term dates for {', '.join(missing)}"
        raise LookupError(message)
    return [by_year[starts] for starts in wanted]


def _school_day_share(first: date, last: date, calendars: list[TermCalendar]) -> Fraction:
    return sum(
        (
            Fraction(sum(term.school_days(first, last) for term in calendar.terms), calendar.school_days)
            for calendar in calendars
        ),
        Fraction(0),
    )


def _terms_started(
    financial_year: FinancialYear, first_day: date, last_day: date, calendars: list[TermCalendar]
) -> Fraction:
    return sum(
        (
            Fraction(1, len(calendar.terms))
            for calendar in calendars
            for term in calendar.terms
            if FinancialYear.containing(term.first_day) == financial_year
            and term.first_day <= last_day
            and term.last_day >= first_day
        ),
        Fraction(0),
    )
