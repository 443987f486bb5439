"""Boards: their remits and what each may decide, their meetings, the decisions and actions before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BoardKind(StrEnum):
    """What sort of body it is; it says what a reader may expect, not what it may do."""

    PROJECT_GROUP = "project group"
    TRANSFORMATION_BOARD = "transformation board"
    SEND_BOARD = "SEND strategy board"
    COMMITTEE = "committee"
    CABINET = "cabinet"
    SCHOOLS_FORUM = "schools forum"
    OTHER = "other"


class View(StrEnum):
    """What a board looks at in a risk or a measure: one risk may go to two boards with different eyes."""

    MONEY = "money"
    DELIVERY = "delivery"
    SERVICE = "service"
    PEOPLE = "people"
    REPUTATION = "reputation"


@dataclass(frozen=True, slots=True)
class Board:
    """``may_decide_pence``: up to how much it may decide itself; None: nothing, it advises. ``reports_to``: by name.

    ``escalates_score_from``: the score from which its risks go to the boards above; ``escalates_after_days``: how long
    an action may be late before it does. None: never.
    """

    name: str
    kind: BoardKind
    remit: str
    reports_to: tuple[str, ...]
    views: tuple[View, ...]
    may_decide_pence: int | None = None
    escalates_score_from: int | None = None
    escalates_after_days: int | None = None

    def may_decide(self, decision: Decision) -> bool:
        return self.may_decide_pence is not None and decision.amount_pence <= self.may_decide_pence


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of one board. ``items``: what the clerk put on the agenda, in order."""

    board: str
    day: date
    items: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What came of a decision."""

    AGREED = "agreed"
    AGREED_IN_PART = "agreed in part"
    REFUSED = "refused"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be decided. ``amount_pence``: the money at stake in its largest year, for what a board may decide;
    ``measures``: names of the measures whose saving waits on it.
    """

    ref: str
    title: str
    board: str
    needed_by: date
    amount_pence: int
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """Raises ValueError without who wrote it down, or the minute in which it stands."""

    decision: str
    board: str
    outcome: Outcome
    decided_on: date
    recorded_by: str
    minute: str

    def __post_init__(self) -> None:
        if not self.recorded_by.strip() or not self.minute.strip():
            message = f"decision {self.decision} needs who recorded it and the minute in which it stands"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class BoardAction:
    """What a board asked of somebody."""

    ref: str
    text: str
    owner: str
    board: str
    due: date


@dataclass(frozen=True, slots=True)
class ActionDone:
    """Raises ValueError without who says so, or what was done."""

    action: str
    done_on: date
    done_by: str
    note: str

    def __post_init__(self) -> None:
        if not self.done_by.strip() or not self.note.strip():
            message = f"action {self.action} needs who says that it is done, and what was done"
            raise ValueError(message)


@dataclass(frozen=True)
class Boards:
    """A council's boards and all that is before them, as the file says."""

    name: str
    boards: tuple[Board, ...]
    meetings: tuple[Meeting, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[BoardAction, ...] = ()

    def board(self, name: str) -> Board:
        """Raises KeyError for a name that no board has."""
        for board in self.boards:
            if board.name == name:
                return board
        raise KeyError(name)

    def above(self, name: str) -> tuple[Board, ...]:
        """Every board it reports to, near ones first, each once."""
        found: dict[str, Board] = {}
        layer = self.board(name).reports_to
        while layer:
            new = [self.board(each) for each in dict.fromkeys(layer) if each not in found and each != name]
            found |= {board.name: board for board in new}
            layer = tuple(above for board in new for above in board.reports_to)
        return tuple(found.values())

    def deciding_board(self, decision: Decision) -> Board | None:
        """The nearest board that may decide it, its own first; None where none may."""
        chain = (self.board(decision.board), *self.above(decision.board))
        return next((board for board in chain if board.may_decide(decision)), None)


class Standing(StrEnum):
    """How a decision stands on a day."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    MADE = "made"


def standing_of(decision: Decision, made: Mapping[str, DecisionMade], day: date) -> Standing:
    """One that was deferred waits on."""
    outcome = made.get(decision.ref)
    if outcome is not None and outcome.outcome is not Outcome.DEFERRED:
        return Standing.MADE
    return Standing.OVERDUE if decision.needed_by < day else Standing.WAITING


def latest(made: Sequence[DecisionMade]) -> Mapping[str, DecisionMade]:
    """The last word on each decision, in the order in which they were recorded."""
    return {one.decision: one for one in made}


def faults_in(boards: Boards) -> Iterator[tuple[str, str]]:
    """(who or what, what is wrong) of names that lead nowhere and of reporting in a circle."""
    names = {board.name for board in boards.boards}
    for board in boards.boards:
        for above in board.reports_to:
            if above not in names:
                yield board.name, f'It reports to "{above}", and there is no such board.'
    for kind, each in (
        *(("meeting", meeting.board) for meeting in boards.meetings),
        *((f"decision {decision.ref}", decision.board) for decision in boards.decisions),
        *((f"action {action.ref}", action.board) for action in boards.actions),
    ):
        if each not in names:
            yield kind, f'There is no board "{each}".'
    if all(above in names for board in boards.boards for above in board.reports_to):
        for board in boards.boards:
            if any(board.name in above.reports_to for above in boards.above(board.name)) or (
                board.name in board.reports_to
            ):
                yield board.name, "It reports to itself, by way of the boards above it."
