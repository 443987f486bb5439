"""How an authority stands beside England, its region and its statistical neighbours, on published figures."""

from highneeds.forecast.benchmarking.measure import Measure, Period, Unit
from highneeds.forecast.benchmarking.measures import MEASURES
from highneeds.forecast.benchmarking.standing import Comparison, Standing, compare, newest_year, standings, years_of

__all__ = [
    "MEASURES",
    "Comparison",
    "Measure",
    "Period",
    "Standing",
    "Unit",
    "compare",
    "newest_year",
    "standings",
    "years_of",
]
