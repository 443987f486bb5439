"""A file that came through a page: taken in, read by a process of its own, shown, confirmed, kept; or stopped."""

from __future__ import annotations

import fcntl
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.ingest import ImportUnit
from highneeds.ingest.bounded import BoundedReader
from highneeds.ingest.staged import is_staged, open_staged, unit_from_json, unit_to_json, unstage
from highneeds.operations.file_reader import borrowed_reader
from highneeds.operations.import_diff import change_from_json, changes_of
from highneeds.operations.import_headings import ask_headings
from highneeds.operations.import_path import (
    end_task,
    forget_run,
    keep,
    lock_of,
    new_task,
    read_into,
    refuse,
    say_second,
    settle,
    store_version,
    task_folder,
    tell_step,
    write_down,
)
from highneeds.operations.import_room import a_full_disk_told
from highneeds.operations.importing import Known, check_between, of_kind
from highneeds.operations.mapping import with_mappings
from highneeds.operations.second_file import Second, is_second
from highneeds.operations.waiting_imports import WAITS_DAYS, clear_long_waiting
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.reserve import bytes_missing
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table, run_in_use

MAX_UPLOAD_BYTES = 200_000_000
MAX_WAITING = 20
_LONGEST_NAME = 120
_FIRST_ROWS = "first-rows.json"
_UNIT = "unit.json"
_KIND = "kind"
State = ImportTask.State


def take_in(files: Sequence[tuple[str, Iterable[bytes]]], *, kind: str | None, asked_by: str) -> ImportTask:
    """A new task with the files in its own folder; a process of its own begins to read them.

    Of a name only plain letters count, since it may say what the file is of: which day, which year. Raises Refusal
    when there is no file, two have one name, too many wait already, or there is no room.
    """
    open_store()
    names = [plain_name(name) for name, _ in files]
    _refuse_to_take(names)
    shown = names[0] if len(names) == 1 else f"{len(names)} files"
    with a_full_disk_told(shown), new_task(shown, asked_by) as (task, lock):
        try:
            with a_full_disk_told(shown):  # told before clearing up, which needs the reserve
                _lay_down(task, names, [parts for _, parts in files])
                if kind:
                    (task_folder(task) / _KIND).write_text(kind, encoding="ascii")
                start(task, "check", lock)
        except BaseException:
            end_task(task, State.STOPPED)
            task.delete()
            raise
    return task


def _refuse_to_take(names: Sequence[str]) -> None:
    if not names:
        message = "Choose a file."
        raise Refusal(message)
    if len(set(names)) < len(names):
        message = "Two of the files have the same name. Give another name to one of them, or import them one by one."
        raise Refusal(message)
    clear_long_waiting()
    if sum(task_folder(task).exists() for task in ImportTask.objects.exclude(state=State.DONE)) >= MAX_WAITING:
        message = (
            f"{MAX_WAITING} imports wait already. Confirm or stop one of them, or take one off the list first. "
            f"What waits longer than {WAITS_DAYS} days is cleared away by itself."
        )
        raise Refusal(message)
    if bytes_missing(2 * MAX_UPLOAD_BYTES):
        message = "There is not enough room on the disk to take a file in. Ask whoever looks after the system."
        raise Refusal(message)


def _lay_down(task: ImportTask, names: Sequence[str], contents: Sequence[Iterable[bytes]]) -> None:
    given = task_folder(task) / "given"
    given.mkdir(mode=0o700)
    for name, parts in zip(names, contents, strict=True):
        with (given / name).open("xb") as target:
            target.writelines(parts)


