"""Reads term dates: a row for each term of the council's, or a provider's, calendar and each holiday within it."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.columns import TERM_DATES
from highneeds.ingest.headers import ROW
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, plain_text, single_result, skip_rows_without_data
from highneeds.ingest.values import identifier_of, whole_number_of

COUNCIL = "council"
_TERM = ["owner", "_year", "_term"]


def read_term_dates(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """An owner left blank, or called council, is the council; any other is a provider's URN."""
    sieve, _ = open_single(unit, TERM_DATES)
    skip_rows_without_data(sieve, TERM_DATES, absent_from_totals=("term", "academic_year"))
    is_council = plain_text("owner").fill_null(COUNCIL) == COUNCIL
    sieve.frame = sieve.frame.with_columns(
        owner=pl.when(is_council).then(pl.lit(COUNCIL)).otherwise(identifier_of("owner")),
        _year=_academic_year(),
        _term=whole_number_of("term"),
    )
    days = ("first_day", "last_day", "holiday_first_day", "holiday_last_day")
    sieve.read_dates(*days)
    sieve.hold(pl.col("_year").is_null(), "T01", "academic_year")
    sieve.hold(~pl.col("_term").is_between(1, 6).fill_null(value=False), "T01", "term")
    sieve.hold(~(pl.col("first_day") <= pl.col("last_day")).fill_null(value=False), "T01", "last_day")
    _check_holidays(sieve)
    _check_overlaps(sieve)
    frame = sieve.frame.select(
        ROW, "owner", *days, pl.lit(sieve.file).alias("source_file"), academic_year="_year", term="_term"
    )
    return single_result(unit, sieve, {"term_dates": frame}, None)


def _academic_year() -> pl.Expr:
    """2026/27, 2026-27 or 2026/2027 as ``2026/27``; null for anything else."""
    parts = pl.col("academic_year").str.extract_groups(r"^(\d{4})[-/](?:20)?(\d{2})$").struct
    first, second = parts.field("1"), parts.field("2")
    follows = (first.cast(pl.Int32) + 1) % 100 == second.cast(pl.Int32)
    return pl.when(follows).then(pl.concat_str(first, pl.lit("/"), second))


def _check_holidays(sieve: Sieve) -> None:
    first, last = pl.col("holiday_first_day"), pl.col("holiday_last_day")
    is_whole = (first <= last) & (first >= pl.col("first_day")) & (last <= pl.col("last_day"))
    is_given = first.is_not_null() | last.is_not_null()
    sieve.hold(is_given & ~is_whole.fill_null(value=False), "T03", "holiday_first_day")


def _check_overlaps(sieve: Sieve) -> None:
    """One term has one pair of days, and does not run into the owner's terms before it."""
    same = pl.struct("first_day", "last_day")
    sieve.hold(same != same.first().over(_TERM), "T02", "first_day")
    ends = (
        sieve.frame.unique(_TERM, maintain_order=True)
        .sort("first_day", ROW)
        .with_columns(_before=pl.col("last_day").cum_max().shift().over("owner"))
    )
    crossing = ends.filter(pl.col("first_day") <= pl.col("_before")).select(_TERM)
    rows = sieve.frame.join(crossing, on=_TERM, how="semi")[ROW]
    sieve.hold(pl.col(ROW).is_in(rows.implode()), "T02", "first_day")
