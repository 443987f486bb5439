"""Boards told for the screen: agendas, decisions and what waits on them, actions, escalations and assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from highneeds.governance.agenda import Before, Waiting, agenda, escalations, next_meeting, waiting_money
from highneeds.governance.assumption_log import LoggedAssumption, due_for_review
from highneeds.governance.boards import Board, standing_of
from highneeds.operations.boards import board_named, boards_or_refuse
from highneeds.operations.risks import programme_of, risks_of_council
from highneeds.reports import words
from highneeds.risk import Standing
from highneeds.store.board_records import assumption_log
from highneeds.store.governance_files import file_in_use


@dataclass(frozen=True)
class BoardView:
    """What is before the boards on ``day``; without a register no risk is among it."""

    before: Before
    waiting: tuple[Waiting, ...]
    assumptions: tuple[LoggedAssumption, ...]
    day: date


def board_view(*, block: Path | None, day: date | None) -> BoardView:
    """Raises Refusal when no boards were read, or the block's file cannot be used."""
    found = boards_or_refuse()
    programme = programme_of(block)
    risks: tuple[Standing, ...] = ()
    if file_in_use("risks") is not None:
        view = risks_of_council(block=block, day=day)
        risks, day = view.standings, view.day
    on = day or date.today()  # noqa: DTZ011 - the council's own calendar day
    before = Before(found.boards, programme.made, programme.done, risks)
    return BoardView(before, waiting_money(found.boards, programme.made, programme.savings, on), assumption_log(), on)


def board_lines(view: BoardView) -> Iterator[str]:
    """Every board with its remit, whom it reports to, what it may decide and when it meets next."""
    boards = view.before.boards
    yield f"{boards.name}, as at {words.day(view.day)}"
    for board in boards.boards:
        meeting = next_meeting(boards, board.name, view.day)
        yield ""
        yield f"{board.name} ({board.kind})"
        yield f"  {board.remit}. Looks at {words.listed([each.value for each in board.views])}."
        above = words.listed(board.reports_to) if board.reports_to else "nobody in this file"
        yield f"  Reports to {above}. {_may(board)}"
        yield f"  Next meeting: {'none in the file' if meeting is None else words.day(meeting.day)}."


def _may(board: Board) -> str:
    if board.may_decide_pence is None:
        return "It advises and decides no money."
    return f"It may decide up to {words.pounds(board.may_decide_pence)}."


def agenda_lines(view: BoardView, name: str) -> Iterator[str]:
    """Of the next meeting of one board. Raises Refusal for a board that there is not."""
    board = board_named(boards_or_refuse(), name)
    meeting = next_meeting(view.before.boards, board.name, view.day)
    when = "no meeting is in the file" if meeting is None else words.day(meeting.day)
    yield f"{board.name}: agenda, {when}"
    lines = agenda(board.name, view.before, meeting, view.day)
    for number, line in enumerate(lines, start=1):
        yield f"  {number}. {f'{line.ref}: ' if line.ref else ''}{line.text}"
    if not lines:
        yield "  Nothing is before it."


def decision_lines(view: BoardView) -> Iterator[str]:
    """Every decision: how it stands, who may take it, and what came of it."""
    for decision in view.before.boards.decisions:
        standing = standing_of(decision, view.before.made, view.day)
        decides = view.before.boards.deciding_board(decision)
        who = "no board may take it" if decides is None else decides.name
        yield f"{decision.ref} {decision.title}: {standing}; needed by {words.day(decision.needed_by)}; {who}"
        made = view.before.made.get(decision.ref)
        if made is not None:
            yield f"    {made.outcome} by the {made.board} on {words.day(made.decided_on)}, {made.minute}"


def waiting_lines(view: BoardView) -> Iterator[str]:
    """What waits on each decision, by year; nothing is told twice."""
    total = sum(one.pence for one in view.waiting)
    yield f"{words.pounds(total)} of planned savings wait on {len(view.waiting)} decisions, as at {words.day(view.day)}"
    for one in view.waiting:
        by_year = ", ".join(f"{year} {words.pounds(pence)}" for year, pence in one.pence_by_year if pence)
        yield f"  {one.decision.ref} {one.decision.title} ({one.standing}): {by_year or 'no saving that is known'}"
        if one.unknown:
            yield f"    not known here: {words.listed(one.unknown)}"


def action_lines(view: BoardView) -> Iterator[str]:
    for action in view.before.boards.actions:
        done = view.before.done.get(action.ref)
        if done is not None:
            yield f"{action.ref} {action.text}: done {words.day(done.done_on)} by {done.done_by}; {done.note}"
        else:
            late = "late" if action.due < view.day else "open"
            yield f"{action.ref} {action.text} ({action.owner}): {late}; due {words.day(action.due)}"


def escalation_lines(view: BoardView) -> Iterator[str]:
    found = escalations(view.before, view.day)
    yield f"{len(found)} matters go up"
    for one in found:
        to = words.listed(one.to_boards) if one.to_boards else "nobody"
        yield f"  {one.ref}: from the {one.from_board} to {to}. {one.why}."


def assumption_lines(view: BoardView) -> Iterator[str]:
    """The log, and which of it is to be looked at again."""
    due = {one.name for one in due_for_review(view.assumptions, view.day)}
    for one in view.assumptions:
        late = " Due for review." if one.name in due else ""
        yield f"{one.name}: {one.value} {one.unit} (version {one.version}, {one.owner})"
        yield f"    {one.source}; to be looked at again on {words.day(one.review_on)}.{late}"
