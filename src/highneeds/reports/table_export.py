"""A table as a workbook to be edited and imported again: one sheet, headings in row 1, no formula, nothing merged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from highneeds.core.text_cells import guarded

MOST_ROWS = 1_048_575
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SHORTEST, _LONGEST = 12, 40
_LONGEST_FOOTER = 250  # of 255


def write_table(frame: pl.DataFrame, name: str, path: Path, *, mark: str = "") -> None:
    """Text as text (what would be a formula is marked), numbers as numbers, days as days. Raises OSError.

    ``mark``: what stands at the foot of each printed page, for whom and for what.
    """
    with xlsxwriter.Workbook(str(path), _OPTIONS) as workbook:
        bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        if mark:
            sheet.set_footer("&L" + mark.replace("&", "&&")[:_LONGEST_FOOTER])
        for column, heading in enumerate(frame.columns):
            sheet.set_column(column, column, min(_LONGEST, max(_SHORTEST, len(heading) + 2)))
        sheet.write_row(0, 0, frame.columns, bold)
        for number, row in enumerate(frame.iter_rows(), start=1):
            _write_row(sheet, number, row, day)


def _write_row(sheet: Worksheet, number: int, row: Sequence[object], day: Format) -> None:
    for column, value in enumerate(row):
        if value is None:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, date):
            sheet.write_datetime(number, column, value, day)
        elif isinstance(value, int) or (isinstance(value, float) and float(f"{value:.15G}") == value):
            sheet.write_number(number, column, value)
        else:  # a number that a cell would round is written out
            sheet.write_string(number, column, guarded(str(value)) if isinstance(value, str) else repr(value))
