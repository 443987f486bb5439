"""Reads ledger postings and adds them up by month and cost centre."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.columns import LEDGER
from highneeds.ingest.headers import ROW
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.single_file import open_single, plain_text, single_result, skip_rows_without_data
from highneeds.ingest.values import pence_of

_MONTHS = ("apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jan", "feb", "mar")
_NUMBER_OF_MONTH = {month: number for number, month in enumerate(_MONTHS, start=1)}


def read_ledger(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all readers
    """Month 1 is April; brackets and minus signs are income. ``source_row`` is a month's first posting."""
    sieve, _ = open_single(unit, LEDGER)
    skip_rows_without_data(sieve, LEDGER, absent_from_totals=("period",))
    sieve.frame = sieve.frame.with_columns(
        pl.col("cost_centre").str.to_uppercase(),
        _year=financial_year_text(),
        _month=month_number(),
        _pence=pence_of("amount"),
    )
    sieve.hold(pl.col("_year").is_null(), "G04", "financial_year")
    sieve.hold(~pl.col("_month").is_between(1, 12).fill_null(value=False), "G04", "period")
    sieve.hold(pl.col("cost_centre").is_null(), "C06", "cost_centre")
    sieve.hold(pl.col("_pence").is_null(), "G03", "amount")
    frame = (
        sieve.frame.group_by(financial_year="_year", month="_month", cost_centre="cost_centre", maintain_order=True)
        .agg(pl.col("_pence").sum().alias("amount_pence"), pl.col(ROW).first())
        .with_columns(source_file=pl.lit(sieve.file))
    )
    return single_result(unit, sieve, {"ledger": frame}, None)


def financial_year_text() -> pl.Expr:
    """2026-27, 2026/27 or 2026/2027 as ``2026-27``; null for anything else."""
    parts = pl.col("financial_year").str.extract_groups(r"^(\d{4})[-/](?:20)?(\d{2})$").struct
    first, second = parts.field("1"), parts.field("2")
    follows = (first.cast(pl.Int32) + 1) % 100 == second.cast(pl.Int32)
    return pl.when(follows).then(pl.concat_str(first, pl.lit("-"), second))


def month_number(column: str = "period") -> pl.Expr:
    """1 to 12 from "1", "01", "P1", "Period 1", "Apr" or "April"."""
    text = plain_text(column).str.replace(r"\.0+$", "")
    number = text.str.extract(r"^(?:p|period|month|m)?\s*(\d{1,2})$").cast(pl.Int64, strict=False)
    named = text.str.slice(0, 3).replace_strict(_NUMBER_OF_MONTH, default=None, return_dtype=pl.Int64)
    return pl.coalesce(number, named)
