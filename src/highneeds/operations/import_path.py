"""The way of one unit of files into use, as one state machine: read, checked, kept, and at any point stopped.

    reading -> checked -> keeping -> done         a person looks at what would change, and says go on
    reading -> asking -> reading                  a person says what columns with foreign headings are
    reading -> refused                            a fault stops the file
    in all of these but done -> stopped           by a person, or because its process died; nothing was changed

Whatever was read or kept of a unit stands in its task's own folder and beside the rows in use, where nobody sees it.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from highneeds.core.errors import Refusal
from highneeds.ingest.bounded import BoundedReader
from highneeds.ingest.results import ImportUnit
from highneeds.ingest.staged import StagedUnit, is_staged, open_staged
from highneeds.ingest.units import sha256_of
from highneeds.operations.file_reader import watched
from highneeds.operations.import_diff import TableChange
from highneeds.operations.import_room import a_full_disk_told, refuse_without_room
from highneeds.operations.rules import rules_here
from highneeds.operations.second_file import Second, with_those_in_use
from highneeds.store import (
    originals,
    ready,  # noqa: F401 - configures Django before the models are imported
)
from highneeds.store.home import child_key_secret, home
from highneeds.store.keeping import (
    ROWS_AT_A_TIME,
    add_findings,
    begin_run,
    bring_into_use,
    discard_run,
    forget_findings,
    hold_off_others,
    let_old_rows_go,
    load_rows,
    rows_loaded,
)
from highneeds.store.models import HeldRow, ImportRun, ImportTask, OriginalFile
from highneeds.store.reserve import hold_reserve, with_the_reserve
from highneeds.store.sen2_returns import keep_return
from highneeds.store.steps import reached
from highneeds.store.tables import periods_in, table_key
from highneeds.store.work_queue import OPEN_STATES

State = ImportTask.State
_ENDED = (State.DONE, State.REFUSED, State.STOPPED)
_AT_WORK = (State.READING, State.KEEPING)
_SECOND = "second"


class StoppedError(Refusal):
    """A person stopped the import."""


def task_folder(task: ImportTask) -> Path:
    return home() / "imports" / task.folder


@contextmanager
def new_task(name: str, asked_by: str) -> Iterator[tuple[ImportTask, IO[str]]]:
    """A task that reads, and its lock, held before anybody can see the task. Its folder is closed to other users."""
    hold_reserve()
    task = ImportTask(name=name, folder=secrets.token_hex(16), asked_by=asked_by, started_at=timezone.now())
    task_folder(task).mkdir(mode=0o700, parents=True)
    with lock_of(task) as lock:
        try:
            task.save(force_insert=True)
        except BaseException:
            shutil.rmtree(task_folder(task), ignore_errors=True)
            raise
        yield task, lock


def lock_of(task: ImportTask) -> IO[str]:
    """The task's lock, by which others see that it is being worked on, until it is closed or its process ends.

    Raises Refusal when another process works on the task, FileNotFoundError when it ended and its folder is gone.
    """
    lock = (task_folder(task) / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        message = f"Another process works on the import of {task.name} now. Wait until it is done."
        raise Refusal(message) from error
    return lock


@contextmanager
def at_work(task: ImportTask) -> Iterator[None]:
    """Holds the task's lock; raises as ``lock_of`` does."""
    with lock_of(task):
        yield


@contextmanager
def task_for(unit: ImportUnit, asked_by: str) -> Iterator[ImportTask]:
    """The stopped task that had read exactly these files, else a new one, held; what others of its name left goes."""
    with ExitStack() as held:
        task = _to_go_on_with(unit, held)
        for stopped in ImportTask.objects.filter(state=State.STOPPED, name=unit.name):
            forget_unless_at_work(stopped)
        if task is None:
            task, _ = held.enter_context(new_task(unit.name, asked_by))
        yield task


def stop_if_wanted(task: ImportTask) -> None:
    """Raises StoppedError once somebody, here or in another process, asked the task to stop."""
    if ImportTask.objects.filter(pk=task.pk, wants_stop=True).exists():
        message = f"The import of {task.name} was stopped. Nothing of it was kept."
        raise StoppedError(message)


def write_down(task: ImportTask, **fields: Any) -> None:  # noqa: ANN401 - whatever the fields hold
    """Save these fields alone: what another process asked for meanwhile stays."""
    for name, value in fields.items():
        setattr(task, name, value)
    task.save(update_fields=[*fields, "changed_at"])


def tell_step(task: ImportTask, step: str) -> None:
    write_down(task, step=step)


