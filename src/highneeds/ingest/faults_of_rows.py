"""Faults of the rows of a canonical table, each at the row of the file that it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.headers import ROW
from highneeds.ingest.rulebook import rule

NO_DAY = date.max
"""Of a council whose files name none yet: what asks for a day is not checked."""


def faults_of_rows(
    frame: pl.DataFrame, rule_id: str, field: str | None, value: str | None = None, details: Sequence[str] | None = None
) -> list[Fault]:
    """One fault for each row of ``frame``, with its child; ``details`` has one text for each row."""
    said = details or [""] * frame.height
    return [
        replace(
            rule(rule_id).fault(
                row["source_file"],
                row=row[ROW],
                field=field,
                value=None if value is None else str(row[value]),
                detail=detail,
            ),
            child_key=row.get("child_key"),
        )
        for row, detail in zip(frame.iter_rows(named=True), said, strict=True)
    ]
