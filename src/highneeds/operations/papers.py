"""Write the committee paper of a month from its record."""

from __future__ import annotations

from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.governance.record import MonthRecord
from highneeds.operations.look import look_or_refuse
from highneeds.operations.reconciling_month import refuse_broken
from highneeds.reports.write import write_paper
from highneeds.store.months import latest_month
from highneeds.store.setup import open_store

FORMS = (".pdf", ".docx", ".xlsx")


def write_papers(record: MonthRecord, folder: Path) -> None:
    """Write ``paper.pdf``, ``paper.docx`` and ``paper.xlsx`` into ``folder``."""
    for suffix in FORMS:
        _write(record, folder / f"paper{suffix}")


def write_latest_paper(path: Path) -> MonthRecord:
    """Write the latest month's paper; return its record. Raises Refusal for another form or before the first month."""
    if path.suffix.lower() not in FORMS:
        message = f"{path.name}: a paper can be written as {', '.join(FORMS)}. Give the file one of these endings."
        raise Refusal(message)
    open_store()
    record = latest_month()
    if record is None:
        message = "There is no month yet. Run 'highneeds month FOLDER' with the council's files first."
        raise Refusal(message)
    _write(record, path)
    return record


def _write(record: MonthRecord, path: Path) -> None:
    refuse_broken(record)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_paper(record, path, look_or_refuse())
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Close it if it is open, or choose another place."
        raise Refusal(message) from error
