"""Opening the store: configure Django, and bring the database's tables up to date."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from highneeds.core.errors import Refusal
from highneeds.store import ready  # noqa: F401 - configures Django before the database is asked
from highneeds.store.home import home
from highneeds.store.migration_copy import copy_before_migrating
from highneeds.store.steps import reached

_opened: set[str] = set()
_up_to_date: set[frozenset[tuple[str, str]]] = set()


def open_store(*, has_copy: bool = False) -> None:
    """Make the store ready for use; quick when it already is.

    A database that an older version made is copied before its tables change, unless it ``has_copy``: the backup that it
    was restored from. Raises Refusal when a newer highneeds made its tables, the restoring of a backup was cut off, or
    no copy can be made.

    Processes of one machine that start together wait for one another; the first makes the tables.
    """
    if cut_off_mark().exists():
        message = "The restoring of a backup was cut off. Run highneeds restore again; until then nothing is opened."
        raise Refusal(message)
    if _is_first_opening():
        with _one_at_a_time():
            connection.ensure_connection()
            _opened.add(str(connection.settings_dict["NAME"]))
    if steps_to_come():
        with _one_at_a_time():
            if steps_to_come():
                refuse_newer_tables()
                had = _steps_had()
                if had and not has_copy:
                    copy_before_migrating(had[-1])
                reached("the tables change")
                call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (home() / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_first_opening() -> bool:
    """Whether this process has yet to open its SQLite file, which may be new.

    The first connection of all gives the file its way of writing (write-ahead logging), and SQLite refuses at once,
    without waiting, whoever opens it just then. Nobody looks into the file itself to see whether that was done: closing
    it would let go of every lock that this process has on it, those of other threads too, and others would take the
    journal away from under them. Source: SQLite, "How To Corrupt An SQLite Database File", section 2.2.
    """
    return connection.vendor == "sqlite" and str(connection.settings_dict["NAME"]) not in _opened


def cut_off_mark() -> Path:
    """Stands in the home while a backup takes the place of what is there."""
    return home() / "restoring.mark"


def refuse_newer_tables() -> None:
    """Raises Refusal when the database holds tables that this version of highneeds does not know."""
    unknown = steps_unknown()
    if unknown:
        message = (
            f"A newer version of highneeds made this database's tables ({unknown[-1]}). Install that version again, or "
            "restore a backup that this one made."
        )
        raise Refusal(message)


def steps_to_come() -> tuple[str, ...]:
    """The migrations that the database has not had. Every page asks, and the plan of them takes long to work out, so
    the lists of migrations had with which there was none to come are remembered.
    """
    recorder = MigrationRecorder(connection)
    had = frozenset(recorder.migration_qs.values_list("app", "name") if recorder.has_table() else ())
    if had in _up_to_date:
        return ()
    executor = MigrationExecutor(connection)
    steps = tuple(str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not steps:
        _up_to_date.add(had)
    return steps


def _steps_had() -> tuple[str, ...]:
    """The store's migrations that the database has had, in order; none of a new one."""
    recorder = MigrationRecorder(connection)
    found = recorder.migration_qs.filter(app="store").values_list("name", flat=True) if recorder.has_table() else ()
    return tuple(sorted(found))


def steps_unknown() -> tuple[str, ...]:
    """The store's migrations that the database has had and this version of highneeds does not know."""
    applied = MigrationExecutor(connection).loader.applied_migrations
    known = steps_known()
    return tuple(name for app, name in sorted(applied) if app == "store" and name not in known)


def steps_known() -> set[str]:
    """The store's migrations of this version, those included that it made one of."""
    known = MigrationLoader(None).disk_migrations
    steps = set(known) | {old for new in known.values() for old in new.replaces}
    return {name for app, name in steps if app == "store"}
