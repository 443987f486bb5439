"""Differences in words: children and pounds, more or less, with the range that eight draws in ten fall in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from highneeds.forecast.effects import Measure
from highneeds.reports import words

_PENCE_IN_A_POUND = 100
_MILLION = 1_000_000.0
_FEW = 10.0  # below, a tenth of a child can be seen


@dataclass(frozen=True)
class YearTable:
    """Texts by line and year, for a person to read: one text in each of ``lines`` for each of ``years``."""

    title: str
    years: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def amount(value: float, measure: Measure) -> str:
    """``1,204 children``, ``£8,400`` or ``£1.23m``, without its sign."""
    size = abs(value)
    if not measure.is_money:
        return f"{size:.1f} children" if 0 < size < _FEW else f"{words.count(size)} children"
    if size >= _MILLION:
        return words.millions(size * _PENCE_IN_A_POUND, 2)
    return words.pounds(size * _PENCE_IN_A_POUND)


def level(value: float, measure: Measure) -> str:
    """As ``amount``, for a column whose title says what is counted."""
    return amount(value, measure).removesuffix(" children")


def signed(value: float, measure: Measure) -> str:
    """``+12``, or ``£8,400`` with a true minus sign, for a column of a table; what rounds to nought has no sign."""
    text = level(value, measure)
    return level(0.0, measure) if words.is_nought(text) else words.with_sign(text, value)


def more_or_less(value: float, measure: Measure) -> str:
    """``12 children more``, ``£8,400 less`` or ``no difference``."""
    text = amount(value, measure)
    return "no difference" if words.is_nought(text) else f"{text} {direction(value, measure)}"


def direction(value: float, measure: Measure) -> str:
    return "more" if value > 0 else "less" if measure.is_money else "fewer"


def range_in_words(low: float, high: float, measure: Measure) -> str:
    """``16 to 92 children fewer``; each end with its own word where they lie on two sides of nought."""
    ends = more_or_less(low, measure), more_or_less(high, measure)
    if ends[0] == ends[1]:
        return ends[0]
    if low * high > 0 and "no difference" not in ends:
        near, far = sorted((low, high), key=abs)
        return f"{level(near, measure)} to {more_or_less(far, measure)}"
    return f"{ends[0]} to {ends[1]}"


def year_table(
    title: str, years: Sequence[str], lines: Sequence[tuple[str, Sequence[str]]], *, first: int = 0
) -> YearTable:
    """Without the years before the position ``first``; a January is named by its calendar year."""
    return YearTable(
        title,
        tuple(year.removeprefix("January ") for year in years[first:]),
        tuple((name, tuple(texts[first:])) for name, texts in lines),
    )
