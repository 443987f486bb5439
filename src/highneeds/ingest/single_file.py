"""What the readers of single files share: the right sheet, title rows above the header, and rows that are no data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import polars as pl

from highneeds.core.faults import Fault
from highneeds.core.years import FinancialYear
from highneeds.ingest.grid import Grid, UnreadableFileError, open_grids
from highneeds.ingest.headers import ROW, Columns, header_position, normalised, read_table
from highneeds.ingest.results import ImportUnit, ReadResult
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sieve import Sieve, finished

_ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_ENGLISH_DAY = re.compile(r"(?<!\d)\d{2}-\d{2}-\d{4}(?!\d)")
_DAY_WITHOUT_MARKS = re.compile(r"(?<!\d)20\d{6}(?!\d)")
_WRITTEN_DAY = re.compile(r"\b(\d{1,2} [A-Z][a-z]+ \d{4})\b")
_TOTAL = r"(?i)^\W*(sub[- ]?total|grand total|total)\b"
_HEADINGS_OF_A_HEADER = 3  # that many headings, each in its own column, are no chance
_MOST_NAMED = 4
_FINANCIAL_YEAR = re.compile(r"\b(\d{4})[-/](\d{2})\b")


def open_single(
    unit: ImportUnit,
    columns: Columns,
    *,
    usual_encodings: frozenset[str] = frozenset(),
    keeps_original: bool = False,
) -> tuple[Sieve, str]:
    """The rows of the sheet that fits best, and the text above its header. Raises UnreadableFileError.

    A mapping of the unit says what its headings are, and what holds for all its rows but totals and notes.
    """
    columns = columns if unit.mapping is None else columns.mapped(unit.mapping)
    grids = open_grids(unit.files[0])
    lacking = {id(grid): len(header_position(grid.rows, columns)[1]) for grid in grids}
    grid = min(grids, key=lambda grid: (lacking[id(grid)], grid.is_hidden))
    alike = [one for one in grids if not one.is_hidden and not lacking[id(one)]]
    if len(alike) > 1:
        detail = f"They are {' and '.join(f'“{one.sheet}”' for one in alike[:_MOST_NAMED])}."
        raise UnreadableFileError(rule("F11").fault(unit.name, detail=detail))
    table = read_table(grid, columns, usual_encodings=usual_encodings)
    if isinstance(table, Fault):
        raise UnreadableFileError(table)
    table.faults += _not_read(unit, grids, grid)
    if unit.mapping is not None and unit.mapping.constants:
        table.frame = _with_constants(table.frame, unit.mapping.constants)
    return Sieve(table, keeps_original=keeps_original), _title(grid, columns)


def _not_read(unit: ImportUnit, grids: Sequence[Grid], read: Grid) -> Iterator[Fault]:
    """F10 for other sheets with anything on them, for a hidden sheet that was read, and for links to other files."""
    others = [f"“{grid.sheet}”{' (hidden)' if grid.is_hidden else ''}" for grid in grids if grid is not read]
    if others:
        yield rule("F10").fault(unit.name, detail=f"Not read: {', '.join(others)[:300]}.")
    if read.is_hidden:
        yield rule("F10").fault(unit.name, detail=f"The sheet that was read, “{read.sheet}”, is hidden.")
    if read.has_links:
        detail = "It has links to other workbooks; their values were read as they were last saved."
        yield rule("F10").fault(unit.name, detail=detail)


def _with_constants(frame: pl.DataFrame, constants: Mapping[str, str]) -> pl.DataFrame:
    cells = [name for name in frame.columns if name != ROW]
    is_total = pl.any_horizontal(pl.col(name).str.contains(_TOTAL).fill_null(value=False) for name in cells)
    is_row = ~is_total & (pl.sum_horizontal(pl.col(name).is_not_null() for name in cells) > 1)
    return frame.with_columns(
        pl.when(is_row).then(pl.coalesce(name, pl.lit(value))).alias(name) for name, value in constants.items()
    )


def _title(grid: Grid, columns: Columns) -> str:
    at, _ = header_position(grid.rows, columns)
    return " ".join(cell for row in grid.rows[:at] for cell in row if cell)


def day_of(unit: ImportUnit, title: str, given: date | None) -> date:
    """The day a file describes: as given, else in its name, else in its title. Raises UnreadableFileError (F03)."""
    if given is not None:
        return given
    name = unit.files[0].path.name
    for text, pattern, form in (
        (name, _ISO_DAY, "%Y-%m-%d"),
        (name, _ENGLISH_DAY, "%d-%m-%Y"),
        (name, _DAY_WITHOUT_MARKS, "%Y%m%d"),
        (title, _ISO_DAY, "%Y-%m-%d"),
        (title, _WRITTEN_DAY, "%d %B %Y"),
    ):
        match = pattern.search(text)
        if match:
            try:
                return datetime.strptime(match[0], form).date()  # noqa: DTZ007 - a day has no time zone
            except ValueError:
                continue
    detail = "The day it describes is neither in its name (as in 2026-10-31) nor in the title above the columns."
    raise UnreadableFileError(rule("F03").fault(unit.name, detail=detail))


def financial_year_of(unit: ImportUnit, title: str) -> FinancialYear:
    """The year of a budget book, in its name or title. Raises UnreadableFileError (F03)."""
    for match in [*_FINANCIAL_YEAR.finditer(unit.files[0].path.name), *_FINANCIAL_YEAR.finditer(title)]:
        if (int(match[1]) + 1) % 100 == int(match[2]):
            return FinancialYear(int(match[1]))
    detail = "The financial year is neither in its name (as in 2026-27) nor in the title above the columns."
    raise UnreadableFileError(rule("F03").fault(unit.name, detail=detail))


def skip_rows_without_data(sieve: Sieve, columns: Columns, *, absent_from_totals: tuple[str, ...]) -> None:
    """Passes over repeated headers, totals and notes, and says how many rows, blank ones too, were passed over (C10).

    A total says so in a cell and is blank in every column of ``absent_from_totals``, so that a provider or service
    whose name begins with "Total" is not lost; a note fills one cell only.
    """
    names = [name for name in sieve.frame.columns if name != ROW]
    headings: dict[str, list[str]] = {}
    for heading, name in columns.fields.items():
        headings.setdefault(name, []).append(heading)
    for name, heading in sieve.headings.items():
        headings.setdefault(name, []).append(normalised(heading))
    sieve.add_each(
        {
            name: {
                f"_heading {name}": plain_text(name).is_in(headings[name]).fill_null(value=False),
                f"_total {name}": pl.col(name).str.contains(_TOTAL).fill_null(value=False),
            }
            for name in names
        }
    )
    headings_found = pl.sum_horizontal(f"_heading {name}" for name in names)
    says_total = pl.any_horizontal(f"_total {name}" for name in names)
    sieve.skip(headings_found >= _HEADINGS_OF_A_HEADER)
    sieve.skip(says_total & pl.all_horizontal(pl.col(*absent_from_totals).is_null()))
    sieve.skip(pl.sum_horizontal(pl.col(name).is_not_null() for name in names) <= 1)
    sieve.frame = sieve.frame.drop([f"_{mark} {name}" for mark in ("heading", "total") for name in names])
    if sieve.skipped:
        sieve.faults.append(rule("C10").fault(sieve.file, detail=f"{sieve.skipped} rows were passed over."))


def plain_text(column: str) -> pl.Expr:
    """Lower case with single spaces and plain hyphens, for comparing words."""
    return (
        pl.col(column)
        .str.replace_all("[\u2010-\u2015\u2212]", "-")
        .str.to_lowercase()
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def word_of(column: str, meanings: Mapping[str, str]) -> pl.Expr:
    """The meaning of a word, compared as ``plain_text``; null for one not known."""
    known = {normalised(word): meaning for word, meaning in meanings.items()}
    return plain_text(column).replace_strict(known, default=None, return_dtype=pl.String)


def single_result(unit: ImportUnit, sieve: Sieve, tables: Mapping[str, pl.DataFrame], as_at: date | None) -> ReadResult:
    """Tables checked against their schemas, with everything the sieve held, found and counted."""
    return ReadResult(
        unit.kind,
        {name: finished(name, frame) for name, frame in tables.items()},
        held=tuple(sieve.held),
        faults=tuple(sieve.faults),
        counts=(sieve.count(),),
        as_at=as_at,
    )
