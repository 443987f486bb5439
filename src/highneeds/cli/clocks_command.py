"""``highneeds clocks``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.clocks import clock_lines, clocks_of_council, write_clocks


def clocks(
    plans_a_week: Annotated[
        int | None, typer.Option(min=0, help="How many final plans officers can issue a week: tells breaches to come.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for due.csv.", metavar="DIR")] = None,
) -> None:
    """Tell how timely the council is, what waits and for how long, and what is due in the next weeks."""
    found = clocks_of_council(plans_a_week=plans_a_week)
    for line in clock_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    if out is not None:
        console.print(f"Wrote {write_clocks(found, out)}", markup=False, soft_wrap=True)
