"""The council's boards: read and kept, what comes before each, and what people record of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.governance.boards import ActionDone, Board, DecisionMade, Outcome
from highneeds.ingest.boards_file import BoardsFile, boards_of_text
from highneeds.ingest.risk_rules import BOARD_RULES
from highneeds.ingest.toml_text import text_of
from highneeds.operations.peer_inputs import told
from highneeds.store.board_records import keep_boards, keep_decision, keep_done
from highneeds.store.governance_files import KeptFile, file_in_use
from highneeds.store.setup import open_store

_NOTHING_KEPT = "The file of boards cannot be used. Nothing was kept."
_AGREES = frozenset({Outcome.AGREED, Outcome.AGREED_IN_PART})


@dataclass(frozen=True)
class BoardsRead:
    """What came of reading a file, and how many of its decisions, actions and assumptions are news."""

    kept: KeptFile
    boards: int
    news: Mapping[str, int]


def read_boards(path: Path) -> BoardsRead:
    """Keep the file as the boards in use. Raises Refusal, with every fault, when it cannot be used."""
    open_store()
    text = text_of(path, BOARD_RULES["V01"])
    if isinstance(text, Fault):
        raise Refusal(told((text,), _NOTHING_KEPT))
    found = boards_of_text(text, path.name)
    if found.faults:
        raise Refusal(told(found.faults, _NOTHING_KEPT))
    for made in found.made:
        _refuse_beyond_delegation(found, made)
    kept, news = keep_boards(path.name, text, found.made, found.done, found.assumptions)
    return BoardsRead(kept, len(found.boards.boards), news)


def boards_in_use() -> BoardsFile | None:
    """None when no file was read. Raises Refusal when another release read it and this one cannot."""
    open_store()
    kept = file_in_use("boards")
    if kept is None:
        return None
    found = _boards_of(kept.text, kept.file_name)
    if found.faults:
        raise Refusal(told(found.faults, "The boards in use were read by another release. Mend and read them again."))
    return found


@lru_cache(maxsize=2)
def _boards_of(text: str, file_name: str) -> BoardsFile:
    """Pages ask for the boards in use over and over; they are read from their text once."""
    return boards_of_text(text, file_name)


def boards_or_refuse() -> BoardsFile:
    found = boards_in_use()
    if found is None:
        message = "No file of boards was read yet. Read one with highneeds boards read FILE; docs/guide/boards.md."
        raise Refusal(message)
    return found


def board_named(found: BoardsFile, name: str) -> Board:
    """Whatever the case of its letters; raises Refusal, naming what there is, for another."""
    for board in found.boards.boards:
        if board.name.casefold() == name.casefold().strip():
            return board
    message = f"There is no board {name!r}. There are {', '.join(board.name for board in found.boards.boards)}."
    raise Refusal(message)


def record_decision(ref: str, outcome: Outcome, *, board: str, on: date, by: str, minute: str) -> DecisionMade:
    """Keep what a board decided. Raises Refusal for an unknown decision or board, one that may not decide as much, or
    without who recorded it and the minute.
    """
    found = boards_or_refuse()
    name = board_named(found, board).name
    if ref not in {decision.ref for decision in found.boards.decisions}:
        known = ", ".join(decision.ref for decision in found.boards.decisions)
        message = f"There is no decision {ref!r}. There are {known}."
        raise Refusal(message)
    if not by.strip() or not minute.strip():
        message = "A decision says who recorded it and in which minute it stands: --by and --minute."
        raise Refusal(message)
    made = DecisionMade(ref, name, outcome, on, by.strip(), minute.strip())
    _refuse_beyond_delegation(found, made)
    keep_decision(made)
    return made


def _refuse_beyond_delegation(found: BoardsFile, made: DecisionMade) -> None:
    """What a board may not agree it may still refuse or put off."""
    board = board_named(found, made.board)
    decision = next(one for one in found.boards.decisions if one.ref == made.decision)
    if made.outcome not in _AGREES or board.may_decide(decision):
        return
    above = found.boards.deciding_board(decision)
    who = "No board above it may either." if above is None else f"The {above.name} may."
    message = f"The {board.name} may not agree decision {decision.ref}: it is beyond what it may decide. {who}"
    raise Refusal(message)


def record_done(ref: str, *, on: date, by: str, note: str) -> ActionDone:
    """Keep that an action is done. Raises Refusal for an unknown action, one done already, or without who and what."""
    found = boards_or_refuse()
    if ref not in {action.ref for action in found.boards.actions}:
        message = f"There is no action {ref!r}. There are {', '.join(one.ref for one in found.boards.actions)}."
        raise Refusal(message)
    if not by.strip() or not note.strip():
        message = "An action says by whom and how it was done: --by and --note."
        raise Refusal(message)
    done = ActionDone(ref, on, by.strip(), note.strip())
    if not keep_done(done):
        message = f"Action {ref} is recorded as done already, and stays as it was told."
        raise Refusal(message)
    return done
