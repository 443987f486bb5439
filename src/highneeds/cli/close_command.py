"""``highneeds close`` and ``highneeds teach``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.closing import close_month, teach_matches
from highneeds.operations.closing_words import closing_lines, write_closing


def close(
    *,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders to import first; none: use what is stored.")
    ] = None,
    correct: Annotated[str, typer.Option(help="Why a month that is closed is closed again.", metavar="REASON")] = "",
    out: Annotated[Path | None, typer.Option(help="Folder for exceptions.csv and lines.csv.", metavar="DIR")] = None,
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The seed of the simulation's luck: same seed, same numbers.")] = 2026,
) -> None:
    """Close the month: match payments to placements, tie to the ledger, forecast by line, list exceptions, freeze it.

    A closed month stays as it is. Closing it again with the same files changes nothing; with others it needs a reason
    and becomes a new version beside the old one.
    """
    with stages() as begin:
        now = close_month(files or [], draws=draws, seed=seed, progress=begin, correction=correct)
    for line in closing_lines(now):
        console.print(line, markup=False, soft_wrap=True)
    if out is not None:
        for path in write_closing(now, out):
            console.print(f"Wrote {path}", markup=False, soft_wrap=True)


def teach(
    decisions: Annotated[Path, typer.Argument(help="CSV: payment_ref, and line_ref or urn.", metavar="DECISIONS")],
) -> None:
    """Remember which placement or provider a payment is for, so that next month's are matched by themselves."""
    rules = teach_matches(decisions)
    console.print(f"{rules} matches are remembered. Close the month again to use them.")
