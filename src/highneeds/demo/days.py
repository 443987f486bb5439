"""The days that the demonstration council lives by."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from highneeds.core import AcademicYear

AS_AT = date(2026, 10, 31)
FIRST_JANUARY = 2019  # the simulation starts from this census
RETURN_YEARS = tuple(range(2021, 2027))
FINANCIAL_YEARS = tuple(range(2021, 2027))  # by the calendar year of April
LAST_FINANCIAL_YEAR = FINANCIAL_YEARS[-1]

_THURSDAY = 3


@cache
def census_day(year: int) -> date:
    """The third Thursday of January (DfE, SEN2 guide)."""
    first = date(year, 1, 1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 14)


def age_at_start_of_school_year(birth: date, day: date) -> int:
    """Completed years on 31 August before the school year that holds ``day``."""
    starts = AcademicYear.containing(day).starts
    return starts - birth.year - ((birth.month, birth.day) > (8, 31))
