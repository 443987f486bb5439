"""A forecast's movement: steps re-add to the penny, and the lines behind a step add to it."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.paid_portfolios import MONTHS, YEAR, line, lines_of, paid_in_full, portfolios, tables

from highneeds.core import Pence
from highneeds.finance import OutturnLine
from highneeds.finance.movement import CAUSES, LINE_CAUSES, lines_moved, steps_between
from highneeds.finance.payments import month_end

BEFORE = date(2026, 9, 30)
PENCE = st.integers(-(10**9), 10**9).map(Pence)
KINDS = ("placement", "service", "places", "income", "unbudgeted")


def priced(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return lines, month_end(tables(lines, paid_in_full(lines)), YEAR, MONTHS).timings


def moved(before: pl.DataFrame, now: pl.DataFrame) -> dict[tuple[str, str], int]:
    rows = lines_moved(priced(before), priced(now), BEFORE)
    return {(row["line_ref"], row["cause"]): row["pence"] for row in rows.iter_rows(named=True)}


@settings(max_examples=30, deadline=None)
@given(portfolios(), portfolios())
def test_the_lines_moved_add_to_the_change_of_the_years_cost(before: pl.DataFrame, now: pl.DataFrame) -> None:
    first, second = priced(before), priced(now)
    rows = lines_moved(first, second, BEFORE)
    assert rows["pence"].sum() == second[1]["year_pence"].sum() - first[1]["year_pence"].sum()
    assert set(rows["cause"]) <= set(LINE_CAUSES)
    assert rows["line_ref"].is_unique().all()
    assert lines_moved(first, first, BEFORE).is_empty()


def test_each_cause_is_told_by_what_changed() -> None:
    before = lines_of([line(n) for n in range(1, 6)])
    now = lines_of(
        [
            line(1, end_date=date(2026, 10, 31)),
            line(2, pence=400_000),
            line(3, start_date=date(2026, 5, 1)),
            line(4),
            line(6, start_date=date(2026, 10, 12)),
            line(7, start_date=date(2026, 4, 20)),
        ]
    )
    assert set(moved(before, now)) == {
        ("L1", "placements ended"),
        ("L2", "rates changed"),
        ("L3", "dates changed"),
        ("L5", "lines taken out"),
        ("L6", "new placements"),
        ("L7", "placements recorded late"),
    }
    assert moved(before, now)["L2", "rates changed"] == 35_000


def test_lines_stand_in_the_order_of_the_extract_whatever_children_cost() -> None:
    costs = [300_000, 900_000, 100_000, 700_000]
    now = lines_of([line(n, pence=pence, start_date=date(2026, 10, 12)) for n, pence in enumerate(costs)])
    found = lines_moved(priced(now.clear()), priced(now), BEFORE)
    assert found["line_ref"].to_list() == ["L0", "L1", "L2", "L3"]
    assert not found["pence"].is_sorted()
    assert not found["pence"].is_sorted(descending=True)


def test_a_rise_that_is_agreed_is_a_change_of_rate() -> None:
    rise = {"uplift_share": 0.1, "uplift_from": date(2026, 9, 1)}
    asked, agreed = (lines_of([line(1, **rise, uplift_status=status)]) for status in ("requested", "agreed"))
    assert moved(asked, agreed) == {("L1", "rates changed"): 36_500 * 212 // 365}


OUTTURNS = st.lists(
    st.builds(
        OutturnLine,
        budget_line=st.text(max_size=3),
        cost_centre=st.just("HN10"),
        kind=st.sampled_from(KINDS),
        setting=st.none(),
        budget_pence=PENCE,
        budget_fte=st.none(),
        actual_to_date_pence=PENCE,
        accrued_pence=PENCE,
        committed_pence=PENCE,
        expected_pence=PENCE,
        remaining_pence=PENCE,
        forecast_fte=st.none(),
        prepaid_pence=PENCE,
    ),
    max_size=4,
)
MOVED = st.lists(st.tuples(st.sampled_from(LINE_CAUSES), PENCE), max_size=6)


@given(OUTTURNS, OUTTURNS, MOVED, PENCE, PENCE)
def test_steps_re_add_to_the_change_of_the_forecast_and_the_residual_is_always_there(
    before: list[OutturnLine], now: list[OutturnLine], rows: list[tuple[str, int]], one: int, other: int
) -> None:
    frame = pl.DataFrame(rows, schema={"cause": pl.String, "pence": pl.Int64}, orient="row")
    steps = steps_between(before, now, frame, (one, other))
    assert tuple(step.cause for step in steps) == CAUSES
    spending = [sum(line.forecast_pence for line in lines if line.kind != "income") for lines in (before, now)]
    assert sum(step.pence for step in steps) == spending[1] - spending[0]
    for step in steps[: len(LINE_CAUSES)]:
        assert step.pence == sum(pence for cause, pence in rows if cause == step.cause)
        assert step.rows == sum(cause == step.cause for cause, _ in rows)
