"""The reading process of this process: started at the first import, kept for the next, ended with us."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from highneeds.ingest.bounded import BoundedReader

_idle: list[BoundedReader] = []


@contextmanager
def borrowed_reader() -> Iterator[BoundedReader]:
    """One at a time for each borrower. It goes back for the next, also when an import failed: a reading that failed
    ended its process, which begins anew when it is asked again, and after any other it waits to be asked.
    """
    reader = _idle.pop() if _idle else BoundedReader()
    try:
        yield reader
    finally:
        reader.watch = _nobody
        _idle.append(reader)


@contextmanager
def watched(reader: BoundedReader, watch: Callable[[float], None]) -> Iterator[None]:
    """``watch`` is told the seconds while the reader reads; what it raises ends the reading."""
    reader.watch = watch
    try:
        yield
    finally:
        reader.watch = _nobody


def _nobody(_seconds: float) -> None:
    """Nobody watches."""


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()
