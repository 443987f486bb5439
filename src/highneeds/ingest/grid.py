"""Opens one file safely as rows of text: CSV in any common encoding, or a workbook without running anything in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import fastexcel
import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.csv_rows import CsvError, csv_head, csv_rows
from highneeds.ingest.opened import open_given
from highneeds.ingest.package import MAX_PARTS, MAX_UNPACKED_BYTES, Package, PackageError, SheetPlan, look_into
from highneeds.ingest.results import UnitFile
from highneeds.ingest.rulebook import rule

__all__ = ["MAX_PARTS", "MAX_UNPACKED_BYTES", "Grid", "UnreadableFileError", "csv_grid", "open_grids"]

_ZIP_START = b"PK\x03\x04"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


class UnreadableFileError(Exception):
    """Carries the one fault that stops a file."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.advice)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet or CSV: ``rows[0]`` is row 1 as a person sees it. CSV rows keep their own lengths.

    ``unsaved``: the row (from 1) and cell (from 0) of each formula whose value was never saved, and which is blank.
    """

    file: str
    rows: Sequence[list[str]]
    encoding: str | None = None  # of a CSV; None for a sheet
    sheet: str | None = None
    is_hidden: bool = False
    has_links: bool = False
    unsaved: tuple[tuple[int, int], ...] = ()


def open_grids(file: UnitFile, *, first_rows: int | None = None) -> list[Grid]:
    """Every sheet (a CSV is one), or its ``first_rows`` only. Raises UnreadableFileError with fault F01 or F02."""
    content = _content(file)
    if content.startswith((_ZIP_START, _OLD_OR_LOCKED)) or file.path.suffix.lower() in _WORKBOOKS:
        return _sheets(file, content, first_rows)
    return [csv_grid(file, content, first_rows=first_rows)]


def csv_grid(file: UnitFile, content: bytes, *, first_rows: int | None = None) -> Grid:
    """The rows of a CSV that has been read already. Raises UnreadableFileError with fault F01 or F02."""
    try:
        if first_rows is not None:
            head, encoding = csv_head(content, first_rows)
            if len(head) == first_rows or any(any(row) for row in head):
                return Grid(file.name, head, encoding)
        rows = csv_rows(content)
    except CsvError as error:
        raise _stop(file, "F02", str(error)) from error
    if not rows.height:
        raise _stop(file, "F01")
    return Grid(file.name, rows, rows.encoding)


def _content(file: UnitFile) -> bytes:
    try:
        with open_given(file.path) as stream:
            content = stream.read()
    except OSError as error:
        raise _stop(file, "F02", f"It cannot be opened ({error.strerror}).") from error
    if not content or content.isspace():
        raise _stop(file, "F01")
    return content


def _stop(file: UnitFile, rule_id: str, detail: str = "") -> UnreadableFileError:
    return UnreadableFileError(rule(rule_id).fault(file.name, detail=detail))


def _sheets(file: UnitFile, content: bytes, first_rows: int | None) -> list[Grid]:
    """``fastexcel`` gives the value last saved in a cell and evaluates no formula."""
    if content.startswith(_OLD_OR_LOCKED):
        detail = "It is protected by a password, or saved for Excel 97-2003: save it as .xlsx without one."
        raise _stop(file, "F02", detail)
    try:
        package = look_into(content)
        book = fastexcel.read_excel(content)
        names = [name for name in book.sheet_names if name in package.sheets or not package.sheets]
        grids = [_sheet(file, book, name, package, first_rows) for name in names]
    except PackageError as error:
        raise _stop(file, "F02", str(error)) from error
    except fastexcel.FastExcelError as error:
        raise _stop(file, "F02", "It is damaged or cut short.") from error
    filled = [grid for grid in grids if any(any(row) for row in grid.rows)]
    if not filled:
        raise _stop(file, "F01")
    return filled


def _sheet(
    file: UnitFile, book: fastexcel.ExcelReader, name: str, package: Package, first_rows: int | None
) -> Grid:  # fmt: skip
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", n_rows=first_rows)
    frame = sheet.to_polars().fill_null("") if sheet.width else pl.DataFrame()
    rows = list(map(list, frame.iter_rows()))
    unsaved = _with_lost_cells(rows, package.sheets.get(name, SheetPlan(0, ())))
    is_hidden = sheet.visible != "visible"
    return Grid(file.name, rows, sheet=name, is_hidden=is_hidden, has_links=package.has_links, unsaved=unsaved)


def _with_lost_cells(rows: list[list[str]], plan: SheetPlan) -> tuple[tuple[int, int], ...]:
    """Puts errors such as #N/A where the parser gave blanks; gives the places of values never saved."""
    unsaved = []
    for cell in plan.lost:
        row, column = cell.row - 1, cell.column - plan.left
        if row >= len(rows) or not 0 <= column < len(rows[row]):
            continue  # beyond the rows asked for, or beside all that has a value
        if cell.text is None:
            unsaved.append((cell.row, column))
        else:
            rows[row][column] = cell.text
    return tuple(unsaved)
