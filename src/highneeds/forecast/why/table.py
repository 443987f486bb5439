"""Why two forecasts differ, as tables that people read."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from highneeds.forecast.effects.outcome import Measure, Outcome
from highneeds.forecast.effects.table import spread
from highneeds.forecast.why.cells import CellChange
from highneeds.forecast.why.forecasts import Why

BEFORE, AFTER, WHOLE = "before", "after", "the whole change"


def why_table(why: Why) -> pl.DataFrame:
    """One row per (line, measure, year): ``before`` and ``after`` as levels, each cause and the whole change as
    differences; mean, sd and 80 % range over draws. The means of causes add to that of the whole.
    """
    lines: list[tuple[str, Outcome]] = [
        (BEFORE, why.before),
        *((cause.value, part) for cause, part in why.parts.items()),
    ]
    lines += [(WHOLE, why.whole), (AFTER, why.after)]
    return pl.DataFrame(
        [
            {"line": name, "measure": measure.value, "year": year, "mean": mean, "sd": sd, "p10": low, "p90": high}
            for name, outcome in lines
            for measure in Measure
            for year, (mean, sd, low, high, *_) in zip(
                outcome.years(measure), spread(outcome.of(measure), is_difference=False), strict=True
            )
        ]
    )


def cell_table(cells: Sequence[CellChange]) -> pl.DataFrame:
    """One row per cell: kind, name, mean change, the cause that changed it most, and that cause's part."""
    return pl.DataFrame(
        [
            {
                "kind": cell.kind,
                "cell": cell.name,
                "change": cell.change,
                "cause": cell.cause.value,
                "of_cause": cell.of_cause,
            }
            for cell in cells
        ],
        schema={"kind": pl.String, "cell": pl.String, "change": pl.Float64, "cause": pl.String, "of_cause": pl.Float64},
    )
