"""Write the paper in the form its file name asks for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from highneeds.governance.record import MonthRecord
from highneeds.reports.docx_paper import paper_docx
from highneeds.reports.look import PLAIN, Look
from highneeds.reports.pdf_paper import paper_pdf
from highneeds.reports.xlsx_annex import annex_xlsx

_FORMS: dict[str, Callable[[MonthRecord], bytes]] = {".pdf": paper_pdf, ".docx": paper_docx, ".xlsx": annex_xlsx}
_READABLE_BY_GROUP = 0o640


def write_paper(record: MonthRecord, path: Path, look: Look = PLAIN) -> None:
    """Write ``path`` as PDF, DOCX or XLSX by its suffix; a reader sees the old file or the new one, never half of it.

    A Word paper has its look from a template. Raises ValueError for another suffix, OSError when the
    folder cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in _FORMS:
        message = (
            f"{path.name}: a paper can be written as {', '.join(_FORMS)}, not {suffix or 'a file without an ending'}"
        )
        raise ValueError(message)
    write_whole(path, paper_pdf(record, look) if suffix == ".pdf" else _FORMS[suffix](record))


def write_whole(path: Path, content: bytes) -> None:
    """A reader sees the old file or the new one, never half of it. Raises OSError when it cannot be written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(_READABLE_BY_GROUP)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
