"""The page of long work: what waits, is at work, was done, failed and was stopped; stopping it and trying it again.

It names no file and shows no line of one. Whoever runs the work sees every piece, others those that they asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localtime

from highneeds.core.errors import Refusal
from highneeds.governance.rights import Right
from highneeds.operations.home_parts import Allowed, Way
from highneeds.operations.import_upload import again
from highneeds.operations.undoing import begin_undo, task_of
from highneeds.operations.work import ASKED_ON_PAGES, KEEP, READ, UNDO, ask_for
from highneeds.operations.worker import UNFORESEEN, is_a_worker_here
from highneeds.reports import words
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportTask, WorkRow
from highneeds.store.work_queue import KILLED, OPEN_STATES, ask_to_stop, before

MOST_SHOWN = 50
State = WorkRow.State
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "month": "Make the month",
        "programme": "Run the programme",
        "risk money": "Work out the money of risks",
        READ: "Read and check a file",
        KEEP: "Bring a file into use",
    }
)
_TOLD_TO: Mapping[str, Right] = MappingProxyType(
    {"month": Right.SEE_POSITION, "programme": Right.SEE_PROGRAMME, "risk money": Right.SEE_RISKS}
)
"""What came of these holds figures of the council, for those who may see them elsewhere."""
NO_WORKER = "No worker is running, so nothing is done. Ask whoever looks after the system to start one."
_TRY_AGAIN = "Mend what it says, then try it again."
_MEMORY = "Try it again when less runs on the machine, or give the machine more memory."
_LOG = "Try it again. Where it fails again, whoever looks after the system finds how in the log."


@dataclass(frozen=True, slots=True)
class WorkReader:
    """Who looks, and what the account allows."""

    name: str
    allowed: Allowed

    @property
    def sees_all(self) -> bool:
        return Right.RUN_WORK in self.allowed


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One piece. ``stands``: where it stands, or what came of it; ``to_do``: what to do where it failed.

    ``may_stop`` and ``may_try``: whether this reader may now; ``way``: to what came of it, where they may see that.
    """

    number: int
    what: str
    state: str
    word: str
    stands: str
    to_do: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    may_stop: bool
    may_try: bool
    way: Way | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class WorkList:
    """``no_worker``: in words, where work waits and nobody does it; else ""."""

    finding: str
    no_worker: str
    sees_all: bool
    open: tuple[WorkLine, ...]
    failed: tuple[WorkLine, ...]
    over: tuple[WorkLine, ...]

    @property
    def is_cut(self) -> bool:
        """Whether older ones are not shown."""
        return len(self.failed) + len(self.over) >= MOST_SHOWN


def work_list(reader: WorkReader) -> WorkList:
    """The newest pieces, those that are open first of all."""
    mine = _pieces_of(reader)
    open_ones = list(mine.filter(state__in=OPEN_STATES).order_by("pk"))
    ended = list(mine.exclude(state__in=OPEN_STATES).order_by("-ended_at", "-pk")[:MOST_SHOWN])
    failed = [piece for piece in ended if piece.state == State.FAILED]
    over = [piece for piece in ended if piece.state != State.FAILED]
    waits = any(piece.state == State.WAITING for piece in open_ones)
    return WorkList(
        _finding(open_ones, failed),
        NO_WORKER if waits and not is_a_worker_here() else "",
        reader.sees_all,
        *(tuple(_line(piece, reader) for piece in part) for part in (open_ones, failed, over)),
    )


def work_on_show(number: int, reader: WorkReader) -> WorkLine | None:
    """None where there is no such piece, or it is not this reader's to see."""
    piece = _pieces_of(reader).filter(pk=number).first()
    return None if piece is None else _line(piece, reader)


def stop_work(number: int, reader: WorkReader) -> None:
    """Stop a piece that this reader may stop. Raises Refusal when it has ended meanwhile."""
    ask_to_stop(_to_change(number, reader, is_open=True).pk)


def try_work_again(number: int, reader: WorkReader) -> int:
    """Ask anew for a piece that failed or was stopped; the number of the piece that there is now.

    Raises Refusal when it goes on already, or what it was to work on is gone.
    """
    piece = _to_change(number, reader, is_open=False)
    if piece.kind == UNDO:
        return begin_undo(int(piece.asked["import"]), by=reader.name).pk
    if piece.kind not in ASKED_ON_PAGES:
        return ask_for(piece.kind, piece.asked, by=reader.name)[0].pk
    task = task_of(int(piece.asked["task"]))
    if task is not None:
        again(task, by=reader.name)
        task.refresh_from_db()
    if task is None or task.work is None or task.work.pk == piece.pk:
        message = "What it was to work on is not kept any more. Give the file again."
        raise Refusal(message)
    return task.work.pk


def _pieces_of(reader: WorkReader) -> QuerySet[WorkRow]:
    return WorkRow.objects.all() if reader.sees_all else WorkRow.objects.filter(asked_by=reader.name)


