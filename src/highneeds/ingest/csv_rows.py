"""The rows of a CSV, parsed as they are gone through, so that a large file is never held as cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import overload

MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
_CHUNK = 1 << 20
_HEAD = 4_000
_ENCODINGS_BY_MARK = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NO_TEXT = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f]")  # a vertical tab comes from a word processor: it is a space


class CsvError(Exception):
    """Why the bytes are no CSV, in a sentence for the person who made them."""


@dataclass(frozen=True, slots=True)
class CsvRows(Sequence[list[str]]):
    """Going to row ``n`` parses all rows before it; going through them parses each once. Raises CsvError."""

    content: bytes
    encoding: str
    delimiter: str
    height: int

    def __iter__(self) -> Iterator[list[str]]:
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            message = (
                f"From line {reader.line_num} on its rows cannot be told apart (a quotation mark is not closed, or a "
                "cell is longer than any should be?)."
            )
            raise CsvError(message) from error

    def __len__(self) -> int:
        return self.height

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...
    def __getitem__(self, place: int | slice) -> list[str] | list[list[str]]:
        """One row, or a run of rows; counted from the first only."""
        if isinstance(place, slice):
            return list(islice(self, place.start, place.stop, place.step))
        found = next(islice(self, place, None), None)
        if found is None:
            raise IndexError(place)
        return found


def csv_rows(content: bytes) -> CsvRows:
    """The rows of a CSV in UTF-8, in UTF-16 with its mark, or in Windows-1252; none for one of blanks only.

    Raises CsvError where it is not text, where a quotation mark is not closed, and where it has more than ``MAX_ROWS``
    rows or ``MAX_COLUMNS`` columns.
    """
    rows = _unmeasured(content)
    height = 0
    is_blank = True
    for row in rows:
        height += 1
        is_blank = is_blank and not any(cell.strip() for cell in row)
        _check_size(height, len(row))
    return replace(rows, height=0 if is_blank else height)


def csv_head(content: bytes, first_rows: int) -> tuple[list[list[str]], str]:
    """The first rows, and the encoding; what is below them is not gone through. Raises CsvError as ``csv_rows``."""
    rows = _unmeasured(content)
    head = rows[:first_rows]
    for number, row in enumerate(head, start=1):
        _check_size(number, len(row))
    return head, rows.encoding


def _check_size(height: int, width: int) -> None:
    if height > MAX_ROWS:
        message = f"It has more than {MAX_ROWS:,} rows."
        raise CsvError(message)
    if width > MAX_COLUMNS:
        message = f"Row {height:,} has {width:,} cells; {MAX_COLUMNS:,} are the most."
        raise CsvError(message)


def _unmeasured(content: bytes) -> CsvRows:
    encoding = _encoding_of(content)
    head = content[: 2 * _HEAD].decode(encoding, errors="ignore")[:_HEAD]
    return CsvRows(content, encoding, _delimiter(head), 0)


def _encoding_of(content: bytes) -> str:
    """By its mark, else UTF-8, else Windows-1252, read a part at a time."""
    marked = next((encoding for mark, encoding in _ENCODINGS_BY_MARK if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for start in range(0, len(content), _CHUNK):
                text = decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
                if _NO_TEXT.search(text):
                    message = "It is not text."
                    raise CsvError(message)
        except UnicodeDecodeError:
            continue
        return encoding
    message = "It is not text."
    raise CsvError(message)


def _delimiter(head: str) -> str:
    """A comma, unless the first lines hold only semicolons or tabs."""
    counts = {mark: head.count(mark) for mark in ",;\t"}
    return "," if counts[","] else max(counts, key=lambda mark: counts[mark])
