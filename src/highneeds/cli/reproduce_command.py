"""``highneeds reproduce``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.reproduce import reproduce as made_again
from highneeds.operations.reproduce import reproduced_lines


def reproduce(
    snapshot: Annotated[str, typer.Argument(help="The snapshot's name, as every page and paper gives it.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Where to write the record made again, as JSON.")] = None,
) -> None:
    """Make a month again from its snapshot and say whether it comes out the same, byte for byte.

    Takes the snapshot's own tables, seed, draws and assumptions; nothing that was imported since is read. Exits 1 when
    the bytes differ.
    """
    with stages() as begin:
        found = made_again(snapshot, out=out, progress=begin)
    for line in reproduced_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    if not found.is_same:
        raise typer.Exit(1)
