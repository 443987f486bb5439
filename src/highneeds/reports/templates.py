"""Templates: a workbook and a CSV with the headings of a kind of file, and the data dictionary of its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

DICTIONARY_HEADINGS: Final = ("Column", "Meaning", "Type", "Codes", "Example", "Needed")
_WIDTHS = (34, 60, 20, 50, 24, 9)
_NARROWEST, _WIDEST = 12, 40


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """``needed``: the file is stopped without the column."""

    heading: str
    meaning: str
    type: str
    codes: tuple[str, ...]
    example: str
    needed: bool

    def cells(self) -> tuple[str, ...]:
        needed = "yes" if self.needed else "no"
        return (self.heading, self.meaning, self.type, ", ".join(self.codes), self.example, needed)


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One table of a template: the sheet's name and its columns."""

    name: str
    columns: tuple[TemplateColumn, ...]


def write_workbook(path: Path, title: str, sheets: Sequence[TemplateSheet]) -> Path:
    """A sheet of headings for each table, cells as text so that nothing is turned into a date, and the dictionary."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title, "comments": "Generated template"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for at, column in enumerate(sheet.columns):
                width = min(max(len(column.heading) + 2, _NARROWEST), _WIDEST)
                page.set_column(at, at, width, book.add_format({"num_format": "@"}))
                page.write_string(0, at, column.heading, head)
            page.freeze_panes(1, 0)
        page = book.add_worksheet("Data dictionary")
        headings = DICTIONARY_HEADINGS if len(sheets) == 1 else ("Sheet", *DICTIONARY_HEADINGS)
        for at, width in enumerate(_WIDTHS if len(sheets) == 1 else (18, *_WIDTHS)):
            page.set_column(at, at, width)
        rows = [headings, *_dictionary(sheets)]
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                page.write_string(number, at, cell, text if number else head)
        page.freeze_panes(1, 0)
    return path


def _dictionary(sheets: Sequence[TemplateSheet]) -> Iterable[tuple[str, ...]]:
    for sheet in sheets:
        for column in sheet.columns:
            yield column.cells() if len(sheets) == 1 else (sheet.name, *column.cells())


def write_headings(path: Path, columns: Iterable[TemplateColumn]) -> Path:
    """One line, in UTF-8 with a byte order mark so that spreadsheets read it as such."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerow([column.heading for column in columns])
    return path


def write_dictionary(path: Path, sheets: Sequence[TemplateSheet]) -> Path:
    """The data dictionary of all kinds as one CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("File", *DICTIONARY_HEADINGS))
        writer.writerows((sheet.name, *column.cells()) for sheet in sheets for column in sheet.columns)
    return path
