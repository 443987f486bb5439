"""The effects of levers as tables and sentences for the screen."""

from __future__ import annotations

from typing import Any

import polars as pl

from highneeds.forecast.effects import Measure
from highneeds.operations.amounts import YearTable, direction, more_or_less, range_in_words, signed, year_table


def effect_year_tables(table: pl.DataFrame) -> list[YearTable]:
    """One table for each measure, of ``effect_table``; leading years in which no draw differs are left out."""
    shown = []
    for measure in Measure:
        rows = _differences(table, measure)
        years = rows["year"].unique(maintain_order=True).to_list()
        moving = rows.filter((pl.col("mean") != 0) | (pl.col("sd") != 0))["year"].unique()
        first = next((i for i, year in enumerate(years) if year in moving), len(years) - 1)
        lines = [
            (str(line), [signed(mean, measure) for mean in of_line["mean"]])
            for (line,), of_line in rows.group_by("line", maintain_order=True)
        ]
        if years:
            title = f"Difference in {measure.value}: mean of all draws, plus is more"
            shown.append(year_table(title, years, lines, first=first))
    return shown


def effect_sentences(table: pl.DataFrame) -> list[str]:
    """Each line in the last January, and in the last financial year that is whole (else in that January's cost)."""
    has_years = not _differences(table, Measure.COST).is_empty()
    measures = (Measure.CHILDREN, Measure.COST if has_years else Measure.RATE)
    lines = _differences(table, Measure.CHILDREN)["line"].unique(maintain_order=True)
    said = []
    for line in lines:
        parts = [
            _in_words(_differences(table, m).filter(pl.col("line") == line).row(-1, named=True), m) for m in measures
        ]
        said.append(f"{line}. {' '.join(parts)}")
    return said


def _differences(table: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    return table.filter((pl.col("measure") == measure.value) & (pl.col("kind") != "baseline"))


def _in_words(row: dict[str, Any], measure: Measure) -> str:
    what = f"{row['year']}: {more_or_less(row['mean'], measure)}"
    if not row["prob_less"] and not row["prob_more"]:
        return f"{row['year']}: no difference in any draw."
    less, more = direction(-1, measure), direction(1, measure)
    chances = f"{less} in {row['prob_less']:.0%} of draws, {more} in {row['prob_more']:.0%}"
    return f"{what} (eight draws in ten: {range_in_words(row['p10'], row['p90'], measure)}; {chances})."
