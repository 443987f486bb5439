from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.finance.contract_examples import SCHOOL_2025, SCHOOL_2026, YEAR

from highneeds.core import FinancialYear
from highneeds.finance import Method, financial_year_share

CALENDARS = (SCHOOL_2025, SCHOOL_2026)
YEARLY = [Method.CALENDAR_DAYS, Method.MONTHS, Method.SCHOOL_DAYS, Method.TERMS]


def test_the_calendars_hold_the_school_days_of_the_worked_example() -> None:
    days = [[term.school_days(term.first_day, term.last_day) for term in calendar.terms] for calendar in CALENDARS]
    assert days == [[75, 55, 66], [74, 54, 69]]


@pytest.mark.parametrize("method", YEARLY)
def test_an_academic_year_is_paid_whole_over_its_two_financial_years(method: Method) -> None:
    first, last = date(2025, 9, 1), date(2026, 8, 31)
    shares = [financial_year_share(method, year, first, last, CALENDARS) for year in (YEAR.previous, YEAR)]
    assert sum(shares) == 1


@pytest.mark.parametrize("method", YEARLY)
def test_a_year_outside_the_contract_bears_nothing(method: Method) -> None:
    first, last = date(2026, 4, 13), date(2026, 7, 21)
    assert financial_year_share(method, YEAR.next, first, last, CALENDARS) == 0


@pytest.mark.parametrize("method", [Method.SCHOOL_DAYS, Method.TERMS])
def test_terms_that_are_not_known_are_not_guessed(method: Method) -> None:
    with pytest.raises(LookupError, match="2026/27"):
        financial_year_share(method, YEAR, date(2026, 5, 1), date(2026, 12, 1), (SCHOOL_2025,))


days = st.dates(date(2025, 9, 1), date(2027, 8, 31))


@given(days, days, st.sampled_from(YEARLY))
def test_consecutive_years_add_to_the_contract(one: date, other: date, method: Method) -> None:
    first, last = min(one, other), max(one, other)
    years = [FinancialYear(starts) for starts in range(2025, 2028)]
    shares = [financial_year_share(method, year, first, last, CALENDARS) for year in years]
    assert sum(shares) == _contract_total(method, first, last)


def _contract_total(method: Method, first: date, last: date) -> Fraction:
    """The slow twin: one day, one month, one school day or one term at a time."""
    every_day = [first + timedelta(offset) for offset in range((last - first).days + 1)]
    if method is Method.CALENDAR_DAYS:
        return sum((Fraction(1, 366 if day >= date(2027, 4, 1) else 365) for day in every_day), Fraction(0))
    if method is Method.MONTHS:
        to = date(last.year, 8, 31) if last.month == 7 else last
        return Fraction((to.year - first.year) * 12 + to.month - first.month + 1, 12)
    if method is Method.SCHOOL_DAYS:
        return sum(
            (
                Fraction(sum(term.school_days(day, day) for term in calendar.terms for day in every_day), total)
                for calendar, total in zip(CALENDARS, (196, 197), strict=True)
            ),
            Fraction(0),
        )
    terms = [term for calendar in CALENDARS for term in calendar.terms]
    return Fraction(sum(any(term.first_day <= day <= term.last_day for day in every_day) for term in terms), 3)


def test_no_day_is_counted_twice_where_one_rate_ends_and_the_next_begins() -> None:
    for cut in (date(2026, 8, 31), date(2027, 2, 28), date(2027, 3, 30)):
        parts = financial_year_share(Method.CALENDAR_DAYS, YEAR, YEAR.first_day, cut) + financial_year_share(
            Method.CALENDAR_DAYS, YEAR, cut + timedelta(1), YEAR.last_day
        )
        assert parts == 1


def test_the_29th_of_february_is_a_day_like_any_other() -> None:
    leap = FinancialYear(2027)
    assert financial_year_share(Method.CALENDAR_DAYS, leap, date(2028, 2, 29), date(2028, 2, 29)) == Fraction(1, 366)


@pytest.mark.parametrize("method", [Method.WEEKS, Method.SESSIONS])
def test_a_method_without_a_yearly_rate_has_no_share_of_one(method: Method) -> None:
    with pytest.raises(ValueError, match="no yearly rate"):
        financial_year_share(method, YEAR, YEAR.first_day, YEAR.last_day, CALENDARS)
