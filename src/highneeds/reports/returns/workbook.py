"""A return as a spreadsheet: each table at its cell on its sheet, then every label with its source. Nothing is hidden,
merged or linked, and there is no formula.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from highneeds.reports.returns.template import Layout
from highneeds.reports.returns.two_plans import said_of
from highneeds.reports.returns.types import TOTAL, ReturnTable, Unit
from highneeds.reports.returns.written import Return
from highneeds.reports.tables import Cell
from highneeds.reports.words import NOT_APPLICABLE

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LABELS_WIDE, _NUMBERS_WIDE, _WIDE = 58, 14, 90
_ROW_HIGH = 15.0  # points, of one line of Arial 11
_CHARACTERS = 1.12  # of Arial 11 in the width of one digit, over words: rather too few, so that none is cut
_ACROSS, _UPRIGHT = (30, 128), (46, 88)  # rows on a page of A4, and how wide it is, at full size
_WIDEST_UPRIGHT = 140
UNVERIFIED = "not verified"


class _Styles:
    def __init__(self, workbook: Workbook) -> None:
        font = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        self.title: Format = workbook.add_format({**font, "bold": True, "font_size": 14})
        self.heading: Format = workbook.add_format({**font, "bold": True, "text_wrap": True})
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
            sheets[layout.sheet] = _new_sheet(workbook, layout, made, styles)
        _write_table(sheets[layout.sheet], layout, table, styles)
    for name, sheet in sheets.items():
        placed = [each for each in made.placed if each[0].sheet == name]
        sheet.set_h_pagebreaks(_page_breaks(placed))
        if _wide(placed) <= _WIDEST_UPRIGHT:
            sheet.set_portrait()
    if made.compared:
        _two_plans(workbook, made, styles)
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
        (_LABELS_WIDE,) * 3,
    )
    _set_print(sheet, made)


def _new_sheet(workbook: Workbook, layout: Layout, made: Return, styles: _Styles) -> Worksheet:
    sheet = workbook.add_worksheet(layout.sheet)
    sheet.write_string(0, 0, layout.sheet_title, styles.title)
    sheet.write_string(1, 0, made.marking, styles.plain)
    sheet.set_column(0, 0, _LABELS_WIDE)
    sheet.set_column(1, 26, _NUMBERS_WIDE)
    sheet.freeze_panes(0, 1)
    _set_print(sheet, made)
    return sheet


def _write_table(sheet: Worksheet, layout: Layout, table: ReturnTable, styles: _Styles) -> None:
    top, left = layout.row, layout.column
    title = _title(layout, table)
    sheet.set_row(top, _high([title], [_LABELS_WIDE], bold=True))
    sheet.write_string(top, left, title, styles.heading)
    sheet.write_string(top + 1, left, layout.corner, styles.header)
    for number, heading in enumerate(table.headings, left + 1):
        sheet.write_string(top + 1, number, heading.label, styles.header)
    for number, row in enumerate(table.rows, top + 2):
        label = layout.label(row.key)
        sheet.set_row(number, _high([label.text], [_LABELS_WIDE]))
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
    widths = (24, 34, 13, _LABELS_WIDE, _NUMBERS_WIDE, _WIDE)
    _write_rows(sheet, 2, ("Sheet", "Table", "Table's cell", "Label", "Verified", "Source"), rows, styles, widths)
    _as_a_list(sheet, 2, len(rows), widths, made)


def _two_plans(workbook: Workbook, made: Return, styles: _Styles) -> None:
    """Every number that both plans have, side by side."""
    sheet = workbook.add_worksheet("Two plans")
    sheet.write_string(0, 0, "The DSG plan and the reform plan, made from the same children", styles.title)
    sheet.write_string(1, 0, said_of(made.compared), styles.plain)
    widths = (_LABELS_WIDE, 10, 12, 13, 12, 22, _LABELS_WIDE)
    words = ("Line", "January", "DSG plan", "Reform plan", "Difference", "They are", "Why")
    for column, title in enumerate(words):
        is_number = title in {"DSG plan", "Reform plan", "Difference"}
        sheet.write_string(3, column, title, styles.header if is_number else styles.header_of_words)
    for number, one in enumerate(made.compared, 4):
        sheet.set_row(number, _high([one.what, one.verdict, one.why], [_LABELS_WIDE, 22, _LABELS_WIDE]))
        sheet.write_string(number, 0, one.what, styles.wrapped)
        sheet.write_string(number, 1, str(one.january), styles.plain)
        for column, value in enumerate((one.dsg_plan, one.reform_plan, one.reform_plan - one.dsg_plan), 2):
            sheet.write_number(number, column, value, styles.number)
        sheet.write_string(number, 5, one.verdict, styles.heading if one.is_wrong else styles.wrapped)
        sheet.write_string(number, 6, one.why, styles.wrapped)
    _as_a_list(sheet, 3, len(made.compared), widths, made)


def _as_a_list(sheet: Worksheet, header: int, rows: int, widths: Sequence[int], made: Return) -> None:
    """One long table: its header stays in sight and on every page, and each column can be filtered."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    if rows:
        sheet.autofilter(header, 0, header + rows, len(widths) - 1)
    _set_print(sheet, made)


def _write_rows(
    sheet: Worksheet,
    first: int,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    styles: _Styles,
    widths: Sequence[int],
) -> None:
    for column, title in enumerate(header):
        sheet.write_string(first, column, title, styles.header_of_words)
    for number, row in enumerate(rows, first + 1):
        sheet.set_row(number, _high(row, widths))
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, styles.wrapped)


def _title(layout: Layout, table: ReturnTable) -> str:
    return f"{layout.title}. {table.note}" if table.note else layout.title


def _high(texts: Sequence[str], widths: Sequence[int], *, bold: bool = False) -> float:
    """As high as the text that needs most lines: programs differ in whether they find that out for themselves."""
    wide = 1.1 if bold else 1.0
    lines = (
        math.ceil(max(1, len(text)) * wide / (width * _CHARACTERS)) for text, width in zip(texts, widths, strict=True)
    )
    return _ROW_HIGH * max(lines)


def _wide(placed: Sequence[tuple[Layout, ReturnTable]]) -> int:
    return _LABELS_WIDE + _NUMBERS_WIDE * max(layout.column + len(table.headings) for layout, table in placed)


def _page_breaks(placed: Sequence[tuple[Layout, ReturnTable]]) -> list[int]:
    """Before each table that would not end on the page where it begins, and is no longer than one."""
    wide = _wide(placed)
    rows, page = _UPRIGHT if wide <= _WIDEST_UPRIGHT else _ACROSS
    fits = int(rows / min(1.0, page / wide))
    begins, breaks = 0, []
    for layout, table in placed:
        ends = layout.row + 2 + len(table.rows)
        if ends - begins > fits and layout.row > begins:
            breaks.append(layout.row)
            begins = layout.row
    return breaks


def _set_print(sheet: Worksheet, made: Return) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer(f"&L&9{_plain(made.council)}: {_plain(made.marking)}&C&9&A&R&9Page &P of &N")


def _plain(text: str) -> str:
    """For a footer, in which & begins an instruction."""
    return text.replace("&", "&&")
