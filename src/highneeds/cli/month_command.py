"""``highneeds month``: the whole cycle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.month import run_month
from highneeds.operations.papers import write_papers
from highneeds.operations.words import month_in_words

PARAMETERS = "parameters.csv"


def month(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders to import first; none: use what is stored.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for paper.pdf, .docx and .xlsx and the fitted parameters.")
    ] = None,
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The seed of the simulation's luck: same seed, same numbers.")] = 2026,
    council: Annotated[str, typer.Option(help="The council's name, as the paper prints it.")] = "The council",
    invented: Annotated[bool, typer.Option("--invented", help="Say on every page that it is all made up.")] = False,  # noqa: FBT002 - typer\'s form of a flag
) -> None:
    """Run the month: import, check, price, compare with budget, forecast ten years, and write the committee paper."""
    with stages() as begin:
        record = run_month(
            files or [],
            council=council,
            is_invented=invented,
            draws=draws,
            seed=seed,
            progress=begin,
            parameters=None if out is None else out / PARAMETERS,
        )
        if out is not None:
            begin("Writing the paper as PDF, Word and Excel")
            write_papers(record, out)
    for line in month_in_words(record):
        console.print(line, soft_wrap=True)
    if out is not None:
        console.print(f"Paper: {out / 'paper.pdf'}, {out / 'paper.docx'}, {out / 'paper.xlsx'}", soft_wrap=True)
        console.print(f"Every fitted rate with its evidence: {out / PARAMETERS}", soft_wrap=True)
