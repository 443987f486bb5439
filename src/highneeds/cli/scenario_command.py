"""``highneeds scenario``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.box import SIMPLE
from rich.table import Table

from highneeds.cli.progress import console, errors, stages
from highneeds.forecast.effects import Kind, Measure
from highneeds.operations.amounts import more_or_less, range_in_words, signed
from highneeds.operations.peer_inputs import PeerFiles
from highneeds.operations.scenario import ScenarioEffects, effects_from_transitions

YEARS_BESIDE = 5  # as many as a terminal of 80 columns holds without cutting a figure off


def scenario(  # noqa: PLR0913  the options of a command
    *,
    file: Annotated[Path, typer.Argument(help="TOML: the levers; see docs/guide/scenarios.md.", metavar="SCENARIO")],
    transitions: Annotated[Path, typer.Option(help="CSV: one row per child from one January to the next.")],
    population: Annotated[Path, typer.Option(help="CSV: resident children by calendar and academic year.")],
    costs: Annotated[Path, typer.Option(help="CSV: £ a year by need and setting.")],
    valid_states: Annotated[Path, typer.Option(help="CSV: ages, needs and moves that each setting allows.")],
    out: Annotated[Path | None, typer.Option(help="Folder for effects.csv, effects.svg and scenario.json.")] = None,
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Simulated worlds.")] = 1_000,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers, on any machine.")
    ] = 2026,
    years: Annotated[
        int | None, typer.Option(min=1, max=30, help="Years ahead; all that the population covers when not given.")
    ] = None,
) -> None:
    """Show what a scenario would do: each lever alone, what they do to one another, and all together.

    The same worlds are run with and without each lever, so that luck cancels and small effects are seen.
    """
    with stages() as begin:
        begin(f"Reading, fitting, and running {draws:,} worlds with and without each lever")
        found = effects_from_transitions(
            file,
            PeerFiles(transitions, population, costs, valid_states),
            out=out,
            draws=draws,
            seed=seed,
            years=years,
            progress=lambda done, of: begin.detail(f"{done / of:.0%}"),
        )
    tell(found)


def tell(found: ScenarioEffects) -> None:
    """A table for each measure, then each line's last year in a sentence."""
    for fault in found.faults:
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)
    for measure in Measure:
        for table in _tables(found.table, measure):
            console.print(table)
    for line in _sentences(found.table):
        console.print(line, markup=False, soft_wrap=True)
    console.print(f"Scenario: {found.scenario.name}, fingerprint {found.scenario.fingerprint}.", soft_wrap=True)
    for path in found.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)


def _tables(table: pl.DataFrame, measure: Measure) -> Iterator[Table]:
    of_measure = table.filter((pl.col("measure") == measure.value) & (pl.col("kind") != "baseline"))
    years = of_measure["year"].unique(maintain_order=True).to_list()
    for first in range(0, len(years), YEARS_BESIDE):
        title = f"Difference in {measure.value}: mean of all draws, plus is more"
        shown = Table(title=title, title_justify="left", box=SIMPLE)
        shown.add_column("")
        for year in years[first : first + YEARS_BESIDE]:
            shown.add_column(year.removeprefix("January "), justify="right", no_wrap=True)
        for (line, kind), rows in of_measure.group_by("line", "kind", maintain_order=True):
            means = rows["mean"].to_list()[first : first + YEARS_BESIDE]
            style = "bold" if kind == Kind.WHOLE else None
            shown.add_row(str(line), *(signed(mean, measure) for mean in means), style=style)
        yield shown


def _sentences(table: pl.DataFrame) -> list[str]:
    """Of the last financial year that is whole, else of the last January."""
    lines = table.filter(pl.col("kind") != "baseline")
    has_years = not lines.filter(pl.col("measure") == Measure.COST.value).is_empty()
    measures = (Measure.CHILDREN, Measure.COST if has_years else Measure.RATE)
    said = []
    for line in lines["line"].unique(maintain_order=True):
        parts = [
            _in_words(lines.filter((pl.col("line") == line) & (pl.col("measure") == m.value)), m) for m in measures
        ]
        said.append(f"{line}: {'; '.join(parts)}.")
    return said


def _in_words(rows: pl.DataFrame, measure: Measure) -> str:
    row = rows.row(-1, named=True)
    ends = range_in_words(row["p10"], row["p90"], measure)
    less = "less" if measure.is_money else "fewer"
    chance = f"{less} in {row['prob_less']:.0%} of draws, more in {row['prob_more']:.0%}"
    return f"in {row['year']} {more_or_less(row['mean'], measure)} (8 in 10 draws: {ends}; {chance})"
