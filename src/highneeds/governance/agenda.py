"""What comes before a board: what its clerk put there, and what the data and the dates put there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from highneeds.governance.boards import (
    ActionDone,
    Board,
    BoardAction,
    Boards,
    Decision,
    DecisionMade,
    Meeting,
    Standing,
    standing_of,
)
from highneeds.risk import Standing as RiskStanding


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """``kind``: what sort of item; ``ref``: what it is about, empty for what the clerk wrote."""

    kind: str
    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """What goes from one board to another, and why."""

    ref: str
    from_board: str
    to_boards: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Before:
    """What is known when an agenda is made. ``made`` and ``done`` by ref."""

    boards: Boards
    made: Mapping[str, DecisionMade]
    done: Mapping[str, ActionDone]
    risks: Sequence[RiskStanding]


def next_meeting(boards: Boards, board: str, day: date) -> Meeting | None:
    """The first on ``day`` or after it."""
    return min(
        (meeting for meeting in boards.meetings if meeting.board == board and meeting.day >= day),
        key=lambda meeting: meeting.day,
        default=None,
    )


def agenda(board: str, before: Before, meeting: Meeting | None, day: date) -> tuple[AgendaLine, ...]:
    """Decisions that wait for this board, what others escalate to it, its risks that need a score, its actions still
    open, and the clerk's own items first.
    """
    lines = [AgendaLine("item", "", item) for item in (() if meeting is None else meeting.items)]
    lines += _decisions(board, before, day)
    lines += [
        AgendaLine("escalated", one.ref, f"From the {one.from_board}: {one.why}")
        for one in escalations(before, day)
        if board in one.to_boards
    ]
    lines += _risks(board, before)
    lines += _actions(board, before, day)
    return tuple(lines)


def _decisions(board: str, before: Before, day: date) -> Iterator[AgendaLine]:
    for decision in before.boards.decisions:
        decides = before.boards.deciding_board(decision)
        standing = standing_of(decision, before.made, day)
        if standing is not Standing.MADE and decides is not None and decides.name == board:
            late = "was needed by" if standing is Standing.OVERDUE else "is needed by"
            yield AgendaLine("decision", decision.ref, f"{decision.title}; it {late} {_day(decision.needed_by)}")


def _risks(board: str, before: Before) -> Iterator[AgendaLine]:
    for standing in before.risks:
        if board in standing.risk.boards and standing.prompt is not None:
            score = "not scored yet" if standing.score is None else f"scored {standing.score}"
            yield AgendaLine("risk", standing.risk.ref, f"{standing.risk.title}, {score}: to be scored again")


def _actions(board: str, before: Before, day: date) -> Iterator[AgendaLine]:
    for action in before.boards.actions:
        if action.board == board and action.ref not in before.done:
            late = "was due on" if action.due < day else "is due on"
            yield AgendaLine("action", action.ref, f"{action.text} ({action.owner}); it {late} {_day(action.due)}")


def escalations(before: Before, day: date) -> tuple[Escalation, ...]:
    """Scores at or above what a board may keep, actions late for too long, and decisions beyond what it may decide."""
    return (*_of_risks(before), *_of_actions(before, day), *_of_decisions(before, day))


def _of_risks(before: Before) -> Iterator[Escalation]:
    for standing in before.risks:
        for name in standing.risk.boards:
            board = _board(before.boards, name)
            limit = None if board is None else board.escalates_score_from
            if board is not None and limit is not None and standing.score is not None and standing.score >= limit:
                why = f"{standing.risk.title} is scored {standing.score}; {limit} and above go up"
                yield Escalation(standing.risk.ref, name, board.reports_to, why)


def _of_actions(before: Before, day: date) -> Iterator[Escalation]:
    for action in before.boards.actions:
        board = before.boards.board(action.board)
        days = _days_late(action, before.done, day)
        if board.escalates_after_days is not None and days > board.escalates_after_days:
            why = f"{action.text} ({action.owner}) is {days} days late"
            yield Escalation(action.ref, board.name, board.reports_to, why)


def _of_decisions(before: Before, day: date) -> Iterator[Escalation]:
    for decision in before.boards.decisions:
        decides = before.boards.deciding_board(decision)
        if standing_of(decision, before.made, day) is Standing.MADE or (
            decides is not None and decides.name == decision.board
        ):
            continue
        to = () if decides is None else (decides.name,)
        why = f"{decision.title} is beyond what it may decide" + ("" if to else ", and no board above it may either")
        yield Escalation(decision.ref, decision.board, to, why)


def _days_late(action: BoardAction, done: Mapping[str, ActionDone], day: date) -> int:
    return 0 if action.ref in done else max(0, (day - action.due).days)


def _board(boards: Boards, name: str) -> Board | None:
    return next((board for board in boards.boards if board.name == name), None)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits on one decision: the saving of its measures by financial year, in pence; ``unknown``: measures named
    there that no file has.
    """

    decision: Decision
    standing: Standing
    pence_by_year: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]

    @property
    def pence(self) -> int:
        return sum(pence for _, pence in self.pence_by_year)


def waiting_money(
    boards: Boards, made: Mapping[str, DecisionMade], savings: Mapping[str, Mapping[str, int]], day: date
) -> tuple[Waiting, ...]:
    """Of every decision not yet made. ``savings``: pence by measure and financial year.

    A measure that waits on two decisions waits with the first of them to be needed, so that no pound is told twice.
    """
    told: set[str] = set()
    found = []
    for decision in sorted(boards.decisions, key=lambda one: (one.needed_by, one.ref)):
        standing = standing_of(decision, made, day)
        if standing is Standing.MADE:
            continue
        mine = [name for name in decision.measures if name in savings and name not in told]
        told |= set(mine)
        by_year: dict[str, int] = {}
        for name in mine:
            for year, pence in savings[name].items():
                by_year[year] = by_year.get(year, 0) + pence
        unknown = tuple(name for name in decision.measures if name not in savings)
        found.append(Waiting(decision, standing, tuple(sorted(by_year.items())), unknown))
    return tuple(found)
