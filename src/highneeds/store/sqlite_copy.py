"""A whole copy of the SQLite database while others write, and whether a copy is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from highneeds.core.errors import Refusal

_PAGES_AT_A_TIME = 4_096


def copy_sqlite(database: Path, copy: Path, told: Callable[[int, int], None]) -> None:
    """By SQLite's own backup, in one transaction's view. ``told`` is given the pages done and all pages.

    The copy is one file, without a journal beside it. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(database, timeout=60)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=_PAGES_AT_A_TIME, progress=lambda _, left, pages: told(pages - left, pages))
        target.execute("PRAGMA journal_mode=DELETE")


def rows_of_sqlite(copy: Path) -> dict[str, int]:
    """How many rows each table has, after every page was read. Raises Refusal when the copy is not whole."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
        damage = [said for (said,) in database.execute("PRAGMA integrity_check(5)") if said != "ok"]
        astray = database.execute("PRAGMA foreign_key_check").fetchone()
        if damage or astray:
            message = f"The database is damaged ({'; '.join(damage) or f'rows of {astray[0]} point at nothing'})."
            raise Refusal(message)
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        return {name: _count(database, name) for (name,) in tables}


def steps_of_sqlite(copy: Path) -> list[str]:
    """The store's migrations that it has had."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
        found = database.execute("SELECT name FROM django_migrations WHERE app = 'store' ORDER BY name")
        return [name for (name,) in found]


def _count(database: sqlite3.Connection, name: str) -> int:
    (count,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - a name of its own
    return int(count)
