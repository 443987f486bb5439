"""The annex as a spreadsheet: contents first, one named table a sheet, nothing merged, nothing hidden, no formula."""

from __future__ import annotations

import io
from datetime import datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from highneeds.core import SnapshotId
from highneeds.governance.record import MonthRecord
from highneeds.reports import annexes, children, findings, past_scores
from highneeds.reports.charts import CHART_NAMES, chart_in_words, chart_svg, chart_table
from highneeds.reports.paper import MARKING, TITLE, paper_of
from highneeds.reports.pdf_paper import svg_to_png
from highneeds.reports.tables import Cell, Column, Kind, Table

_CHART_POINTS = 640.0
_PIXELS_PER_INCH = 96.0
_HEADER_ROW = 3  # title, note and a blank line stand above it
_WIDEST = 48
_NARROWEST = 11
_CHART_SHEETS = frozenset(CHART_NAMES)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,  # text that starts with = + - @ stays text
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def annex_xlsx(record: MonthRecord) -> bytes:
    """The workbook; the same record gives the same bytes."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, _OPTIONS)
    made = datetime.combine(record.made_on, time())
    workbook.set_properties(
        {
            "title": f"{TITLE}: annex",
            "author": record.council,
            "company": record.council,
            "subject": paper_of(record).footer,
            "keywords": MARKING,
            "category": "Committee paper annex",
            "created": made,
        }
    )
    styles = _Styles(workbook)
    tables = _tables(record)
    _write_contents(workbook, record, tables, styles)
    for table in tables:
        sheet = _write_table(workbook, table, styles)
        if table.name in _CHART_SHEETS:
            _insert_chart(sheet, record, table)
    workbook.close()
    return out.getvalue()


class _Styles:
    """The formats of the workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        font = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        self.title: Format = workbook.add_format({**font, "bold": True, "font_size": 14})
        self.text: Format = workbook.add_format({**font, "text_wrap": True})
        self.plain: Format = workbook.add_format(font)
        self.bold: Format = workbook.add_format({**font, "bold": True, "text_wrap": True})
        self.link: Format = workbook.add_format({**font, "font_color": "#12436D", "underline": 1})
        self.header: Format = workbook.add_format(
            {**font, "bold": True, "text_wrap": True, "bg_color": "#12436D", "font_color": "#FFFFFF"}
        )
        masks = {
            Kind.COUNT: "#,##0",
            Kind.CHANGE: "+#,##0;-#,##0;0",
            Kind.POUNDS: "#,##0",
            Kind.MILLIONS: "#,##0.00",
            Kind.CHANGE_MILLIONS: "+#,##0.00;-#,##0.00;0.00",
            Kind.PERCENT: "#,##0.0",
            Kind.CHANGE_PERCENT: "+#,##0.0;-#,##0.0;0.0",
        }
        self.numbers: dict[Kind, Format] = {
            kind: workbook.add_format({**font, "num_format": mask, "align": "right"}) for kind, mask in masks.items()
        }
        self.general: Format = workbook.add_format({**font, "num_format": "#,##0.###", "align": "right"})


def _tables(record: MonthRecord) -> tuple[Table, ...]:
    """Every table of the paper, and then the figures and forecasts in full."""
    parts = [chart_table(record, name) for name in ("bridge", "months", "fan")]
    parts.insert(1, children.table(record))
    traced = [_with_trace(part, record.snapshot) for part in parts]
    return (
        annexes.figures(record),
        *traced,
        annexes.forecasts(record),
        *_past(record),
        annexes.faults(record),
        annexes.assumptions(record),
    )


def _past(record: MonthRecord) -> tuple[Table, ...]:
    """Past forecasts, their marks beside the best simple method, and the marks of every method."""
    if record.past is None or not record.past.forecasts:
        return ()
    return chart_table(record, "earlier"), past_scores.table(record.past), past_scores.every_method(record.past)


