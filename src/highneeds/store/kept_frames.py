"""Frames made from the tables in use, sealed in the home's cache: every process reads them in a moment.

A table of a large council takes seconds to read row by row. What is kept is found by the digest of all that it was made
from, and is made again where it is not there, is of another key, or was damaged. Where the installation has no key for
sealing, nothing is kept: these are rows about children.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import polars as pl
from django.db import connection

import highneeds
from highneeds import __version__
from highneeds.core.errors import Refusal
from highneeds.store.home import home
from highneeds.store.in_use import State
from highneeds.store.sealing import SealBrokenError, is_sealing, seal, unseal
from highneeds.store.whole_file import write_whole

logger = logging.getLogger("highneeds.web.frames")
FEWEST_ROWS = 5_000
"""Fewer are read from the database as quickly."""


def kept_frame(
    name: str, state: Callable[[], State], make: Callable[[], pl.DataFrame], *, fewest_rows: int = FEWEST_ROWS
) -> pl.DataFrame:
    """What ``make`` gives, or gave when ``state()`` was as it is now. ``name`` and the state tell all it is made from;
    of fewer rows than ``fewest_rows`` nothing is kept. Of several processes that ask at once one makes it.
    """
    kept = found_frame(name, state())
    if kept is not None:
        return kept
    if not is_sealing() or _is_in_transaction():  # what stands in a transaction may never come true
        return make()
    with _one_at_a_time(name):
        now = state()
        kept = found_frame(name, now)
        if kept is not None:
            return kept
        made = make()
        if made.height >= fewest_rows and state() == now:  # what changed meanwhile may be of either state
            _keep(name, now, made)
        return made


def found_frame(name: str, state: State, columns: Sequence[str] | None = None) -> pl.DataFrame | None:
    """What was kept of that name and state, or these columns of it; None where there is none."""
    if not is_sealing():
        return None
    try:
        sealed = _file_of(name, state).read_bytes()
        return pl.read_ipc(io.BytesIO(unseal(sealed)), columns=None if columns is None else list(columns))
    except (OSError, SealBrokenError, pl.exceptions.PolarsError):
        return None


def forget_frames() -> None:
    """Let all go, where rows went otherwise than with the file that brought them in."""
    for path in _folder().glob("*.frame"):
        path.unlink(missing_ok=True)


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """Where no lock can be had, as on a full disk, each makes its own."""
    try:
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(_folder() / f"{name}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError:
        logger.warning("the frame %s cannot be kept in the home's cache", name, exc_info=True)
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _keep(name: str, state: State, made: pl.DataFrame) -> None:
    """What stood there of other states goes. Nobody waits for it: where it cannot be written it is made again."""
    written = io.BytesIO()
    made.write_ipc(written, compression="lz4")
    path = _file_of(name, state)
    try:
        write_whole(path, seal(written.getvalue()))
        for other in path.parent.glob(f"{name}-*.frame"):
            if other != path:
                other.unlink(missing_ok=True)
    except (OSError, Refusal):
        logger.warning("the frame %s could not be kept in the home's cache", name, exc_info=True)


@cache
def _program() -> tuple[int, int]:
    """What changes when the program does, between two versions too: its newest file, and the size of all."""
    files = [path.stat() for path in Path(highneeds.__file__).parent.rglob("*.py")]
    return max(file.st_mtime_ns for file in files), sum(file.st_size for file in files)


def _is_in_transaction() -> bool:
    return connection.in_atomic_block


def _folder() -> Path:
    return home() / "cache" / "frames"


def _file_of(name: str, state: State) -> Path:
    said = repr((__version__, _program(), connection.settings_dict["NAME"], state))
    return _folder() / f"{name}-{hashlib.sha256(said.encode()).hexdigest()[:32]}.frame"
