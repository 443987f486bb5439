"""Forecasts that were closed are kept: the steps between them re-add, and their errors stand by a straight line's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import FinancialYear, SnapshotId
from highneeds.governance.closed_month import FROM_BUDGET, ClosedLine, ClosedMonth, Closing, Movement
from highneeds.governance.vintages import CORRECTED, OUTTURN, RESIDUAL, error_by_month, in_use, legs, passage, vintages

YEAR = FinancialYear(2026)


def closing(month: int, forecast: int, *movements: int, version: int = 1, budget: int = 1_000, actual: int = 0,
            year: FinancialYear = YEAR) -> Closing:  # fmt: skip
    lines = (
        ClosedLine("Placements", "HN10", "placement", budget, actual, 0, 0, forecast - actual, 0, 0),
        ClosedLine("Allocation", "HN90", "income", -9_999, -500, 0, 0, 0, 0, -400),
    )
    steps = tuple(Movement(f"cause {number}", pence, "") for number, pence in enumerate(movements))
    kept = ClosedMonth(year, month, date(2026, 10, 31), SnapshotId(f"{year}-M{month:02d}-{version}"), lines, (), (),
                       FROM_BUDGET, steps, ())  # fmt: skip
    return Closing(version, "", date(2026, 11, 9), kept)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.lists(st.integers(-(10**8), 10**8), max_size=4)), max_size=6),
       st.none() | st.integers(0, 10**9))  # fmt: skip
def test_the_steps_lead_from_the_budget_to_the_last_number_to_the_penny(
    said: list[tuple[int, list[int]]], outturn: int | None
) -> None:
    known = [closing(month, forecast, *moves) for month, (forecast, moves) in enumerate(said, 1)]
    steps = passage(known, outturn)
    if not known:
        assert steps == ()
        return
    last = outturn if outturn is not None else said[-1][0]
    assert 1_000 + sum(step.pence for step in steps) == last


@given(st.lists(st.tuples(st.integers(0, 10**9), st.lists(st.integers(-(10**8), 10**8), max_size=4)), max_size=6),
       st.none() | st.integers(0, 10**9))  # fmt: skip
def test_the_legs_are_at_most_three_and_lead_to_the_same_number(
    said: list[tuple[int, list[int]]], outturn: int | None
) -> None:
    known = [closing(month, forecast, *moves) for month, (forecast, moves) in enumerate(said, 1)]
    way, stands_at = legs(known, outturn), 1_000
    assert len(way) <= 3
    for leg in way:
        stands_at += sum(step.pence for step in leg.steps)
        assert stands_at == leg.ends_at_pence
        assert len({step.cause for step in leg.steps}) == len(leg.steps)
    if known:
        assert stands_at == 1_000 + sum(step.pence for step in passage(known, outturn))


def test_whether_the_outturn_came_within_a_forecasts_range_is_told() -> None:
    over = FinancialYear(2025)
    kept = [replace(closing(6, 1_100, year=year).month, low_pence=1_050, high_pence=1_150) for year in (over, YEAR)]
    known = [Closing(1, "", date(2026, 10, 9), month) for month in kept]
    for outturn, is_within in ((1_050, True), (1_151, False)):
        assert [one.is_within_range for one in vintages(known, {over: outturn})] == [is_within, None]


def test_what_the_causes_do_not_explain_is_a_step_of_its_own_and_shown() -> None:
    steps = passage([closing(1, 1_100, 60, 30)], 1_075)
    assert [(step.cause, step.pence) for step in steps] == [
        ("cause 0", 60), ("cause 1", 30), (CORRECTED, 10), (RESIDUAL, -25),
    ]  # fmt: skip
    assert steps[-1].to == OUTTURN


def test_the_latest_version_of_a_month_is_in_use_and_all_are_kept() -> None:
    known = [closing(1, 1_100), closing(1, 1_150, version=2), closing(2, 1_200)]
    assert [one.month.forecast_pence for one in in_use(known)] == [1_150, 1_200]
    assert len(vintages(known, {})) == 3


def test_errors_are_of_the_first_version_and_of_years_that_are_over() -> None:
    last = FinancialYear(2025)
    known = [
        closing(6, 1_100, actual=450, year=last),
        closing(6, 1_000, actual=450, year=last, version=2),
        closing(6, 5_000, actual=450),
    ]
    kept = vintages(known, {last: 1_000})
    assert [one.error_share is None for one in kept] == [False, False, True]
    (error,) = error_by_month(kept)
    assert (error.month, error.years) == (6, 1)
    assert round(error.forecast, 9) == 0.1  # 1,100 said where 1,000 came
    assert round(error.straight_line, 9) == 0.1  # 450 in six months: 900 in twelve


def test_income_is_no_part_of_spending() -> None:
    assert vintages([closing(3, 1_100, actual=300)], {})[0].straight_line_pence == 1_200
