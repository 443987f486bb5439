"""The store's tests once more, on a PostgreSQL server that is started here and thrown away.

In two halves, so that two workers may have one each. A test that is the same whatever database is named runs once.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FIRST_HALF = frozenset({"test_audit", "test_backup", "test_concurrent_imports", "test_processes", "test_work_queue"})
"""Takes about as long as all the rest."""
HERE = Path(__file__).resolve().parent
SERVERS = Path("/usr/lib/postgresql")
_PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--durations=15")


def _as_postgres(*command: str) -> None:
    """PostgreSQL refuses to run as root, so root becomes the user ``postgres``, whom Debian's package makes."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*become, *command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def server() -> Iterator[str]:
    """Its address."""
    found = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("The PostgreSQL server is not installed. Install it with: apt-get install postgresql")
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="highneeds-postgres-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
        "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"
    )
    try:
        _as_postgres(str(programs / "initdb"), "-D", data, "-U", "highneeds", "-A", "trust", "-E", "UTF8", "-N")
        log = str(folder / "log")
        _as_postgres(str(programs / "pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "-t", "30", "start")
        try:
            yield f"postgres://highneeds@127.0.0.1:{port}/postgres"
        finally:
            _as_postgres(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def first_half() -> None:
    _pass([path for path in _files() if path.stem in _FIRST_HALF])


def second_half() -> None:
    _pass([path for path in _files() if path.stem not in _FIRST_HALF])


def _files() -> list[Path]:
    return sorted(HERE.glob("test_*.py"))


def _pass(files: list[Path]) -> None:
    settled = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HIGHNEEDS_"))}
    with server() as database_url:
        done = subprocess.run(
            [*_PYTEST, *map(str, files), "-m", "not postgres and not one_database"],
            check=False,
            capture_output=True,
            text=True,
            env=settled | {"DATABASE_URL": database_url},
            cwd=HERE.parents[1],
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
