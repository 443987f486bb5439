"""How an authority stands beside England, its region and its statistical neighbours, on published figures."""

from highneeds.forecast.benchmarking.measures import MEASURES, Measure
from highneeds.forecast.benchmarking.standing import Comparison, Standing, compare, standings, years_of

__all__ = ["MEASURES", "Comparison", "Measure", "Standing", "compare", "standings", "years_of"]
