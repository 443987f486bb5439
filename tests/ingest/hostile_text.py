"""CSV files that attack their reader, or that a spreadsheet or another system has mangled, made from a good ledger."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

Spoil = Callable[[bytes], bytes]


def _lines(good: bytes) -> list[bytes]:
    return good.rstrip(b"\r\n").split(b"\r\n")


def _joined(mark: bytes) -> Spoil:
    return lambda good: mark.join(_lines(good)) + mark


def _mixed(good: bytes) -> bytes:
    marks = [b"\r\n", b"\n", b"\r"]
    return b"".join(line + marks[number % 3] for number, line in enumerate(_lines(good)))


def _long_cell(good: bytes) -> bytes:
    return good.replace(b"Top-ups", b"x" * 10_000_000, 1)


def _noise(good: bytes) -> bytes:
    return random.Random(7).randbytes(len(good) + 100_000)  # noqa: S311 - a corpus is the same each time


REFUSED: Mapping[str, Spoil] = {
    "nothing": lambda _good: b"",
    "blanks": lambda _good: b" \r\n\t\r\n" * 10,
    "a byte order mark alone": lambda _good: b"\xef\xbb\xbf",
    "half a byte order mark": lambda _good: b"\xff\xfe\x00",
    "a column twice": lambda good: good.replace(b"Description", b"Amount", 1),
    "only a header": lambda good: b"\r\n".join(_lines(good)[:3]) + b"\r\n",
    "one column": lambda good: good.replace(b",", b""),
    "NULs": lambda good: good.replace(b"Top-ups", b"Top\0ups"),
    "UTF-16 without its mark": lambda good: good.decode().encode("utf-16-le"),
    "a cell of 10 MB": _long_cell,
    "a cell never closed": lambda good: good.replace(b"Top-ups", b'"Top-ups', 1),
    "100,000 columns": lambda good: good.replace(b"Financial year,", b"Financial year," + b"x," * 100_000, 1),
    "100,000 empty columns": lambda good: good.replace(b"HN12,", b"HN12," + b"," * 100_000, 1),
    "three million short rows": lambda good: good + b"a\n" * 3_000_000,
    "300,000 ragged rows": lambda good: good + b"2026-27,1,HN12\n" * 300_000,
    "300,000 wrong rows": lambda good: good + b"2026-27,99,HN12,x,1\n" * 300_000,
    "noise": _noise,
    "a picture": lambda _good: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "a page": lambda _good: b"%PDF-1.7\r\n1 0 obj\r\n<< /Type /Catalog >>\r\n",
    "a page of the web": lambda _good: b"<html><body><table><tr><td>Amount</td></tr></table></body></html>",
    "a program": lambda _good: b"\x7fELF\x02\x01\x01" + bytes(400),
    "a page that is a zip too": lambda _good: b"%PDF-1.7\r\nPK\x03\x04" + bytes(200),
}

READ: Mapping[str, tuple[Spoil, int]] = {
    "UTF-8 with its mark": (lambda good: b"\xef\xbb\xbf" + good, 7),
    "UTF-16": (lambda good: good.decode().encode("utf-16"), 7),
    "Windows-1252": (lambda good: good.replace(b"Top-ups", b"caf\xe9 \xa3"), 7),
    "lines of Macintosh": (_joined(b"\r"), 7),
    "lines of Unix": (_joined(b"\n"), 7),
    "lines of every kind": (_mixed, 7),
    "no line break at the end": (lambda good: good.rstrip(), 7),
    "semicolons": (lambda good: good.replace(b'"1,234.56"', b"1234.56").replace(b",", b";"), 7),
    "marks of direction": (lambda good: good.replace(b"HN12", "\u200eHN12\u202c".encode()), 7),
    "marks in a heading": (lambda good: good.replace(b"Period", "\u200bPeriod".encode(), 1), 7),
    "a vertical tab": (lambda good: good.replace(b"Top-ups", b"Top\x0bups"), 7),
    "an apostrophe before text": (lambda good: good.replace(b"Top-ups", b"'=1+1"), 7),
    "blank columns at the end": (lambda good: b"\r\n".join(line + b",,," for line in _lines(good)) + b"\r\n", 7),
    "a ragged row": (lambda good: good.replace(b"2026-27,3,HN12,", b"2026-27,3,HN12,x,", 1), 6),
}
