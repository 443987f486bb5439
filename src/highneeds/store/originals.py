"""Every imported file as it was, by the hash of its content, sealed when this installation has a key."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from highneeds.store.home import home
from highneeds.store.sealing import is_sealing, opens, seal_stream, unseal_stream

_SEALED = ".sealed"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class KeptFile:
    sha256: str
    size_bytes: int


class _Counting:
    """A file that is hashed and counted as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest, self.size = hashlib.sha256(), 0

    def read(self, size: int = -1, /) -> bytes:
        part = self._file.read(size)
        self.digest.update(part)
        self.size += len(part)
        return part


def keep_original(path: Path) -> KeptFile:
    """Keep the file's bytes, once for each content, on the disk when this returns. Raises OSError.

    What was kept under a key that is lost, or unsealed before there was a key, is replaced.
    """
    folder = home() / "originals"
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{secrets.token_hex(8)}"
    try:
        with path.open("rb") as file, _private(draft) as kept:
            source = _Counting(file)
            if is_sealing():
                seal_stream(source, kept)
            else:
                shutil.copyfileobj(source, kept, _CHUNK)
        sha256 = source.digest.hexdigest()
        if not _is_kept_as_now(sha256):
            draft.rename(folder / (sha256 + (_SEALED if is_sealing() else "")))
            if is_sealing():
                (folder / sha256).unlink(missing_ok=True)
    finally:
        draft.unlink(missing_ok=True)
    return KeptFile(sha256, source.size)


def write_original(sha256: str, target: BinaryIO) -> None:
    """The bytes as they were imported. Raises LookupError when they are not kept, SealBrokenError as ``unseal``."""
    path = _path_of(sha256)
    if path is None:
        message = f"no original file {sha256} is kept"
        raise LookupError(message)
    with path.open("rb") as kept:
        if path.suffix == _SEALED:
            unseal_stream(kept, target)
        else:
            shutil.copyfileobj(kept, target, _CHUNK)


def is_kept(sha256: str) -> bool:
    """Whether the file is there; whether it opens, ``write_original`` tells."""
    return _path_of(sha256) is not None


def forget_original(sha256: str) -> None:
    """For a file whose import came to nothing."""
    path = _path_of(sha256)
    if path is not None:
        path.unlink()


def _is_kept_as_now(sha256: str) -> bool:
    """Whether it is kept in a way that this installation can read, and would choose today."""
    path = _path_of(sha256)
    if path is None or not is_sealing():
        return path is not None and path.suffix != _SEALED
    with path.open("rb") as kept:
        return path.suffix == _SEALED and opens(kept)


def _path_of(sha256: str) -> Path | None:
    folder = home() / "originals"
    sealed, plain = folder / (sha256 + _SEALED), folder / sha256
    first, second = (sealed, plain) if is_sealing() else (plain, sealed)
    return next((path for path in (first, second) if path.exists()), None)


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
