"""What the pages of boards, decisions and actions show, and what people record there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from highneeds.governance.agenda import Escalation, Waiting, agenda, escalations, next_meeting
from highneeds.governance.assumption_log import due_for_review
from highneeds.governance.boards import Board, BoardAction, Decision, Meeting, Outcome, Standing, standing_of
from highneeds.operations.board_words import BoardView, board_view
from highneeds.operations.boards import record_decision, record_done
from highneeds.operations.slugs import ref_of, slug_of
from highneeds.reports import words
from highneeds.store.board_records import decisions_made
from highneeds.store.governance_files import file_in_use
from highneeds.store.setup import open_store


@dataclass(frozen=True, slots=True)
class ShownBoard:
    slug: str
    name: str
    kind: str
    remit: str
    may: str
    meets: str
    before: int


@dataclass(frozen=True, slots=True)
class ShownAssumption:
    name: str
    value: str
    owner: str
    source: str
    review: str


@dataclass(frozen=True, slots=True)
class BoardsPage:
    name: str
    day: date
    lead: str
    boards: tuple[ShownBoard, ...]
    goes_up: tuple[Escalation, ...]
    waiting: tuple[ShownDecision, ...]
    waits_in_all: str
    assumptions: tuple[ShownAssumption, ...]


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """``late``: its day has passed. ``waits``: savings that wait on it by year, in words; ``unknown``: measures that no
    file has.
    """

    slug: str
    ref: str
    title: str
    board: str
    decides: str
    needed_by: date
    standing: str
    late: bool
    at_stake: str
    waits: str
    unknown: str
    outcome: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownAction:
    slug: str
    ref: str
    text: str
    owner: str
    board: str
    due: date
    state: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class ShownItem:
    """``to``: what kind of page its ref leads to: "decision", "risk", "action" or nothing."""

    ref: str
    text: str
    to: str
    slug: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    slug: str
    name: str
    kind: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    next_day: date | None
    items: tuple[ShownItem, ...]
    meetings: tuple[tuple[date, bool, str], ...]
    decisions: tuple[ShownDecision, ...]
    actions: tuple[ShownAction, ...]


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    name: str
    day: date
    lead: str
    decisions: tuple[ShownDecision, ...]
    actions: tuple[ShownAction, ...]


def _view() -> BoardView | None:
    open_store()
    return None if file_in_use("boards") is None else board_view(block=None, day=None)


def boards_page() -> BoardsPage | None:
    """None before a file of boards was read."""
    view = _view()
    if view is None:
        return None
    decisions = tuple(_decisions(view))
    waiting = tuple(one for one in decisions if one.standing != Standing.MADE)
    late = sum(one.late for one in waiting)
    total = sum(one.pence for one in view.waiting)
    past = f"{words.count(late)} of them" if late else "none of them"
    wait = "1 decision waits" if len(waiting) == 1 else f"{words.count(len(waiting))} decisions wait"
    lead = f"{wait}, {past} past its day; {words.millions(total, 2)} of planned savings wait with them."
    return BoardsPage(
        view.before.boards.name,
        view.day,
        lead,
        tuple(_board(view, board) for board in view.before.boards.boards),
        escalations(view.before, view.day),
        waiting,
        words.millions(total, 2),
        tuple(_assumptions(view)),
    )


def _board(view: BoardView, board: Board) -> ShownBoard:
    meeting = next_meeting(view.before.boards, board.name, view.day)
    return ShownBoard(
        slug_of(board.name),
        board.name,
        board.kind.value,
        board.remit,
        _may(board),
        "no meeting in the file" if meeting is None else words.day(meeting.day),
        len(agenda(board.name, view.before, meeting, view.day)),
    )


def _may(board: Board) -> str:
    if board.may_decide_pence is None:
        return "it advises and decides no money"
    return f"up to {words.pounds(board.may_decide_pence)}"


def _assumptions(view: BoardView) -> Iterator[ShownAssumption]:
    due = {one.name for one in due_for_review(view.assumptions, view.day)}
    for one in view.assumptions:
        late = ", due now" if one.name in due else ""
        yield ShownAssumption(
            one.name, f"{one.value} {one.unit}", one.owner, one.source, f"{words.day(one.review_on)}{late}"
        )


def _decisions(view: BoardView) -> Iterator[ShownDecision]:
    waiting = {one.decision.ref: one for one in view.waiting}
    said: dict[str, list[str]] = {}
    for made in decisions_made():
        told = f"{made.outcome} by the {made.board} on {words.day(made.decided_on)}, {made.minute} ({made.recorded_by})"
        said.setdefault(made.decision, []).append(words.sentence(told))
    for decision in view.before.boards.decisions:
        yield _decision(view, decision, waiting.get(decision.ref), tuple(said.get(decision.ref, ())))


def _decision(view: BoardView, decision: Decision, waits: Waiting | None, said: tuple[str, ...]) -> ShownDecision:
    standing = standing_of(decision, view.before.made, view.day)
    decides = view.before.boards.deciding_board(decision)
    made = view.before.made.get(decision.ref)
    by_year = () if waits is None else waits.pence_by_year
    return ShownDecision(
        slug_of(decision.ref),
        decision.ref,
        decision.title,
        decision.board,
        "no board may take it" if decides is None else decides.name,
        decision.needed_by,
        standing.value,
        standing is Standing.OVERDUE,
        words.pounds(decision.amount_pence),
        ", ".join(f"{year} {words.pounds(pence)}" for year, pence in by_year if pence),
        "" if waits is None else words.listed(waits.unknown),
        "" if made is None else made.outcome.value,
        said,
    )


def _actions(view: BoardView) -> Iterator[ShownAction]:
    for one in view.before.boards.actions:
        yield _action(view, one)


def _action(view: BoardView, one: BoardAction) -> ShownAction:
    done = view.before.done.get(one.ref)
    if done is not None:
        state = f"done on {words.day(done.done_on)} by {done.done_by}: {done.note}"
    else:
        state = "late" if one.due < view.day else "open"
    return ShownAction(slug_of(one.ref), one.ref, one.text, one.owner, one.board, one.due, state, done is not None)


def board_page(slug: str) -> BoardPage | None:
    """None for a board that there is not."""
    view = _view()
    boards = None if view is None else view.before.boards
    name = None if boards is None else ref_of(slug, (one.name for one in boards.boards))
    if view is None or boards is None or name is None:
        return None
    board = boards.board(name)
    meeting = next_meeting(boards, name, view.day)
    above = words.listed(board.reports_to) if board.reports_to else "nobody in the file"
    up = "never" if board.escalates_score_from is None else f"scored {board.escalates_score_from} or more"
    late = "never" if board.escalates_after_days is None else f"more than {board.escalates_after_days} days late"
    return BoardPage(
        slug,
        name,
        board.kind.value,
        f"{board.remit}.",
        (
            ("Kind", words.sentence(board.kind)),
            ("Looks at", words.listed([each.value for each in board.views])),
            ("May decide", _may(board)),
            ("Reports to", above),
            ("Its risks go up", up),
            ("Its actions go up", late),
        ),
        None if meeting is None else meeting.day,
        tuple(_items(view, board, meeting)),
        tuple((one.day, one.day < view.day, words.listed(one.items)) for one in boards.meetings if one.board == name),
        tuple(one for one in _decisions(view) if name in {one.board, one.decides}),
        tuple(one for one in _actions(view) if one.board == name),
    )


def _items(view: BoardView, board: Board, meeting: Meeting | None) -> Iterator[ShownItem]:
    known = {
        "decision": {one.ref for one in view.before.boards.decisions},
        "risk": {one.risk.ref for one in view.before.risks},
        "action": {one.ref for one in view.before.boards.actions},
    }
    for line in agenda(board.name, view.before, meeting, view.day):
        to = next((kind for kind, refs in known.items() if line.ref in refs), "")
        yield ShownItem(line.ref, line.text, to, slug_of(line.ref))


def decisions_page() -> DecisionsPage | None:
    """The log: every decision and every action. None before a file of boards was read."""
    view = _view()
    if view is None:
        return None
    decisions, actions = tuple(_decisions(view)), tuple(_actions(view))
    waiting = sum(one.standing != Standing.MADE for one in decisions)
    late = sum(one.state == "late" for one in actions)
    lead = (
        f"{words.count(waiting)} of {words.count(len(decisions))} decisions wait, and {words.count(late)} of "
        f"{words.count(len(actions))} actions are late."
    )
    return DecisionsPage(view.before.boards.name, view.day, lead, decisions, actions)


def decision_page(slug: str) -> tuple[ShownDecision, tuple[str, ...]] | None:
    """One decision, and the boards by name; None for one that there is not."""
    view = _view()
    found = () if view is None else tuple(_decisions(view))
    one = next((each for each in found if each.slug == slug), None)
    if view is None or one is None:
        return None
    return one, tuple(board.name for board in view.before.boards.boards)


def action_page(slug: str) -> ShownAction | None:
    view = _view()
    return None if view is None else next((one for one in _actions(view) if one.slug == slug), None)


def decide(ref: str, outcome: str, *, board: str, on: date, by: str, minute: str) -> None:
    """Keep what a board decided. Raises Refusal as ``record_decision``."""
    record_decision(ref, Outcome(outcome), board=board, on=on, by=by, minute=minute)


def close_action(ref: str, *, on: date, by: str, note: str) -> None:
    """Keep that an action is done. Raises Refusal as ``record_done``."""
    record_done(ref, on=on, by=by, note=note)


OUTCOMES = tuple(outcome.value for outcome in Outcome)
