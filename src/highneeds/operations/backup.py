"""A backup of all that matters, made while people work: the database, the files of the home, and apart its keys."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import connection
from django.utils import timezone

from highneeds import __version__
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.progress import Progress
from highneeds.store.audit import note
from highneeds.store.backup_file import Contents, Member, read_backup, seal_keys, write_backup
from highneeds.store.home import home
from highneeds.store.home_files import DATABASE, LAST_BACKUP, database_files, kept_files
from highneeds.store.keys_in_use import key_marks, keys_of_home
from highneeds.store.postgresql_copy import copy_postgresql, refuse_without_programs, size_of_postgresql
from highneeds.store.reserve import RESERVE_BYTES, is_full
from highneeds.store.sealing import SealBrokenError
from highneeds.store.setup import open_store
from highneeds.store.sqlite_copy import copy_sqlite, rows_of_sqlite, steps_of_sqlite

DUMP = "database.dump"
MEGABYTE = 1_000_000
_DRAFT = ".{name}.part"


@dataclass(frozen=True, slots=True)
class Backup:
    """``keys``: the file with the home's keys, None where there are none in it; ``sha256`` of the backup file."""

    file: Path
    keys: Path | None
    size_bytes: int
    sha256: str
    rows: int
    files: int


def make_backup(to: Path, secret: bytes, progress: Progress) -> Backup:
    """Write ``to`` (in an existing folder, a file named by the day and time) and read it back before it counts.

    Others may go on writing. Raises Refusal when there is a file already, too little room, or it cannot be written.
    """
    open_store()
    file = _named(to)
    keys = file.with_name(f"{file.name}.keys") if keys_of_home() else None
    _refuse(file, keys)
    with alone(), _told_plainly(file):
        work = home() / ".backup"
        shutil.rmtree(work, ignore_errors=True)  # of a backup that was killed
        work.mkdir(mode=0o700)
        try:
            made = _made(file, keys, work, secret, progress)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            for path in (file, keys):
                if path is not None:
                    path.with_name(_DRAFT.format(name=path.name)).unlink(missing_ok=True)
    _remember(made)
    return made


def last_backup() -> datetime | None:
    """When the last backup of this home was made; None when none was, or what says so was spoilt."""
    path = home() / LAST_BACKUP
    try:
        return datetime.fromisoformat(json.loads(path.read_text(encoding="ascii"))["at"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _named(to: Path) -> Path:
    return to.absolute() / f"highneeds-{timezone.localtime():%Y-%m-%dT%H%M%S}.backup" if to.is_dir() else to.absolute()


def _refuse(file: Path, keys: Path | None) -> None:
    for path in filter(None, (file, keys)):
        if path.exists():
            message = f"{path} is there already and is not written over. Give another name."
            raise Refusal(message)
    if not file.parent.is_dir():
        message = f"There is no folder {file.parent}. Make it, or give another."
        raise Refusal(message)
    if file.is_relative_to(home()):
        message = f"{file} is in the home itself and would be lost with it. Give a place on another disk or machine."
        raise Refusal(message)
    if connection.vendor == "postgresql":
        refuse_without_programs()
    database = size_of_postgresql() if connection.vendor == "postgresql" else sum(map(_size, database_files()))
    refuse_little_room({home(): database, file.parent: database + sum(map(_size, kept_files()))})


def _size(path: Path) -> int:
    return path.stat().st_size


def refuse_little_room(needed: dict[Path, int]) -> None:
    """Raises Refusal when a disk does not have so many bytes for what goes into a folder of it."""
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, size in needed.items():
        disk = folder.stat().st_dev
        by_disk[disk] = (folder, size + (by_disk[disk][1] if disk in by_disk else 0))
    for folder, size in by_disk.values():
        free = shutil.disk_usage(folder).free
        if free < size + RESERVE_BYTES:
            message = (
                f"There is not enough room in {folder}: {(size + RESERVE_BYTES) // MEGABYTE:,} MB are needed, "
                f"{free // MEGABYTE:,} MB are free. Nothing was written."
            )
            raise Refusal(message)


@contextmanager
def alone() -> Iterator[None]:
    with (home() / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "Another backup of this home is being made or restored. Wait until it is done."
            raise Refusal(message) from error
        yield


@contextmanager
def _told_plainly(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if is_full(error) or "full" in str(error):
            message = f"The disk is full, so no backup was made. Free some room for {file.parent}, then try again."
            raise Refusal(message) from error
        message = f"No backup was made: {error}."
        raise Refusal(message) from error
    except SealBrokenError as error:
        message = f"What was written to {file.parent} does not read back: {error}. The disk may be failing."
        raise Refusal(message) from error


def _made(file: Path, keys: Path | None, work: Path, secret: bytes, progress: Progress) -> Backup:
    anchors = [  # before the database: an anchor must not be ahead of the chain that it is restored with
        Member(f"home/{path.relative_to(home())}", path.read_bytes())
        for path in kept_files()
        if path.is_relative_to(home() / "audit")
    ]
    progress("Copying the database")
    copy, rows, steps = _copied(work, progress)
    files = [path for path in kept_files() if not path.is_relative_to(home() / "audit")]
    contents = Contents(timezone.now().isoformat(), __version__, connection.vendor, steps, rows, key_marks())
    members = [
        Member(copy.name, copy),
        *anchors,
        *(Member(f"home/{path.relative_to(home())}", path) for path in files),
    ]
    progress("Writing it, sealed")
    draft = file.with_name(_DRAFT.format(name=file.name))
    with _draft(draft) as target:
        write_backup(members, contents, target, secret, lambda size: progress.detail(f"{size // MEGABYTE:,} MB"))
    progress("Reading it back")
    with draft.open("rb") as source:
        read_backup(source, secret, None, lambda size: progress.detail(f"{size // MEGABYTE:,} MB"))
    if keys is not None:
        keys_draft = keys.with_name(_DRAFT.format(name=keys.name))
        with _draft(keys_draft) as target:
            seal_keys(keys_of_home(), target, secret)
        keys_draft.rename(keys)
    with draft.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    size = draft.stat().st_size
    draft.rename(file)
    return Backup(file, keys, size, sha256, sum(rows.values()), len(contents.files) - 1)


def _copied(work: Path, progress: Progress) -> tuple[Path, dict[str, int], list[str]]:
    """A copy of the database as it was at one moment, found whole; its rows by table, and its migrations."""
    if connection.vendor == "postgresql":
        rows, steps = copy_postgresql(work / DUMP)
        return work / DUMP, rows, steps
    copy = work / DATABASE
    copy_sqlite(home() / DATABASE, copy, lambda done, pages: progress.detail(f"{done:,} of {pages:,} pages"))
    progress("Checking the copy")
    return copy, rows_of_sqlite(copy), steps_of_sqlite(copy)


@contextmanager
def _draft(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())


def _remember(made: Backup) -> None:
    """For the doctor, and in the audit."""
    when = {"at": timezone.now().isoformat(), "sha256": made.sha256, "bytes": made.size_bytes}
    (home() / LAST_BACKUP).write_text(json.dumps(when), encoding="ascii")
    note(
        person_at_the_terminal(),
        Did.BACKED_UP,
        "installation",
        facts={"sha256": made.sha256, "rows": made.rows, "files": made.files},
    )
