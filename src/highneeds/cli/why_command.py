"""``highneeds why``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, errors, stages
from highneeds.cli.year_tables import print_year_table
from highneeds.operations.why import WhyDiffer, why_files_differ
from highneeds.operations.why_words import cell_sentences, same_in_words, step_tables, why_year_tables


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
    for fault in dict.fromkeys(found.faults):
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)
    for table in why_year_tables(found.why):
        print_year_table(table)
    if same := same_in_words(found.why):
        console.print(same, soft_wrap=True)
    if cells := cell_sentences(found.cells):
        console.print("\nWhat changed most by the last January, and the cause that did most of it:")
        for line in cells:
            console.print(f"  {line}", markup=False, soft_wrap=True)
    for table in step_tables(found.steps):
        print_year_table(table)
    for path in found.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
