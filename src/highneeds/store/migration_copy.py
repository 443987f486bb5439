"""The database once more as it was, before a newer version of highneeds changes its tables."""

from __future__ import annotations

import logging
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from highneeds.core.errors import Refusal
from highneeds.store.home import home
from highneeds.store.home_files import BEFORE_MIGRATION, DATABASE, database_files
from highneeds.store.postgresql_copy import check_postgresql_copy, copy_postgresql, size_of_postgresql
from highneeds.store.postgresql_copy import refuse_without_programs as refuse_without_postgresql_programs
from highneeds.store.reserve import bytes_missing
from highneeds.store.sqlite_copy import copy_sqlite, rows_of_sqlite, steps_of_sqlite
from highneeds.store.steps import reached

COPIES_KEPT = 2
_DRAFT = ".part"
_MEGABYTE = 1_000_000
logger = logging.getLogger("highneeds.web.migration")


def copy_before_migrating(last_step: str) -> Path:
    """Copy the database into the home, check that the copy is whole, and say where it is; the newest are kept.

    ``last_step``: the last migration that it has had. Raises Refusal, with nothing changed, where no copy can be made:
    then nothing is brought up to date.
    """
    try:
        return _copied(last_step)
    except (OSError, sqlite3.Error) as error:
        raise Refusal(_not_copied(str(error))) from error
    except Refusal as refusal:
        raise Refusal(_not_copied(str(refusal))) from refusal


def _not_copied(why: str) -> str:
    return (
        "The database is of an older version, and is copied before its tables change. No copy could be made: "
        f"{why.rstrip('.')}. Nothing was changed. Mend that, then start highneeds again."
    )


def copies() -> list[Path]:
    """Those that were made and checked, the oldest first."""
    found = (home() / BEFORE_MIGRATION).glob("*")
    return sorted(path for path in found if path.suffix != _DRAFT)


def _copied(last_step: str) -> Path:
    is_sqlite = connection.vendor == "sqlite"
    size = _size(is_sqlite=is_sqlite)
    missing = bytes_missing(size)
    if missing:
        message = f"{missing / _MEGABYTE:,.0f} MB more room are needed in {home()}"
        raise Refusal(message)
    folder = home() / BEFORE_MIGRATION
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob(f"*{_DRAFT}"):  # of a start that was killed
        left.unlink()
    name = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}-{last_step}{'.sqlite3' if is_sqlite else '.dump'}"
    logger.warning("Copying the database (%s MB) before its tables change.", f"{size / _MEGABYTE:,.0f}")
    draft, file = folder / f"{name}{_DRAFT}", folder / name
    draft.touch(mode=0o600)
    reached("the copy is made")
    if is_sqlite:
        _copy_sqlite(draft)
    else:
        refuse_without_postgresql_programs()
        copy_postgresql(draft)
        check_postgresql_copy(draft)
    draft.rename(file)
    for old in copies()[:-COPIES_KEPT]:
        old.unlink()
    logger.warning("The database as it was: %s. The newest %s such copies are kept.", file, COPIES_KEPT)
    return file


def _size(*, is_sqlite: bool) -> int:
    return sum(path.stat().st_size for path in database_files()) if is_sqlite else size_of_postgresql()


def _copy_sqlite(draft: Path) -> None:
    """Every page of it is read again, and it has had the steps that the database has had."""
    copy_sqlite(home() / DATABASE, draft, lambda _done, _pages: None)
    rows_of_sqlite(draft)
    if set(steps_of_sqlite(draft)) != set(steps_of_sqlite(home() / DATABASE)):
        message = f"what was written to {draft.parent} is not what the database holds. The disk may be failing"
        raise Refusal(message)
