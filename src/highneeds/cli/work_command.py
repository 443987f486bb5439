"""``highneeds work`` and ``highneeds worker``: long work that runs while nobody waits at a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.work import ask_for
from highneeds.operations.worker import work_until_stopped
from highneeds.store.models import WorkRow
from highneeds.store.setup import open_store
from highneeds.store.work_queue import ask_to_stop, pieces

work = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Long work, done by the worker.")
Draws = Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers.")]
Out = Annotated[Path | None, typer.Option(help="Folder for what is written.", metavar="DIR")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
Years = Annotated[int, typer.Option(min=1, max=10, help="Financial years.")]


@work.command("list")
def show() -> None:
    """What waits, is at work and is done, the newest first."""
    open_store()
    for piece in pieces():
        console.print(_line(piece), markup=False, soft_wrap=True)


@work.command("month")
def month(
    *, council: str = "The council", invented: bool = False, draws: Draws = 1_000, seed: Seed = 2026, out: Out = None
) -> None:
    """Make the month of what is stored, as highneeds month does."""
    _ask("month", council=council, is_invented=invented, draws=draws, seed=seed, out=_said(out))


@work.command("programme")
def programme(*, file: File, years: Years = 5, draws: Draws = 1_000, seed: Seed = 2026, out: Out = None) -> None:
    """What a programme saves, as highneeds programme does."""
    _ask("programme", file=str(file), years=years, draws=draws, seed=seed, out=_said(out))


@work.command("risk-money")
def risk_money(
    *,
    file: Annotated[Path | None, typer.Option(help="The block's file.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="The levers that it names.")] = None,
    years: Years = 5,
    draws: Draws = 1_000,
    seed: Seed = 2026,
) -> None:
    """The deficit with each risk on and off, as highneeds risks money does."""
    _ask("risk money", file=_said(file), scenario=_said(scenario), years=years, draws=draws, seed=seed)


@work.command("stop")
def stop(number: Annotated[int, typer.Argument(help="As 'highneeds work list' shows it.")]) -> None:
    """Stop a piece of work; nothing of it is kept."""
    open_store()
    piece = ask_to_stop(number)
    if piece is None:
        message = f"There is no work {number}. 'highneeds work list' shows what there is."
        raise Refusal(message)
    console.print(_line(piece), markup=False, soft_wrap=True)


def worker(
    *,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when nothing waits any more.")] = False,
) -> None:
    """Do the work that waits, one piece at a time, until it is stopped. What is begun then is given back."""
    work_until_stopped(told=_say, ends_when_idle=until_idle)


def _ask(kind: str, **asked: object) -> None:
    piece, is_new = ask_for(kind, asked, by=person_at_the_terminal())
    console.print(_line(piece), markup=False, soft_wrap=True)
    if not is_new:
        console.print("The same was asked before, of the same files and data: nothing was added.")


def _line(piece: WorkRow) -> str:
    parts = [f"{piece.pk:>5}  {piece.kind}: {piece.get_state_display()}", piece.step, piece.says]
    return ". ".join(filter(None, parts))


def _said(path: Path | None) -> str:
    return "" if path is None else str(path)


def _say(line: str) -> None:
    console.print(line, markup=False, soft_wrap=True)
