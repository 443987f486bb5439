"""``highneeds moved``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.moved import moved as moved_of
from highneeds.operations.moved import moved_lines, write_moved


def moved(
    year: Annotated[str | None, typer.Option(help="Financial year, such as 2026-27; else the latest closed.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for movement.csv and forecasts.csv.", metavar="DIR")] = None,
) -> None:
    """Tell why the forecast has moved, from the budget over every closed month to the outturn, and how far each was."""
    found = moved_of(year)
    for line in moved_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    for path in write_moved(found, out) if out is not None else ():
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
