"""A return as one long CSV: a row for each cell, with the key that a single-column lookup in the template can use."""

from __future__ import annotations

import csv
import io

from highneeds.reports.returns.template import Layout
from highneeds.reports.returns.written import Return
from highneeds.reports.tables import Cell
from highneeds.reports.words import NOT_APPLICABLE

COLUMNS = (
    "key",
    "sheet",
    "sheet_title",
    "table",
    "row",
    "column",
    "basis",
    "unit",
    "value",
    "cell",
    "label_verified",
    "label_source",
    "marking",
)


def lookup_key(layout: Layout, row: str, column: str) -> str:
    """Sheet title, table title, row label and year."""
    return f"{layout.sheet_title}: {layout.title}: {row}: {column}"


def tidy_csv(made: Return) -> bytes:
    """UTF-8 with a mark, as Excel opens it; ``[z]`` is not applicable, ``[c]`` withheld."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for layout, table in made.placed:
        for row_number, row in enumerate(table.rows, layout.row + 2):
            label = layout.label(row.key)
            for number, (heading, cell) in enumerate(zip(table.headings, row.cells, strict=True), 1):
                writer.writerow(
                    (
                        lookup_key(layout, label.text, heading.label),
                        layout.sheet,
                        layout.sheet_title,
                        layout.title,
                        label.text,
                        heading.label,
                        heading.basis.value,
                        table.unit_of(row).value,
                        _text(cell),
                        f"{chr(ord('A') + layout.column + number)}{row_number + 1}",
                        "yes" if label.is_verified else "no",
                        label.source,
                        made.marking,
                    )
                )
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    return NOT_APPLICABLE if cell is None else str(cell)
