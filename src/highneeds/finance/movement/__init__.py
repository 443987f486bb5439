"""Why a forecast has moved since the one before it, step by step, with the lines behind each step."""

from highneeds.finance.movement.lines import LINE_CAUSES, lines_moved
from highneeds.finance.movement.steps import CAUSES, Step, steps_between

__all__ = ["CAUSES", "LINE_CAUSES", "Step", "lines_moved", "steps_between"]
