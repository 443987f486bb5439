"""``highneeds block``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.cli.year_tables import print_year_table
from highneeds.operations.block import FEWEST_YEARS, MOST_YEARS, block_of_council
from highneeds.operations.block_words import assumption_lines, block_sentences, block_tables


def block(
    *,
    file: Annotated[
        Path | None, typer.Option(help="TOML: allocation, transfers, deficit, grant, measures; docs/guide/block.md.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="TOML: the levers that measures of the file name; docs/guide/scenarios.md.")
    ] = None,
    years: Annotated[
        int, typer.Option(min=FEWEST_YEARS, max=MOST_YEARS, help="Financial years, this one among them.")
    ] = MOST_YEARS,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables as CSV.", metavar="DIR")] = None,
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers, on any machine.")
    ] = 2026,
) -> None:
    """Follow the block's deficit: unmitigated, mitigated and risk-weighted, by tranche, with the grant and interest.

    Takes the stored council (import first) and its own forecast. Without a file, allocation and deficit come from
    budget book and ledger, and no transfer, measure or grant is counted. Writes block.csv, allocation_versions.csv and
    assumptions.csv when a folder is named.
    """
    with stages() as begin:
        found = block_of_council(file, scenario=scenario, years=years, draws=draws, seed=seed, out=out, progress=begin)
    console.print(f"\n{found.name}, as at {found.as_at:%-d %B %Y}, {found.draws:,} draws", markup=False, soft_wrap=True)
    for table in block_tables(found):
        print_year_table(table.shown, bold=table.bold)
    for line in block_sentences(found):
        console.print(line, markup=False, soft_wrap=True)
    console.print("\nWhat this stands on:")
    for line in assumption_lines(found):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    for path in found.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
