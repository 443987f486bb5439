"""Bytes sealed at rest with this installation's key: who copies the folder or the database without it reads nothing.

``HIGHNEEDS_SEALING_KEY_FILE`` names the file that holds the key, for its owner's eyes only. Unset, the key is
``sealing.key`` of the home folder, made at first use. ``none`` means that this installation seals nothing.

A sealed file is ``HNS1``, eight bytes that tell which key, sixteen of chance, then parts of up to 1 MiB, each by
AES-256-GCM under a key made for this file alone (HKDF-SHA256, RFC 5869). A part's nonce is its number, and a mark on
the last: so parts cannot be changed, moved, left out or cut off at the end without being noticed.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from highneeds.core.errors import Refusal
from highneeds.store.home import key_of_setting

KEY_FILE_SETTING = "HIGHNEEDS_SEALING_KEY_FILE"
NO_KEY = "none"
_MAGIC = b"HNS1"
_KEY_MARK_BYTES = 8
_CHANCE_BYTES = 16
_HEADER_BYTES = len(_MAGIC) + _KEY_MARK_BYTES + _CHANCE_BYTES
_PART_BYTES = 1 << 20
_TAG_BYTES = 16


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class SealBrokenError(Exception):
    """Sealed bytes that this installation's key does not open, or that are not as they were sealed."""


def is_sealing() -> bool:
    """Whether this installation has a key; what must never be kept unsealed is not kept when it has none."""
    return os.environ.get(KEY_FILE_SETTING) != NO_KEY


def seal(data: bytes) -> bytes:
    """Raises Refusal when there is no key, or its file cannot be used."""
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(data), sealed)
    return sealed.getvalue()


def unseal(sealed: bytes) -> bytes:
    """Raises SealBrokenError for bytes of another key or changed bytes, Refusal when there is no key."""
    opened = io.BytesIO()
    unseal_stream(io.BytesIO(sealed), opened)
    return opened.getvalue()


def seal_stream(source: Readable, target: BinaryIO, *, key: bytes | None = None) -> None:
    """A part at a time, so that a large file needs little memory. ``key``: None for this installation's.

    Raises as ``seal`` does.
    """
    used = _key() if key is None else key
    header = _MAGIC + _mark(used) + secrets.token_bytes(_CHANCE_BYTES)
    cipher = _cipher(used, header)
    target.write(header)
    target.writelines(cipher.encrypt(nonce, part, header) for nonce, part in _parts(source, _PART_BYTES))


def opens(source: Readable) -> bool:
    """Whether what begins here was sealed with this installation's key. Raises Refusal when there is no key."""
    header = source.read(_HEADER_BYTES)
    return header.startswith(_MAGIC) and header[len(_MAGIC) :][:_KEY_MARK_BYTES] == _mark(_key())


def unseal_stream(source: Readable, target: BinaryIO) -> None:
    """Raises as ``unseal`` does. What stands in ``target`` counts only once this has returned."""
    target.writelines(unsealed_parts(source))


def unsealed_parts(source: Readable, *, key: bytes | None = None) -> Iterator[bytes]:
    """What was sealed, a part at a time; it counts only once the last was given. Raises as ``unseal`` does."""
    used = _key() if key is None else key
    header = source.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        message = "these bytes were not sealed by highneeds"
        raise SealBrokenError(message)
    if header[len(_MAGIC) :][:_KEY_MARK_BYTES] != _mark(used):
        advice = f"; put that key back, or name its file in {KEY_FILE_SETTING}" if key is None else ""
        message = f"this was sealed with another key{advice}"
        raise SealBrokenError(message)
    cipher = _cipher(used, header)
    for nonce, part in _parts(source, _PART_BYTES + _TAG_BYTES):
        try:
            opened = cipher.decrypt(nonce, part, header)
        except InvalidTag as error:
            advice = "; restore it from a backup" if key is None else ""
            message = f"this was changed, or cut short, since it was sealed{advice}"
            raise SealBrokenError(message) from error
        yield opened


def _parts(source: Readable, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Each part with its nonce: its number, and whether it is the last. Of nothing, one empty part."""
    number, part = 0, source.read(size)
    while True:
        following = source.read(size)
        yield number.to_bytes(11, "big") + bytes([not following]), part
        if not following:
            return
        number, part = number + 1, following


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=header[-_CHANCE_BYTES:], info=b"highneeds file").derive(key))


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"highneeds key mark" + key).digest()[:_KEY_MARK_BYTES]


def _key() -> bytes:
    named = os.environ.get(KEY_FILE_SETTING)
    if named == NO_KEY:
        message = f"This installation seals nothing, because {KEY_FILE_SETTING} is {NO_KEY!r}. Name a key file there."
        raise Refusal(message)
    return key_of_setting(KEY_FILE_SETTING, "sealing.key")
