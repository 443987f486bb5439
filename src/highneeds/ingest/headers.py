"""Finds the header row of a file and reads the rows below it into columns of text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from highneeds.core.faults import Fault
from highneeds.core.visible import UNSEEN
from highneeds.ingest.cell_text import meant
from highneeds.ingest.csv_rows import CsvRows, Part, PlainLines
from highneeds.ingest.grid import Grid
from highneeds.ingest.heading_mapping import HeadingMapping
from highneeds.ingest.results import HeldRow
from highneeds.ingest.rulebook import rule

HEADER_SEARCHED_ROWS = 40
MOST_ROWS_HELD = 20_000
"""Of one file: beyond it the export is wrong and not its rows, and nobody could mend them one by one."""
ROW = "source_row"
UNREAD_SCHEMA = {ROW: pl.Int32(), "name": pl.String(), "value": pl.String()}
"""A cell that has no place in our tables: its row, its heading and what it says."""
_ROWS_AT_A_TIME = 20_000
_CELLS_OF_A_ROW = 2  # of one cell, a blank line cannot be told from a row
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_UNSEEN = re.compile(f"[{UNSEEN}]")


def normalised(heading: str) -> str:
    """Lower case, with plain hyphens and apostrophes, single spaces for line breaks, and no unseen marks."""
    return " ".join(_UNSEEN.sub("", _DASHES.sub("-", heading)).replace("\u2019", "'").lower().split())


@dataclass(frozen=True, slots=True)
class Columns:
    """What a kind of file needs: ``fields`` maps each heading (normalised, aliases too) to our name for it.

    ``required`` are our names; a file without one of them is stopped. ``ignored`` are headings known and not read;
    ``given`` names whose value comes from elsewhere.
    """

    fields: Mapping[str, str]
    required: frozenset[str]
    ignored: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def mapped(self, mapping: HeadingMapping) -> Columns:
        """These columns under the headings of the mapping, which say all about the headings they name."""
        said = {normalised(heading): name for heading, name in mapping.fields.items()}
        fields = {heading: name for heading, name in self.fields.items() if heading not in said}
        fields |= {heading: name for heading, name in said.items() if name is not None}
        unread = frozenset(heading for heading, name in said.items() if name is None)
        return Columns(fields, self.required, self.ignored | unread, frozenset(mapping.constants))

    def of(self, row: list[str]) -> list[str | None]:
        """Our name for each cell of a header row; None for one not known or met before."""
        seen: set[str] = set()
        names: list[str | None] = []
        for cell in row:
            name = self.fields.get(normalised(cell))
            names.append(None if name is None or name in seen else name)
            seen.update({name} - {None} if name else set())
        return names

    def given_twice(self, row: list[str]) -> list[str]:
        """The headings that are read and stand in more than one cell of a header row."""
        headings = Counter(name for cell in row if (name := normalised(cell)) in self.fields)
        return [heading for heading, times in headings.items() if times > 1]

    def matches(self, row: list[str]) -> int:
        return len(self.required & {self.fields.get(normalised(cell)) for cell in row})

    def headings(self, names: frozenset[str]) -> str:
        """The first heading that stands for each name, for a fault's words."""
        first = {name: heading for heading, name in reversed(list(self.fields.items()))}
        return ", ".join(sorted(first[name] for name in names))


@dataclass(slots=True)
class RawTable:
    """The data rows of one file as text columns (blank is null) with ``source_row``; rows are counted as they go.

    ``rows_read`` counts every row below the header; ``skipped`` the blank ones; ``held`` the ragged ones.
    ``headings`` gives the file's own words for our names. ``unread``: the cells of columns that nobody knows, where
    the reader keeps them, as ``UNREAD_SCHEMA``.
    """

    file: str
    frame: pl.DataFrame
    rows_read: int
    skipped: int
    held: list[HeldRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headings: Mapping[str, str] = field(default_factory=dict)
    unread: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNREAD_SCHEMA))


def header_position(rows: Sequence[list[str]], columns: Columns) -> tuple[int, frozenset[str]]:
    """The row (from 0) that looks most like the header, and the required columns it lacks."""
    head = rows[:HEADER_SEARCHED_ROWS]
    best = max(range(len(head)), key=lambda i: (columns.matches(head[i]), -i))
    return best, columns.required - columns.given - {columns.fields.get(normalised(cell)) for cell in head[best]}


