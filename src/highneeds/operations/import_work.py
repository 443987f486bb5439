"""What the worker does of an import that came through a page: the file is read and checked, or kept, or it ended.

A piece of work that was killed is done again from where its task stands: what was read is not read twice, rows that
were kept are not kept twice, and what came into use stays.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.ingest import ImportUnit
from highneeds.ingest.bounded import BoundedReader
from highneeds.ingest.staged import open_staged, unit_from_json, unit_to_json, unstage
from highneeds.operations.file_reader import borrowed_reader
from highneeds.operations.import_diff import changes_of
from highneeds.operations.import_headings import ask_headings
from highneeds.operations.import_path import (
    at_work,
    end_task,
    forget_run,
    keep,
    lock_of,
    read_into,
    refuse,
    settle,
    stop_if_wanted,
    task_folder,
    tell_step,
    write_down,
)
from highneeds.operations.import_room import a_full_disk_told
from highneeds.operations.importing import Known, check_between, of_kind
from highneeds.operations.mapping import with_mappings
from highneeds.operations.progress import Progress
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, ImportTask, WorkRow
from highneeds.store.tables import load_table, run_in_use

FIRST_ROWS = "first-rows.json"
UNIT = "unit.json"
KIND = "kind"
State = ImportTask.State
_SECONDS_FOR_THE_LOCK = 30.0
_SECONDS_BETWEEN_TRIES = 0.02
_SECONDS_BETWEEN_STEPS = 1.0
_GONE = "The files of this import are not here any more. Nothing was changed. Give them again."
_ENDED = "It had ended already; nothing was changed."
_WORDS = {
    State.DONE: "It came into use as import {number}.",
    State.CHECKED: "It was read, for somebody to look at and confirm.",
    State.ASKING: "It was read, for somebody to say what its columns are.",
    State.REFUSED: "The file was refused. The page of the import says why.",
}


def work_on(number: int, what: str, progress: Progress, *, is_anew: bool = False) -> str:
    """Do ``check`` or ``keep`` of the task of that number; in words that name no file, how it stands then.

    ``is_anew``: without what was read or kept of it so far. Raises Refusal when it was stopped or could not be done.
    """
    task = ImportTask.objects.filter(pk=number).first()
    if task is None or not task_folder(task).exists():
        raise Refusal(_GONE)
    with _once_free(task):
        task.refresh_from_db()
        if task.state == (State.READING if what == "check" else State.KEEPING):
            work(task, what, progress, is_anew=is_anew)
    if task.state == State.STOPPED:
        raise Refusal(task.says.replace(task.name, "the file"))
    return _WORDS.get(State(task.state), _ENDED).format(number=task.import_run_id)


@contextmanager
def _once_free(task: ImportTask) -> Iterator[None]:
    """Hold the task's lock, which whoever asked for this work holds for a moment more."""
    until = time.monotonic() + _SECONDS_FOR_THE_LOCK
    while (lock := _lock_if_free(task)) is None:
        if time.monotonic() > until:
            message = "Another process works on the import. Wait until it is done."
            raise Refusal(message)
        time.sleep(_SECONDS_BETWEEN_TRIES)
    with lock:
        yield


def _lock_if_free(task: ImportTask) -> IO[str] | None:
    try:
        return lock_of(task)
    except FileNotFoundError as error:
        raise Refusal(_GONE) from error
    except Refusal:
        return None


class _Steps:
    """Tells the task's page and the queue what is being done; within a stage at most once a second."""

    def __init__(self, task: ImportTask, progress: Progress) -> None:
        self._task, self._progress, self._stage, self._last = task, progress, "", 0.0

    def begin(self, stage: str) -> None:
        self._stage = stage
        self._progress(stage)
        self._tell(stage)

    def detail(self, said: str) -> None:
        self._progress.detail(said)
        if time.monotonic() - self._last > _SECONDS_BETWEEN_STEPS:
            self._tell(f"{self._stage}: {said}")

    def _tell(self, step: str) -> None:
        self._last = time.monotonic()
        tell_step(self._task, step)


