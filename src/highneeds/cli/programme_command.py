"""``highneeds programme``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.cli.year_tables import print_year_table
from highneeds.operations.kept_runs import run_programme
from highneeds.operations.programme import MOST_YEARS
from highneeds.operations.programme_tables import JOINT
from highneeds.operations.programme_words import (
    chance_lines,
    finding_lines,
    guard_lines,
    programme_tables,
    substitution_lines,
    target_lines,
    waiting_lines,
)


def programme(
    *,
    file: Annotated[Path, typer.Argument(help="TOML: targets, measures, levers; docs/guide/savings.md.")],
    years: Annotated[int, typer.Option(min=1, max=MOST_YEARS, help="Financial years, this one among them.")] = 5,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables and the drawing.", metavar="DIR")] = None,
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers, on any machine.")
    ] = 2026,
) -> None:
    """Show what a programme's measures save, alone and together, how likely its targets are, and what is wrong with it.

    Takes the stored council (import first). A measure without a lever counts for nothing, and is named.
    """
    with stages() as begin:
        found = run_programme(file, years=years, draws=draws, seed=seed, out=out, progress=begin)
    console.print(f"\n{found.programme.name}, as at {found.as_at:%-d %B %Y}", markup=False, soft_wrap=True)
    for table in programme_tables(found):
        print_year_table(table, bold=JOINT)
    for heading, lines in (
        ("The target", target_lines(found)),
        ("How likely it is", chance_lines(found)),
        ("What it waits for", waiting_lines(found)),
        ("New places", substitution_lines(found)),
        ("What must not get worse", guard_lines(found)),
        ("What is wrong", finding_lines(found)),
    ):
        if lines:
            console.print(f"\n{heading}", markup=False)
        for line in lines:
            console.print(f"  {line}", markup=False, soft_wrap=True)
    for path in found.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
