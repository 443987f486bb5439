"""The named steps of an import. A test hangs on here to stop the process at each of them in turn."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def reached(step: str) -> None:
    """Say that the step begins; what has gone before is on the disk or in the store."""
    for listen in _listeners:
        listen(step)


def on_reaching(listen: Callable[[str], None]) -> None:
    """Be told of every step of this process from now on."""
    _listeners.append(listen)
