"""``highneeds places``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.places_on import places_lines, places_on, write_places


def places(
    *,
    on: Annotated[datetime | None, typer.Option(help="The day; today when left out.", formats=["%Y-%m-%d"])] = None,
    out: Annotated[Path | None, typer.Option(help="Write all rows as CSV.", metavar="FILE.csv")] = None,
) -> None:
    """Show every school's places on a day: what it can hold, what is agreed, what is paid for, who is on roll."""
    found = places_on((on or datetime.now(UTC)).date())
    for line in places_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    if out is not None:
        console.print(f"Wrote {write_places(found, out)}", markup=False, soft_wrap=True)
