from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import AcademicYear, FinancialYear, Pence
from highneeds.finance import Method, RateSpell, Term, TermCalendar, financial_year_cost, financial_year_share

YEAR = FinancialYear(2026)
EARLIER = TermCalendar(
    AcademicYear(2025),
    (
        Term(date(2025, 9, 1), date(2025, 12, 19), ((date(2025, 10, 27), date(2025, 10, 31)),)),
        Term(date(2026, 1, 5), date(2026, 3, 27), ((date(2026, 2, 16), date(2026, 2, 20)),)),
        Term(
            date(2026, 4, 13),
            date(2026, 7, 21),
            ((date(2026, 5, 4), date(2026, 5, 4)), (date(2026, 5, 25), date(2026, 5, 29))),
        ),
    ),
)
LATER = TermCalendar(
    AcademicYear(2026),
    (
        Term(date(2026, 9, 1), date(2026, 12, 18), ((date(2026, 10, 26), date(2026, 10, 30)),)),
        Term(date(2027, 1, 4), date(2027, 3, 25), ((date(2027, 2, 15), date(2027, 2, 19)),)),
        Term(
            date(2027, 4, 12),
            date(2027, 7, 23),
            ((date(2027, 5, 3), date(2027, 5, 3)), (date(2027, 5, 31), date(2027, 6, 4))),
        ),
    ),
)
CALENDARS = (EARLIER, LATER)
FAR = date(2027, 8, 31)
ALL_YEAR = (
    RateSpell(Pence(58_500_00), date(2025, 9, 1), date(2026, 8, 31)),
    RateSpell(Pence(61_425_00), date(2026, 9, 1), FAR),
)
TOP_UP = (RateSpell(Pence(14_000_00), date(2026, 11, 2), FAR),)
NEW_PLAN = (RateSpell(Pence(5_400_00), date(2027, 1, 15), FAR),)
LEAVER = (RateSpell(Pence(72_000_00), date(2025, 9, 1), date(2026, 7, 21)),)
SPRING_START = (RateSpell(Pence(65_000_00), date(2027, 1, 4), FAR),)


def test_the_calendars_hold_the_school_days_of_the_worked_example() -> None:
    days = [[term.school_days(term.first_day, term.last_day) for term in calendar.terms] for calendar in CALENDARS]
    assert days == [[75, 55, 66], [74, 54, 69]]


@pytest.mark.parametrize(
    ("spells", "method", "pence"),
    [
        (ALL_YEAR, Method.MONTHS, 60_206_25),
        (ALL_YEAR, Method.CALENDAR_DAYS, 60_198_90),
        (ALL_YEAR, Method.TERMS, 60_450_00),
        (ALL_YEAR, Method.SCHOOL_DAYS, 59_609_64),
        (TOP_UP, Method.CALENDAR_DAYS, 5_753_42),
        (TOP_UP, Method.MONTHS, 5_833_33),
        (TOP_UP, Method.SCHOOL_DAYS, 6_324_87),
        (NEW_PLAN, Method.CALENDAR_DAYS, 1_124_38),
        (NEW_PLAN, Method.SCHOOL_DAYS, 1_233_50),
        (LEAVER, Method.TERMS, 24_000_00),
        (LEAVER, Method.SCHOOL_DAYS, 24_244_90),
        (LEAVER, Method.MONTHS, 30_000_00),
        (LEAVER, Method.CALENDAR_DAYS, 22_093_15),
        (SPRING_START, Method.TERMS, 21_666_67),
    ],
)
def test_the_worked_example_is_met_to_the_penny(spells: tuple[RateSpell, ...], method: Method, pence: int) -> None:
    assert financial_year_cost(method, YEAR, spells, CALENDARS) == pence


def test_a_placement_at_tribunal_has_an_expected_cost() -> None:
    share = financial_year_share(Method.TERMS, YEAR, date(2027, 1, 4), FAR, CALENDARS)
    assert Fraction(6, 10) * 65_000_00 * share == 13_000_00


@pytest.mark.parametrize("method", list(Method))
def test_an_academic_year_is_paid_whole_over_its_two_financial_years(method: Method) -> None:
    first, last = date(2025, 9, 1), date(2026, 8, 31)
    shares = [financial_year_share(method, year, first, last, CALENDARS) for year in (YEAR.previous, YEAR)]
    assert sum(shares) == 1


@pytest.mark.parametrize("method", list(Method))
def test_a_year_outside_the_contract_bears_nothing(method: Method) -> None:
    first, last = date(2026, 4, 13), date(2026, 7, 21)
    assert financial_year_share(method, YEAR.next, first, last, CALENDARS) == 0


@pytest.mark.parametrize("method", [Method.SCHOOL_DAYS, Method.TERMS])
def test_terms_that_are_not_known_are_not_guessed(method: Method) -> None:
    with pytest.raises(LookupError, match="2026/27"):
        financial_year_share(method, YEAR, date(2026, 5, 1), date(2026, 12, 1), (EARLIER,))


days = st.dates(date(2025, 9, 1), date(2027, 8, 31))


@given(days, days, st.sampled_from(list(Method)))
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
