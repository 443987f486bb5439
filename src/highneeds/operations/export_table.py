"""Write a table in use out as a workbook, to be edited and imported again."""

from __future__ import annotations

from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.ingest.exported_table import exported_columns
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.reasons import reason_given
from highneeds.reports.table_export import MOST_ROWS, write_table
from highneeds.store.audit import note
from highneeds.store.setup import open_store
from highneeds.store.tables import TABLE_NAMES, load_as_given


def export_table(name: str, path: Path, *, purpose: str) -> int:
    """How many rows were written; the sheet says at its foot by whom and what for.

    Raises Refusal for a table nobody knows, one without rows or with too many, and a
    file that is there already or cannot be written.
    """
    if name not in TABLE_NAMES:
        message = f"There is no table {name!r}. The tables are {', '.join(TABLE_NAMES)}."
        raise Refusal(message)
    said = reason_given(purpose)
    if path.suffix.lower() != ".xlsx" or path.exists():
        why = "is there already" if path.exists() else "does not end in .xlsx"
        message = f"{path} {why}; nothing was written. Give another name."
        raise Refusal(message)
    open_store()
    frame = load_as_given(name)
    if not 0 < frame.height <= MOST_ROWS:
        message = f"{name} holds {frame.height:,} rows; a sheet holds from 1 to {MOST_ROWS:,}. Nothing was written."
        raise Refusal(message)
    who = person_at_the_terminal()
    number = note(who, Did.TOOK_OUT, "table", name, facts={"rows": frame.height}, words=said)
    mark = f"Taken out by {who} for: {said}. Audit entry {number}. Not for publication."
    try:
        write_table(frame.select(exported_columns(name)), name, path, mark=mark)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror})."
        raise Refusal(message) from error
    return frame.height
