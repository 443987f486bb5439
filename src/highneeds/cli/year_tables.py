"""Tables with a column for each year, in pieces that a terminal of 80 columns holds without cutting a figure off."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.table import Table

from highneeds.cli.progress import console
from highneeds.operations.amounts import YearTable

_YEARS_BESIDE = 5


def print_year_table(shown: YearTable, *, bold: str = "") -> None:
    """``bold`` names the line to print in bold."""
    for first in range(0, len(shown.years), _YEARS_BESIDE):
        piece = slice(first, first + _YEARS_BESIDE)
        table = Table(title=shown.title, title_justify="left", box=SIMPLE)
        table.add_column("")
        for year in shown.years[piece]:
            table.add_column(year, justify="right", no_wrap=True)
        for name, texts in shown.lines:
            table.add_row(name, *texts[piece], style="bold" if name == bold else None)
        console.print(table)
