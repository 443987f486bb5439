"""``highneeds clocks``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.casework import LastDay
from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.clock_words import clock_lines, published_lines
from highneeds.operations.clocks import clocks_of_council, write_clocks


def clocks(
    plans_a_week: Annotated[
        float | None, typer.Option(min=0, help="How many final plans officers can issue a week; else as last year.")
    ] = None,
    officers: Annotated[
        float | None, typer.Option(min=0.1, help="How many officers there are (full-time): tells the caseload of each.")
    ] = None,
    last_day: Annotated[
        LastDay | None, typer.Option(help="Whether day 140 of the twenty weeks is in time; else HIGHNEEDS_LAST_DAY.")
    ] = None,
    published: Annotated[
        Path | None, typer.Option(help="Folder or zip of the department's published figures.", metavar="PATH")
    ] = None,
    authority: Annotated[str | None, typer.Option(help="The council's name or code in the published figures.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for due.csv.", metavar="DIR")] = None,
) -> None:
    """Tell how timely the council is, what waits and for how long, what is due next, and what will be late."""
    if (published is None) != (authority is None):
        message = "Name both --published and --authority: whose published figures to set beside these."
        raise Refusal(message)
    found = clocks_of_council(plans_a_week=plans_a_week, officers=officers, last_day=last_day)
    for line in clock_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    if published is not None and authority is not None:
        for line in published_lines(published, authority):
            console.print(line, markup=False, soft_wrap=True)
    if out is not None:
        console.print(f"Wrote {write_clocks(found, out)}", markup=False, soft_wrap=True)
