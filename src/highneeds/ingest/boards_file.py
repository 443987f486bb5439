"""Reads a council's boards, their meetings, decisions, actions and assumptions, written as TOML: docs/guide/boards.md.

Every fault of the file is told at once, with its line and field; a file with a fault is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeVar

from highneeds.core import Fault
from highneeds.governance.assumption_log import LoggedAssumption
from highneeds.governance.boards import (
    ActionDone,
    Board,
    BoardAction,
    BoardKind,
    Boards,
    Decision,
    DecisionMade,
    Meeting,
    Outcome,
    View,
    faults_in,
)
from highneeds.ingest.block_values import money, word
from highneeds.ingest.risk_parts import made, once, texts, words_of
from highneeds.ingest.risk_rules import BOARD_RULES as RULES
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.toml_blocks import blocks_of
from highneeds.ingest.toml_text import content_of

_MANY = ("board", "meeting", "decision", "action", "assumption")
_LIMITS = ("escalates_score_from", "escalates_after_days")
_MADE = ("outcome", "decided_on", "decided_by_board", "recorded_by", "minute")
_DONE = ("done_on", "done_by", "note")

T = TypeVar("T")


@dataclass(frozen=True)
class BoardsFile:
    """``made`` and ``done``: what the file already says was decided or done. Not to be used with ``faults``."""

    file: str
    boards: Boards
    made: tuple[DecisionMade, ...]
    done: tuple[ActionDone, ...]
    assumptions: tuple[LoggedAssumption, ...]
    faults: tuple[Fault, ...]


def boards_of_text(text: str, file: str) -> BoardsFile:
    content = content_of(text, file, RULES["V01"])
    if isinstance(content, Fault):
        return BoardsFile(file, Boards("", ()), (), (), (), (content,))
    top, blocks = blocks_of(file, text, content, _MANY, RULES)
    top.check_fields(("name", *_MANY), ("name", "board"))
    boards = Boards(
        top.text("name"),
        _all(blocks["board"], _board),
        _all(blocks["meeting"], _meeting),
        _all(blocks["decision"], _decision),
        _all(blocks["action"], _action),
    )
    found = BoardsFile(
        file,
        boards,
        _all([block for block in blocks["decision"] if any(name in block.values for name in _MADE)], _made_of),
        _all([block for block in blocks["action"] if any(name in block.values for name in _DONE)], _done_of),
        _all(blocks["assumption"], _assumption),
        (),
    )
    for kind, name in (("board", "name"), ("decision", "ref"), ("action", "ref"), ("assumption", "name")):
        once(blocks[kind], name)
    every = (top, *chain.from_iterable(blocks.values()))
    if not any(block.faults for block in every):
        for what, wrong in faults_in(boards):
            top.add("V07", "board", detail=f"{what}: {wrong}")
    return replace(found, faults=tuple(fault for block in every for fault in block.faults))


def _all(blocks: Sequence[Block], read: Callable[[Block], T | None]) -> tuple[T, ...]:
    return tuple(found for found in map(read, blocks) if found is not None)


def _board(block: Block) -> Board | None:
    required = ("name", "kind", "remit", "views")
    block.check_fields((*required, "reports_to", "may_decide", *_LIMITS), required)
    kind = word(block, "kind", BoardKind)
    views = block.names_in_order("views", [view.value for view in View]) if "views" in block.values else ()
    words, reports_to = words_of(block, "name", "remit"), texts(block, "reports_to")
    may_decide = money(block, "may_decide") if "may_decide" in block.values else None
    limits: dict[str, Any] = {name: block.whole(name) if name in block.values else None for name in _LIMITS}
    if kind is None or block.faults:
        return None
    return Board(
        kind=kind,
        reports_to=reports_to,
        views=tuple(View(view) for view in views),
        may_decide_pence=may_decide,
        **words,
        **limits,
    )


def _meeting(block: Block) -> Meeting | None:
    block.check_fields(("board", "day", "items"), ("board", "day"))
    board, day, items = block.text("board"), block.day("day"), texts(block, "items")
    return None if day is None or block.faults else Meeting(board, day, items)


def _decision(block: Block) -> Decision | None:
    required = ("ref", "title", "board", "needed_by", "amount")
    block.check_fields((*required, "measures", *_MADE), required)
    day, pence, measures = block.day("needed_by"), money(block, "amount"), texts(block, "measures")
    words = words_of(block, "ref", "title", "board")
    if day is None or block.faults:
        return None
    return Decision(needed_by=day, amount_pence=pence, measures=measures, **words)


def _made_of(block: Block) -> DecisionMade | None:
    """All of it or nothing: an outcome without its day, its recorder and its minute is no record."""
    for name in _MADE:
        if name not in block.values:
            block.add("V02", name, detail=f"A decision that is made says {', '.join(_MADE)}.")
    outcome, day = word(block, "outcome", Outcome), block.day("decided_on")
    ref, board = block.text("ref"), block.text("decided_by_board")
    by, minute = block.text("recorded_by"), block.text("minute")
    if outcome is None or day is None or block.faults:
        return None
    return made(block, "minute", lambda: DecisionMade(ref, board, outcome, day, by, minute))


def _action(block: Block) -> BoardAction | None:
    required = ("ref", "text", "owner", "board", "due")
    block.check_fields((*required, *_DONE), required)
    due, words = block.day("due"), words_of(block, "ref", "text", "owner", "board")
    return None if due is None or block.faults else BoardAction(due=due, **words)


def _done_of(block: Block) -> ActionDone | None:
    for name in _DONE:
        if name not in block.values:
            block.add("V02", name, detail=f"An action that is done says {', '.join(_DONE)}.")
    day, ref, by, note = block.day("done_on"), block.text("ref"), block.text("done_by"), block.text("note")
    if day is None or block.faults:
        return None
    return made(block, "note", lambda: ActionDone(ref, day, by, note))


def _assumption(block: Block) -> LoggedAssumption | None:
    fields = ("name", "value", "unit", "source", "owner", "review_on")
    block.check_fields(fields, fields)
    given, day = str(block.values.get("value", "")), block.day("review_on")
    name, unit, source, owner = (block.text(each) for each in ("name", "unit", "source", "owner"))
    if day is None or block.faults:
        return None
    return made(block, "value", lambda: LoggedAssumption(name, given, unit, source, owner, day))
