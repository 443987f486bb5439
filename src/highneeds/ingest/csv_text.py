"""The bytes of a CSV as text: in which encoding they are, and their lines, a block at a time."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

_CHUNK = 1 << 20
_ENCODINGS_BY_MARK = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NO_TEXT = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f]")  # a vertical tab comes from a word processor: it is a space
_NO_TEXT_BYTES = bytes(byte for byte in range(0x20) if _NO_TEXT.match(chr(byte)))
_NOT_TEXT = "It is not text."


class CsvError(Exception):
    """Why the bytes are no CSV, in a sentence for the person who made them."""


def decoded_text(content: bytes, first_bytes: int) -> tuple[str, str]:
    """The first bytes as text, and the encoding of all. Raises CsvError."""
    encoding = _encoding_of(content)
    return content[:first_bytes].decode(encoding, errors="ignore"), encoding


def _encoding_of(content: bytes) -> str:
    """By its mark, else UTF-8, else Windows-1252, read a part at a time."""
    marked = next((encoding for mark, encoding in _ENCODINGS_BY_MARK if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                text = decoder.decode(chunk, final=start + _CHUNK >= len(content))
                if _has_no_text(chunk, text, encoding):
                    raise CsvError(_NOT_TEXT)
        except UnicodeDecodeError:
            continue
        return encoding
    raise CsvError(_NOT_TEXT)


def _has_no_text(chunk: bytes, text: str, encoding: str) -> bool:
    """Whether a control character is there; a byte of its own in every encoding but UTF-16."""
    if encoding == "utf-16":
        return _NO_TEXT.search(text) is not None
    return len(chunk.translate(None, _NO_TEXT_BYTES)) < len(chunk)


def blocks_of(content: bytes, encoding: str) -> Iterator[bytes]:
    """The text in UTF-8 without a mark, some whole lines at a time; each block but the last ends with a line feed."""
    if encoding == "utf-16":
        yield from _lines_together(io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline=""))
        return
    start = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
    while start < len(content):
        end = content.rfind(b"\n", start, start + _CHUNK) + 1 or content.find(b"\n", start + _CHUNK) + 1 or len(content)
        block = content[start:end]
        yield block.decode("cp1252").encode() if encoding == "cp1252" else block
        start = end


def _lines_together(lines: io.TextIOWrapper) -> Iterator[bytes]:
    while together := "".join(lines.readlines(_CHUNK)):
        while not together.endswith("\n") and (more := lines.readline()):
            together += more
        yield together.encode()
