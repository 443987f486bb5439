"""What a measure is: one published figure over another, of which period, in which unit, on which basis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Period(StrEnum):
    """What the year of a figure is."""

    JANUARY = "January"
    CALENDAR_YEAR = "calendar year"
    FINANCIAL_YEAR = "financial year"

    def shown(self, year: int) -> str:
        if self is Period.FINANCIAL_YEAR:
            return f"{year}-{(year + 1) % 100:02d}"
        return f"January {year}" if self is Period.JANUARY else f"{year}"


class Unit(StrEnum):
    PERCENT = "%"
    PER_THOUSAND = "per 1,000"
    POUNDS = "£"


@dataclass(frozen=True, slots=True)
class Measure:
    """``numerator`` series are added up and divided by ``denominator`` of the year ``lag`` later, times ``times``.

    ``first`` says in words what rank 1 means; ``counts_children`` whether the numerator is a headcount, which is
    unsteady when it is 1 to 5. Without a denominator the figure is compared as published, and has no sum for England.
    """

    key: str
    label: str
    section: str
    unit: Unit
    period: Period
    numerator: tuple[str, ...]
    denominator: str | None
    basis: str
    first: str
    lag: int = 0
    counts_children: bool = True

    @property
    def times(self) -> float:
        return {Unit.PERCENT: 100.0, Unit.PER_THOUSAND: 1000.0, Unit.POUNDS: 1.0}[self.unit]
