"""A ledger as highneeds writes it out, with cells as a person may leave them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from highneeds.reports.table_export import write_table


def exported_ledger(folder: Path, *, month: object = 2, amount: object = 500, again: bool = False) -> Path:
    """Two postings of one cost centre; ``again`` puts the second one twice."""
    path = folder / "our-ledger.xlsx"
    rows = [("2026-27", 1, "HN10", 400), ("2026-27", month, "HN10", amount)]
    rows += rows[1:] if again else []
    columns = ["financial_year", "month", "cost_centre", "amount_pence"]
    frame = pl.DataFrame({name: pl.Series([row[i] for row in rows], dtype=pl.Object) for i, name in enumerate(columns)})
    write_table(frame, "ledger", path)
    return path
