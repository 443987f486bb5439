"""Undo an import as one, give an original file back, and stop or forget an import on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations.import_path import forget_task, tasks_left_behind
from highneeds.operations.import_room import a_full_disk_told
from highneeds.operations.import_upload import is_on_its_way, plain_name
from highneeds.operations.importing import check_between
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.waiting_imports import clear_long_waiting
from highneeds.operations.work import UNDO, ask_for, is_settled
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.keeping import discard_rows, undo_run, why_not_undone
from highneeds.store.models import ImportRun, ImportTask, OriginalFile, WorkRow
from highneeds.store.originals import write_original
from highneeds.store.reserve import with_the_reserve
from highneeds.store.sealing import SealBrokenError, is_sealing
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table
from highneeds.store.work_queue import OPEN_STATES, ask_to_stop

SHORT_ROWS = 20_000
"""An import of so many rows is undone within seconds."""
State = ImportTask.State


def begin_undo(import_id: int, *, by: str) -> WorkRow:
    """Put it into the queue that an import is undone; once, however often it is asked for."""
    run = ImportRun.objects.filter(pk=import_id).first()
    is_short = run is not None and run.rows_kept <= SHORT_ROWS
    return ask_for(UNDO, {"import": import_id, "by": by}, by=by, is_short=is_short)[0]


def is_undone(piece: WorkRow) -> bool:
    """Whether it was undone by the time that a page may wait."""
    is_settled(lambda: not WorkRow.objects.filter(pk=piece.pk, state__in=OPEN_STATES).exists())
    return WorkRow.objects.filter(pk=piece.pk, state=WorkRow.State.DONE).exists()


def undo_import(
    import_id: int, tell: Callable[[str], None] | None = None, *, by: str, goes_on: bool = False
) -> ImportRun:
    """Put back exactly what the import replaced; its file stays kept, and can be imported again. ``by``: who undoes it.

    ``goes_on``: where it was undone and cut off then, only the rest is done. Raises Refusal, saying what to undo first,
    when it cannot be undone.
    """
    open_store()
    said = tell or (lambda _: None)
    said("Putting back what was in use before")
    with a_full_disk_told(f"Import {import_id}", "nothing was undone"):
        undone = ImportRun.objects.filter(pk=import_id, state=ImportRun.State.UNDONE).first() if goes_on else None
        run = undone or undo_run(import_id, by=by)
    with a_full_disk_told(f"Import {import_id}", "it is undone, but its rows were not all cleared away"):
        said("Clearing away the rows of the import")
        with_the_reserve(lambda: discard_rows(run))
        said("Checking the files against one another")
        check_between(load_table, keep=True)
    return run


def give_back_originals(import_id: int, folder: Path) -> list[Path]:
    """Write the files of an import into ``folder`` as they were imported; where each went.

    Raises Refusal when nothing is kept, a file is there already, or the key that sealed them is not this one.
    """
    open_store()
    files = list(OriginalFile.objects.filter(import_run_id=import_id).order_by("pk"))
    if not files:
        message = f"No original file of import {import_id} is kept. 'highneeds imports' lists the imports."
        raise Refusal(message)
    note(person_at_the_terminal(), Did.TOOK_OUT, "import", import_id, facts={"original files": len(files)})
    folder.mkdir(parents=True, exist_ok=True)
    return [_give_back(file, folder) for file in files]


def _give_back(file: OriginalFile, folder: Path) -> Path:
    path = folder / Path(file.name).name
    try:
        with path.open("xb") as target:
            write_original(file.sha256, target)
    except FileExistsError as error:
        message = f"{path} is there already; nothing was written over it. Name another folder."
        raise Refusal(message) from error
    except (LookupError, SealBrokenError) as error:
        path.unlink()
        message = f"{file.name} cannot be given back: {error}."
        raise Refusal(message) from error
    return path


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """``size`` in words."""

    id: int
    name: str
    size: str


def originals_of(import_id: int) -> tuple[OriginalLine, ...]:
    files = OriginalFile.objects.filter(import_run_id=import_id).order_by("pk")
    return tuple(OriginalLine(file.pk, file.name, f"{file.size_bytes / 1000:,.0f} KB") for file in files)


def is_original(import_id: int, file_id: int) -> bool:
    return OriginalFile.objects.filter(pk=file_id, import_run_id=import_id).exists()


def original_of(import_id: int, file_id: int, target: BinaryIO, *, by: str, why: str = "") -> str | None:
    """Write one original file to ``target``; its name, or None when nobody knows it.

    Raises Refusal, saying why, when it is no longer kept or this installation's key does not open it.
    """
    file = OriginalFile.objects.filter(pk=file_id, import_run_id=import_id).first()
    if file is None:
        return None
    try:
        write_original(file.sha256, target)
    except (LookupError, SealBrokenError) as error:
        message = f"{file.name} cannot be given back: {error}."
        raise Refusal(message) from error
    note(by, Did.TOOK_OUT, "import", import_id, facts={"original file": file_id}, words=why)
    return plain_name(file.name)


def why_not_undone_in_words(import_id: int) -> str:
    """Nothing when the import can be undone."""
    run = ImportRun.objects.filter(pk=import_id).first()
    return "There is no such import." if run is None else why_not_undone(run)


def task_of(task_id: int) -> ImportTask | None:
    """An import on its way."""
    return ImportTask.objects.filter(pk=task_id).exclude(state=State.DONE).first()


def asking_task_of(task_id: int) -> ImportTask | None:
    """An import on its way whose headings a person is to tell."""
    return ImportTask.objects.filter(pk=task_id, state=State.ASKING).first()


def originals_in_words() -> str:
    """How this installation keeps original files."""
    if is_sealing():
        return "Original files are kept sealed with this installation's key."
    return "Original files are kept as they are, not sealed: HIGHNEEDS_SEALING_KEY_FILE is 'none'."


def tasks_on_their_way() -> tuple[ImportTask, ...]:
    """Imports that are not in use yet, the newest first; one whose process died is marked as stopped."""
    open_store()
    tasks_left_behind()
    clear_long_waiting()
    return tuple(ImportTask.objects.exclude(state=State.DONE).order_by("-pk"))


def stop_import(task_id: int) -> str:
    """Ask an import on its way to stop, or forget one that nobody works on; what was done, in words.

    Raises Refusal when there is none of that number, or a process has just begun to work on it.
    """
    open_store()
    tasks_left_behind()
    task = ImportTask.objects.filter(pk=task_id).exclude(state=State.DONE).first()
    if task is None:
        message = f"There is no import {task_id} on its way."
        raise Refusal(message)
    if task.state in {State.READING, State.KEEPING} and is_on_its_way(task):
        if task.work is None:
            task.wants_stop = True
            task.save(update_fields=["wants_stop"])
        else:
            ask_to_stop(task.work.pk)
        return f"The import of {task.name} was asked to stop; it does so within a few seconds."
    forget_task(task)
    return f"The import of {task.name} is forgotten. Nothing of it was kept."
