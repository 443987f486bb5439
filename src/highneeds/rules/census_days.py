"""The day of each January count of plans, from ``data/census-days.toml``: one table per year, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from highneeds.core.parameters import Source
from highneeds.core.years import CensusDay
from highneeds.rules.package_data import read_toml, require_exactly, source_of

_FILE = "census-days.toml"


@cache
def load_census_days() -> Mapping[CensusDay, tuple[date, Source]]:
    """Every known census day with its source; raises ValueError as ``census_days_of`` does."""
    return MappingProxyType(census_days_of(read_toml(_FILE), file=_FILE))


def census_days_of(tables: Mapping[str, Any], *, file: str) -> dict[CensusDay, tuple[date, Source]]:
    """Raises ValueError, naming the file and the year, for a day without a source or outside January of its year."""
    days: dict[CensusDay, tuple[date, Source]] = {}
    for year, table in tables.items():
        where = f"{file}, {year}"
        require_exactly(table, {"day", "source"}, where=where)
        day = table["day"]
        if type(day) is not date or (day.year, day.month) != (int(year), 1):
            message = f"{where}: expected a day in January {year}, not {day!r}"
            raise ValueError(message)
        days[CensusDay(int(year))] = day, source_of(table["source"], where=where)
    return days


def census_day(census: CensusDay) -> date:
    """The day of that year's count. Raises LookupError for a year whose day is not known: an error, not a guess."""
    days = load_census_days()
    if census not in days:
        message = f"the census day of {census} is not known; there are {min(days)} to {max(days)}"
        raise LookupError(message)
    return days[census][0]
