"""The paper as pages offer it: written once for each month, then given from the file."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from highneeds.governance.record import MonthRecord
from highneeds.operations.look import look_in_use
from highneeds.store.home import home


@dataclass(frozen=True, slots=True)
class Paper:
    form: str
    title: str
    use: str
    content_type: str


PAPERS = (
    Paper("pdf", "Paper as PDF", "To read, print and publish. Tagged for screen readers.", "application/pdf"),
    Paper(
        "docx",
        "Paper as Word document",
        "To edit before the committee meets. Same text, tables and charts.",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    Paper(
        "xlsx",
        "Annex as Excel workbook",
        "Every table of the paper, and each figure with its basis, period, day and source.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
)


def paper_file(record: MonthRecord, form: str) -> Path:
    """The paper of ``record``, written at the first asking for each look: a month's record never changes.

    ``form`` is the form of one of ``PAPERS``.
    """
    look = look_in_use()
    folder = home() / "papers" / hashlib.sha256(repr((record, look)).encode()).hexdigest()[:32]
    path = folder / f"paper.{form}"
    if not path.exists():
        from highneeds.reports.write import write_paper  # noqa: PLC0415 - typesetting loads only where a paper is written

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f"draft-{os.getpid()}.{form}"  # another worker may write the same paper at this moment
        write_paper(record, draft, look)
        draft.replace(path)
    return path
