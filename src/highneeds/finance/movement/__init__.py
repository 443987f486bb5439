"""Why a forecast has moved since the one before it, step by step, with the rows behind each step."""

from highneeds.finance.movement.lines import LINE_CAUSES, lines_moved
from highneeds.finance.movement.rows import ROWS_SCHEMA, Forecast, rows_between, rows_from_budget
from highneeds.finance.movement.steps import CAUSES, PLACEMENT_KINDS, Step, steps_between

__all__ = [
    "CAUSES",
    "LINE_CAUSES",
    "PLACEMENT_KINDS",
    "ROWS_SCHEMA",
    "Forecast",
    "Step",
    "lines_moved",
    "rows_between",
    "rows_from_budget",
    "steps_between",
]
