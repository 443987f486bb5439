"""Why two forecasts differ: two sets of files, or one set with and without a scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.effects import Measure, Run
from highneeds.forecast.effects.run import simulate_shard
from highneeds.forecast.levers.today import Today
from highneeds.forecast.prices import mean_prices
from highneeds.forecast.why import (
    STEPS,
    CellChange,
    Side,
    Why,
    YearSteps,
    cell_table,
    in_record,
    largest_cells,
    why_differ,
    why_table,
    year_steps,
)
from highneeds.ingest.peer import PeerInputs
from highneeds.operations.peer_inputs import PeerFiles, fitted, read_or_refuse
from highneeds.operations.scenario_inputs import compiled_scenario
from highneeds.operations.why_chart import why_chart

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class WhyDiffer:
    """The answer, the cells that changed most by the last January, and from January to January in the second forecast.

    ``steps``: one row per (year, measure), the record's last year first, then means over the forecast's draws.
    """

    why: Why
    cells: tuple[CellChange, ...]
    steps: pl.DataFrame
    faults: tuple[Fault, ...]
    written: tuple[Path, ...]


def why_files_differ(  # noqa: PLR0913  what is compared and the settings of a run, each named by the caller
    before: Path,
    after: Path,
    *,
    scenario_before: Path | None,
    scenario_after: Path | None,
    out: Path | None,
    draws: int,
    seed: int,
    years: int | None = None,
    progress: Progress | None = None,
) -> WhyDiffer:
    """Compare the forecasts from the four files in each of two folders, each with the levers of a scenario or none.

    ``years``: Januaries after the later start (None: all that both populations cover). Raises Refusal, with every
    fault, when a file cannot be used or the two cannot be compared; nothing is written then.
    """
    read = [read_or_refuse(PeerFiles.in_folder(folder)) for folder in (before, after)]
    last = _last_january([inputs for inputs, _ in read], years)
    a, b = _side(read[0][0], scenario_before, last), _side(read[1][0], scenario_after, last)
    run = Run(draws=draws, seed=seed)
    try:
        why = why_differ(a, b, run, last_january=last, progress=progress)
    except ValueError as error:
        message = f"The two forecasts cannot be compared: {error}."
        raise Refusal(message) from error
    cells = largest_cells(why.cells, why.before_cells, why.space, january=-1, measure=Measure.CHILDREN)
    steps = _steps(read[1][0], b, run, last)
    written = () if out is None else _write(why, cells, steps, out)
    return WhyDiffer(why, cells, steps, tuple(fault for _, faults in read for fault in faults), written)


def _side(inputs: PeerInputs, scenario: Path | None, last_january: int) -> Side:
    ingredients = fitted(inputs)
    if scenario is None:
        return Side(ingredients)
    years = last_january - inputs.stock.census_year
    return Side(ingredients, compiled_scenario(scenario, ingredients, Today(), years=years).whole_from)


def _last_january(inputs: list[PeerInputs], years: int | None) -> int:
    start = max(each.stock.census_year for each in inputs)
    covered = min(each.population.last_year for each in inputs)
    if years is not None and start + years > covered:
        message = (
            f"The population files reach January {covered}: at most {covered - start} years after January {start}."
        )
        raise Refusal(message)
    return covered if years is None else start + years


def _steps(inputs: PeerInputs, side: Side, run: Run, last_january: int) -> pl.DataFrame:
    """From January to January: the last year of the record, then the forecast's years."""
    record = in_record(inputs.history, mean_prices(inputs.prices))
    start, years = side.first_january, last_january - side.first_january
    total = np.zeros((2, years, len(STEPS)))
    scene = side.scene_from(start, years)
    for shard in run.shards():
        steps = year_steps(simulate_shard(side.ingredients, scene, run, shard, years=years))
        total += np.stack([steps.children.sum(axis=0), steps.rate_gbp.sum(axis=0)])
    children, rate = total / run.draws
    rows = [_row(start, "counted", record)]
    rows += [_row(start + 1 + i, "forecast", YearSteps(children[i], rate[i])) for i in range(years)]
    return pl.DataFrame([row for pair in rows for row in pair])


def _row(january: int, basis: str, steps: YearSteps) -> list[dict[str, object]]:
    """What happened in the year up to that January."""
    of_measure = ((Measure.CHILDREN, steps.children), (Measure.RATE, steps.rate_gbp))
    return [
        {
            "to": f"January {january}",
            "basis": basis,
            "measure": measure.value,
            **dict(zip(STEPS, values.tolist(), strict=True)),
            "change": float(values.sum()),
        }
        for measure, values in of_measure
    ]


def _write(why: Why, cells: tuple[CellChange, ...], steps: pl.DataFrame, out: Path) -> tuple[Path, ...]:
    tables = {"why.csv": why_table(why), "cells.csv": cell_table(cells), "from_january_to_january.csv": steps}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name, float_precision=3)
        drawing = why_chart(why, measure=Measure.CHILDREN, year=-1)
        (out / "why.svg").write_text(drawing, encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(out / name for name in (*tables, "why.svg"))
