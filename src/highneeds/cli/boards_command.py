"""``highneeds boards``: agendas, decisions, actions, and the money that waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.governance.boards import Outcome
from highneeds.operations.board_words import (
    action_lines,
    agenda_lines,
    assumption_lines,
    board_lines,
    board_view,
    decision_lines,
    escalation_lines,
    waiting_lines,
)
from highneeds.operations.boards import read_boards, record_decision, record_done
from highneeds.operations.governance_out import write_boards

boards = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Boards: what comes before each, what is decided and done, and what money waits on a decision.",
)

Block = Annotated[
    Path | None, typer.Option("--file", help="The block's file, whose measures' savings may wait; docs/guide/block.md.")
]
Day = Annotated[
    datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="As at this day; none: the day of the data.")
]
By = Annotated[str, typer.Option(help="Who records it.")]
On = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which it was.")]


@boards.command("read")
def read(file: Annotated[Path, typer.Argument(help="TOML; docs/guide/boards.md.")]) -> None:
    """Read the boards from a file; every fault is told at once, and nothing is kept while there is one."""
    found = read_boards(file)
    state = "is in use" if found.kept.is_new else "was in use already"
    news = ", ".join(f"{count} {what}" for what, count in found.news.items())
    _say([f"{found.kept.file_name}: {found.boards} boards, version {found.kept.version} {state}; new: {news}."])


@boards.command("list")
def list_boards(*, file: Block = None, day: Day = None) -> None:
    """Every board with its remit, what it may decide and when it meets."""
    _say(board_lines(board_view(block=file, day=_day(day))))


@boards.command("agenda")
def agenda(
    board: Annotated[str, typer.Argument(help="The board's name.")], *, file: Block = None, day: Day = None
) -> None:
    """What comes before a board's next meeting: decisions, escalations, risks that ask for a score, and actions."""
    _say(agenda_lines(board_view(block=file, day=_day(day)), board))


@boards.command("decisions")
def decisions(*, file: Block = None, day: Day = None) -> None:
    """How every decision stands, and who may take it."""
    _say(decision_lines(board_view(block=file, day=_day(day))))


@boards.command("waiting")
def waiting(*, file: Block = None, day: Day = None) -> None:
    """The savings that wait on a decision, by year; each counted once."""
    _say(waiting_lines(board_view(block=file, day=_day(day))))


@boards.command("actions")
def actions(*, file: Block = None, day: Day = None) -> None:
    """What boards asked of people: done, open and late."""
    _say(action_lines(board_view(block=file, day=_day(day))))


@boards.command("escalations")
def escalations(*, file: Block = None, day: Day = None) -> None:
    """What goes from one board to another, and why."""
    _say(escalation_lines(board_view(block=file, day=_day(day))))


@boards.command("assumptions")
def assumptions(*, file: Block = None, day: Day = None) -> None:
    """The log of assumptions, each with its source, owner and day of review."""
    _say(assumption_lines(board_view(block=file, day=_day(day))))


@boards.command("decide")
def decide(
    ref: Annotated[str, typer.Argument(help="The decision's reference.")],
    outcome: Annotated[Outcome, typer.Argument(help="What came of it.")],
    *,
    board: Annotated[str, typer.Option(help="Which board decided.")],
    on: On,
    by: By,
    minute: Annotated[str, typer.Option(help="The minute in which it stands.")],
) -> None:
    """Record what a board decided; one that may not decide as much is refused."""
    made = record_decision(ref, outcome, board=board, on=on.date(), by=by, minute=minute)
    _say([f"{made.decision}: {made.outcome} by the {made.board} on {made.decided_on:%-d %B %Y}, {made.minute}."])


@boards.command("done")
def done(
    ref: Annotated[str, typer.Argument(help="The action's reference.")],
    *,
    on: On,
    by: By,
    note: Annotated[str, typer.Option(help="What was done.")],
) -> None:
    """Record that an action is done."""
    told = record_done(ref, on=on.date(), by=by, note=note)
    _say([f"{told.action}: done on {told.done_on:%-d %B %Y} by {told.done_by}; {told.note}."])


@boards.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="A folder.", metavar="DIR")], *, file: Block = None, day: Day = None
) -> None:
    """Write the boards as they were read, and decisions, actions, waiting money and assumptions as CSV."""
    _say(f"Wrote {path}" for path in write_boards(board_view(block=file, day=_day(day)), out))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
