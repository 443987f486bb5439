"""Looks into a workbook, which is a zip of XML, before a parser does: how large it becomes and what a parser loses.

A few kilobytes can unpack to gigabytes, name a cell at the far corner of an endless sheet, or repeat one long text in
every cell; so bytes, cells, the area they span and their text are counted first. Cells with an error, or with a formula
whose value was never saved, come out of the parser as blanks; where they stand is told.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

MAX_UNPACKED_BYTES = 200_000_000
MAX_CELLS = 2_000_000
MAX_PARTS = 2_000
NOT_A_WHOLE_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
"""What opening or unpacking raises for a file that is no zip, is cut short, or asks for a password."""
_CHUNK = 1 << 20
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_WALKED = 100_000
_MOST_LOST = 100_000
_ANY_PREFIX = rb"(?:[^<>\s/:]{1,100}:)?"
_SHEET_TAG = re.compile(rb"<" + _ANY_PREFIX + rb"sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<" + _ANY_PREFIX + rb"Relationship\s([^<>]*)>")
_TEXT_ITEM = re.compile(rb"<" + _ANY_PREFIX + rb"si[\s/>]")
_WORKSHEET = re.compile(rb"<((?:[^<>\s/:]{1,100}:)?)worksheet[\s>]")
_ANY_CELL = re.compile(rb"<(?:[^<>\s/:]{1,100}:)?c(?=[\s/>])")
_PLACE = re.compile(rb"[\s\"']r\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_ERROR_KIND = re.compile(rb"[\s\"']t\s*=\s*[\"']e[\"']")
_TEXT_KINDS = re.compile(rb"[\s\"']t\s*=\s*[\"'](?:str|inlineStr)[\"']")
_ODS_TAG = re.compile(rb"<(/?)table:(?:table-(row)|(?:covered-)?table-(cell)|(table))\b([^<>]*?)(/?)>")
_ODS_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)")
_ODS_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)")


class PackageError(Exception):
    """Why the package is refused, in a sentence for the person who made it."""


@dataclass(frozen=True, slots=True)
class LostCell:
    """A cell that a parser gives as blank: ``text`` is its error, such as #N/A, or None for a value never saved."""

    row: int
    column: int
    text: str | None


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """``left``: the first column, from 1, that has a value, where a parser's rows begin."""

    left: int
    lost: tuple[LostCell, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """``sheets`` by name; none for a workbook that is not XLSX. ``has_links``: cells take values from other files."""

    sheets: dict[str, SheetPlan]
    has_links: bool = False


def look_into(content: bytes) -> Package:
    """What is in the workbook. Raises PackageError for one that is not safe to parse, or is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [part.filename for part in package.infolist()]
            _check_names(package, names)
            _check_parts(package)
            if "xl/workbook.xml" in names:
                return _xlsx(package, names)
            if "content.xml" in names:
                _check_ods(package.read("content.xml"))
                return Package({})
    except (*NOT_A_WHOLE_ZIP, ValueError) as error:
        message = "It is damaged, cut short, or protected by a password."
        raise PackageError(message) from error
    message = "It is a zip file, but no workbook: take out what is in it and import that."
    raise PackageError(message)


def _check_names(package: zipfile.ZipFile, names: list[str]) -> None:
    """Refuses macros, odd paths, parts given twice, and two workbooks in one package."""
    lower = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") for name in lower) and not _is_submission_template(package):
        message = "It holds macros: save it without them."
        raise PackageError(message)
    climbs = any(".." in name or "\\" in name or name.startswith("/") or ":" in name for name in names)
    if len(names) > MAX_PARTS or climbs or len(set(lower)) < len(lower):
        raise _odd()
    if "xl/workbook.bin" in lower or len({"xl/workbook.xml", "content.xml"} & set(lower)) > 1:
        message = "Save it as an Excel workbook (.xlsx)."
        raise PackageError(message)


def _is_submission_template(package: zipfile.ZipFile) -> bool:
    """The department's SEN2 template comes with macros, by the sheet it has; its cells are read and nothing is run."""
    try:
        with package.open("xl/workbook.xml") as stream:
            return b'name="Data Entry Template"' in stream.read(_CHUNK)
    except KeyError:
        return False


def _check_parts(package: zipfile.ZipFile) -> None:
    """Counts bytes while unpacking, since the sizes a package declares can lie; refuses a document type anywhere."""
    unpacked = 0
    for part in package.infolist():
        before = b""
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED_BYTES:
                    raise _too_large()
                if b"<!DOCTYPE" in before[-10:] + chunk and part.filename.endswith((".xml", ".rels")):
                    message = "It has a document type, which may hide other content."
                    raise PackageError(message)
                before = chunk


def _odd() -> PackageError:
    return PackageError("Its inside is not that of a spreadsheet.")


def _too_large() -> PackageError:
    return PackageError(f"It holds more than {MAX_CELLS:,} cells or {MAX_UNPACKED_BYTES // 1_000_000} MB.")


def _xlsx(package: zipfile.ZipFile, names: list[str]) -> Package:
    """Counts the cells of every sheet and what they hold."""
    sheets: dict[str, SheetPlan] = {}
    lengths = _shared_lengths(package, names)
    cells, longest = 0, max(lengths, default=0)
    uses: Counter[bytes] = Counter()
    for name, part in _sheet_parts(package, names):
        if part not in names:
            raise _odd()
        sheet = package.read(part)
        tags = _tags_of(sheet)
        cells += _measured(sheet, tags, MAX_CELLS - cells)
        if longest * cells > MAX_UNPACKED_BYTES:
            uses.update(tags.shared.findall(sheet))
        sheets[name] = _lost_in(sheet, tags)
    if sum(lengths[int(item)] * times for item, times in uses.items() if int(item) < len(lengths)) > MAX_UNPACKED_BYTES:
        raise _too_large()
    return Package(sheets, has_links=any(name.lower().startswith("xl/externallinks/") for name in names))


def _sheet_parts(package: zipfile.ZipFile, names: list[str]) -> Iterator[tuple[str, str]]:
    """Each worksheet's name and the part it stands in."""
    relations = "xl/_rels/workbook.xml.rels"
    targets: dict[str, str] = {}
    for relation in _RELATION.finditer(package.read(relations) if relations in names else b""):
        if _attribute(relation[1], "Type").endswith("/worksheet"):
            targets[_attribute(relation[1], "Id")] = _attribute(relation[1], "Target")
    for sheet in _SHEET_TAG.finditer(package.read("xl/workbook.xml")):
        target = targets.get(_attribute(sheet[1], r"\w+:id"))
        if target is not None:
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            yield _attribute(sheet[1], "name"), part


def _attribute(attributes: bytes, name: str) -> str:
    found = re.search(rf"(?:^|\s){name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')".encode(), attributes)
    return "" if found is None else html.unescape((found[1] or found[2] or b"").decode("utf-8", errors="replace"))


@dataclass(frozen=True, slots=True)
class _Tags:
    """What cells look like in one sheet, whose elements all have the same prefix or none."""

    start: re.Pattern[bytes]
    usual_column: re.Pattern[bytes]
    usual_row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    error: re.Pattern[bytes]
    unsaved: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    valued: re.Pattern[bytes]
    shared: re.Pattern[bytes]


def _tags_of(sheet: bytes) -> _Tags:
    root = _WORKSHEET.search(sheet[:_CHUNK])
    if root is None:
        raise _odd()
    return _tags_with(root[1])


@cache
def _tags_with(prefix: bytes) -> _Tags:
    at = rb"<" + re.escape(prefix)
    end = rb"</" + re.escape(prefix)
    formula = at + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*" + end + rb"f\s*>)"
    value = at + rb"v(?:\s[^<>]*)?>"
    return _Tags(
        start=re.compile(at + rb"(row|c)(?=[\s/>])([^<>]*)>"),
        usual_column=re.compile(at + rb"c r=\"([A-Z]+)\d+\""),
        usual_row=re.compile(at + rb"c r=\"[A-Z]+(\d+)\""),
        cell=re.compile(at + rb"c(?=[\s/>])"),
        error=re.compile(
            at + rb"c(\s[^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*)>\s*(?:" + formula + rb")?\s*" + value + rb"([^<]+)<"
        ),
        unsaved=re.compile(
            at + rb"c((?:\s[^<>]*)?)>\s*" + formula + rb"\s*(?:" + at + rb"v\s*/>|" + value + rb"\s*" + end
            + rb"v\s*>)?\s*" + end + rb"c\s*>"
        ),
        formula=re.compile(at + rb"f[\s/>]"),
        valued=re.compile(
            at + rb"c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]+)\d(?:[^<>]*[^<>/]>\s*(?:" + formula + rb")?\s*(?:"
            + value + rb"[^<]|" + at + rb"is[\s>])|[^<>]*\bt\s*=\s*[\"']str[\"'][^<>/]*>\s*(?:" + formula
            + rb")?\s*" + at + rb"v)"
        ),
        shared=re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*" + value + rb"\s*(\d+)"),
    )  # fmt: skip


