"""A PostgreSQL server of one's own, started for a while and thrown away: for the tests and the measurements."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVERS = Path("/usr/lib/postgresql")
_UNSAFE_AND_QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@contextmanager
def postgresql(*, is_safe: bool = False) -> Iterator[str]:
    """The address of a database in it. ``is_safe``: it writes to the disk as a council's would, before it answers.

    Raises FileNotFoundError where no server is installed, and RuntimeError where it does not start.
    """
    found = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        message = "The PostgreSQL server is not installed. Install it with: apt-get install postgresql"
        raise FileNotFoundError(message)
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="highneeds-postgres-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, log = str(folder / "data"), str(folder / "log")
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=64MB"
    options += "" if is_safe else f" {_UNSAFE_AND_QUICK}"
    try:
        _as_postgres(str(programs / "initdb"), "-D", data, "-U", "highneeds", "-A", "trust", "-E", "UTF8", "-N")
        _as_postgres(str(programs / "pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "-t", "30", "start")
        try:
            yield f"postgres://highneeds@127.0.0.1:{port}/postgres"
        finally:
            _as_postgres(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _as_postgres(*command: str) -> None:
    """PostgreSQL refuses to run as root, so root becomes the user ``postgres``, whom Debian's package makes."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(  # noqa: S603 - our own words
        [*become, *command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
