"""Years are types: financial years, academic years, census days and national curriculum years.

A financial year holds five months of one academic year and seven of the next, so an ``int`` would be used wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

_YEARS_IN_A_CENTURY = 100
_SEPTEMBER = 9
_APRIL = 4
_EARLY_YEARS = {0: "Reception", -1: "Nursery, second year", -2: "Nursery, first year"}


@dataclass(frozen=True, order=True, slots=True)
class _SpanningYear:
    """A year that starts in one calendar year and ends in the next; ``starts`` is the first of the two."""

    starts: int

    separator: ClassVar[str]
    first_month: ClassVar[int]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-27`` (financial) or ``2026/27`` (academic); raises ValueError that shows the form expected."""
        match = re.fullmatch(rf"(\d{{4}}){re.escape(cls.separator)}(\d{{2}})", text.strip())
        if match and (int(match[1]) + 1) % _YEARS_IN_A_CENTURY == int(match[2]):
            return cls(int(match[1]))
        message = f"{text!r} is not a {cls.__name__}; expected for example '{cls(2026)}'"
        raise ValueError(message)

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year if day.month >= cls.first_month else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.starts, self.first_month, 1)

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.next.first_day.toordinal() - 1)

    @property
    def next(self) -> Self:
        return type(self)(self.starts + 1)

    @property
    def previous(self) -> Self:
        return type(self)(self.starts - 1)

    def __str__(self) -> str:
        return f"{self.starts}{self.separator}{(self.starts + 1) % _YEARS_IN_A_CENTURY:02d}"


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear(_SpanningYear):
    """1 April to 31 March, written ``2026-27``."""

    separator: ClassVar[str] = "-"
    first_month: ClassVar[int] = _APRIL

    def months(self) -> tuple[date, ...]:
        """The first day of each of the twelve months, April first."""
        this_year = tuple(date(self.starts, month, 1) for month in range(_APRIL, 13))
        return this_year + tuple(date(self.starts + 1, month, 1) for month in range(1, _APRIL))

    def month_number(self, day: date) -> int:
        """1 for April to 12 for March; raises ValueError for a day outside the year."""
        if not self.first_day <= day <= self.last_day:
            message = f"{day} is not in the financial year {self}"
            raise ValueError(message)
        return (day.month - _APRIL) % 12 + 1

    def academic_years(self) -> tuple[tuple[AcademicYear, int], ...]:
        """The academic years it touches, each with its number of months: five of the earlier, seven of the later."""
        return (AcademicYear(self.starts - 1), 5), (AcademicYear(self.starts), 7)


@dataclass(frozen=True, order=True, slots=True)
class AcademicYear(_SpanningYear):
    """1 September to 31 August, written ``2026/27``."""

    separator: ClassVar[str] = "/"
    first_month: ClassVar[int] = _SEPTEMBER


@dataclass(frozen=True, order=True, slots=True)
class CensusDay:
    """A January count of plans, named by its calendar year; the day itself is a dated parameter of ``rules``."""

    year: int

    @property
    def academic_year(self) -> AcademicYear:
        return AcademicYear(self.year - 1)

    @property
    def next(self) -> CensusDay:
        return CensusDay(self.year + 1)

    def __str__(self) -> str:
        return f"January {self.year}"


@dataclass(frozen=True, order=True, slots=True)
class NcYear:
    """National curriculum year: 0 is Reception, -1 and -2 nursery, 12 to 14 sixth form, 20 the year of turning 25.

    Source: DfE convention, age in completed years on 31 August less four.
    """

    number: int

    FIRST: ClassVar[int] = -5
    LAST: ClassVar[int] = 20

    def __post_init__(self) -> None:
        if not self.FIRST <= self.number <= self.LAST:
            message = f"national curriculum year {self.number} is outside {self.FIRST} to {self.LAST}"
            raise ValueError(message)

    @classmethod
    def on(cls, birth_date: date, day: date) -> Self:
        """The nominal year on ``day`` of a child born on ``birth_date``; raises ValueError for an age beyond plans."""
        return cls(age_on_31_august_before(birth_date, day) - 4)

    def __str__(self) -> str:
        if self.number > 0:
            return f"Year {self.number}"
        return _EARLY_YEARS.get(self.number, f"Before nursery ({self.number})")


def age_on_31_august_before(birth_date: date, day: date) -> int:
    """Completed years of age on the last 31 August before ``day`` (DfE age basis for plans)."""
    year = AcademicYear.containing(day).starts
    had_birthday = (birth_date.month, birth_date.day) <= (8, 31)
    return year - birth_date.year - (not had_birthday)
