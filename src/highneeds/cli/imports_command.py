"""``highneeds imports``, ``highneeds undo`` and ``highneeds original``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from highneeds.cli.progress import console, stages
from highneeds.operations.imports_list import ImportLine, recent_imports
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.undoing import (
    give_back_originals,
    originals_in_words,
    stop_import,
    tasks_on_their_way,
    undo_import,
)

Number = Annotated[int, typer.Argument(help="The import's number, as 'highneeds imports' lists it.", metavar="IMPORT")]


def imports(
    stop: Annotated[
        int | None, typer.Option(help="Stop the import on its way of this number, or forget one that was stopped.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to list.")] = 30,
) -> None:
    """List the imports, the latest first, and those on their way."""
    if stop is not None:
        console.print(stop_import(stop), markup=False, soft_wrap=True)
        return
    on_their_way = tasks_on_their_way()
    lines = recent_imports(limit)
    if not lines and not on_their_way:
        console.print("Nothing has been imported yet.")
        return
    if lines:
        console.print(_table(lines))
    for line in lines:
        if line.undone:
            console.print(f"Import {line.import_id} was undone {line.undone}.", markup=False, soft_wrap=True)
    for task in on_their_way:
        step = f" ({task.step})" if task.step else ""
        console.print(
            f"On its way, number {task.pk}: {task.name}, {task.get_state_display()}{step}. {task.says}".rstrip(),
            markup=False,
            soft_wrap=True,
        )
    console.print(f"\n{originals_in_words()}", markup=False, soft_wrap=True)


def _table(lines: tuple[ImportLine, ...]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Import", justify="right")
    for heading in ("What", "Period", "Imported", "By", "State"):
        table.add_column(heading, overflow="fold")
    for heading in ("Rows", "Held", "Faults"):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in lines:
        numbers = (line.rows_kept, line.rows_held, line.faults)
        when = f"{line.finished_at:%d.%m.%Y %H:%M}"
        table.add_row(
            str(line.import_id),
            escape(line.label),
            line.period,
            when,
            escape(line.given),
            line.state,
            *(f"{n:,}" for n in numbers),
        )
    return table


def undo(import_id: Number) -> None:
    """Undo an import as one: exactly what it replaced is in use again."""
    with stages() as begin:
        run = undo_import(import_id, begin, by=person_at_the_terminal())
    console.print(
        f"Import {run.pk} ({', '.join(run.file_names[:3])}) is undone. Its original file stays kept: "
        f"'highneeds original {run.pk}' gives it back.",
        markup=False,
        soft_wrap=True,
    )


def original(
    import_id: Number,
    out: Annotated[Path, typer.Option(help="The folder to write to.", file_okay=False)] = Path(),
) -> None:
    """Give back the files of an import as they were when they were imported."""
    for path in give_back_originals(import_id, out):
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
