"""A whole copy of the PostgreSQL database while others write, by its own programs; and putting one back."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import connection, transaction

from highneeds.core.errors import Refusal

PROGRAMS = ("pg_dump", "pg_restore", "psql")


def refuse_without_programs() -> None:
    """Raises Refusal when PostgreSQL's own programs are not on this machine."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        message = (
            f"A backup of PostgreSQL needs its programs {', '.join(missing)}. Install the client of the server's "
            "version, for example: apt-get install postgresql-client"
        )
        raise Refusal(message)


def copy_postgresql(copy: Path) -> tuple[dict[str, int], list[str]]:
    """Write the database as it is at one moment; how many rows each table had then, and the store's migrations.

    Raises Refusal with what ``pg_dump`` said.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
        _run("pg_dump", ["--format=custom", "--no-owner", f"--snapshot={moment}", f"--file={copy}"])
        return _rows(), _steps()


def check_postgresql_copy(copy: Path) -> None:
    """Read the whole of it. Raises Refusal with what ``pg_restore`` said of one that is not whole."""
    _run("pg_restore", ["--no-owner", "--file=/dev/null", str(copy)], is_connected=False)


def rows_of_postgresql() -> dict[str, int]:
    """How many rows each table has now."""
    with transaction.atomic():
        return _rows()


def size_of_postgresql() -> int:
    """On its server, in bytes; a dump of it is smaller."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def tables_of_postgresql() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def put_back_postgresql(copy: Path, work: Path) -> None:
    """In place of all tables, in one transaction: killed at any moment, it is as it was. ``work``: a private folder.

    Raises Refusal with what PostgreSQL said.
    """
    before, after = work / "before.sql", work / "database.sql"
    _run("pg_restore", ["--no-owner", f"--file={after}", str(copy)], is_connected=False)
    names = [connection.ops.quote_name(name) for name in tables_of_postgresql()]
    drop = f"DROP TABLE {', '.join(names)} CASCADE;\n" if names else ""
    functions = "DROP FUNCTION IF EXISTS audit_refuses, audit_takes_only_the_next CASCADE;\n"
    before.write_text(drop + functions, encoding="utf-8")
    connection.close()
    _run(
        "psql",
        [
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--file={before}",
            f"--file={after}",
        ],
    )


def _rows() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a name of its own
            (found[name],) = cursor.fetchone()
    return found


def _steps() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'store' ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def _run(program: str, words: Sequence[str], *, is_connected: bool = True) -> None:
    where, environment = _way_there() if is_connected else ([], {})
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [program, *words, *where],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{program} could not do it: {' '.join(done.stderr.split())[:500]}"
        raise Refusal(message)


def _way_there() -> tuple[list[str], Mapping[str, str]]:
    """As the settings say; a password goes by the environment, which other users cannot see."""
    words, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    said = {name: str(value) for name, value in (environment or {}).items()}
    return [*words[1:-1], f"--dbname={words[-1]}"], said
