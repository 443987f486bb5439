"""Tables with a column for each year, in pieces that a terminal of 80 columns holds without cutting a figure off."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.table import Table

from highneeds.cli.progress import console
from highneeds.operations.amounts import YearTable

_MOST_YEARS_BESIDE = 5


def print_year_table(shown: YearTable, *, bold: str = "") -> None:
    """``bold`` names the line to print in bold."""
    console.print(f"\n{shown.title}", markup=False, soft_wrap=True)
    pieces = -(-len(shown.years) // _MOST_YEARS_BESIDE)
    beside = -(-len(shown.years) // max(1, pieces))
    for first in range(0, len(shown.years), max(1, beside)):
        piece = slice(first, first + beside)
        table = Table(box=SIMPLE)
        table.add_column("")
        for year in shown.years[piece]:
            table.add_column(year, justify="right", no_wrap=True)
        for name, texts in shown.lines:
            table.add_row(name, *texts[piece], style="bold" if name == bold else None)
        console.print(table)
