"""What the page of an import on its way shows: where it stands, what was found, what it would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from highneeds.core import Fault
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.rulebook import RULES
from highneeds.ingest.staged import open_staged
from highneeds.operations.import_diff import TableChange, change_from_json, months_hit, months_in_words
from highneeds.operations.import_pages import SEVEREST_FIRST, FaultGroup, FaultPlace
from highneeds.operations.import_path import task_folder
from highneeds.operations.import_upload import asks_which, first_rows, has_findings, is_on_its_way
from highneeds.operations.second_file import told, why_not_added
from highneeds.operations.work_page import NO_WORKER, waiting_in_words
from highneeds.operations.worker import is_a_worker_here
from highneeds.reports import words
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportTask, WorkRow

State = ImportTask.State
_EXAMPLES = 2
_LONGEST_CELL = 60
_DIED = "Its process ended before it was done. Nothing was changed."
_STOPPED = "Nothing of it was kept."


@dataclass(frozen=True, slots=True)
class FirstRows:
    """``rows`` are as wide as the widest; each begins with its number in the file."""

    columns: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SecondAsked:
    """What a person is asked of a file for months that are imported already. ``why_not_added``: "" where it may add."""

    months: str
    told: str
    why_not_added: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """``state``: working, asking, waiting, died, refused or stopped, as a page needs it.

    ``import_id`` once it is in use.
    """

    id: int
    name: str
    kind: str
    state: str
    step: str
    says: str
    asked_by: str
    import_id: int | None
    rows_read: int = 0
    rows_kept: int = 0
    rows_held: int = 0
    rows_skipped: int = 0
    groups: tuple[FaultGroup, ...] = ()
    changes: tuple[TableChange, ...] = ()
    first: FirstRows | None = None
    second: SecondAsked | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    id: int
    name: str
    state: str
    step: str


def task_lines() -> tuple[TaskLine, ...]:
    """The imports on their way, the newest first."""
    tasks = ImportTask.objects.exclude(state=State.DONE).select_related("work").order_by("-pk")
    return tuple(TaskLine(task.pk, task.name, _WORDS[_state(task)], _step(task)) for task in tasks)


def task_page(task_id: int) -> TaskPage | None:
    """None for a task nobody knows."""
    task = ImportTask.objects.filter(pk=task_id).first()
    if task is None:
        return None
    state = _state(task)
    says = _says(task, state)
    kind = FileKind(task.kind).label if task.kind else ""
    import_id = task.import_run_id if task.state == State.DONE else None
    head = (task.pk, task.name, kind, state, _step(task), says, task.asked_by, import_id)
    if not has_findings(task) or state in {"working", "asking", "done"}:
        return TaskPage(*head, first=_first(task))
    staged = open_staged(task_folder(task))
    changes = tuple(map(change_from_json, task.changes))
    return TaskPage(
        *head,
        rows_read=staged.rows_read,
        rows_kept=staged.rows_kept,
        rows_held=staged.rows_held,
        rows_skipped=staged.rows_skipped,
        groups=tuple(groups_of(staged.faults)),
        changes=changes,
        first=_first(task),
        second=_second(task, changes),
    )


def _says(task: ImportTask, state: str) -> str:
    if state == "died":
        return task.work.says if task.work is not None and task.work.says else _DIED
    return task.says or (_STOPPED if state == "stopped" else "")


def _step(task: ImportTask) -> str:
    """What is being done, or what it waits for."""
    if task.work is None or task.work.state != WorkRow.State.WAITING:
        return task.step and f"{words.sentence(task.step)}."
    return waiting_in_words(task.work) if is_a_worker_here() else NO_WORKER


def _second(task: ImportTask, changes: tuple[TableChange, ...]) -> SecondAsked | None:
    if not asks_which(task):
        return None
    return SecondAsked(months_in_words(months_hit(changes)), told(changes), why_not_added(changes))


_WORDS = {
    "working": "being read or kept now",
    "died": "did not finish; nothing was changed",
    "asking": "waits for you to say what its columns are",
    "waiting": "read; waits for you to confirm it",
    "refused": "refused; nothing of it was kept",
    "stopped": "stopped; nothing was changed",
}


def _state(task: ImportTask) -> str:
    if task.state in {State.READING, State.KEEPING}:
        if is_on_its_way(task):
            return "working"
        return "stopped" if task.work is not None and task.work.state == WorkRow.State.STOPPED else "died"
    return "waiting" if task.state == State.CHECKED else str(task.state)


def groups_of(faults: Iterable[Fault]) -> Iterable[FaultGroup]:
    """By severity, the worst first, then by rule."""

    def place(fault: Fault) -> tuple[int, str]:
        return SEVEREST_FIRST.index(fault.severity), fault.rule

    for (severity, rule), found in groupby(sorted(faults, key=place), key=place):
        group = list(found)
        known = RULES.get(rule)
        what, to_do = (known.title, known.advice) if known else (group[0].advice, "")
        examples = tuple(
            FaultPlace(fault.file, fault.row, fault.field or "", fault.value or "") for fault in group[:_EXAMPLES]
        )
        yield FaultGroup(rule, SEVEREST_FIRST[severity], what, to_do, len(group), examples)


def _first(task: ImportTask) -> FirstRows | None:
    rows = first_rows(task)
    if not rows:
        return None
    columns = max(map(len, rows))
    return FirstRows(
        columns,
        tuple(
            (number, tuple(cell[:_LONGEST_CELL] for cell in [*row, *[""] * (columns - len(row))]))
            for number, row in enumerate(rows, start=1)
        ),
    )
