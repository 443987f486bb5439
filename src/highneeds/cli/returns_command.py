"""``highneeds returns``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.returns import ReturnKind, write_return


def returns(
    kind: Annotated[ReturnKind, typer.Argument(help="What to write.")],
    out: Annotated[Path, typer.Option(help="Folder to write the workbook and the CSV into.")],
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The seed of the simulation's luck: same seed, same numbers.")] = 2026,
    council: Annotated[str, typer.Option(help="The council's name, as the files print it.")] = "The council",
    invented: Annotated[bool, typer.Option("--invented", help="Say in the files that it is all made up.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Write the DSG management plan, the local SEND reform plan, or next year's budget, from what is stored."""
    with stages() as begin:
        written = write_return(
            kind,
            out,
            publish=False,  # what is published goes through a second person first
            council=council,
            is_invented=invented,
            draws=draws,
            seed=seed,
            progress=begin,
        )
    for path in written:
        console.print(f"Wrote {path}", soft_wrap=True)
