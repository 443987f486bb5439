"""``highneeds templates``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.templates import DICTIONARY_FILE, write_templates


def templates(
    out: Annotated[Path, typer.Argument(help="Folder for the templates.", metavar="OUT")],
) -> None:
    """Write a template of every kind of file as XLSX and CSV, with a data dictionary of its columns."""
    written = write_templates(out)
    console.print(f"Wrote {len(written)} files into {out}. All columns are in {DICTIONARY_FILE}.", markup=False)
