"""Opens one file safely as rows of text: CSV in any common encoding, or XLSX without running anything in it."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import fastexcel

from highneeds.core.faults import Fault
from highneeds.ingest.results import UnitFile
from highneeds.ingest.rulebook import rule

MAX_FILE_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_CELLS = 2_000_000
MAX_PARTS = 2_000
_CHUNK = 1 << 20
_ZIP_START = b"PK\x03\x04"
_ENCODINGS_BY_MARK = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL_CHARACTERS = frozenset(map(chr, range(32))) - set("\t\n\r\f\x1a")


class UnreadableFileError(Exception):
    """Carries the one fault that stops a file."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.advice)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet or CSV: ``rows[0]`` is row 1 as a person sees it. CSV rows keep their own lengths."""

    file: str
    rows: list[list[str]]
    encoding: str | None = None  # of a CSV; None for a sheet
    sheet: str | None = None


def open_grids(file: UnitFile, *, first_rows: int | None = None) -> list[Grid]:
    """Every sheet (a CSV is one), or its ``first_rows`` only. Raises UnreadableFileError with fault F01 or F02."""
    content = _content(file)
    if content.startswith(_ZIP_START) or file.path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}:
        return _sheets(file, content, first_rows)
    return [csv_grid(file, content, first_rows=first_rows)]


def csv_grid(file: UnitFile, content: bytes, *, first_rows: int | None = None) -> Grid:
    """The rows of a CSV that has been read already. Raises UnreadableFileError with fault F01 or F02."""
    text, encoding = _decoded(file, content)
    return Grid(file.name, _csv_rows(file, text, first_rows), encoding)


def _content(file: UnitFile) -> bytes:
    try:
        if file.path.stat().st_size > MAX_FILE_BYTES:
            raise _stop(file, "F02", f"It is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
        content = Path(file.path).read_bytes()
    except OSError as error:
        raise _stop(file, "F02", f"It cannot be opened ({error.strerror}).") from error
    if not content.strip():
        raise _stop(file, "F01")
    return content


def _stop(file: UnitFile, rule_id: str, detail: str = "") -> UnreadableFileError:
    return UnreadableFileError(rule(rule_id).fault(file.name, detail=detail))


def _decoded(file: UnitFile, content: bytes) -> tuple[str, str]:
    """The text and its encoding: by its mark, else UTF-8, else Windows-1252."""
    marked = next((encoding for mark, encoding in _ENCODINGS_BY_MARK if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL_CHARACTERS.isdisjoint(text):
            break
        if not text.strip():
            raise _stop(file, "F01")
        return text, encoding
    raise _stop(file, "F02", "It is not text.")


def _csv_rows(file: UnitFile, text: str, first_rows: int | None) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        if first_rows is not None:
            return [row for row, _ in zip(reader, range(first_rows), strict=False)]
        return list(reader)
    except csv.Error as error:
        detail = f"From line {reader.line_num} on its rows cannot be told apart (a quotation mark is not closed?)."
        raise _stop(file, "F02", detail) from error


def _delimiter(text: str) -> str:
    """A comma, unless the first lines hold only semicolons or tabs."""
    head = text[:4000]
    counts = {mark: head.count(mark) for mark in ",;\t"}
    return "," if counts[","] else max(counts, key=lambda mark: counts[mark])


def _sheets(file: UnitFile, content: bytes, first_rows: int | None) -> list[Grid]:
    """``fastexcel`` gives the value last saved in a cell and evaluates no formula."""
    _check_package(file, content)
    try:
        book = fastexcel.read_excel(content)
        grids = [_sheet(file, book, name, first_rows) for name in book.sheet_names]
    except fastexcel.FastExcelError as error:
        raise _stop(file, "F02", "It is damaged or cut short.") from error
    filled = [grid for grid in grids if any(any(row) for row in grid.rows)]
    if not filled:
        raise _stop(file, "F01")
    return filled


def _sheet(file: UnitFile, book: fastexcel.ExcelReader, name: str, first_rows: int | None) -> Grid:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", n_rows=first_rows)
    rows = [[cell or "" for cell in row] for row in sheet.to_polars().iter_rows()] if sheet.width else []
    return Grid(file.name, rows, sheet=name)


def _check_package(file: UnitFile, content: bytes) -> None:
    """Refuses macros, odd paths, and packages that unpack to too many bytes or cells, before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = [part.filename for part in parts]
            has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
            if has_macros and not _is_submission_template(package):
                raise _stop(file, "F02", "It holds macros: save it without them.")
            if len(parts) > MAX_PARTS or any(".." in name or name.startswith("/") for name in names):
                raise _stop(file, "F02", "Its inside is not that of a spreadsheet.")
            _check_size(file, package, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise _stop(file, "F02", "It is damaged, cut short, or protected by a password.") from error


def _is_submission_template(package: zipfile.ZipFile) -> bool:
    """The department's SEN2 template comes with macros, by the sheet it has; its cells are read and nothing is run."""
    try:
        with package.open("xl/workbook.xml") as stream:
            return b'name="Data Entry Template"' in stream.read(_CHUNK)
    except KeyError:
        return False


def _check_size(file: UnitFile, package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Counts bytes and cells while unpacking, since the sizes a package declares can lie."""
    unpacked = cells = 0
    for part in parts:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                cells += chunk.count(b"<c ") + chunk.count(b"<c>") + chunk.count(b"<c/>")
                if unpacked > MAX_UNPACKED_BYTES or cells > MAX_CELLS:
                    detail = f"It holds more than {MAX_CELLS:,} cells or {MAX_UNPACKED_BYTES // 1_000_000} MB."
                    raise _stop(file, "F02", detail)
