"""Opens a file that somebody gave us: an ordinary file of bounded size, never a pipe, a device or a folder."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MAX_FILE_BYTES = 200_000_000


def open_given(path: Path) -> BinaryIO:
    """The file, open for reading. Raises OSError, with words for a person in ``strerror``.

    A pipe without a writer would be waited for, and a device never ends; both are seen before anything is read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    refusal = _refusal(found)
    if refusal is not None:
        os.close(descriptor)
        raise refusal
    return os.fdopen(descriptor, "rb")


def _refusal(found: os.stat_result) -> OSError | None:
    if stat.S_ISDIR(found.st_mode):
        return OSError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(found.st_mode):
        return OSError(errno.EINVAL, "it is a pipe or a device and no file")
    if found.st_size > MAX_FILE_BYTES:
        return OSError(errno.EFBIG, f"it is larger than {MAX_FILE_BYTES // 1_000_000} MB")
    return None
