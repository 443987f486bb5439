"""Which files of the home a backup holds: not what is made again, what passes through, the keys and the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from highneeds.store.home import home

DATABASE = "highneeds.sqlite3"
REPLACED = "replaced-"
BEFORE_MIGRATION = "before-migration"
LAST_BACKUP = "last-backup.json"
_MADE_AGAIN = {"cache", "static", "papers", "tools", "demo", "pictures"}
_PASSING = {"imports", "reserve", "log", LAST_BACKUP, BEFORE_MIGRATION}
_PASSING_STARTS = (".", "tmp", REPLACED)
_PASSING_ENDS = (".lock", ".mark")


def belongs(name: str) -> bool:
    """Whether what stands under this name belongs into a backup, beside the database and apart from the keys."""
    is_passing = name in _PASSING or name.startswith(_PASSING_STARTS) or name.endswith(_PASSING_ENDS)
    return name not in _MADE_AGAIN and not is_passing and not name.startswith(DATABASE) and not name.endswith(".key")


def kept_at_top() -> list[Path]:
    """The folders and files of the home that belong into a backup."""
    return sorted(path for path in home().iterdir() if belongs(path.name))


def kept_files() -> Iterator[Path]:
    """Every file of them, by name. A link is no file of the home."""
    for top in kept_at_top():
        inside = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (path for path in inside if path.is_file() and not path.is_symlink())


def database_files() -> list[Path]:
    """The SQLite file, with its journals."""
    return sorted(home().glob(f"{DATABASE}*"))
