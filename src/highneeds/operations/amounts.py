"""Differences in words: children and pounds, more or less, with the range that eight draws in ten fall in."""

from __future__ import annotations

from highneeds.forecast.effects import Measure
from highneeds.forecast.why import CellChange
from highneeds.reports import words

_PENCE_IN_A_POUND = 100
_MILLION = 1_000_000.0
_FEW_CHILDREN = 10  # below, words say no number; what is published is suppressed elsewhere


def amount(value: float, measure: Measure) -> str:
    """``1,204 children``, ``£8,400`` or ``£1.23m``, without its sign."""
    size = abs(value)
    if not measure.is_money:
        return f"{size:,.1f} children" if 0 < size < 10 else f"{words.count(size)} children"  # noqa: PLR2004  below ten a tenth of a child can be seen
    if size >= _MILLION:
        return words.millions(size * _PENCE_IN_A_POUND, 2)
    return words.pounds(size * _PENCE_IN_A_POUND)


def signed(value: float, measure: Measure) -> str:
    """``+12``, or ``£8,400`` with a true minus sign, for a column of a table; what rounds to nought has no sign."""
    text = amount(value, measure).removesuffix(" children")
    is_nought = not any(digit in text for digit in "123456789")
    return text if is_nought else f"{'+' if value > 0 else words.MINUS}{text}"


def more_or_less(value: float, measure: Measure) -> str:
    """``12 children more``, ``£8,400 less`` or ``no difference``."""
    text = amount(value, measure)
    if not any(digit in text for digit in "123456789"):
        return "no difference"
    return f"{text} {'more' if value > 0 else 'less' if measure.is_money else 'fewer'}"


def range_in_words(low: float, high: float, measure: Measure) -> str:
    """``12 children fewer to 3 children more``."""
    return f"{more_or_less(low, measure)} to {more_or_less(high, measure)}"


def cell_in_words(cell: CellChange, measure: Measure) -> str:
    """How a cell changed and why; of one with few children only which way, since a number might point to a child."""
    if cell.children < _FEW_CHILDREN:
        change = "more" if cell.change > 0 else "less" if measure.is_money else "fewer"
        return f"{cell.name} (few children): {change}, most of it by {cell.cause.value}"
    return f"{cell.name}: {more_or_less(cell.change, measure)}, most of it by {cell.cause.value}"
