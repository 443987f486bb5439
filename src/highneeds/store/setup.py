"""Opening the store: configure Django, and bring the database's tables up to date."""

from __future__ import annotations

import fcntl

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from highneeds.store import ready  # noqa: F401 - configures Django before the database is asked
from highneeds.store.home import home


def open_store() -> None:
    """Make the store ready for use; quick when it already is.

    Processes of one machine that start together wait for one another; the first makes the tables.
    """
    if _has_migrations_to_run():
        with (home() / "migrate.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _has_migrations_to_run():
                call_command("migrate", verbosity=0, interactive=False)


def _has_migrations_to_run() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
