"""Room on the disk: looked for before it runs out, and a reserve that is let go when it has.

A full disk refuses deletions too, since SQLite writes a change down before it makes it. The reserve is what clearing up
then needs.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable

from django.db import OperationalError

from highneeds.store.home import home

RESERVE_BYTES = 8_000_000
LEAST_ROOM_BYTES = 3 * RESERVE_BYTES
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def hold_reserve() -> None:
    """Set the reserve aside, when there is room for it and it is not there."""
    path = home() / "reserve"
    if path.exists() or shutil.disk_usage(home()).free < LEAST_ROOM_BYTES:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
    finally:
        os.close(descriptor)


def release_reserve() -> None:
    (home() / "reserve").unlink(missing_ok=True)


def with_the_reserve(work: Callable[[], None]) -> None:
    """Do what clears up; on a full disk, once more with the reserve let go."""
    try:
        work()
    except Exception as error:
        if not is_full(error):
            raise
        release_reserve()
        work()


def bytes_missing(needed: int) -> int:
    """How much more room the home's disk must have to take ``needed`` bytes; 0 when it has it."""
    return max(0, needed + RESERVE_BYTES - shutil.disk_usage(home()).free)


def is_full(error: BaseException) -> bool:
    """Whether it says that a disk, or what this account may use of it, is full."""
    if isinstance(error, OSError):
        return error.errno in _FULL or "os error 28" in str(error)  # polars says it in words alone
    return isinstance(error, OperationalError) and any(
        words in str(error) for words in ("disk is full", "No space left", "disk I/O error")
    )
