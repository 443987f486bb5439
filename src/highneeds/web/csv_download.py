"""CSV that a spreadsheet opens as data: a cell that would be read as a formula is marked as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from highneeds.core.text_cells import STARTS_A_FORMULA

_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")


def safe_cell(cell: object) -> object:
    """The cell, with an apostrophe before text that a spreadsheet would take for a formula; numbers stay numbers."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = cell.replace("\N{MINUS SIGN}", "-")
    if _NUMBER.fullmatch(text):
        return text.replace(",", "")
    return f"'{cell}" if cell.lstrip(" ").startswith(STARTS_A_FORMULA) else cell


def csv_download(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """RFC 4180, UTF-8 with a byte order mark, so that Excel reads every letter."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
