from __future__ import annotations

from datetime import date

import pytest
from tests.finance.contract_examples import (
    ALL_YEAR,
    CALENDARS,
    FAR,
    LEAVER,
    NEW_PLAN,
    SPRING_START,
    TOP_UP,
    YEAR,
    episode,
)

from highneeds.core import Pence
from highneeds.finance import Method
from highneeds.finance.contracts import (
    Component,
    CostKind,
    RateVersion,
    Status,
    accrual,
    cost_between,
    cost_by_month,
    cost_of_year,
    expected_cost,
    expected_full_year,
    full_year_pence,
    month_costs,
    payable_lines,
)

Rates = tuple[tuple[int, date, date | None], ...]

GOLDEN = [
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
]


@pytest.mark.parametrize(("rates", "method", "pence"), GOLDEN)
def test_the_worked_placements_are_met_to_the_penny(rates: Rates, method: Method, pence: int) -> None:
    assert cost_of_year(episode(*rates, method=method), YEAR, CALENDARS).block_pence == pence


@pytest.mark.parametrize(("rates", "method", "pence"), GOLDEN)
def test_the_months_of_the_worked_placements_add_to_the_same_penny(rates: Rates, method: Method, pence: int) -> None:
    one = episode(*rates, method=method)
    months = [month.block_pence for month in cost_by_month(one, YEAR, CALENDARS)]
    columns = month_costs(payable_lines([one], CALENDARS), YEAR, CALENDARS)
    assert sum(months) == pence
    assert list(columns.row(0)[1:]) == months


def test_a_placement_before_the_tribunal_is_an_expectation_with_a_range() -> None:
    case = episode(*SPRING_START, method=Method.TERMS, status=Status.TRIBUNAL, chance="0.6")
    rung = expected_cost([case], YEAR.first_day, YEAR.last_day, CALENDARS)[Status.TRIBUNAL]
    assert (rung.expected_pence, rung.low_pence, rung.high_pence) == (13_000_00, 0, 21_666_67)
    assert expected_full_year([case], date(2027, 1, 4))[Status.TRIBUNAL].expected_pence == 39_000_00


def test_the_method_alone_moves_forty_leavers_by_316_thousand_pounds() -> None:
    by_method = [
        cost_of_year(episode(*LEAVER, method=method), YEAR, CALENDARS).block_pence
        for method in (Method.MONTHS, Method.CALENDAR_DAYS)
    ]
    assert 40 * (by_method[0] - by_method[1]) == 316_274_00


def test_a_september_start_costs_seven_twelfths_this_year_and_its_full_year_next() -> None:
    start = episode((12_000, date(2026, 9, 1), date(2028, 8, 31)), method=Method.MONTHS)
    this_year, next_year = (cost_of_year(start, year, CALENDARS).block_pence for year in (YEAR, YEAR.next))
    assert (this_year, next_year) == (7_000_00, 12_000_00)
    assert full_year_pence(start, date(2026, 9, 1)) == 12_000_00


def test_a_term_billed_in_advance_is_part_consumed_and_part_prepaid() -> None:
    one = episode(*ALL_YEAR, method=Method.TERMS)
    autumn = accrual(one, date(2026, 9, 1), date(2026, 9, 30), Pence(20_475_00), CALENDARS)
    assert (autumn.consumed_pence, autumn.prepayment_pence, autumn.accrual_pence) == (6_087_16, 14_387_84, 0)


def test_a_term_consumed_and_not_billed_is_owed() -> None:
    one = episode(*ALL_YEAR, method=Method.TERMS)
    spring = accrual(one, date(2026, 9, 1), date(2027, 3, 31), Pence(20_475_00), CALENDARS)
    assert (spring.consumed_pence, spring.prepayment_pence, spring.accrual_pence) == (40_950_00, 0, 20_475_00)


def test_a_child_who_leaves_within_a_term_has_had_all_of_it() -> None:
    leaver = episode((61_425, date(2026, 9, 1), date(2026, 9, 30)), method=Method.TERMS)
    assert accrual(leaver, date(2026, 9, 1), date(2026, 9, 30), Pence(20_475_00), CALENDARS).prepayment_pence == 0


def test_a_year_of_52_weeks_is_spread_over_all_days_and_fewer_weeks_over_open_days() -> None:
    rate = (RateVersion(Pence(1_000_00), date(2026, 9, 1), FAR),)
    base = episode(*TOP_UP, method=Method.MONTHS)
    for weeks, august, school_year in ((52, 31, 52_000_00), (39, 0, 39_000_00)):
        component = Component(CostKind.RESIDENTIAL, Method.WEEKS, rate, weeks_per_year=weeks)
        one = type(base)("W", "Ash School", "independent", date(2026, 9, 1), FAR, (component,))
        assert cost_between(one, date(2027, 8, 1), FAR, CALENDARS).block_pence == round(52_000_00 * august / 366)
        whole = cost_between(one, date(2026, 9, 1), FAR, CALENDARS).block_pence
        by_hand = 52_000_00 * (212 / 365 + 153 / 366)  # 2027-28 holds a 29 February
        assert whole == (round(by_hand) if weeks == 52 else school_year)
