"""A backup as one file: what is in it, by name, as a tar that is sealed with a secret, and last a list with every hash.

``HNB1``, sixteen bytes of chance, then a sealed file (``store.sealing``) under the key that scrypt (RFC 7914) makes of
the secret and the chance: so a passphrase may be the secret. The list comes last because it is made while the rest is
written; a file without it was cut short.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from highneeds.core.errors import Refusal
from highneeds.store.sealing import SealBrokenError, seal_stream, unsealed_parts

LIST = "backup.json"
_MAGIC = b"HNB1"
_CHANCE_BYTES, _KEY_BYTES = 16, 32
_SCRYPT_COST = 1 << 16  # 64 MiB and some tenths of a second for each guess
_CHUNK = 1 << 20
_LONGEST_LIST = 100_000_000
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. ``rows``: by table of the database; ``files``: the SHA-256 of each by name.

    ``steps``: the migrations that its tables have had; ``key_marks`` tell which keys belong to it, and not the keys.
    """

    made_at: str
    version: str
    database: str
    steps: list[str]
    rows: dict[str, int]
    key_marks: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """One file to be put into a backup. ``content``: where it is, or what it is."""

    name: str
    content: Path | bytes


def write_backup(members: Iterable[Member], contents: Contents, target: BinaryIO, secret: bytes, told: Told) -> None:
    """``told`` is given the bytes that were read so far. Raises OSError; Refusal for a file that shrinks meanwhile."""
    chance = secrets.token_bytes(_CHANCE_BYTES)
    target.write(_MAGIC + chance)
    seal_stream(_Reading(_tar(members, contents, told)), target, key=_key_of(secret, chance))


def read_backup(source: BinaryIO, secret: bytes, into: Path | None, told: Told) -> Contents:
    """Read it whole, each file held against its hash; ``into``: an empty folder where the files go, or None.

    What stands there counts only once this has returned. Raises SealBrokenError for another secret or a changed file,
    OSError.
    """
    start = source.read(len(_MAGIC) + _CHANCE_BYTES)
    if len(start) < len(_MAGIC) + _CHANCE_BYTES or not start.startswith(_MAGIC):
        message = "it is no backup made by highneeds"
        raise SealBrokenError(message)
    parts = _Reading(_told(unsealed_parts(source, key=_key_of(secret, start[len(_MAGIC) :])), told))
    seen: dict[str, str] = {}
    listed: bytes | None = None
    try:
        with tarfile.open(fileobj=parts, mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info)
                if listed is not None or content is None or not _is_plain(info.name):
                    raise _spoilt()
                if info.name == LIST:
                    listed = content.read(_LONGEST_LIST)
                else:
                    seen[info.name] = _take(content, None if into is None else into / info.name)
        while parts.read(_CHUNK):  # to the end, where the seal tells whether it was cut short
            pass
    except tarfile.TarError as error:
        raise _spoilt() from error
    contents = _listed(listed)
    if contents.files != seen:
        raise _spoilt()
    return contents


def _listed(listed: bytes | None) -> Contents:
    if listed is None:
        raise _spoilt()
    return Contents(**json.loads(listed))


def _spoilt() -> SealBrokenError:
    return SealBrokenError("it does not hold what it lists")


def _tar(members: Iterable[Member], contents: Contents, told: Told) -> Iterator[bytes]:
    read = 0
    for member in members:
        digest = hashlib.sha256()
        with _opened(member) as (size, chunks):
            yield _head(member.name, size)
            for chunk in chunks:
                digest.update(chunk)
                read += len(chunk)
                told(read)
                yield chunk
            yield bytes(-size % tarfile.BLOCKSIZE)
        contents.files[member.name] = digest.hexdigest()
    listed = json.dumps(asdict(contents), indent=1, sort_keys=True).encode()
    yield _head(LIST, len(listed)) + listed + bytes(-len(listed) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


@contextmanager
def _opened(member: Member) -> Iterator[tuple[int, Iterator[bytes]]]:
    """Its size and its bytes."""
    if isinstance(member.content, bytes):
        yield len(member.content), iter((member.content,))
        return
    with member.content.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        yield size, _exactly(file, size, member.name)


def _exactly(file: IO[bytes], size: int, name: str) -> Iterator[bytes]:
    """As much as there was when it was opened: what is added meanwhile belongs to the next backup."""
    left = size
    while left:
        chunk = file.read(min(_CHUNK, left))
        if not chunk:
            message = f"{name} became shorter while it was read. Nothing was kept; make the backup again."
            raise Refusal(message)
        left -= len(chunk)
        yield chunk


def _head(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _take(content: IO[bytes], path: Path | None) -> str:
    digest = hashlib.sha256()
    if path is None:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _is_plain(name: str) -> bool:
    """Whether it stays in the folder that it is put into."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _told(parts: Iterator[bytes], told: Told) -> Iterator[bytes]:
    read = 0
    for part in parts:
        read += len(part)
        told(read)
        yield part


class _Reading(io.RawIOBase):
    """A file to be read, of bytes that come in pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, bytearray()

    def read(self, size: int = -1, /) -> bytes:
        while size < 0 or len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        wanted = len(self._left) if size < 0 else size
        given = bytes(self._left[:wanted])
        del self._left[:wanted]
        return given


def _key_of(secret: bytes, chance: bytes) -> bytes:
    return Scrypt(salt=chance, length=_KEY_BYTES, n=_SCRYPT_COST, r=8, p=1).derive(secret)


def seal_keys(keys: Mapping[str, str], target: BinaryIO, secret: bytes) -> None:
    """The keys alone, for a place apart from the backup."""
    chance = secrets.token_bytes(_CHANCE_BYTES)
    target.write(_MAGIC + chance)
    seal_stream(io.BytesIO(json.dumps(dict(keys)).encode()), target, key=_key_of(secret, chance))


def unseal_keys(source: BinaryIO, secret: bytes) -> dict[str, str]:
    """Raises SealBrokenError for another secret, or a file that holds no keys."""
    start = source.read(len(_MAGIC) + _CHANCE_BYTES)
    opened = b"".join(unsealed_parts(source, key=_key_of(secret, start[len(_MAGIC) :])))
    try:
        keys = json.loads(opened)
    except ValueError as error:
        message = "it holds no keys"
        raise SealBrokenError(message) from error
    return {str(name): str(key) for name, key in keys.items()}
