"""Effects as a table that people read: mean, spread, range, and how likely less and more are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from highneeds.forecast.effects.measure import Effects
from highneeds.forecast.effects.outcome import Measure, Outcome
from highneeds.forecast.types import Floats

BASELINE_NAME = "As things are"
_LEAST_DIFFERENCE = 0.005  # half a penny: what is smaller was left by rounding
_RANGE = (0.1, 0.9)
COLUMNS = ("line", "kind", "measure", "year", "mean", "sd", "p10", "p90", "prob_less", "prob_more")


def effect_table(effects: Effects) -> pl.DataFrame:
    """One row per (line, measure, year). Of ``kind`` "baseline": how things are, as a level; of the other kinds
    differences from it, where ``prob_less`` and ``prob_more`` are the shares of draws below and above it.
    """
    baseline = _rows(BASELINE_NAME, "baseline", effects.baseline, is_difference=False)
    lines = [row for line in effects.lines for row in _rows(line.name, line.kind, line.difference, is_difference=True)]
    return pl.DataFrame([*baseline, *lines], schema_overrides={"prob_less": pl.Float64, "prob_more": pl.Float64})


def _rows(name: str, kind: str, outcome: Outcome, *, is_difference: bool) -> list[Mapping[str, object]]:
    return [
        dict(zip(COLUMNS, (name, kind, measure.value, year, *marks), strict=True))
        for measure in Measure
        for year, marks in zip(
            outcome.years(measure), spread(outcome.of(measure), is_difference=is_difference), strict=True
        )
    ]


def spread(values: Floats, *, is_difference: bool) -> list[tuple[float | None, ...]]:
    """For each year of ``values[draw, year]``: mean, sd, p10, p90, and of a difference the shares below and above 0."""
    if values.shape[1] == 0:
        return []
    low, high = np.quantile(values, _RANGE, axis=0)
    less, more = (values < -_LEAST_DIFFERENCE).mean(axis=0), (values > _LEAST_DIFFERENCE).mean(axis=0)
    marks = np.stack([values.mean(axis=0), values.std(axis=0), low, high, less, more], axis=1).tolist()
    return [tuple(row) if is_difference else (*row[:4], None, None) for row in marks]