def _to_change(number: int, reader: WorkReader, *, is_open: bool) -> WorkRow:
    piece = _pieces_of(reader).filter(pk=number).first()
    if piece is None or not (_may_stop(piece, reader) if is_open else _may_try(piece, reader)):
        message = "It stands otherwise by now: look at it again."
        raise Refusal(message)
    return piece


def _may_change(piece: WorkRow, reader: WorkReader) -> bool:
    """Their own piece, as long as they may still ask for such; whoever runs the work, each."""
    return reader.sees_all or piece.kind not in ASKED_ON_PAGES or Right.IMPORT_FILES in reader.allowed


def _may_stop(piece: WorkRow, reader: WorkReader) -> bool:
    is_undoing = piece.kind == UNDO and piece.state == State.AT_WORK  # half undone helps nobody
    return piece.state in OPEN_STATES and not piece.wants_stop and not is_undoing and _may_change(piece, reader)


def _may_try(piece: WorkRow, reader: WorkReader) -> bool:
    if piece.state not in {State.FAILED, State.STOPPED} or not _may_change(piece, reader):
        return False
    return piece.kind not in {READ, KEEP} or _is_its_task_s(piece)


def _is_its_task_s(piece: WorkRow) -> bool:
    """Whether an import waits where this piece left it."""
    left = Q(state__in=(ImportTask.State.READING, ImportTask.State.KEEPING))
    return ImportTask.objects.filter(left, work=piece).exists()


def _line(piece: WorkRow, reader: WorkReader) -> WorkLine:
    word = "being stopped" if piece.wants_stop and piece.state == State.AT_WORK else _WORDS[State(piece.state)]
    return WorkLine(
        number=piece.pk,
        what=f"Undo import {piece.asked['import']}" if piece.kind == UNDO else _NAMES[piece.kind],
        state=piece.state,
        word=word,
        stands=_stands(piece, reader),
        to_do=_to_do(piece) if piece.state == State.FAILED else "",
        asked_by=piece.asked_by,
        asked_at=localtime(piece.asked_at),
        ended_at=None if piece.ended_at is None else localtime(piece.ended_at),
        may_stop=_may_stop(piece, reader),
        may_try=_may_try(piece, reader),
        way=_way(piece, reader),
    )


_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.WAITING: "waits",
        State.AT_WORK: "at work",
        State.DONE: "done",
        State.FAILED: "failed",
        State.STOPPED: "stopped",
    }
)


def _stands(piece: WorkRow, reader: WorkReader) -> str:
    if piece.state == State.WAITING:
        return waiting_in_words(piece)
    if piece.state == State.AT_WORK:
        return words.sentence(piece.step or "begun") + "."
    if piece.state == State.STOPPED:
        return "Nothing was undone." if piece.kind == UNDO else "Nothing of it was kept."
    needs = _TOLD_TO.get(piece.kind)
    if piece.state == State.DONE and needs is not None and needs not in reader.allowed:
        return "It is done."
    return piece.says


def waiting_in_words(piece: WorkRow) -> str:
    """Of a piece that waits, behind how many others; and whether it was cut off."""
    number = before(piece)
    turn = "It is next." if number == 0 else f"{words.sentence(words.plural(number, 'piece', 'pieces'))} before it."
    return f"It was cut off, and is begun again: nothing is done twice. {turn}" if piece.given_back else turn


def _to_do(piece: WorkRow) -> str:
    if piece.says.startswith(KILLED):
        return _MEMORY
    return _LOG if piece.says == UNFORESEEN else _TRY_AGAIN


def _way(piece: WorkRow, reader: WorkReader) -> Way | None:
    if piece.kind == UNDO:
        return Way("See the import", "import", (int(piece.asked["import"]),)) if _sees_imports(reader) else None
    if piece.kind not in {READ, KEEP}:
        return None
    task = ImportTask.objects.filter(pk=int(piece.asked["task"])).first()
    if task is None:
        return None
    if task.state == ImportTask.State.DONE:
        is_there = task.import_run_id is not None and _sees_imports(reader)
        return Way("See the import", "import", (int(task.import_run_id or 0),)) if is_there else None
    return Way("See the import", "import_task", (task.pk,)) if Right.IMPORT_FILES in reader.allowed else None


def _sees_imports(reader: WorkReader) -> bool:
    return Right.SEE_IMPORTS in reader.allowed


def _finding(open_ones: list[WorkRow], failed: list[WorkRow]) -> str:
    at_work = sum(piece.state == State.AT_WORK for piece in open_ones)
    waiting = len(open_ones) - at_work
    week = timezone.now() - timedelta(days=7)
    lately = sum(piece.ended_at is not None and piece.ended_at > week for piece in failed)
    counts = ((at_work, "at work"), (waiting, "waiting"), (lately, "failed in the last week"))
    told = [f"{words.count(number)} {what}" for number, what in counts if number]
    return words.listed(told) or "Nothing is at work, and nothing failed in the last week"
