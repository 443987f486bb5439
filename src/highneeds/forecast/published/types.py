"""The published figures of every authority, each by itself, as one frozen record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SETTING = "setting:"
"""Begins the name of a series of plans in one setting."""
NEED = "need:"
"""Begins the name of a series of plans with one primary need."""
AGE = "age:"
"""Begins the name of a series of plans of children of one age group, by the age at the start of the school year."""

RESIDENTS = "residents_0_25"
"""The series of residents of the ages that a plan can reach, at the middle of the year."""
RESIDENTS_BY_AGE = "residents:"
"""Begins the name of a series of residents of one age group, by age at the middle of the year."""


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority by its three-digit DfE code, with the name and region it was last published under."""

    code: str
    name: str
    region: str


@dataclass(frozen=True, eq=False)  # mappings of thousands of figures: nobody compares two of them
class PublishedFigures:
    """``values[series][year, code]``; what was not published is not there, and never stands as nought.

    The year of a stock is its January, of a flow its calendar year, of money the year in which the financial year
    begins. ``neighbours``: statistical neighbours by code, nearest first. ``sources``: what each series was read from,
    in words for a person. ``why_not``: why a figure was not published, where the file says it, as ``values``.
    ``need_shares``: England's share of plans by primary need, where a file gives it.
    """

    authorities: Mapping[str, Authority]
    values: Mapping[str, Mapping[tuple[int, str], float]]
    sources: Mapping[str, str]
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    need_shares: Mapping[str, float] = field(default_factory=dict)
    why_not: Mapping[str, Mapping[tuple[int, str], str]] = field(default_factory=dict)

    def value(self, series: str, year: int, code: str) -> float | None:
        """None where it was not published."""
        return self.values.get(series, {}).get((year, code))

    def years(self, series: str) -> tuple[int, ...]:
        """The years for which any authority has a figure, in order."""
        return tuple(sorted({year for year, _ in self.values.get(series, {})}))

    def codes_in(self, series: str, year: int) -> tuple[str, ...]:
        """The authorities that have a figure in that year, in order of code."""
        return tuple(sorted(code for when, code in self.values.get(series, {}) if when == year))
