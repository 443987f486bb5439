"""The day of each January count of plans. DfE SEN2 guides: the return counts plans on the school census day."""

from __future__ import annotations

from datetime import date

from highneeds.core.years import CensusDay

# DfE SEN2 guides and school census guides of each year, "census day": the third Thursday of January. 2027 follows the rule.
_DAYS = {
    2021: date(2021, 1, 21),
    2022: date(2022, 1, 20),
    2023: date(2023, 1, 19),
    2024: date(2024, 1, 18),
    2025: date(2025, 1, 16),
    2026: date(2026, 1, 15),
    2027: date(2027, 1, 21),
}


def census_day(census: CensusDay) -> date:
    """The day of that year's count. Raises LookupError for a year whose day has not been set: an error, not a guess."""
    if census.year not in _DAYS:
        message = f"the census day of {census} is not known; there are {min(_DAYS)} to {max(_DAYS)}"
        raise LookupError(message)
    return _DAYS[census.year]
