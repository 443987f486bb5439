"""A return as a spreadsheet: each table at its cell on its sheet, then every label with its source. Nothing is hidden,
merged or linked, and there is no formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from highneeds.reports.returns.template import Layout
from highneeds.reports.returns.types import TOTAL, ReturnTable, Unit
from highneeds.reports.returns.written import Return
from highneeds.reports.tables import Cell
from highneeds.reports.words import NOT_APPLICABLE

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LABELS_WIDE, _NUMBERS_WIDE, _WIDE = 58, 14, 90
UNVERIFIED = "not verified"


class _Styles:
    def __init__(self, workbook: Workbook) -> None:
        font = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        self.title: Format = workbook.add_format({**font, "bold": True, "font_size": 14})
        self.heading: Format = workbook.add_format({**font, "bold": True})
        self.plain: Format = workbook.add_format(font)
        self.wrapped: Format = workbook.add_format({**font, "text_wrap": True})
        self.unverified: Format = workbook.add_format({**font, "italic": True, "text_wrap": True})
        header = {"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "align": "right"}
        self.header: Format = workbook.add_format({**font, **header})
        self.header_of_words: Format = workbook.add_format({**font, **header, "align": "left"})
        right = {**font, "align": "right"}
        self.words: Format = workbook.add_format(right)
        self.number: Format = workbook.add_format({**right, "num_format": "#,##0"})
        self.percent: Format = workbook.add_format({**right, "num_format": "#,##0.0"})
        self.tenths: Format = workbook.add_format({**right, "num_format": "#,##0.0"})
        self.total: Format = workbook.add_format({**right, "num_format": "#,##0", "bold": True, "top": 1})


def return_xlsx(made: Return) -> bytes:
    """The workbook."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    workbook.set_properties(
        {"title": made.template.title, "author": made.council, "company": made.council, "keywords": made.marking}
    )
    styles = _Styles(workbook)
    _read_me(workbook, made, styles)
    sheets: dict[str, Worksheet] = {}
    for layout, table in made.placed:
        if layout.sheet not in sheets:
            sheets[layout.sheet] = _new_sheet(workbook, layout, made.marking, styles)
        _write_table(sheets[layout.sheet], layout, table, styles)
    _labels(workbook, made, styles)
    workbook.close()
    return out.getvalue()


def _read_me(workbook: Workbook, made: Return, styles: _Styles) -> None:
    sheet = workbook.add_worksheet("Read me")
    template = made.template
    labels = [label for _, label in template.labels]
    open_labels = sum(not label.is_verified for label in labels)
    invented = ("This council and its children are made up.",) if made.is_invented else ()
    lines = [
        f"{made.marking} - {made.council}",
        *invented,
        f"Layout: {template.name} {template.version}. No cell position was verified against the live file.",
        f"{open_labels} of {len(labels)} labels were not either: they stand in italics; the sheet Labels lists all.",
        f"{NOT_APPLICABLE} not applicable or not held. [c] withheld because few children are counted.",
        *template.notes,
    ]
    sheet.set_column(0, 0, _LABELS_WIDE)
    sheet.set_column(1, 2, _LABELS_WIDE)
    sheet.write_string(0, 0, template.title, styles.title)
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line, styles.plain)
    _write_rows(
        sheet,
        len(lines) + 2,
        ("What it stands on", "Value", "Source"),
        [(stated.name, stated.in_words, stated.source) for stated in made.stated],
        styles,
    )
    _set_print(sheet)


def _new_sheet(workbook: Workbook, layout: Layout, marking: str, styles: _Styles) -> Worksheet:
    sheet = workbook.add_worksheet(layout.sheet)
    sheet.write_string(0, 0, layout.sheet_title, styles.title)
    sheet.write_string(1, 0, marking, styles.plain)
    sheet.set_column(0, 0, _LABELS_WIDE)
    sheet.set_column(1, 26, _NUMBERS_WIDE)
    sheet.freeze_panes(0, 1)
    _set_print(sheet)
    return sheet


def _write_table(sheet: Worksheet, layout: Layout, table: ReturnTable, styles: _Styles) -> None:
    top, left = layout.row, layout.column
    sheet.write_string(top, left, f"{layout.title}. {table.note}" if table.note else layout.title, styles.heading)
    sheet.write_string(top + 1, left, layout.corner, styles.header)
    for number, heading in enumerate(table.headings, left + 1):
        sheet.write_string(top + 1, number, heading.label, styles.header)
    for number, row in enumerate(table.rows, top + 2):
        label = layout.label(row.key)
        sheet.write_string(number, left, label.text, styles.wrapped if label.is_verified else styles.unverified)
        is_total = table.has_total and row.key == TOTAL
        style = styles.percent if table.unit_of(row) is Unit.PERCENT else styles.total if is_total else styles.number
        for column, cell in enumerate(row.cells, left + 1):
            _write_cell(sheet, (number, column), cell, style, styles)


def _write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, style: Format, styles: _Styles) -> None:
    if isinstance(cell, (int, Decimal)):
        sheet.write_number(
            *at, float(cell), styles.tenths if isinstance(cell, Decimal) and style is styles.number else style
        )
    else:
        sheet.write_string(*at, NOT_APPLICABLE if cell is None else cell, styles.words)


def _labels(workbook: Workbook, made: Return, styles: _Styles) -> None:
    sheet = workbook.add_worksheet("Labels")
    sheet.write_string(0, 0, "Every label, whether it was verified, and its source", styles.title)
    rows = [
        (
            layout.sheet,
            layout.title,
            layout.cell,
            label.text,
            "verified" if label.is_verified else UNVERIFIED,
            label.source,
        )
        for layout, label in made.template.labels
    ]
    _write_rows(sheet, 2, ("Sheet", "Table", "Table's cell", "Label", "Verified", "Source"), rows, styles)
    sheet.set_column(0, 2, 24)
    sheet.set_column(3, 3, _LABELS_WIDE)
    sheet.set_column(4, 4, _NUMBERS_WIDE)
    sheet.set_column(5, 5, _WIDE)
    _set_print(sheet)


def _write_rows(
    sheet: Worksheet, first: int, header: Sequence[str], rows: Sequence[Sequence[str]], styles: _Styles
) -> None:
    for column, title in enumerate(header):
        sheet.write_string(first, column, title, styles.header_of_words)
    for number, row in enumerate(rows, first + 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, styles.wrapped)


def _set_print(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
