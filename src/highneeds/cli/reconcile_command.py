"""``highneeds reconcile``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table as ShownTable
from rich.text import Text

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.finance.reconcile import Reconciliation
from highneeds.operations.reconciling import reconcile_example, reconcile_latest_month, reconcile_page, write_findings
from highneeds.operations.reconciling_tables import checks_table, figures_table, implied_table
from highneeds.operations.reconciling_words import Note, break_notes, closing, other_notes, reading_notes
from highneeds.reports.tables import Table


def reconcile(
    *,
    file: Annotated[
        Path | None, typer.Argument(help="CSV or TOML: a page of figures; see docs/guide/reconcile.md.", metavar="PAGE")
    ] = None,
    example: Annotated[str | None, typer.Option(help="A page packed with highneeds: cfs02.")] = None,
    month: Annotated[bool, typer.Option("--month", help="The paper of the latest month, by itself.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for checks.csv and implied.csv.", metavar="DIR")] = None,
) -> None:
    """Check what should hold between the figures of a page: what does not, by how much, and what would mend it.

    Every figure counts as any number that rounds to it, so that rounding never looks like a mistake.
    """
    if [file is not None, example is not None, month].count(True) != 1:
        message = "Name a page of figures, an example ('highneeds reconcile --example cfs02') or the --month."
        raise Refusal(message)
    found = _found(file, example)
    console.print(found.page.name, style="bold", markup=False, soft_wrap=True)
    console.print(f"Source: {found.page.source}", markup=False)
    for table in (figures_table(found), checks_table(found)):
        _tell_table(table)
    _tell_notes("What does not hold, and what would mend it", break_notes(found))
    _tell_notes("Other ways to read the page", reading_notes(found))
    _tell_table(implied_table(found))
    _tell_notes("Also", other_notes(found))
    console.print(f"\n{closing(found)}", markup=False)
    for path in write_findings(found, out) if out is not None else ():
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)


def _found(file: Path | None, example: str | None) -> Reconciliation:
    if file is not None:
        return reconcile_page(file)
    return reconcile_latest_month() if example is None else reconcile_example(example)


def _tell_table(table: Table) -> None:
    if not table.rows:
        return
    shown = ShownTable(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for column in table.columns:
        shown.add_column(column.title, justify="right" if column.kind.is_number else "left", overflow="fold")
    for row in table.texts():
        shown.add_row(*map(Text, row))
    console.print(f"\n{table.title}", style="bold", markup=False)
    console.print(shown)
    if table.note:
        console.print(table.note, markup=False)


def _tell_notes(title: str, notes: Iterable[Note]) -> None:
    for place, (heading, sentences) in enumerate(notes):
        if place == 0:
            console.print(f"\n{title}", style="bold", markup=False)
        console.print(Padding(Text(heading), (0, 0, 0, 1)))
        for sentence in sentences:
            console.print(Padding(Text(sentence), (0, 0, 0, 4)))
