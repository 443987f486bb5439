"""``highneeds demonstration``: a month's whole cycle on an invented council, in one process."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.main import app
from highneeds.cli.progress import console

Step = tuple[str, tuple[str, ...]]


def demonstration(
    folder: Annotated[Path, typer.Argument(help="The folder to write; made when absent.", metavar="DIR")],
    block: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="What the block receives and owes.")],
    seed: Annotated[int, typer.Option(help="Another seed makes another council.")] = 2026,
    plans: Annotated[int, typer.Option(min=200, max=50_000, help="EHC plans at the last January census.")] = 7_000,
) -> None:
    """Build an invented council from files such as a council holds, and run a month's whole cycle on it.

    Files, import, position, forecast, close, savings, risks and the committee paper: the commands that a person would
    type, one after another. The first that is refused ends it. Every child is generated.
    """
    steps = steps_of(folder, block, seed=seed, plans=plans)
    for number, (what, words) in enumerate(steps, start=1):
        console.print(f"\n{number} of {len(steps)}: {what}\n$ {shlex.join(('highneeds', *words))}", soft_wrap=True)
        code = app(list(words), standalone_mode=False)
        if code:
            raise typer.Exit(code)


def steps_of(folder: Path, block: Path, *, seed: int, plans: int) -> tuple[Step, ...]:
    """What each step does, and its command in words."""
    files = folder / "files"
    governance = files / "governance"
    words_of_authors = ("--narrative", str(governance / "narrative"))
    known = ("--file", str(block))
    return (
        ("the files of an invented council", ("demo-files", str(files), "--seed", str(seed), "--plans", str(plans))),
        ("its boards and their decisions", ("boards", "read", str(governance / "boards.toml"))),
        ("its teams, whose case officers see their own children", ("teams", "read", str(governance / "teams.toml"))),
        ("the account of an officer who leads one", ("accounts", "abiola.fenwick", "--role", "case officer")),
        (
            "import, position, forecast and the month's paper",
            ("month", str(files), "--out", str(folder), "--council", "Ashmere County Council", "--invented"),
        ),
        ("the month closed and set against the ledger", ("close", "--out", str(folder / "month-end"))),
        (
            "the savings programme",
            ("programme", str(files / "programme.toml"), "--out", str(folder / "programme"), "--draws", "200"),
        ),
        ("the register of risks", ("risks", "read", str(governance / "risks.toml"))),
        ("what the risks may cost", ("risks", "money", *known)),
        ("savings that wait on a decision", ("boards", "waiting", *known)),
        ("risks that ask to be scored again", ("risks", "list", *known)),
        ("what the last paper promised", ("paper", "read-earlier", str(governance / "earlier-paper.toml"))),
        (
            "the committee paper",
            ("paper", "committee", "--out", str(folder / "papers"), *words_of_authors, *known),
        ),
    )
