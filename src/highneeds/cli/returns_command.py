"""``highneeds returns``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, errors, stages
from highneeds.operations.returns import Ordered, ReturnKind, write_return


def returns(  # noqa: PLR0913, PLR0917 - each is an option that a person may type
    kind: Annotated[ReturnKind, typer.Argument(help="What to write.")],
    out: Annotated[Path, typer.Option(help="Folder to write the workbook and the CSV into.")],
    file: Annotated[
        Path | None, typer.Option(help="TOML: allocation, transfers, deficit, grant, measures; docs/guide/block.md.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="TOML: the levers that measures of the file name; docs/guide/scenarios.md.")
    ] = None,
    publication: Annotated[  # noqa: FBT002 - typer's form of a flag
        bool, typer.Option("--publication", help="Withhold few children and what would give them away.")
    ] = False,
    draws: Annotated[
        int | None, typer.Option(min=50, max=100_000, help="How many futures to simulate; else as the latest month.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="The seed of the simulation's luck: same seed, same numbers; else the month's.")
    ] = None,
    council: Annotated[str, typer.Option(help="The council's name, as the files print it.")] = "The council",
    invented: Annotated[bool, typer.Option("--invented", help="Say in the files that it is all made up.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Write the DSG plan, the local SEND reform plan, section 251 lines, or next year's budget, from what is stored."""
    ordered = Ordered(council, invented, file, scenario, draws, seed, publication)
    with stages() as begin:
        written = write_return(kind, out, ordered, begin)
    for path in written.files:
        console.print(f"Wrote {path}", soft_wrap=True)
    if written.agreement:
        console.print(written.agreement, markup=False, soft_wrap=True)
    for one in written.wrong:
        both = f"{one.dsg_plan:,} in the DSG plan, {one.reform_plan:,} in the reform plan"
        said = f"These should agree and do not. {one.what}, January {one.january}: {both}."
        errors.print(said, markup=False, soft_wrap=True)
    if publication:
        console.print("Few children are withheld. A second person reads it before it goes out.", soft_wrap=True)