def read_table(
    grid: Grid,
    columns: Columns,
    *,
    usual_encodings: frozenset[str] = frozenset(),
    may_be_empty: bool = False,
    keep_unread: bool = False,
) -> RawTable | Fault:
    """The rows below the header, or fault F03 that names the columns missing, or F01 when no row follows it."""
    at, missing = header_position(grid.rows, columns)
    if missing:
        return rule("F03").fault(grid.file, detail=f"Not found: {columns.headings(missing)}.")
    header = grid.rows[at]
    if twice := columns.given_twice(header):
        return rule("F14").fault(grid.file, row=at + 1, detail=f"Given twice: {', '.join(twice)[:300]}.")
    table = _below(grid, header, at, columns)
    if len(table.held) > MOST_ROWS_HELD:
        return too_many_held(grid.file)
    if not may_be_empty and table.rows_read == table.skipped:
        return rule("F01").fault(grid.file, detail="There are headings but no rows below them.")
    if grid.encoding not in {None, "utf-8", "utf-8-sig", *usual_encodings}:
        detail = f"It was read as {'Windows-1252' if grid.encoding == 'cp1252' else 'UTF-16'}."
        table.faults.append(rule("F05").fault(grid.file, detail=detail))
    unknown = [
        cell.strip() for cell, name in zip(header, columns.of(header), strict=True)
        if cell.strip() and name is None and normalised(cell) not in columns.ignored
    ]  # fmt: skip
    if keep_unread and unknown:
        table.unread = _unread(grid.rows, header, at, columns)
    if unknown:
        table.faults.append(rule("F07").fault(grid.file, detail=f"Not read: {', '.join(unknown)[:300]}."))
    return table


def too_many_held(file: str) -> Fault:
    return rule("F12").fault(file, detail=f"They are more than {MOST_ROWS_HELD:,}.")


def _below(grid: Grid, header: list[str], at: int, columns: Columns) -> RawTable:
    """The rows below the header, taken in a few thousand at a time, since cells of text are large until then."""
    width = max((i + 1 for i, cell in enumerate(header) if cell.strip()), default=0)
    names = columns.of(header[:width])
    table = RawTable(grid.file, pl.DataFrame(), rows_read=len(grid.rows) - at - 1, skipped=0)
    _hold_unsaved(table, grid, header, at, columns)
    held = {row.row for row in table.held}
    frames = [pl.DataFrame(schema={ROW: pl.Int32(), **{name: pl.String() for name in names if name is not None}})]
    for first, part in _parts_below(grid.rows, at + 1):
        raw = _plain_frame(part, width, first) if isinstance(part, PlainLines) else None
        if raw is None:
            rows = enumerate(part.rows() if isinstance(part, PlainLines) else part, start=first)
            raw = _raw(*_of_one_width((pair for pair in rows if pair[0] not in held), width, table, grid), len(names))
        frame, blank = _named(raw, names)
        table.skipped += blank
        frames.append(frame)
        if len(table.held) > MOST_ROWS_HELD:
            break
    absent = sorted(set(columns.fields.values()) - set(names))
    table.frame = _in_one_piece(frames).with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    table.headings = {
        name: " ".join(cell.split()) for cell, name in zip(header, columns.of(header), strict=True) if name is not None
    }
    return table


def _plain_frame(lines: PlainLines, width: int, first: int) -> pl.DataFrame | None:
    """As ``_raw``, of plain lines that all have ``width`` cells; None of others."""
    if width < _CELLS_OF_A_ROW or not lines.is_of_width(width):
        return None
    names = [f"{i}" for i in range(width)]
    try:
        cells = pl.read_csv(
            lines.text,
            has_header=False,
            separator=lines.delimiter,
            quote_char=None,
            schema=dict.fromkeys(names, pl.String()),
            raise_if_empty=False,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):  # a row of more cells, or a first one of fewer
        return None
    if cells.height != lines.height:
        return None
    return cells.with_columns(pl.int_range(first, first + cells.height, dtype=pl.Int32).alias(ROW))


