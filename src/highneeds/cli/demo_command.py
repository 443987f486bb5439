"""``highneeds demo-files``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.demonstration import write_demonstration_files


def demo_files(
    folder: Annotated[Path, typer.Argument(help="The folder to write; made when absent.", metavar="DIR")],
    seed: Annotated[
        int, typer.Option(help="Another seed makes another council; the same seed, the same bytes.")
    ] = 2026,
    plans: Annotated[int, typer.Option(min=200, max=50_000, help="EHC plans at the last January census.")] = 7_000,
) -> None:
    """Write the folder of files that an invented council holds.

    SEN2 returns, finance extract, ledger, budget books, population and provider register, with faults planted in
    them; planted-defects.csv lists every one. Every child is generated.
    """
    with stages() as begin:
        write_demonstration_files(folder, seed=seed, plans=plans, progress=begin)
    console.print(f"Wrote the files of Ashmere County Council (invented) to {folder}", soft_wrap=True)
