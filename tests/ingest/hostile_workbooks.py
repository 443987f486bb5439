"""Workbooks that attack their reader, or lose what they hold, each made from a good one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import xlsxwriter

Parts = dict[str, bytes]
Spoil = Callable[[bytes], bytes]
SHEET = "xl/worksheets/sheet1.xml"
_DATA = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(parts: Parts, *, stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _with(**added: bytes) -> Spoil:
    return lambda good: package_of(parts_of(good) | {name.replace("__", "/"): data for name, data in added.items()})


def _named(name: str, data: bytes = b"<a/>") -> Spoil:
    return lambda good: package_of(parts_of(good) | {name: data})


def _data(cells: Callable[[], bytes]) -> Spoil:
    """The sheet's rows replaced."""

    def spoil(good: bytes) -> bytes:
        parts = parts_of(good)
        before, after = _DATA.split(parts[SHEET])
        return package_of(parts | {SHEET: before + b"<sheetData>" + cells() + b"</sheetData>" + after})

    return spoil


def sheet_changed(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(good: bytes) -> bytes:
        parts = parts_of(good)
        changed = change(parts[SHEET])
        assert changed != parts[SHEET]
        return package_of(parts | {SHEET: changed})

    return spoil


def _corner(cell: bytes) -> bytes:
    return b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + cell + b"</row>"


def _duplicate(good: bytes) -> bytes:
    """A second part of the same name, as no writer of ours would make it."""
    plain = package_of(parts_of(good) | {"xl/worksheets/sheetX.xml": b"<a/>"}, stored=True)
    return plain.replace(b"xl/worksheets/sheetX.xml", SHEET.encode())


def _encrypted(good: bytes) -> bytes:
    """The flag that says a password is needed, in every header."""
    content = bytearray(good)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def _long_text_everywhere(good: bytes) -> bytes:
    parts = parts_of(good)
    before, after = _DATA.split(parts[SHEET])
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 20_001))
    text = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    return package_of(
        parts
        | {SHEET: before + b'<sheetData><row r="1">' + cells + b"</row></sheetData>" + after,
           "xl/sharedStrings.xml": text % (b"x" * 1_000_000)}
    )  # fmt: skip


def _ods(row: bytes) -> Spoil:
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        b'<table:table table:name="S">' + row + b"</table:table></office:spreadsheet></office:body>"
        b"</office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return lambda _good: package_of({"mimetype": mime, "content.xml": content})


def _zip_in_zip(good: bytes) -> bytes:
    for level in range(20):
        good = package_of({f"{level}.zip": good})
    return good


_MANY = b'<row><c t="str"><v>a</v></c></row>'

REFUSED: Mapping[str, Spoil] = {
    "four million cells": _data(lambda: _MANY * 4_000_000),
    "two million cells of another prefix": _data(lambda: b"<x:row><x:c><x:v>1</x:v></x:c></x:row>" * 2_100_000),
    "a cell at the far corner": _data(lambda: _corner(b'<c r="XFD1048576"><v>1</v></c>')),
    "a far corner in single marks": _data(lambda: _corner(b"<c  r='XFD1048576' ><v>1</v></c>")),
    "a far corner behind a bracket": _data(lambda: _corner(b'<c t=">" r="XFD1048576"><v>1</v></c>')),
    "a far corner and a false name": _data(lambda: _corner(b"<c r='XFD1048576'><v> r=\"A1\"</v></c>")),
    "a column that no sheet has": _data(lambda: b'<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'),
    "a row that no sheet has": _data(lambda: b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
    "one long text in every cell": _long_text_everywhere,
    "a bomb of bytes": _named("xl/media/image1.png", bytes(210_000_000)),
    "zips within zips": _zip_in_zip,
    "a workbook within a zip": lambda good: package_of({"costs.xlsx": good}),
    "a document type": sheet_changed(lambda sheet: sheet.replace(b"<worksheet", b"<!DOCTYPE worksheet><worksheet", 1)),
    "a path that climbs": _named("../../x.xml"),
    "a path from the root": _named("/etc/x.xml"),
    "a path of Windows": _named("C:\\x.xml"),
    "a part given twice": _duplicate,
    "a part given twice but for case": _named("XL/Worksheets/Sheet1.xml"),
    "macros under another suffix": _named("xl/vbaProject.bin", b"x"),
    "macros in capitals": _named("xl/VBAPROJECT.BIN", b"x"),
    "a password in the zip": _encrypted,
    "a password of Excel": lambda _good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
    "an OpenDocument sheet inside too": _named("content.xml"),
    "a million rows in one of OpenDocument": _ods(
        b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        b'table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
    ),
    "a sheet in UTF-16": sheet_changed(lambda sheet: sheet.decode().encode("utf-16")),
    "a shared text that is not there": sheet_changed(lambda sheet: sheet.replace(b't="s"><v>', b't="s"><v>999', 1)),
    "two thousand and one parts": lambda good: package_of(
        parts_of(good) | {f"xl/media/{number}.bin": b"" for number in range(2_001)}
    ),
    "a picture with a workbook's name": lambda _good: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
}


def with_sheets(*sheets: tuple[str, str, list[list[object]]]) -> bytes:
    """A workbook: the name, the state (shown or hidden) and the rows of each sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, state, rows in sheets:
            sheet = book.add_worksheet(name)
            if state == "hidden":
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        book.worksheets_objs[0].activate()
    return buffer.getvalue()