def _in_one_piece(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The frames one below another; column by column, so that never more than one of a large file is there twice."""
    whole = pl.concat(frames, rechunk=False)
    frames.clear()
    for place, name in enumerate(whole.columns):
        whole.replace_column(place, whole[name].rechunk())
    return whole


def _parts_below(rows: Sequence[list[str]], start: int) -> Iterator[tuple[int, Part]]:
    """The rows from place ``start`` on, in parts, each with the number of its first row as a person sees it."""
    if not isinstance(rows, CsvRows):
        every = islice(rows, start, None)
        while batch := list(islice(every, _ROWS_AT_A_TIME)):
            yield start + 1, batch
            start += len(batch)
        return
    at = 0
    for part in rows.parts():
        height = part.height if isinstance(part, PlainLines) else len(part)
        before = max(0, start - at)
        if before < height:
            yield at + before + 1, part.after(before) if isinstance(part, PlainLines) else part[before:]
        at += height


def _of_one_width(
    rows: Iterable[tuple[int, list[str]]], width: int, table: RawTable, grid: Grid
) -> tuple[list[list[str]], list[int]]:
    """The rows that have the header's cells, and their numbers; the others are held or skipped in ``table``."""
    good: list[list[str]] = []
    numbers: list[int] = []
    for number, row in rows:
        if len(row) == width:
            good.append(row)
            numbers.append(number)
        elif grid.encoding is None or (len(row) > width and not any(cell.strip() for cell in row[width:])):
            good.append((row + [""] * width)[:width])
            numbers.append(number)
        elif not any(cell.strip() for cell in row):
            table.skipped += 1
        else:
            _hold(table, rule("F06").fault(grid.file, row=number, detail=f"It has {len(row)}; the header has {width}."))
    return good, numbers


def _hold(table: RawTable, fault: Fault) -> None:
    table.faults.append(fault)
    table.held.append(HeldRow(table.file, fault.row or 0, fault.rule, fault.advice))


def _hold_unsaved(table: RawTable, grid: Grid, header: list[str], at: int, columns: Columns) -> None:
    """Holds each row with a formula in a column that is read, whose value was never saved (F09)."""
    names = columns.of(header)
    seen: set[int] = set()
    for row, column in grid.unsaved:
        if row > at + 1 and names[column] is not None and row not in seen:
            seen.add(row)
            _hold(table, rule("F09").fault(grid.file, row=row, field=" ".join(header[column].split())))


def _unread(rows: Sequence[list[str]], header: list[str], at: int, columns: Columns) -> pl.DataFrame:
    """The filled cells of the columns that are neither read nor known."""
    places = [
        (i, " ".join(cell.split())) for i, (cell, name) in enumerate(zip(header, columns.of(header), strict=True))
        if cell.strip() and name is None and normalised(cell) not in columns.ignored
    ]  # fmt: skip
    cells = [
        (number, heading, row[i].strip())
        for number, row in enumerate(islice(rows, at + 1, None), start=at + 2)
        for i, heading in places
        if i < len(row) and row[i].strip()
    ]
    return pl.DataFrame(cells, schema=UNREAD_SCHEMA, orient="row")


def _raw(rows: list[list[str]], numbers: list[int], width: int) -> pl.DataFrame:
    """The cells as they stand, the columns called by their places."""
    cells = list(zip(*rows, strict=True)) if rows else [()] * width
    return pl.DataFrame(
        {f"{i}": pl.Series(values, dtype=pl.String) for i, values in enumerate(cells)}
        | {ROW: pl.Series(numbers, dtype=pl.Int32)}
    )


def _named(raw: pl.DataFrame, names: list[str | None]) -> tuple[pl.DataFrame, int]:
    """The rows with anything in them as text columns under our names, and how many rows were blank."""
    cleaned = meant(raw)
    filled = cleaned.filter(pl.any_horizontal(pl.exclude(ROW).is_not_null())) if names else cleaned
    wanted = [pl.col(f"{i}").alias(name) for i, name in enumerate(names) if name is not None]
    return filled.select(ROW, *wanted), cleaned.height - filled.height