def plain_name(name: str) -> str:
    """The last part of a name, of letters, digits, blanks, dots, hyphens and underscores alone."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", last)
    return plain[-_LONGEST_NAME:].lstrip(". ") or "file"


def start(task: ImportTask, what: str, lock: IO[str]) -> None:
    """Begin to ``check`` or ``keep`` in a process of its own, to which the task's lock goes over."""
    state = State.READING if what == "check" else State.KEEPING
    write_down(task, state=state, wants_stop=False, says="", step="")
    command = [sys.executable, "-m", "highneeds.operations.import_worker", what, str(task.pk)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, pass_fds=[lock.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
    )
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie


def is_at_work(task: ImportTask) -> bool:
    """Whether a process holds the task's lock; changes nothing."""
    path = task_folder(task) / "lock"
    if not path.exists():
        return False
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def asks_which(task: ImportTask) -> bool:
    """Whether a person must say what it is: a second file (``is_second``)."""
    return is_second(task.kind, map(change_from_json, task.changes))


def confirm(task: ImportTask, *, by: str, second: Second | None = None) -> None:
    """Keep what was read, as ``by`` says; where something else came into use since, read and compare it again first.

    ``second``: without it, nothing is done with a file that ``asks_which``.
    """
    with _held(task) as lock:
        if lock is None or task.state != State.CHECKED or (asks_which(task) and second is None):
            return
        if task.basis == store_version():
            write_down(task, confirmed_by=by)
            say_second(task, second)
            start(task, "keep", lock)
        else:
            _check_anew(task, lock)


def again(task: ImportTask) -> None:
    """Go on with a task whose process died; where something else came into use since, from the beginning."""
    with _held(task) as lock:
        if lock is None or task.state not in {State.READING, State.KEEPING, State.STOPPED}:
            return
        run = task.import_run
        if run is not None and run.state != ImportRun.State.LOADING:
            end_task(task, State.DONE)
        elif run is not None and task.basis == store_version():
            start(task, "keep", lock)
        else:
            _check_anew(task, lock)


def told_headings(task: ImportTask) -> None:
    """Read the file again, whose headings a person has said what they are."""
    with _held(task) as lock:
        if lock is not None and task.state == State.ASKING:
            _check_anew(task, lock)


def _check_anew(task: ImportTask, lock: IO[str]) -> None:
    forget_run(task)
    unstage(task_folder(task))
    start(task, "check", lock)


@contextmanager
def _held(task: ImportTask) -> Iterator[IO[str] | None]:
    """The lock, with the task as it stands now; None when it was begun or ended already, as by a form sent twice."""
    try:
        lock = lock_of(task)
    except (Refusal, FileNotFoundError):
        yield None
        return
    with lock:
        if not task_folder(task).exists():
            yield None
            return
        task.refresh_from_db()
        yield lock


def work(task: ImportTask, what: str) -> None:
    """What the process of a task does, until the task waits or ends; a Refusal is written down, not raised."""
    try:
        with a_full_disk_told(task.name):
            if what == "check":
                _check(task)
            else:
                _keep(task)
    except Refusal as refusal:
        end_task(task, State.STOPPED, str(refusal))
    except BaseException:
        end_task(task, State.STOPPED, "highneeds failed in a way nobody foresaw. Nothing of it was kept.")
        raise


def _check(task: ImportTask) -> None:
    folder = task_folder(task)
    tell_step(task, "reading")
    with borrowed_reader() as reader:
        unit = _unit(reader, folder)
        (folder / _UNIT).write_text(json.dumps(unit_to_json(unit)), encoding="utf-8")
        write_down(task, name=unit.name, kind=unit.kind)
        in_use = run_in_use(unit.kind.value, unit.sha256) if unit.kind else None
        if in_use is not None:
            refuse(task, f"The same file is in use already, as import {in_use.pk}. Nothing was changed.")
            return
        (folder / _FIRST_ROWS).write_text(json.dumps(reader.preview(unit)), encoding="utf-8")
        staged = read_into(task, unit, reader, Known().given_to(unit.kind), lambda said: tell_step(task, said))
        if staged.is_refused and ask_headings(task, unit, staged.faults, reader.heads):
            return
    if staged.is_refused:
        stops = [fault for fault in staged.faults if fault.severity is Severity.STOPS_FILE]
        refuse(task, stops[0].advice if stops else "No row of it could be used.")
        return
    tell_step(task, "comparing with what is in use")
    settle(task, unit, changes_of({name: staged.table(name) for name in staged.rows}, staged.nearest))


def _unit(reader: BoundedReader, folder: Path) -> ImportUnit:
    units = reader.find_units([folder / "given"])
    if len(units) != 1:
        message = "Give one file at a time, or all nine files of one SEN2 return."
        raise Refusal(message)
    kind = folder / _KIND
    unit = of_kind(units[0], kind.read_text(encoding="ascii")) if kind.exists() else units[0]
    return with_mappings([unit], reader.heads)[0]


def _keep(task: ImportTask) -> None:
    keep(task, unit_of(task), open_staged(task_folder(task)), lambda said: tell_step(task, said))
    tell_step(task, "checking the files against one another")
    check_between(load_table, keep=True)
    end_task(task, State.DONE)


def unit_of(task: ImportTask) -> ImportUnit:
    return unit_from_json(json.loads((task_folder(task) / _UNIT).read_text(encoding="utf-8")))


def first_rows(task: ImportTask) -> list[list[str]]:
    """The first rows of the file as they stand in it; none when they cannot be shown."""
    path = task_folder(task) / _FIRST_ROWS
    rows: list[list[str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return rows


def has_findings(task: ImportTask) -> bool:
    return is_staged(task_folder(task))
