"""The effect of each lever as a dot with its range, beside the line of no difference; all together at the foot."""

from __future__ import annotations

from typing import Any

import polars as pl

from highneeds.forecast.effects import Kind, Measure
from highneeds.operations.amounts import range_in_words, signed
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import FORECAST, INK, MID, RULE, Svg

_WIDTH, _LEFT, _RIGHT, _TOP, _PITCH, _FOOT = 720.0, 40.0, 150.0, 78.0, 46.0, 34.0


def effects_chart(table: pl.DataFrame, *, scenario: str) -> str:
    """SVG text of the last year that ``effect_table`` has for the cost of a financial year; where no financial year
    is whole, of the cost in the last January.
    """
    rows, measure = _shown(table)
    title = f"{scenario}: {measure.value.removesuffix(', £')} {rows[0]['year']}"
    height = _TOP + _PITCH * len(rows) + _FOOT
    svg = Svg(key="effects", width=_WIDTH, height=height, title=title, description=in_words(table))
    svg.text((0, 18), title, size=16, is_bold=True)
    svg.text((0, 40), "Difference from things as they are; plus is more.", size=12.5, colour=MID)
    svg.text((0, 58), "Dot: mean. Bar: eight draws in ten.", size=12.5, colour=MID)
    marks = ticks(min(0.0, *(row["p10"] for row in rows)), max(0.0, *(row["p90"] for row in rows)), about=4)
    place = linear((marks[0], marks[-1]), (_LEFT, _WIDTH - _RIGHT))
    end = height - _FOOT
    for mark in marks:
        svg.text((place(mark), end + 20), signed(mark, measure), size=13, anchor="middle", colour=MID)
    for i, row in enumerate(rows):
        y = _TOP + _PITCH * i
        is_whole = row["kind"] == Kind.WHOLE
        if is_whole:
            svg.line((0, y), (_WIDTH, y), colour=RULE)
        for mark in marks:
            svg.line((place(mark), y + 22), (place(mark), y + 39), colour=INK if mark == 0 else RULE, width=1.25)
        svg.text((0, y + 16), str(row["line"]), size=14, is_bold=is_whole)
        svg.line((place(row["p10"]), y + 30), (place(row["p90"]), y + 30), colour=FORECAST, width=7)
        svg.dot((place(row["mean"]), y + 30), 5.5, fill="#ffffff", outline=FORECAST)
        svg.text((_WIDTH - _RIGHT + 16, y + 35), signed(row["mean"], measure), is_bold=is_whole)
    return svg.markup() + "\n"


def in_words(table: pl.DataFrame) -> str:
    """Every number of the drawing."""
    rows, measure = _shown(table)
    said = [
        f"{row['line']}: {signed(row['mean'], measure)} ({range_in_words(row['p10'], row['p90'], measure)})."
        for row in rows
    ]
    return " ".join(said)


def _shown(table: pl.DataFrame) -> tuple[list[dict[str, Any]], Measure]:
    lines = table.filter(pl.col("kind") != "baseline")
    has_years = not lines.filter(pl.col("measure") == Measure.COST.value).is_empty()
    measure = Measure.COST if has_years else Measure.RATE
    of_measure = lines.filter(pl.col("measure") == measure.value)
    return of_measure.filter(pl.col("year") == of_measure["year"][-1]).to_dicts(), measure
