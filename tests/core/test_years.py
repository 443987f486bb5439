"""Years are types that know their days, months and names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import AcademicYear, CensusDay, FinancialYear, NcYear, age_on_31_august_before

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(days)
def test_every_day_is_in_the_financial_year_that_contains_it(day: date) -> None:
    year = FinancialYear.containing(day)
    assert year.first_day <= day <= year.last_day
    assert year.months()[year.month_number(day) - 1] == day.replace(day=1)


@given(days)
def test_every_day_is_in_the_academic_year_that_contains_it(day: date) -> None:
    year = AcademicYear.containing(day)
    assert year.first_day <= day <= year.last_day


@given(st.integers(1950, 2100))
def test_a_year_reads_back_what_it_writes(starts: int) -> None:
    assert FinancialYear.parse(str(FinancialYear(starts))) == FinancialYear(starts)
    assert AcademicYear.parse(str(AcademicYear(starts))) == AcademicYear(starts)


@given(st.integers(1950, 2100))
def test_years_follow_each_other_without_gap(starts: int) -> None:
    year = FinancialYear(starts)
    assert year.last_day + timedelta(days=1) == year.next.first_day
    assert year.next.previous == year


def test_the_century_turns_in_the_short_form() -> None:
    assert str(FinancialYear(1999)) == "1999-00"
    assert FinancialYear.parse("1999-00") == FinancialYear(1999)


@pytest.mark.parametrize("text", ["2026/27", "2026-28", "26-27", "2026", "", "2026-2027"])
def test_a_financial_year_refuses_another_form_and_shows_its_own(text: str) -> None:
    with pytest.raises(ValueError, match="expected for example '2026-27'"):
        FinancialYear.parse(text)


def test_an_academic_year_refuses_the_financial_form() -> None:
    with pytest.raises(ValueError, match="expected for example '2026/27'"):
        AcademicYear.parse("2026-27")


def test_a_financial_year_is_never_an_academic_year() -> None:
    academic_year: object = AcademicYear(2026)
    assert FinancialYear(2026) != academic_year
    with pytest.raises(TypeError):
        _ = FinancialYear(2026) < AcademicYear(2026)  # type: ignore[operator]  # the point of the test


def test_a_financial_year_holds_five_months_of_one_academic_year_and_seven_of_the_next() -> None:
    year = FinancialYear(2026)
    assert year.academic_years() == ((AcademicYear(2025), 5), (AcademicYear(2026), 7))
    for academic_year, months in year.academic_years():
        assert sum(AcademicYear.containing(month) == academic_year for month in year.months()) == months


def test_april_is_month_one_and_march_is_month_twelve() -> None:
    year = FinancialYear(2026)
    assert (year.month_number(date(2026, 4, 1)), year.month_number(date(2026, 10, 31))) == (1, 7)
    assert year.month_number(date(2027, 3, 31)) == 12


def test_a_day_outside_the_year_has_no_month_number() -> None:
    with pytest.raises(ValueError, match="not in the financial year 2026-27"):
        FinancialYear(2026).month_number(date(2026, 3, 31))


def test_a_census_belongs_to_the_academic_year_that_it_stands_in() -> None:
    assert CensusDay(2026).academic_year == AcademicYear(2025)
    assert CensusDay(2026).next == CensusDay(2027)
    assert str(CensusDay(2026)) == "January 2026"


@pytest.mark.parametrize(
    ("birth_date", "age"),
    [(date(2016, 8, 31), 9), (date(2016, 9, 1), 8), (date(2016, 2, 29), 9), (date(2025, 8, 31), 0)],
)
def test_age_is_counted_on_the_last_31_august(birth_date: date, age: int) -> None:
    assert age_on_31_august_before(birth_date, date(2026, 1, 15)) == age


def test_the_school_year_of_a_child_changes_on_1_september() -> None:
    birth_date = date(2021, 8, 31)
    assert NcYear.on(birth_date, date(2026, 8, 31)) == NcYear(0)
    assert NcYear.on(birth_date, date(2026, 9, 1)) == NcYear(1)


def test_a_child_of_five_on_31_august_starts_year_1() -> None:
    assert str(NcYear.on(date(2021, 8, 31), date(2026, 9, 1))) == "Year 1"
    assert str(NcYear.on(date(2021, 9, 1), date(2026, 9, 1))) == "Reception"


def test_every_school_year_has_a_name_of_its_own() -> None:
    names = [str(NcYear(number)) for number in range(NcYear.FIRST, NcYear.LAST + 1)]
    assert len(set(names)) == len(names)
    assert names[:5] == [
        "Before nursery (-5)",
        "Before nursery (-4)",
        "Before nursery (-3)",
        "Nursery, first year",
        "Nursery, second year",
    ]


@pytest.mark.parametrize("number", [-6, 21])
def test_a_school_year_beyond_plans_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="outside -5 to 20"):
        NcYear(number)


@given(st.dates(date(2001, 9, 1), date(2025, 8, 31)))
def test_every_child_with_a_plan_grows_by_one_school_year_a_year(birth_date: date) -> None:
    now, later = date(2026, 1, 15), date(2027, 1, 15)
    assert age_on_31_august_before(birth_date, later) == age_on_31_august_before(birth_date, now) + 1