def read_into(
    task: ImportTask,
    unit: ImportUnit,
    reader: BoundedReader,
    given: Mapping[str, pl.DataFrame | None],
    tell: Callable[[str], None],
) -> StagedUnit:
    """The unit read into the task's folder, or as it was read there before it was stopped. Raises StoppedError."""
    folder = task_folder(task)
    if is_staged(folder):
        return open_staged(folder)
    reached("read")
    write_down(task, kind=unit.kind, unit_sha256=unit.sha256, basis=store_version())

    def watch(seconds: float) -> None:
        tell(f"{seconds:.0f} s")
        stop_if_wanted(task)

    with watched(reader, watch):
        staged = reader.read(unit, key=child_key_secret(), context=given, rules=rules_here(), folder=folder)
    reached("was read")
    return staged


def settle(task: ImportTask, unit: ImportUnit, changes: tuple[TableChange, ...] = ()) -> None:
    """The unit is read: the task waits for a person, or goes on at once."""
    told = [asdict(change) for change in changes]
    write_down(task, state=State.CHECKED, step="", name=unit.name, changes=told)


def refuse(task: ImportTask, why: str) -> None:
    write_down(task, state=State.REFUSED, step="", says=why)


def store_version() -> str:
    """Another text after every import or undo: by it a task sees whether what it was compared with still stands.

    Both numbers only ever grow, in whatever order imports began, and whatever the clock says.
    """
    ever_in_use = ImportRun.objects.exclude(state=ImportRun.State.LOADING)
    return f"{ever_in_use.count()} {ever_in_use.filter(state=ImportRun.State.UNDONE).count()}"


def periods_of(name: str, staged: StagedUnit) -> frozenset[str]:
    """The periods of a table that the unit holds, as text; "" for a table that is replaced whole."""
    column = table_key(name).period_column
    return periods_in(name, pl.DataFrame() if column is None else staged.table(name, [column]))


def keep(task: ImportTask, unit: ImportUnit, staged: StagedUnit, tell: Callable[[str], None]) -> bool:
    """Keep what was read and bring it into use; a task that was stopped half way goes on where it was.

    False when another process brought the same files into use first. Raises StoppedError when somebody stops it,
    Refusal when there is too little room, a file has changed, or rows were to be added to some that are no longer what
    is in use, and OSError or OperationalError when the disk is full.
    """
    adds = _said_second(task) == Second.ADDS
    staged = with_those_in_use(staged) if adds else staged
    refuse_without_room(task.name, staged)
    run = _run_of(task, unit, staged)
    _load(task, run, staged, tell)
    reached("use")
    used = _bring_into_use(task, run, adds=adds)
    is_first = used == run
    if not is_first:
        write_down(task, import_run=used)
        discard_run(run)
    reached("old rows")
    with a_full_disk_told(task.name, "it is in use, but older rows were not cleared away"):
        with_the_reserve(let_old_rows_go)
    return is_first


def say_second(task: ImportTask, answer: Second | None) -> None:
    """Write down what a person says of a second file. Rows that came in for another answer are others, and go."""
    said = answer or ""
    if _said_second(task) != said:
        forget_run(task)
        (task_folder(task) / _SECOND).write_text(said, encoding="ascii")


def _said_second(task: ImportTask) -> str:
    path = task_folder(task) / _SECOND
    return path.read_text(encoding="ascii") if path.exists() else ""


@transaction.atomic
def _bring_into_use(task: ImportTask, run: ImportRun, *, adds: bool) -> ImportRun:
    """``adds``: the run holds rows in use besides its own, as they were when the task was compared with the store."""
    hold_off_others()
    is_outdated = adds and task.basis != store_version()
    used = bring_into_use(run)
    if used == run and is_outdated:
        message = (
            f"Another import came into use, or was undone, while {task.name} was being added to what was there. "
            "Nothing of it was kept. Import it again, and look anew at what it would change."
        )
        raise Refusal(message)
    return used


def _run_of(task: ImportTask, unit: ImportUnit, staged: StagedUnit) -> ImportRun:
    """The task's run, new or as it was left; with the original files, which are kept before anything else."""
    if task.import_run is not None and task.import_run.state == ImportRun.State.LOADING:
        forget_findings(task.import_run)
        return task.import_run
    reached("original")
    kept: list[originals.KeptFile] = []
    try:
        kept += (originals.keep_original(file.path) for file in unit.files)
        return _begin(task, unit, staged, kept)
    except BaseException:
        _forget_unused([one.sha256 for one in kept])
        raise


def _begin(task: ImportTask, unit: ImportUnit, staged: StagedUnit, kept: Sequence[originals.KeptFile]) -> ImportRun:
    if sha256_of(file.sha256 for file in kept) != unit.sha256:
        message = f"{unit.name} was changed while it was being read. Nothing of it was kept; import it again."
        raise Refusal(message)
    reached("begin")
    run = ImportRun(
        kind=str(unit.kind),
        as_at=staged.as_at,
        unit_sha256=unit.sha256,
        file_names=[file.name for file in unit.files],
        rows_read=staged.rows_read,
        rows_kept=staged.rows_kept,
        rows_held=staged.rows_held,
        rows_skipped=staged.rows_skipped,
        started_at=task.started_at,
        given_by=task.asked_by,
        confirmed_by=task.confirmed_by,
    )
    with transaction.atomic():
        begin_run(run, {name: periods_of(name, staged) for name in staged.rows})
        OriginalFile.objects.bulk_create(
            OriginalFile(import_run=run, name=file.name, sha256=one.sha256, size_bytes=one.size_bytes)
            for file, one in zip(unit.files, kept, strict=True)
        )
        write_down(task, import_run=run, state=State.KEEPING)
    return run


