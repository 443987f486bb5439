from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from highneeds.caseload import event_months, transitions
from highneeds.core import CensusDay
from highneeds.rules import census_day

FIRST, LAST = census_day(CensusDay(2025)), census_day(CensusDay(2026))
Row = tuple[str, int, str, date | None, date | None]
CENSUS = {
    "child_key": pl.String,
    "nc_year": pl.Int32,
    "need": pl.String,
    "setting": pl.String,
    "plan_start": pl.Date,
    "entry_date": pl.Date,
}


def january(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame([(key, nc, "ASD", *rest) for key, nc, *rest in rows], schema=CENSUS, orient="row")


def ceased(**days: date) -> pl.DataFrame:
    schema = {"return_year": pl.Int16, "child_key": pl.String, "cease_date": pl.Date}
    return pl.DataFrame([(2026, key, day) for key, day in days.items()], schema=schema, orient="row")


def events(before: pl.DataFrame, after: pl.DataFrame, plans: pl.DataFrame) -> list[tuple[object, ...]]:
    return event_months({2025: before, 2026: after}, plans).rows()


@pytest.mark.parametrize(
    ("day", "month"),
    [(date(2025, 9, 1), 7), (date(2025, FIRST.month, FIRST.day + 1), 0), (LAST, 11), (date(2025, 2, FIRST.day), 1)],
)
def test_a_move_falls_in_the_month_counted_from_the_census_day(day: date, month: int) -> None:
    before = january(("a", 6, "mainstream", date(2020, 1, 1), date(2020, 1, 1)))
    after = january(("a", 7, "special", date(2020, 1, 1), day))
    assert events(before, after, ceased()) == [(2025, "moving", 7, month)]


def test_joiners_are_dated_by_the_start_and_leavers_by_the_end_of_the_plan() -> None:
    before = january(("a", 13, "special", date(2015, 1, 1), None))
    after = january(("b", 0, "special", date(2025, 6, 20), None))
    assert events(before, after, ceased(a=date(2025, 8, 31))) == [(2025, "joining", 0, 5), (2025, "leaving", 14, 7)]


def test_an_event_without_a_day_inside_the_year_is_left_out() -> None:
    before = january(("a", 13, "special", None, None), ("m", 3, "mainstream", None, None))
    after = january(
        ("b", 0, "special", date(2021, 6, 20), None), ("c", 0, "special", FIRST, None), ("m", 4, "special", None, None)
    )
    assert events(before, after, ceased(a=LAST)) == []


@pytest.mark.parametrize(
    ("start", "years"),
    [(FIRST, 0), (date(2024, 1, FIRST.day), 1), (date(2024, 1, FIRST.day + 1), 0), (None, None)],
)
def test_years_in_plan_are_whole_years_to_the_first_census_day(start: date | None, years: int | None) -> None:
    frame = january(("a", 6, "mainstream", start, None))
    history = transitions({2025: frame, 2026: january(("b", 0, "special", date(2025, 6, 20), None))})
    assert dict(history.select("child_key", "years_in_plan_from").rows()) == {"a": years, "b": None}
