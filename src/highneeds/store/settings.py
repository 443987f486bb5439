"""Django settings of the store. The web room adds its own on top with ``from highneeds.store.settings import *``."""

from __future__ import annotations

import os
from typing import Any

import dj_database_url

from highneeds.store.home import home, secret_key


def _databases() -> dict[str, dict[str, Any]]:
    """``DATABASE_URL`` when set; otherwise one SQLite file that readers can read while one process writes.

    A transaction takes the write lock at its start (IMMEDIATE) and waits up to 20 seconds for it: with the deferred
    kind, two that read before they write fail at once. A commit is on the disk when it returns (synchronous FULL).
    A row that is replaced counts as deleted (recursive_triggers), so that the audit's triggers see it.
    """
    url = os.environ.get("DATABASE_URL")
    if url:
        return {"default": dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))}
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home() / "highneeds.sqlite3"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-64000;"
                    "PRAGMA recursive_triggers=ON"
                ),
            },
        }
    }


SECRET_KEY = secret_key()
DEBUG = False
DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "highneeds.store"]
AUTHENTICATION_BACKENDS = ["highneeds.store.roles.Accounts"]
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
