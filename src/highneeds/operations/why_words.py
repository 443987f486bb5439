"""Why forecasts differ, as tables and sentences for the screen."""

from __future__ import annotations

import polars as pl

from highneeds.forecast.effects import Measure, Outcome
from highneeds.forecast.why import AFTER, BEFORE, STEPS, CellChange, Why
from highneeds.operations.amounts import YearTable, direction, level, more_or_less, signed, year_table

_FEW_CHILDREN = 10  # below, words say no number; what is published is suppressed elsewhere
_LEAST_SAID = 0.05  # of a child: what would be said as none


def why_year_tables(why: Why) -> list[YearTable]:
    """One table for each measure: before, what each cause adds, after. Causes that add nothing in any draw are left
    out (``same_in_words`` names them).
    """
    shown = []
    for measure in Measure:
        causes = [
            (cause.value, [signed(mean, measure) for mean in _means(part, measure)])
            for cause, part in why.parts.items()
            if part.of(measure).any()
        ]
        ends = [
            (name, [level(mean, measure) for mean in _means(outcome, measure)])
            for name, outcome in ((BEFORE, why.before), (AFTER, why.after))
        ]
        if why.before.years(measure):
            title = f"Why {measure.value} differ: mean of all draws"
            shown.append(year_table(title, why.before.years(measure), [ends[0], *causes, ends[1]]))
    return shown


def same_in_words(why: Why) -> str:
    """What makes no difference, in a sentence; nothing where everything makes one."""
    same = [cause.value for cause, part in why.parts.items() if not any(part.of(measure).any() for measure in Measure)]
    return f"The same on both sides, or of no effect: {', '.join(same)}." if same else ""


def cell_sentences(cells: tuple[CellChange, ...]) -> list[str]:
    """Which cells changed most in children, and why; of one with few children only which way, since a number might
    point to a child.
    """
    said = []
    for cell in cells:
        if abs(cell.change) < _LEAST_SAID:
            continue
        few = cell.children < _FEW_CHILDREN
        change = direction(cell.change, Measure.CHILDREN) if few else more_or_less(cell.change, Measure.CHILDREN)
        name = f"{cell.name} (few children)" if few else cell.name
        said.append(f"{name}: {change}, most of it by {cell.cause.value}")
    return said


def step_tables(steps: pl.DataFrame) -> list[YearTable]:
    """From one January to the next, children and their whole-year cost; the record's last year stands first."""
    shown = []
    for measure in (Measure.CHILDREN, Measure.RATE):
        rows = steps.filter(pl.col("measure") == measure.value)
        lines = [(name, [signed(value, measure) for value in rows[name]]) for name in (*STEPS, "change")]
        title = f"From one January to the next, {measure.value}; the first year is counted, the others are forecast"
        shown.append(year_table(title, [f"to {year.removeprefix('January ')}" for year in rows["to"]], lines))
    return shown


def _means(outcome: Outcome, measure: Measure) -> list[float]:
    return [float(mean) for mean in outcome.of(measure).mean(axis=0)]