def work(task: ImportTask, what: str, progress: Progress, *, is_anew: bool = False) -> None:
    """Until the task waits or ends; a Refusal is written down, not raised."""
    steps = _Steps(task, progress)
    try:
        with a_full_disk_told(task.name):
            if is_anew:
                forget_run(task)
                unstage(task_folder(task))
            if what == "check":
                _check(task, steps)
            else:
                _keep(task, steps)
    except Refusal as refusal:
        end_task(task, State.STOPPED, str(refusal))
    except BaseException:
        end_task(task, State.STOPPED, "highneeds failed in a way nobody foresaw. Nothing of it was kept.")
        raise


def _check(task: ImportTask, steps: _Steps) -> None:
    folder = task_folder(task)
    steps.begin("reading the file")
    with borrowed_reader() as reader:
        unit = _unit(reader, folder)
        (folder / UNIT).write_text(json.dumps(unit_to_json(unit)), encoding="utf-8")
        write_down(task, name=unit.name, kind=unit.kind)
        in_use = run_in_use(unit.kind.value, unit.sha256) if unit.kind else None
        if in_use is not None:
            refuse(task, f"The same file is in use already, as import {in_use.pk}. Nothing was changed.")
            return
        (folder / FIRST_ROWS).write_text(json.dumps(reader.preview(unit)), encoding="utf-8")
        staged = read_into(task, unit, reader, Known().given_to(unit.kind), steps.detail)
        if staged.is_refused and ask_headings(task, unit, staged.faults, reader.heads):
            return
    if staged.is_refused:
        stops = [fault for fault in staged.faults if fault.severity is Severity.STOPS_FILE]
        refuse(task, stops[0].advice if stops else "No row of it could be used.")
        return
    steps.begin("comparing it with what is in use")
    changes = changes_of({name: staged.table(name) for name in staged.rows}, staged.nearest)
    stop_if_wanted(task)
    settle(task, unit, changes)


def _unit(reader: BoundedReader, folder: Path) -> ImportUnit:
    units = reader.find_units([folder / "given"])
    if len(units) != 1:
        message = "Give one file at a time, or all nine files of one SEN2 return."
        raise Refusal(message)
    kind = folder / KIND
    unit = of_kind(units[0], kind.read_text(encoding="ascii")) if kind.exists() else units[0]
    return with_mappings([unit], reader.heads)[0]


def _keep(task: ImportTask, steps: _Steps) -> None:
    if not _is_in_use(task):  # else it was killed after that, and goes on from there
        steps.begin("keeping its rows")
        keep(task, unit_of(task), open_staged(task_folder(task)), steps.detail)
    steps.begin("checking the files against one another")
    check_between(load_table, keep=True)
    end_task(task, State.DONE)


def _is_in_use(task: ImportTask) -> bool:
    return task.import_run is not None and task.import_run.state != ImportRun.State.LOADING


def unit_of(task: ImportTask) -> ImportUnit:
    return unit_from_json(json.loads((task_folder(task) / UNIT).read_text(encoding="utf-8")))


def clear_up_ended() -> None:
    """Clear away what work left that was stopped, or failed, outside its own process.

    A task that was stopped ends. Of one that failed what was read stays, so that a person can go on with it.
    """
    ended = (WorkRow.State.STOPPED, WorkRow.State.FAILED)
    for task in ImportTask.objects.filter(state__in=(State.READING, State.KEEPING), work__state__in=ended):
        try:
            with at_work(task):
                task.refresh_from_db()
                _clear_up(task)
        except (Refusal, FileNotFoundError):  # somebody goes on with it, or its folder is gone
            continue


def _clear_up(task: ImportTask) -> None:
    if task.state not in {State.READING, State.KEEPING} or task.work is None:
        return
    if _is_in_use(task):
        end_task(task, State.DONE)
    elif task.work.state == WorkRow.State.STOPPED:
        end_task(task, State.STOPPED, f"The import of {task.name} was stopped. Nothing of it was kept.")
    elif task.import_run is not None:
        forget_run(task)