def _load(task: ImportTask, run: ImportRun, staged: StagedUnit, tell: Callable[[str], None]) -> None:
    every = sum(staged.rows.values())
    before = 0
    for name, rows in staged.rows.items():
        after = rows_loaded(run, name)

        def watch(loaded: int, before: int = before) -> None:
            said = f"{before + loaded:,} of {every:,} rows"
            tell(said)
            if every > ROWS_AT_A_TIME:
                stop_if_wanted(task)
                tell_step(task, said)
            reached("rows")

        load_rows(run, name, staged.parts(name, ROWS_AT_A_TIME, after=after), watch, after=after)
        before += rows
    reached("findings")
    held = (
        HeldRow(file=row.file, row=row.row, rule=row.rule, reason=row.reason, cells=dict(row.values))
        for row in staged.held
    )
    add_findings(run, staged.faults, held)
    whole = staged.whole()
    if whole is not None:
        keep_return(run, whole.frames, whole.unread)


def end_task(task: ImportTask, state: str, says: str = "") -> None:
    """Everything of the task that is not in use goes: its folder, and the rows, findings and files of its run."""
    with_the_reserve(lambda: forget_run(task))
    with_the_reserve(lambda: write_down(task, state=state, step="", says=says))
    shutil.rmtree(task_folder(task), ignore_errors=True)


def forget_run(task: ImportTask) -> None:
    """The run of the task goes with its rows, findings and files, unless it came into use."""
    run = task.import_run and ImportRun.objects.filter(pk=task.import_run.pk, state=ImportRun.State.LOADING).first()
    if run:
        hashes = list(OriginalFile.objects.filter(import_run=run).values_list("sha256", flat=True))
        discard_run(run)
        task.import_run = None
        _forget_unused(hashes)


def _forget_unused(hashes: Iterable[str]) -> None:
    """The original files that no import leads to."""
    for sha256 in hashes:
        if not OriginalFile.objects.filter(sha256=sha256).exists():
            originals.forget_original(sha256)


def forget_task(task: ImportTask) -> None:
    """The task goes with everything of it that is not in use. Raises Refusal when a process works on it."""
    with ExitStack() as held:
        if task_folder(task).exists():
            held.enter_context(at_work(task))
        if ImportTask.objects.filter(pk=task.pk, state=task.state).exists():  # else somebody else was first
            end_task(task, task.state)
            task.delete()


def forget_unless_at_work(task: ImportTask) -> None:
    try:
        forget_task(task)
    except Refusal:  # a process went on with it meanwhile
        return


def tasks_left_behind() -> list[ImportTask]:
    """Tasks at work whose process is no more, each marked as stopped. What they read or kept so far is still there.
    One that the queue holds is begun again by itself.

    One that was killed after its rows came into use is done.
    """
    left = []
    at_work_or_dead = ImportTask.objects.filter(state__in=_AT_WORK)
    for task in at_work_or_dead.exclude(work__state__in=OPEN_STATES).order_by("pk"):
        try:
            with at_work(task):
                if task.import_run is not None and task.import_run.state == ImportRun.State.IMPORTED:
                    end_task(task, State.DONE)
                    continue
                says = f"The import of {task.name} did not finish; nothing was changed. Import it again."
                write_down(task, state=State.STOPPED, says=says)
        except FileNotFoundError:  # of another machine, or its folder is gone: nothing can be known of its process
            continue
        except Refusal:
            continue
        left.append(task)
    return left


def _to_go_on_with(unit: ImportUnit, held: ExitStack) -> ImportTask | None:
    """A stopped task that had read exactly these files against what the store holds now, its lock taken."""
    stopped = ImportTask.objects.filter(state=State.STOPPED, unit_sha256=unit.sha256, kind=unit.kind)
    for task in stopped.order_by("-pk"):
        if task.basis == store_version() and is_staged(task_folder(task)):
            try:
                held.enter_context(at_work(task))
            except (Refusal, FileNotFoundError):  # another process was first with it
                continue
            if ImportTask.objects.filter(pk=task.pk, state=State.STOPPED).exists():
                write_down(task, state=State.READING, wants_stop=False, says="")
                return task
    return None


def staged_of(task: ImportTask) -> StagedUnit:
    return open_staged(task_folder(task))