def _measured(sheet: bytes, tags: _Tags, most: int) -> int:
    """How many cells there are; raises PackageError where they, or the area they span, are more than ``most``.

    A cell may leave out its name, and then stands after the one before; formatted cells without a value span nothing.
    """
    cells = len(tags.cell.findall(sheet))
    if cells > most:
        raise _too_large()
    if b":c" in sheet and cells != len(_ANY_CELL.findall(sheet)):  # of another prefix: a parser may look there
        raise _odd()
    columns = tags.usual_column.findall(sheet)
    right = max(map(_column, set(columns)), default=1)
    bottom = max(map(int, set(tags.usual_row.findall(sheet))), default=1)
    if len(columns) < cells or right > _LAST_COLUMN or bottom > _LAST_ROW or right * bottom > most:
        _check_area(sheet, tags, cells, most)
    return cells


def _check_area(sheet: bytes, tags: _Tags, cells: int, most: int) -> None:
    """Walks from cell to cell, which is slow, to see how far those with a value reach."""
    if cells > _MOST_WALKED:
        raise _too_large()
    row = column = right = bottom = 0
    for found in tags.start.finditer(sheet):
        place = _PLACE.search(found[2])
        if (found[2].count(b'"') + found[2].count(b"'")) % 2:  # the tag goes on behind a > in quotation marks
            raise _odd()
        if found[1] == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        row, column = (int(place[2]), _column(place[1])) if place and place[1] else (row, column + 1)
        if not found[2].endswith(b"/"):
            right, bottom = max(right, column), max(bottom, row)
    if right > _LAST_COLUMN or bottom > _LAST_ROW or right * bottom > most:
        raise _too_large()


