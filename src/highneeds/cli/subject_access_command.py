"""``highneeds subject-access``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.subject_access import subject_access as answer


def subject_access(
    child: Annotated[str, typer.Argument(help="A child's pseudonym as on the pages, or its key.", metavar="CHILD")],
    *,
    out: Annotated[Path, typer.Option(help="Folder to write into.", file_okay=False)],
    purpose: Annotated[str, typer.Option(help="Whose request it answers, as your register numbers it.")],
) -> None:
    """Write all that is held of one child, with who saw it: as text to read and as JSON."""
    given = answer(child, out, purpose=purpose)
    console.print(f"{given.name}: {given.rows:,} rows, from every import that is kept.", markup=False)
    for path in given.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
    console.print("A person reads it before it is handed over, and takes out what tells of somebody else.")
