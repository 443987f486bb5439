"""Why a forecast changed: from one to another, and from one January to the next."""

from highneeds.forecast.why.causes import Cause, SceneFrom, Side, as_things_are
from highneeds.forecast.why.cells import CellChange, largest_cells
from highneeds.forecast.why.forecasts import Why, why_differ
from highneeds.forecast.why.table import AFTER, BEFORE, cell_table, why_table
from highneeds.forecast.why.years import STEPS, YearSteps, between_stocks, in_record, year_steps

__all__ = [
    "AFTER",
    "BEFORE",
    "STEPS",
    "Cause",
    "CellChange",
    "SceneFrom",
    "Side",
    "Why",
    "YearSteps",
    "as_things_are",
    "between_stocks",
    "cell_table",
    "in_record",
    "largest_cells",
    "why_differ",
    "why_table",
    "year_steps",
]
