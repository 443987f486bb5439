"""Serve the pages on this machine with gunicorn, and make the link that signs the first person in."""

from __future__ import annotations

import socket
from typing import Any
from wsgiref.types import WSGIApplication

from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # gunicorn gives no types
from gunicorn.util import import_app  # type: ignore[import-untyped] # gunicorn gives no types

from highneeds.core.errors import Refusal
from highneeds.operations.people import person_at_the_terminal
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.accounts import make_one_time_sign_in
from highneeds.store.setup import open_store

ADDRESS = "127.0.0.1"
_PAGES = "highneeds.web.wsgi:application"  # by name: this room may not know the pages
_WORKERS = 2
_THREADS_A_WORKER = 4
_SECONDS_FOR_A_PAGE = 60
_LAST_PORT = 65_535


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn gives no types
    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"{ADDRESS}:{self._port}",
            "workers": _WORKERS,
            "threads": _THREADS_A_WORKER,
            "timeout": _SECONDS_FOR_A_PAGE,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        application: WSGIApplication = import_app(_PAGES)
        return application


def serve(*, port: int) -> None:
    """Serve until Ctrl-C. Raises Refusal when another program listens on the port.

    The workers are forked from here: no table may be read before, since the threads that read it would not survive.
    """
    refuse_taken_port(port)
    open_store()
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    connections.close_all()  # a worker must not share this process's connection
    _Server(port).run()


def refuse_taken_port(port: int) -> None:
    """Raises Refusal when another program listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            message = (
                f"Port {port} cannot be used: another program listens on it, or you may not. "
                f"Stop that program or choose another port, for example {port + 1 if port < _LAST_PORT else 8_000}."
            )
            raise Refusal(message) from error


def new_sign_in_link(*, port: int, username: str) -> str:
    """An address that signs ``username`` in once, within a day. Raises Refusal when there is no such open account."""
    open_store()
    try:
        token = make_one_time_sign_in(username, by=person_at_the_terminal())
    except (LookupError, PermissionError) as error:
        message = f"No link was made: {error.args[0]}."
        raise Refusal(message) from error
    return f"http://{ADDRESS}:{port}/sign-in/once/{token}"
