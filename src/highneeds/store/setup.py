"""Opening the store: configure Django, and bring the database's tables up to date."""

from __future__ import annotations

import fcntl
import os

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from highneeds.store.home import home


def open_store() -> None:
    """Make the store ready for use; quick when it already is.

    Settings are those ``DJANGO_SETTINGS_MODULE`` names, else the store's own. Processes of one machine that start
    together wait for one another; the first makes the tables.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "highneeds.store.settings")
    if not apps.ready:
        django.setup()
    if _has_migrations_to_run():
        with (home() / "migrate.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _has_migrations_to_run():
                call_command("migrate", verbosity=0, interactive=False)


def _has_migrations_to_run() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
