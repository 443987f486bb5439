"""The web server alone: ``python -m highneeds.operations.web_server ADDRESS PORT``. ``serving.serve`` becomes it.

It is forked into workers, so it loads nothing of the pages: each worker does, after the fork.
"""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # gunicorn gives no types
from gunicorn.util import import_app  # type: ignore[import-untyped] # gunicorn gives no types

_PAGES = "highneeds.web.wsgi:application"  # by name: this room may not know the pages
_ADDRESSES = "highneeds.web.urls"
_WORKERS = 2
_THREADS_A_WORKER = 8  # some wait for a list that is made anew after an import: the others answer meanwhile
_SECONDS_FOR_A_PAGE = 60


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn gives no types
    def __init__(self, address: str, port: int) -> None:
        self._bind = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        super().__init__()

    def load_config(self) -> None:
        wanted: dict[str, Any] = {
            "bind": self._bind,
            "workers": _WORKERS,
            "threads": _THREADS_A_WORKER,
            "timeout": _SECONDS_FOR_A_PAGE,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": lambda _: _get_ready(),
        }
        for name, value in wanted.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        application: WSGIApplication = import_app(_PAGES)
        import_module(_ADDRESSES)  # else the first who asks waits for some seconds
        return application


def _get_ready() -> None:
    """Beside the first pages. Imported after the fork, as all else is."""
    reading_ahead = import_module("highneeds.operations.reading_ahead")
    threading.Thread(target=reading_ahead.get_ready, daemon=True).start()


if __name__ == "__main__":
    WebServer(sys.argv[1], int(sys.argv[2])).run()
