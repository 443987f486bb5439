"""What every contract must keep, whatever its method, rates, rises, funders and days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.finance.contract_portfolios import DAYS, FIRST, LAST, PORTFOLIO_CALENDARS, episodes

from highneeds.core import AcademicYear, FinancialYear, Pence
from highneeds.finance import Method
from highneeds.finance.contracts import (
    Component,
    CostKind,
    FundingEpisode,
    RateVersion,
    cost_between,
    cost_by_month,
    cost_of_year,
    month_costs,
    payable_lines,
    session_lines,
)

YEARS = [FinancialYear(starts) for starts in range(2025, 2029)]
_ONE_DAY = timedelta(days=1)


def whole(episode: FundingEpisode, first: date = FIRST, last: date = LAST) -> int:
    return sum(one.pence for one in cost_between(episode, first, last, PORTFOLIO_CALENDARS).components)


@given(episodes(notice=st.integers(0, 60)))
def test_financial_years_add_to_the_contract(episode: FundingEpisode) -> None:
    by_year = [cost_of_year(episode, year, PORTFOLIO_CALENDARS) for year in YEARS]
    assert sum(one.pence for year in by_year for one in year.components) == whole(episode, date(2025, 4, 1))


@given(episodes(), DAYS)
def test_no_day_is_paid_twice_wherever_the_days_are_cut(episode: FundingEpisode, cut: date) -> None:
    assert whole(episode, FIRST, cut) + whole(episode, cut + _ONE_DAY, LAST) == whole(episode)


@given(episodes(), st.sampled_from(YEARS[:3]))
def test_months_add_to_their_year(episode: FundingEpisode, year: FinancialYear) -> None:
    months = cost_by_month(episode, year, PORTFOLIO_CALENDARS)
    assert sum(month.block_pence for month in months) == cost_of_year(episode, year, PORTFOLIO_CALENDARS).block_pence


@given(episodes(), DAYS, DAYS)
def test_what_education_care_and_health_pay_re_adds(episode: FundingEpisode, one: date, other: date) -> None:
    cost = cost_between(episode, min(one, other), max(one, other), PORTFOLIO_CALENDARS)
    for part in cost.components:
        assert part.education_pence + part.care_pence + part.health_pence == part.pence
        assert min(part.education_pence, part.care_pence, part.health_pence) >= -1  # a penny may change hands later


@given(st.lists(episodes(notice=st.integers(0, 60)), min_size=1, max_size=4), st.sampled_from(YEARS[:3]))
def test_a_million_lines_cost_what_they_cost_one_by_one(found: list[FundingEpisode], year: FinancialYear) -> None:
    named = [
        FundingEpisode(f"E{n}", one.provider, one.setting, one.first_day, one.last_day, one.components,
                       notice=one.notice)
        for n, one in enumerate(found)
    ]  # fmt: skip
    lines, sessions = payable_lines(named, PORTFOLIO_CALENDARS), session_lines(named)
    columns = {str(row[0]): row[1:] for row in month_costs(lines, year, PORTFOLIO_CALENDARS, sessions).iter_rows()}
    for one in named:
        months = cost_by_month(one, year, PORTFOLIO_CALENDARS)
        for number in range(len(one.components)):
            by_month = tuple(month.components[number].pence for month in months)
            assert columns[f"{one.ref}/{number + 1}"] == by_month


RATED = st.tuples(st.integers(0, 9_000_000), st.integers(0, 9_000_000), DAYS)


def paid(method: Method, versions: tuple[RateVersion, ...], weeks: int | None = None) -> FundingEpisode:
    component = Component(CostKind.FEE, method, versions, weeks_per_year=weeks)
    return FundingEpisode("E1", "Ash School", "independent", FIRST, LAST, (component,))


@pytest.mark.parametrize("method", [Method.CALENDAR_DAYS, Method.SCHOOL_DAYS])
@given(RATED)
def test_a_rate_holds_from_its_first_day_and_not_a_day_longer(method: Method, rated: tuple[int, int, date]) -> None:
    """The slow twin: every day is worth a part of the year of its own rate."""
    before, after, cut = rated
    if cut == FIRST:
        cut += _ONE_DAY
    rates = (RateVersion(Pence(before), FIRST, cut - _ONE_DAY), RateVersion(Pence(after), cut, LAST))
    cost = cost_of_year(paid(method, rates), FinancialYear(2027), PORTFOLIO_CALENDARS).block_pence
    exact = Fraction(0)
    for offset in range(366):  # 2027-28 holds a 29 February
        day = date(2027, 4, 1) + timedelta(days=offset)
        exact += _part_of_a_year(method, day) * (after if day >= cut else before)
    assert cost == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _part_of_a_year(method: Method, day: date) -> Fraction:
    if method is Method.CALENDAR_DAYS:
        return Fraction(1, 366)
    school = AcademicYear.containing(day)
    (calendar,) = (one for one in PORTFOLIO_CALENDARS["council"] if one.academic_year == school)
    is_open = any(
        term.first_day <= day <= term.last_day
        and day.weekday() < 5
        and not any(first <= day <= last for first, last in term.holidays)
        for term in calendar.terms
    )
    return Fraction(int(is_open), calendar.school_days)


def test_the_29th_of_february_is_a_day_like_others_of_its_own_year() -> None:
    rate = (RateVersion(Pence(36_600), FIRST, LAST),)
    for first, days, pence in ((date(2028, 2, 28), 2, 200), (date(2027, 2, 28), 2, 201)):
        last = first + timedelta(days=days - 1)
        assert cost_between(paid(Method.CALENDAR_DAYS, rate), first, last, {}).block_pence == pence
