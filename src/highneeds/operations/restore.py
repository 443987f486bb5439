"""A backup put back: read and checked whole before anything is touched; a living home only gives way when told."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections
from django.utils import timezone

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did, Fact
from highneeds.operations.backup import DUMP, MEGABYTE, alone, refuse_little_room
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.progress import Progress
from highneeds.store.audit import note
from highneeds.store.backup_file import Contents, read_backup, unseal_keys
from highneeds.store.home import home
from highneeds.store.home_files import DATABASE, REPLACED, database_files, kept_at_top
from highneeds.store.kept_frames import forget_frames
from highneeds.store.keys_in_use import KEYS, key_marks, mark_of_key, stands_elsewhere
from highneeds.store.postgresql_copy import (
    copy_postgresql,
    put_back_postgresql,
    refuse_without_programs,
    rows_of_postgresql,
    tables_of_postgresql,
)
from highneeds.store.reserve import is_full
from highneeds.store.sealing import SealBrokenError
from highneeds.store.setup import cut_off_mark, open_store, steps_known
from highneeds.store.sqlite_copy import rows_of_sqlite, steps_of_sqlite
from highneeds.store.steps import reached


@dataclass(frozen=True, slots=True)
class Restored:
    """``aside``: the folder with what was there before; None where there was nothing, or it was only checked."""

    made_at: str
    rows: int
    files: int
    aside: Path | None
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """``keys``: the file with the keys; None for the one beside the backup, where there is one."""

    file: Path
    secret: bytes
    keys: Path | None = None
    may_replace: bool = False
    may_lack_keys: bool = False
    only_checks: bool = False


def restore_backup(wish: Wish, progress: Progress) -> Restored:
    """Put the backup in the place of what this home and its database hold.

    Raises Refusal, with nothing changed, for a living home without ``may_replace``, pages that are being served, a file
    that is not whole or opens with another secret, another kind of database, a newer version, keys that are missing,
    or too little room.
    """
    if connection.vendor == "postgresql":
        refuse_without_programs()
    with _nobody_else(is_needed=not wish.only_checks), _told_plainly():
        if not (wish.only_checks or wish.may_replace or cut_off_mark().exists()):
            _refuse_living()
        work = home() / ".restoring"
        shutil.rmtree(work, ignore_errors=True)  # of one that was killed
        work.mkdir(mode=0o700)
        try:
            return _restored(wish, work, progress)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _restored(wish: Wish, work: Path, progress: Progress) -> Restored:
    refuse_little_room({home(): 2 * wish.file.stat().st_size})
    progress("Reading and checking the backup")
    with wish.file.open("rb") as source:
        contents = read_backup(
            source, wish.secret, work / "files", lambda size: progress.detail(f"{size // MEGABYTE:,} MB")
        )
    _check(contents, work / "files")
    keys = _keys(wish, contents)
    files = len(contents.files) - 1
    if wish.only_checks:
        return Restored(contents.made_at, sum(contents.rows.values()), files, None, tuple(sorted(keys)))
    progress("Putting it in its place")
    aside = _swap(work, keys, contents)
    progress("Bringing its tables up to date")
    open_store(has_copy=True)
    facts: dict[str, Fact] = {"made at": contents.made_at, "rows": sum(contents.rows.values()), "files": files}
    note(person_at_the_terminal(), Did.RESTORED, "installation", facts=facts)
    return Restored(contents.made_at, sum(contents.rows.values()), files, aside, tuple(sorted(keys)))


def _check(contents: Contents, files: Path) -> None:
    if contents.database != connection.vendor:
        message = f"This is a backup of a {contents.database} database; DATABASE_URL names a {connection.vendor} one."
        raise Refusal(message)
    unknown = sorted(set(contents.steps) - steps_known())
    if unknown:
        message = f"A newer version of highneeds ({contents.version}) made this backup. Install that version first."
        raise Refusal(message)
    if contents.database == "sqlite":
        copy = files / DATABASE
        if not copy.exists() or rows_of_sqlite(copy) != contents.rows or steps_of_sqlite(copy) != contents.steps:
            message = "The database in the backup does not hold the rows that it lists."
            raise Refusal(message)


def _keys(wish: Wish, contents: Contents) -> dict[str, str]:
    """The keys to be put into the home; those that it has already, or that settings name, are only held against it."""
    beside = wish.file.with_name(f"{wish.file.name}.keys")
    path = wish.keys or (beside if beside.exists() else None)
    given: dict[str, str] = {}
    if path is not None:
        with path.open("rb") as source:
            given = unseal_keys(source, wish.secret)
    here, found, missing = key_marks(), {}, []
    for name, mark in contents.key_marks.items():
        if here.get(name) == mark:
            continue
        if name in given and name in KEYS and not stands_elsewhere(name) and mark_of_key(given[name].encode()) == mark:
            found[name] = given[name]
        else:
            missing.append(name)
    if missing and not wish.may_lack_keys:
        message = (
            f"The keys that belong to this backup are missing: {', '.join(sorted(missing))}. Give their file "
            f"({beside.name}) with --keys, or set the key files as they were. Nothing was changed."
        )
        raise Refusal(message)
    return found


def _swap(work: Path, keys: dict[str, str], contents: Contents) -> Path | None:
    """What is there goes aside, what was restored takes its place, the database last."""
    staged = work / "files"
    aside = _place_aside()
    is_postgresql = connection.vendor == "postgresql"
    given_way = [*kept_at_top(), *database_files(), *(home() / name for name in keys if (home() / name).exists())]
    has_tables = is_postgresql and bool(tables_of_postgresql())
    if given_way or has_tables:
        aside.mkdir(mode=0o700)
    if is_postgresql:
        if has_tables:
            copy_postgresql(aside / DUMP)
        _put_back(staged / DUMP, work, contents, aside)
    connections.close_all()
    cut_off_mark().touch()
    reached("aside")
    for path in given_way:
        path.rename(aside / path.name)
    reached("files")
    if (staged / "home").exists():
        for path in sorted((staged / "home").iterdir()):
            path.rename(home() / path.name)
    for name, key in keys.items():
        _write_key(home() / name, key)
    reached("database")
    if not is_postgresql:
        (staged / DATABASE).rename(home() / DATABASE)
    forget_frames()
    _flush(home())
    cut_off_mark().unlink()
    return aside if aside.exists() else None


def _place_aside() -> Path:
    """A folder that is not there yet: two restores may be of one second."""
    name = f"{REPLACED}{timezone.localtime():%Y-%m-%dT%H%M%S}"
    there = sum(1 for _ in home().glob(f"{name}*"))
    return home() / (f"{name}-{there + 1}" if there else name)


def _put_back(copy: Path, work: Path, contents: Contents, aside: Path) -> None:
    try:
        put_back_postgresql(copy, work)
    except Refusal:  # it is as it was
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if rows_of_postgresql() != contents.rows:
        message = "The database does not hold the rows that the backup lists; what was there before is set aside."
        raise Refusal(message)


def _write_key(path: Path, key: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_living() -> None:
    is_living = bool(tables_of_postgresql()) if connection.vendor == "postgresql" else bool(database_files())
    if is_living:
        message = (
            f"{home()} is in use: it has a database already. Nothing was changed. With --replace the backup takes its "
            "place, and what is there is set aside."
        )
        raise Refusal(message)


@contextmanager
def _nobody_else(*, is_needed: bool) -> Iterator[None]:
    """No other backup, and no pages that are served from this home meanwhile."""
    with alone(), serving_lock().open("w") as lock:
        if is_needed:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = "Pages are being served from this home. Stop that first (systemctl stop highneeds)."
                raise Refusal(message) from error
        yield


def serving_lock() -> Path:
    """Held by whoever serves pages from this home, as long as they do."""
    return home() / "serving.lock"


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_full(error):
            message = f"The disk is full, so the backup was not restored. Free some room for {home()}, then try again."
            raise Refusal(message) from error
        message = f"The backup was not restored: {error}."
        raise Refusal(message) from error
    except SealBrokenError as error:
        message = (
            f"The backup does not open: {error}. Give the passphrase or key that it was made with, or another backup. "
            "Nothing was changed."
        )
        raise Refusal(message) from error
