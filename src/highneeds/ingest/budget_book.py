"""Reads the high needs budget book: one line per setting, place fund, service or grant."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.columns import BUDGET_BOOK
from highneeds.ingest.headers import ROW
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.single_file import (
    financial_year_of,
    open_single,
    single_result,
    skip_rows_without_data,
    word_of,
)
from highneeds.ingest.values import pence_of, pounds_of
from highneeds.rules.settings import Setting

_KINDS = {
    "placement": "placement", "placements": "placement", "places": "places", "place funding": "places",
    "service": "service", "services": "service", "income": "income",
}  # fmt: skip
_SETTINGS = {setting.label: setting.value for setting in Setting} | {
    setting.value: setting.value for setting in Setting
}


def read_budget_book(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """The year is in the file's name or title. Income is negative, as it stands in the file."""
    sieve, title = open_single(unit, BUDGET_BOOK)
    year = financial_year_of(unit, title)
    skip_rows_without_data(sieve, BUDGET_BOOK, absent_from_totals=("kind",))
    sieve.frame = sieve.frame.with_columns(
        pl.col("cost_centre").str.to_uppercase(),
        _kind=word_of("kind", _KINDS),
        _setting=word_of("setting", _SETTINGS),
        _pence=pence_of("budget"),
        _fte=pounds_of("children_fte"),
    )
    sieve.hold(pl.col("budget_line").is_null(), "B01", "budget_line", detail="It has no name.")
    sieve.hold(pl.col("cost_centre").is_null(), "C06", "cost_centre")
    sieve.hold(pl.col("_kind").is_null(), "B01", "kind")
    sieve.hold(pl.col("setting").is_not_null() & pl.col("_setting").is_null(), "B01", "setting")
    sieve.hold(pl.col("_pence").is_null(), "G03", "budget")
    sieve.hold(
        pl.col("children_fte").is_not_null() & ~(pl.col("_fte") >= 0).fill_null(value=False), "G03", "children_fte"
    )
    sieve.require_unique("budget_line", rule_id="B02")
    frame = sieve.frame.select(
        ROW,
        "budget_line",
        "cost_centre",
        pl.lit(sieve.file).alias("source_file"),
        pl.lit(str(year)).alias("financial_year"),
        kind="_kind",
        setting="_setting",
        children_fte="_fte",
        amount_pence="_pence",
    )
    return single_result(unit, sieve, {"budget_lines": frame}, None)
