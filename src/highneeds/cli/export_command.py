"""``highneeds export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.export_table import export_table


def export(
    table: Annotated[str, typer.Argument(help="Which table, for example cost_lines.")],
    out: Annotated[Path, typer.Argument(help="The workbook to write.", dir_okay=False, metavar="OUT.xlsx")],
    *,
    purpose: Annotated[str, typer.Option(help="What the rows are for; it is kept, and stands at the foot.")],
) -> None:
    """Write a table in use out as a workbook; edited and imported again, it shows what you changed."""
    rows = export_table(table, out, purpose=purpose)
    console.print(
        f"Wrote {rows:,} rows of {table} to {out}. It may hold children's data: keep it where only you can read it. "
        f"'highneeds import {out} --dry-run' says what you changed.",
        markup=False,
        soft_wrap=True,
    )
