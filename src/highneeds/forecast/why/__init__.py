"""Why a forecast changed: from one to another, and from one January to the next."""

from highneeds.forecast.why.causes import Cause, Side
from highneeds.forecast.why.cells import CellChange, largest_cells
from highneeds.forecast.why.forecasts import Why, why_differ
from highneeds.forecast.why.table import cell_table, why_table
from highneeds.forecast.why.years import YearSteps, between_stocks, year_steps

__all__ = [
    "Cause",
    "CellChange",
    "Side",
    "Why",
    "YearSteps",
    "between_stocks",
    "cell_table",
    "largest_cells",
    "why_differ",
    "why_table",
    "year_steps",
]