def _with_trace(table: Table, snapshot: SnapshotId) -> Table:
    """The table with the snapshot it was made from on every row, so that a row copied elsewhere can be traced."""
    rows = tuple((*row, str(snapshot)) for row in table.rows)
    return Table(table.name, table.title, (*table.columns, Column("Source")), rows, table.note, table.has_total)


def _write_contents(workbook: Workbook, record: MonthRecord, tables: tuple[Table, ...], styles: _Styles) -> None:
    sheet = workbook.add_worksheet("Contents")
    paper = paper_of(record)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    lines = [
        (f"{paper.title}: annex", styles.title),
        (f"{paper.marking} · {record.council}", styles.plain),
        (paper.footer, styles.plain),
        (findings.headline(record), styles.plain),
        (
            "[z] not applicable. [c] withheld because few children are counted. Every sheet holds one table.",
            styles.plain,
        ),
    ]
    for row, (words, style) in enumerate(lines):
        sheet.write_string(row, 0, words, style)
    first = len(lines) + 1
    rows = [[_sheet_name(table), table.title] for table in tables]
    columns = [
        {"header": "Sheet", "header_format": styles.header},
        {"header": "What it shows", "header_format": styles.header},
    ]
    sheet.add_table(
        first, 0, first + len(rows), 1, {"name": "Contents", "columns": columns, "data": rows, "autofilter": False}
    )
    for i, (name, title) in enumerate(rows, first + 1):
        sheet.write_url(i, 0, f"internal:'{name}'!A1", styles.link, name)
        sheet.write_string(i, 1, title, styles.text)
    sheet.freeze_panes(first + 1, 0)
    _set_print(sheet)


def _write_table(workbook: Workbook, table: Table, styles: _Styles) -> Worksheet:
    sheet = workbook.add_worksheet(_sheet_name(table))
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(1, 0, table.note or "Every row is one figure or one year.", styles.plain)
    titles = _unique_titles(table)
    rows = table.rows or ((*("None",), *("",) * (len(titles) - 1)),)
    headers = [{"header": title, "header_format": styles.header} for title in titles]
    sheet.add_table(
        _HEADER_ROW,
        0,
        _HEADER_ROW + len(rows),
        len(titles) - 1,
        {"name": f"{_sheet_name(table)}_table", "columns": headers, "autofilter": False, "first_column": True},
    )
    for i, row in enumerate(rows):
        is_total = table.has_total and i == len(rows) - 1
        for j, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, (_HEADER_ROW + 1 + i, j), cell, _format(column.kind, table, styles, is_total=is_total))
    for j, column in enumerate(table.columns):
        longest = max(len(str(row[j])) for row in rows)
        width = min(max(longest, len(titles[j]) // 2, _NARROWEST) + 2, _WIDEST)
        sheet.set_column(j, j, width if column.kind is Kind.TEXT else _NARROWEST + 3)
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    _set_print(sheet)
    return sheet


def _format(kind: Kind, table: Table, styles: _Styles, *, is_total: bool) -> Format:
    if kind is Kind.TEXT:
        return styles.bold if is_total else styles.text
    return styles.general if table.name in {"figures", "forecasts"} else styles.numbers[kind]


def _write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, style: Format) -> None:
    if isinstance(cell, (int, Decimal)):
        sheet.write_number(*at, float(cell), style)
    else:
        sheet.write_string(*at, "[z]" if cell is None else cell, style)


def _unique_titles(table: Table) -> list[str]:
    """Excel wants each header once, so a heading over several columns goes into each."""
    return [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]


def _insert_chart(sheet: Worksheet, record: MonthRecord, table: Table) -> None:
    png = svg_to_png(chart_svg(record, table.name), width=_CHART_POINTS, pixels_per_inch=_PIXELS_PER_INCH)
    below = _HEADER_ROW + len(table.rows) + 3
    options = {
        "image_data": io.BytesIO(png),
        "description": chart_in_words(record, table.name),
        "object_position": 2,
        "x_scale": 0.8,
        "y_scale": 0.8,
    }
    sheet.insert_image(below, 0, f"{table.name}.png", options)


def _sheet_name(table: Table) -> str:
    return table.name.capitalize()


def _set_print(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
