"""A list as a workbook: what was found, one sheet, no formula, at its foot for whom and for what."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from highneeds.reports.table_export import write_table
from highneeds.store.home import home


def workbook_of(rows: pl.DataFrame, title: str, mark: str) -> bytes:
    """Written beside the database, which is closed to other users, and read back."""
    with TemporaryDirectory(dir=home()) as folder:
        path = Path(folder) / "rows.xlsx"
        write_table(rows, title, path, mark=mark)
        return path.read_bytes()
