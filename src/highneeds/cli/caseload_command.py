"""``highneeds caseload`` and ``highneeds sen2-changes``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.caseload_day import (
    beside_published,
    caseload_lines,
    caseload_of_day,
    changes_lines,
    changes_of_year,
    disputes_lines,
    published_lines,
)


def caseload(
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2026-01-15.", metavar="DAY")],
    return_year: Annotated[int | None, typer.Option(help="Take this return, not the one that knows most.")] = None,
    published: Annotated[
        Path | None,
        typer.Option(
            help="Folder or zip of the DfE's published files, to compare a January with.", metavar="DIR_OR_ZIP"
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A CSV of the counts by setting, need, year and age.")] = None,
) -> None:
    """Tell how many children had a plan on any day, by setting, need and school year, plan beside placement.

    Beside it the appeals and mediation of the twelve months before, where a file of case events was imported.
    """
    found = caseload_of_day(on.date(), return_year=return_year)
    for line in caseload_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    console.print()
    for line in disputes_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    if published is not None:
        console.print()
        for line in published_lines(beside_published(on.year, published)):
            console.print(line, markup=False, soft_wrap=True)
    if out is not None:
        try:
            found.counts.write_csv(out)
        except OSError as error:
            message = f"{out} cannot be written: {error.strerror}."
            raise Refusal(message) from error
        console.print(f"Wrote {out}", markup=False, soft_wrap=True)


def sen2_changes(
    year: Annotated[int, typer.Argument(help="Census year: what changed from the January before to this one.")],
) -> None:
    """Tell what changed since last year's return: who joined, left and moved, new needs, and how timely plans were."""
    for line in changes_lines(changes_of_year(year)):
        console.print(line, markup=False, soft_wrap=True)
