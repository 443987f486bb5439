"""Serve the pages on this machine, and make the link that signs the first person in."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from highneeds.core.errors import Refusal
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.restore import serving_lock
from highneeds.operations.safe_settings import HERE, SEPARATE, WORKER_SETTING, refuse_unsafe
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.accounts import make_one_time_sign_in
from highneeds.store.setup import open_store

_LAST_PORT = 65_535


def serve(*, port: int, address: str = HERE) -> NoReturn:
    """Serve until Ctrl-C. Raises Refusal for unsafe settings, and when another program listens on the port.

    This process becomes ``web_server`` once all is ready. It is forked into workers, which would wait for ever for the
    threads that loading polars begins here: they do not survive a fork.
    """
    refuse_unsafe(address)
    refuse_taken_port(port, address)
    _hold_home()
    open_store()
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    connections.close_all()
    if os.environ.get(WORKER_SETTING) != SEPARATE:
        _begin_worker()
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "highneeds.operations.web_server", address, str(port)])  # noqa: S606 - our own module


def _begin_worker() -> None:
    """The worker of long work, which ends when this server and its workers have: they hold its input open."""
    read_end, write_end = os.pipe()
    command = [sys.executable, "-P", "-m", "highneeds.operations.worker"]
    subprocess.Popen(command, stdin=read_end, start_new_session=True)  # noqa: S603 - our own module
    os.close(read_end)
    os.set_inheritable(write_end, True)  # noqa: FBT003 - the standard library's own way of calling


def _hold_home() -> None:
    """So that no backup takes the home's place meanwhile: until the server and every worker of it has ended."""
    descriptor = os.open(serving_lock(), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = "A backup is being restored into this home. Wait until it is done."
        raise Refusal(message) from error
    os.set_inheritable(descriptor, True)  # noqa: FBT003 - the standard library's own way of calling


def compile_engine_apart() -> None:
    """Compile the engine, where its version was not, in a process of its own: the first page would wait for minutes.

    Raises Refusal when it cannot be compiled.
    """
    done = subprocess.run([sys.executable, "-P", "-m", "highneeds.operations.warming"], check=False)
    if done.returncode:
        message = "The engine could not be compiled; what went wrong stands above. Nothing is served."
        raise Refusal(message)


def refuse_taken_port(port: int, address: str = HERE) -> None:
    """Raises Refusal when another program listens on the port, or the machine has no such address."""
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            message = (
                f"Port {port} cannot be used: another program listens on it, or you may not. "
                f"Stop that program or choose another port, for example {port + 1 if port < _LAST_PORT else 8_000}."
            )
            raise Refusal(message) from error


def new_sign_in_link(*, port: int, username: str) -> str:
    """An address that signs ``username`` in once, within a day: where people reach the pages, else on this machine.

    Raises Refusal when there is no such open account.
    """
    open_store()
    try:
        token = make_one_time_sign_in(username, by=person_at_the_terminal())
    except (LookupError, PermissionError) as error:
        message = f"No link was made: {error.args[0]}."
        raise Refusal(message) from error
    origin = next(iter(settings.CSRF_TRUSTED_ORIGINS), f"http://{HERE}:{port}")
    return f"{origin}/sign-in/once/{token}"
