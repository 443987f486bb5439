"""The rows of a CSV, parsed as they are gone through, so that a large file is never held as cells.

Where no quotation mark stands, which is nearly everywhere, a line is a row and its cells lie between the delimiters:
such lines are given whole (``PlainLines``) to whoever can take them so; only the others are parsed one by one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import overload

from highneeds.ingest.csv_text import CsvError, blocks_of, decoded_text

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "CsvError", "CsvRows", "PlainLines", "csv_head", "csv_rows"]

MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
_HEAD = 4_000
_LONGEST_LINE = csv.field_size_limit()  # a longer one is parsed, which tells a cell too long from many short ones


@dataclass(frozen=True, slots=True)
class PlainLines:
    """Some whole lines of UTF-8, without quotation marks, carriage returns or a break at their end."""

    text: bytes
    delimiter: str

    @property
    def height(self) -> int:
        return self.text.count(b"\n") + 1

    def is_of_width(self, width: int) -> bool:
        """Whether the lines have ``width`` cells on average: so each has, where none has more."""
        return self.text.count(self.delimiter.encode()) == (width - 1) * self.height

    def after(self, rows: int) -> PlainLines:
        """Without the first ``rows``, of which there must be fewer than all."""
        return replace(self, text=self.text.split(b"\n", rows)[-1])

    def widest(self) -> int:
        """Cells of the widest row."""
        mark = self.delimiter.encode()
        return max(line.count(mark) for line in self.text.split(b"\n")) + 1

    def rows(self) -> list[list[str]]:
        return [line.split(self.delimiter) if line else [] for line in self.text.decode().split("\n")]


Part = PlainLines | list[list[str]]


@dataclass(frozen=True, slots=True)
class CsvRows(Sequence[list[str]]):
    """Going to row ``n`` parses all rows before it; going through them parses each once. Raises CsvError."""

    content: bytes
    encoding: str
    delimiter: str
    height: int

    def __iter__(self) -> Iterator[list[str]]:
        return chain.from_iterable(part.rows() if isinstance(part, PlainLines) else part for part in self.parts())

    def parts(self) -> Iterator[Part]:
        """All rows in their order, a part of the file at a time. Raises CsvError."""
        lines = _Lines(blocks_of(self.content, self.encoding))
        while (block := lines.next_block()) is not None:
            plain = _plain(block, self.delimiter)
            yield lines.parsed(block, self.delimiter) if plain is None else plain

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


class _Lines(Iterator[str]):
    """The lines of a file's blocks one after another, for what has to parse them; a block may be taken whole, too."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._text, self._size = io.StringIO(), 0
        self._behind = self._in_block = 0

    def next_block(self) -> bytes | None:
        block = next(self._blocks, None)
        self._behind += self._in_block
        self._in_block = 0 if block is None else block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
        return block

    def __next__(self) -> str:
        while not (line := self._text.readline()):
            block = self.next_block()
            if block is None:
                raise StopIteration
            self._open(block)
        return line

    def parsed(self, block: bytes, delimiter: str) -> list[list[str]]:
        """The rows that begin in the block, and in those that its last row reaches into. Raises CsvError."""
        before = self._behind
        self._open(block)
        reader = csv.reader(self, delimiter=delimiter, strict=True)
        rows = []
        try:
            for row in reader:
                rows.append(row)
                if self._text.tell() == self._size:
                    break
        except csv.Error as error:
            message = (
                f"From line {before + reader.line_num} on its rows cannot be told apart (a quotation mark is not "
                "closed, or a cell is longer than any should be?)."
            )
            raise CsvError(message) from error
        return rows

    def _open(self, block: bytes) -> None:
        text = block.decode()
        self._text, self._size = io.StringIO(text, newline=""), len(text)


def _plain(block: bytes, delimiter: str) -> PlainLines | None:
    """The block as plain lines; None where a row may be more, or less, than a line."""
    if b'"' in block:
        return None
    text = block.removesuffix(b"\n").replace(b"\r\n", b"\n").removesuffix(b"\r")
    if b"\r" in text or max(map(len, text.split(b"\n"))) > _LONGEST_LINE:
        return None
    return PlainLines(text, delimiter)


def csv_rows(content: bytes) -> CsvRows:
    """The rows of a CSV in UTF-8, in UTF-16 with its mark, or in Windows-1252; none for one of blanks only.

    Raises CsvError where it is not text, where a quotation mark is not closed, and where it has more than ``MAX_ROWS``
    rows or ``MAX_COLUMNS`` columns.
    """
    rows = _unmeasured(content)
    height = 0
    is_blank = True
    for part in rows.parts():
        if isinstance(part, PlainLines) and height + part.height <= MAX_ROWS and part.widest() <= MAX_COLUMNS:
            height += part.height
            is_blank = is_blank and not part.text.replace(rows.delimiter.encode(), b"").decode().strip()
            continue
        for row in part.rows() if isinstance(part, PlainLines) else part:
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
    head, encoding = decoded_text(content, 2 * _HEAD)
    return CsvRows(content, encoding, _delimiter(head[:_HEAD]), 0)


def _delimiter(head: str) -> str:
    """A comma, unless the first lines hold only semicolons or tabs."""
    counts = {mark: head.count(mark) for mark in ",;\t"}
    return "," if counts[","] else max(counts, key=lambda mark: counts[mark])
