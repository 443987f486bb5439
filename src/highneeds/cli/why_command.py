"""``highneeds why``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.box import SIMPLE
from rich.table import Table

from highneeds.cli.progress import console, errors, stages
from highneeds.cli.scenario_command import YEARS_BESIDE
from highneeds.forecast.effects import Measure, Outcome
from highneeds.forecast.why import AFTER, BEFORE, STEPS, Why
from highneeds.operations.amounts import amount, cell_in_words, signed
from highneeds.operations.why import WhyDiffer, why_files_differ


def why(
    *,
    before: Annotated[Path, typer.Argument(help="Folder with the four files of the one forecast.")],
    after: Annotated[
        Path | None, typer.Argument(help="Folder with the four files of the other; the same when not given.")
    ] = None,
    scenario_before: Annotated[Path | None, typer.Option(help="TOML: levers of the one forecast.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="TOML: levers of the other forecast.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables and the chart.", metavar="DIR")] = None,
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Simulated worlds.")] = 500,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers, on any machine.")
    ] = 2026,
    years: Annotated[
        int | None, typer.Option(min=1, max=30, help="Years ahead; all that both populations cover when not given.")
    ] = None,
) -> None:
    """Say why two forecasts differ: two versions of the files, last year's and this year's, or with and without levers.

    Each folder holds transitions.csv, population.csv, costs.csv and valid-states.csv. Writes why.csv, cells.csv,
    from_january_to_january.csv and why.svg when a folder is named.
    """
    with stages() as begin:
        begin("Reading, fitting, and exchanging one part at a time")
        found = why_files_differ(
            before,
            after or before,
            scenario_before=scenario_before,
            scenario_after=scenario,
            out=out,
            draws=draws,
            seed=seed,
            years=years,
            progress=lambda done, of: begin.detail(f"{done / of:.0%}"),
        )
    _tell(found)


def _tell(found: WhyDiffer) -> None:
    for fault in found.faults:
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)
    for measure in Measure:
        for table in _tables(found.why, measure):
            console.print(table)
    if found.cells:
        console.print("What changed most by the last January, and the cause that did most of it:")
        for cell in found.cells:
            console.print(f"  {cell_in_words(cell, Measure.CHILDREN)}", markup=False, soft_wrap=True)
    for measure in (Measure.CHILDREN, Measure.RATE):
        console.print(_steps(found.steps, measure))
    for path in found.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)


def _tables(why: Why, measure: Measure) -> Iterator[Table]:
    years = why.before.years(measure)
    lines = {BEFORE: why.before, **{cause.value: part for cause, part in why.parts.items()}, AFTER: why.after}
    for first in range(0, len(years), YEARS_BESIDE):
        shown = Table(title=f"Why {measure.value} differ: mean of all draws", title_justify="left", box=SIMPLE)
        shown.add_column("")
        for year in years[first : first + YEARS_BESIDE]:
            shown.add_column(year.removeprefix("January "), justify="right", no_wrap=True)
        for name, outcome in lines.items():
            means = _means(outcome, measure)[first : first + YEARS_BESIDE]
            is_level = name in {BEFORE, AFTER}
            texts = (
                amount(mean, measure).removesuffix(" children") if is_level else signed(mean, measure) for mean in means
            )
            shown.add_row(name, *texts)
        yield shown


def _means(outcome: Outcome, measure: Measure) -> list[float]:
    return [float(mean) for mean in outcome.of(measure).mean(axis=0)]


def _steps(steps: pl.DataFrame, measure: Measure) -> Table:
    shown = Table(title=f"From one January to the next: {measure.value}", title_justify="left", box=SIMPLE)
    for name in ("January", "", *STEPS, "change"):
        shown.add_column(name, justify="left" if name in {"January", ""} else "right", no_wrap=True)
    for row in steps.filter(pl.col("measure") == measure.value).iter_rows(named=True):
        shown.add_row(
            row["to"].removeprefix("January "),
            row["basis"],
            *(signed(row[name], measure) for name in (*STEPS, "change")),
        )
    return shown