def _lost_in(sheet: bytes, tags: _Tags) -> SheetPlan:
    """The cells that a parser gives as blanks though they are none."""
    lost: list[tuple[bytes, str | None]] = []
    if _ERROR_KIND.search(sheet):
        lost += [(found[1], html.unescape(found[2].decode("utf-8", "replace"))) for found in tags.error.finditer(sheet)]
    if tags.formula.search(sheet):
        lost += [(found[1], None) for found in tags.unsaved.finditer(sheet) if not _TEXT_KINDS.search(found[1])]
    if not lost:
        return SheetPlan(0, ())
    places = [(_PLACE.search(attributes), text) for attributes, text in lost]
    cells = tuple(LostCell(int(at[2]), _column(at[1]), text) for at, text in places if at is not None and at[1])
    if len(cells) < len(lost) or len(cells) > _MOST_LOST:
        message = f"It has {len(lost):,} cells with an error or without a value: mend them, and save it once in Excel."
        raise PackageError(message)
    return SheetPlan(min(map(_column, set(tags.valued.findall(sheet))), default=1), cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _shared_lengths(package: zipfile.ZipFile, names: list[str]) -> list[int]:
    """The bytes of each text that cells share: every cell that names one gets a copy of its own."""
    part = next((name for name in names if name.lower() == "xl/sharedstrings.xml"), None)
    shared = b"" if part is None else package.read(part)
    starts = [found.start() for found in _TEXT_ITEM.finditer(shared)] + [len(shared)]
    return [after - start for start, after in pairwise(starts)]


def _check_ods(content: bytes) -> None:
    """Counts the cells of an OpenDocument sheet, in which one cell may stand for a million like it."""
    cells = row = column = right = bottom = repeated = 0
    for found in _ODS_TAG.finditer(content):
        is_empty, attributes = found[6], found[5]
        if found[2] is not None and not found[1]:
            times = _ODS_ROWS.search(attributes)
            repeated = int(times[1]) if times else 1
            row, column = row + repeated, 0
        elif found[3] is not None and not found[1]:
            times = _ODS_COLUMNS.search(attributes)
            column += int(times[1]) if times else 1
            if not is_empty or b"value" in attributes:
                right, bottom = max(right, column), row
        elif found[0].startswith(b"</table:table>"):
            cells, row, right, bottom = cells + right * bottom, 0, 0, 0
        if cells + right * bottom > MAX_CELLS:
            raise _too_large()
