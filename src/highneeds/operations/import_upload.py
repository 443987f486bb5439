"""A file that came through a page: taken in, read by the worker, shown, confirmed, kept; or stopped."""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from highneeds.core.errors import Refusal
from highneeds.ingest.staged import is_staged
from highneeds.operations.import_diff import change_from_json
from highneeds.operations.import_path import (
    end_task,
    lock_of,
    new_task,
    say_second,
    store_version,
    task_folder,
    write_down,
)
from highneeds.operations.import_room import a_full_disk_told
from highneeds.operations.import_work import FIRST_ROWS, KIND
from highneeds.operations.second_file import Second, is_second
from highneeds.operations.waiting_imports import WAITS_DAYS, clear_long_waiting
from highneeds.operations.work import KEEP, READ, ask_for, is_settled
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.reserve import bytes_missing
from highneeds.store.setup import open_store
from highneeds.store.work_queue import is_open

MAX_UPLOAD_BYTES = 200_000_000
MAX_WAITING = 20
_LONGEST_NAME = 120
SHORT_BYTES = 1_000_000
"""What is read within seconds, and waits for nothing that takes minutes."""
State = ImportTask.State
_AT_WORK = (State.READING, State.KEEPING)
_OPEN = (*_AT_WORK, State.ASKING, State.CHECKED)


def take_in(files: Sequence[tuple[str, Iterable[bytes]]], *, kind: str | None, asked_by: str) -> ImportTask:
    """A task with the files in its own folder, which the worker is to read: new, unless the same are on their way.

    Of a name only plain letters count, since it may say what the file is of: which day, which year. Raises Refusal
    when there is no file, two have one name, too many wait already, or there is no room.
    """
    open_store()
    names = [plain_name(name) for name, _ in files]
    _refuse_to_take(names)
    shown = names[0] if len(names) == 1 else f"{len(names)} files"
    with a_full_disk_told(shown), new_task(shown, asked_by) as (task, _):
        try:
            with a_full_disk_told(shown):  # told before clearing up, which needs the reserve
                given = _lay_down(task, names, [parts for _, parts in files])
                if kind:
                    (task_folder(task) / KIND).write_text(kind, encoding="ascii")
                _start_once(task, f"{kind or ''} {given}", by=asked_by)
        except _SameFilesError as error:
            _let_go(task)
            return error.task
        except BaseException:
            _let_go(task)
            raise
    return task


class _SameFilesError(Exception):
    """The same files are on their way already, as ``task``."""

    def __init__(self, task: ImportTask) -> None:
        super().__init__(task.pk)
        self.task = task


def _start_once(task: ImportTask, given: str, *, by: str) -> None:
    """Begin to read, unless the same files are on their way: raises _SameFilesError."""
    given_sha256 = hashlib.sha256(given.encode()).hexdigest()
    same = ImportTask.objects.filter(given_sha256=given_sha256, state__in=_OPEN)
    try:
        with transaction.atomic():
            write_down(task, given_sha256=given_sha256)
    except IntegrityError as error:
        other = same.first()
        if other is None:
            message = "The same files were on their way a moment ago. Nothing was changed. Give them again."
            raise Refusal(message) from error
        raise _SameFilesError(other) from error
    start(task, "check", by=by)


def _let_go(task: ImportTask) -> None:
    end_task(task, State.STOPPED)
    task.delete()


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


def _lay_down(task: ImportTask, names: Sequence[str], contents: Sequence[Iterable[bytes]]) -> str:
    """The files in the task's folder; their names and hashes, in one text."""
    given = task_folder(task) / "given"
    given.mkdir(mode=0o700)
    hashes = {}
    for name, parts in zip(names, contents, strict=True):
        digest = hashlib.sha256()
        with (given / name).open("xb") as target:
            for part in parts:
                digest.update(part)
                target.write(part)
        hashes[name] = digest.hexdigest()
    return json.dumps(hashes, sort_keys=True)


def plain_name(name: str) -> str:
    """The last part of a name, of letters, digits, blanks, dots, hyphens and underscores alone."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", last)
    return plain[-_LONGEST_NAME:].lstrip(". ") or "file"


def start(task: ImportTask, what: str, *, by: str, is_anew: bool = False) -> None:
    """Put into the queue that the task is to ``check`` or to ``keep``. Once, however often the form was sent.

    ``is_anew``: without what was read or kept of it so far.
    """
    state = State.READING if what == "check" else State.KEEPING
    asked = {"task": task.pk, "after": task.work_id or 0, "is_anew": is_anew}
    with transaction.atomic():
        piece, _ = ask_for(READ if what == "check" else KEEP, asked, by=by, is_short=_is_short(task))
        write_down(task, state=state, wants_stop=False, says="", step="", work=piece)


def _is_short(task: ImportTask) -> bool:
    """Whether the files are read in seconds."""
    return sum(path.stat().st_size for path in (task_folder(task) / "given").glob("*")) <= SHORT_BYTES


def wait_a_moment(task: ImportTask) -> None:
    """Until the task waits for a person or has ended, for as long as a page may take: a small file is read by then."""
    is_settled(lambda: not ImportTask.objects.filter(pk=task.pk, state__in=_AT_WORK).exists())


def is_on_its_way(task: ImportTask) -> bool:
    """Whether the queue holds the task, or a process its lock; changes nothing."""
    return is_open(task.work) or is_at_work(task)


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
    with _held(task) as is_mine:
        if not is_mine or task.state != State.CHECKED or (asks_which(task) and second is None):
            return
        if task.basis == store_version():
            write_down(task, confirmed_by=by)
            say_second(task, second)
            start(task, "keep", by=by)
        else:
            _check_anew(task, by=by)


def again(task: ImportTask, *, by: str) -> None:
    """Go on with a task whose process died; where something else came into use since, from the beginning."""
    with _held(task) as is_mine:
        if not is_mine or is_open(task.work) or task.state not in {*_AT_WORK, State.STOPPED}:
            return
        run = task.import_run
        if run is not None and run.state != ImportRun.State.LOADING:
            end_task(task, State.DONE)
        elif run is not None and task.basis == store_version():
            start(task, "keep", by=by)
        else:
            _check_anew(task, by=by)


def told_headings(task: ImportTask, *, by: str) -> None:
    """Read the file again, whose headings a person has said what they are."""
    with _held(task) as is_mine:
        if is_mine and task.state == State.ASKING:
            _check_anew(task, by=by)


def _check_anew(task: ImportTask, *, by: str) -> None:
    start(task, "check", by=by, is_anew=True)


@contextmanager
def _held(task: ImportTask) -> Iterator[bool]:
    """With the task's lock, as it stands now; False when it was begun or ended already, as by a form sent twice."""
    try:
        lock = lock_of(task)
    except (Refusal, FileNotFoundError):
        yield False
        return
    with lock:
        if not task_folder(task).exists():
            yield False
            return
        task.refresh_from_db()
        yield True


def first_rows(task: ImportTask) -> list[list[str]]:
    """The first rows of the file as they stand in it; none when they cannot be shown."""
    path = task_folder(task) / FIRST_ROWS
    rows: list[list[str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return rows


def has_findings(task: ImportTask) -> bool:
    return is_staged(task_folder(task))
