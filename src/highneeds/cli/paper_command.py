"""``highneeds paper``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.papers import write_latest_paper


def paper(
    file: Annotated[
        Path, typer.Argument(help="Where to write: a name that ends in .pdf, .docx or .xlsx.", metavar="FILE")
    ],
) -> None:
    """Write the latest month's paper: tagged PDF, editable Word, or the Excel annex with every figure's basis."""
    record = write_latest_paper(file)
    console.print(f"Wrote {file}: as at {record.as_at:%-d %B %Y}, snapshot {record.snapshot}", soft_wrap=True)
