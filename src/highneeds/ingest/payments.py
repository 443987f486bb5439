"""Reads payments to providers, and receipts from others, as accounts payable lists them."""

from __future__ import annotations

import polars as pl

from highneeds.ingest.child_keys import add_child_keys
from highneeds.ingest.columns import PAYMENTS
from highneeds.ingest.headers import ROW
from highneeds.ingest.ledger import financial_year_text, month_number
from highneeds.ingest.placement_costs import COST_ELEMENTS
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, plain_text, single_result, skip_rows_without_data, word_of
from highneeds.ingest.values import identifier_of, pence_of, pounds_of

_ELEMENTS = COST_ELEMENTS | {"contribution": "contribution", "income": "contribution"}
_EARLY, _LATE = "-1mo", "2mo"  # invoices are paid a little before the year they are for, and in its closing weeks


def read_payments(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """Amounts as they stand: receipts and credit notes are negative. Words of the invoice are not read."""
    sieve, _ = open_single(unit, PAYMENTS)
    skip_rows_without_data(sieve, PAYMENTS, absent_from_totals=("payment_ref", "period"))
    sieve.frame = add_child_keys(sieve.frame, context.key).with_columns(
        identifier_of("urn").alias("urn"),
        pl.col("cost_centre").str.to_uppercase(),
        _year=financial_year_text(),
        _month=month_number(),
        _pence=pence_of("amount"),
        _quantity=pounds_of("quantity"),
        _rate=pence_of("rate"),
        _element=word_of("cost_type", _ELEMENTS),
    )
    _check(sieve)
    return single_result(unit, sieve, {"payments": _canonical(sieve)}, None)


def _check(sieve: Sieve) -> None:
    sieve.hold(pl.col("payment_ref").is_null(), "Y01", "payment_ref")
    sieve.require_unique("payment_ref", rule_id="Y01")
    sieve.hold(pl.col("_year").is_null(), "G04", "financial_year")
    sieve.hold(~pl.col("_month").is_between(1, 12).fill_null(value=False), "G04", "period")
    sieve.hold(pl.col("cost_centre").is_null(), "C06", "cost_centre")
    sieve.hold(pl.col("_pence").is_null(), "G03", "amount")
    sieve.read_dates("paid_on", "period_first_day", "period_last_day")
    sieve.hold(~_is_of_its_year(), "Y02", "paid_on")
    sieve.hold(pl.col("period_last_day") < pl.col("period_first_day"), "Y03", "period_last_day")
    for column, value in (("quantity", "_quantity"), ("rate", "_rate")):
        sieve.hold(pl.col(column).is_not_null() & ~(pl.col(value) >= 0).fill_null(value=False), "Y04", column)
    sieve.hold(pl.col("cost_type").is_not_null() & pl.col("_element").is_null(), "Y05", "cost_type")


def _canonical(sieve: Sieve) -> pl.DataFrame:
    return sieve.frame.select(
        ROW,
        "payment_ref",
        "invoice_ref",
        "paid_on",
        "cost_centre",
        "urn",
        "child_key",
        "line_ref",
        "period_first_day",
        "period_last_day",
        pl.lit(sieve.file).alias("source_file"),
        supplier=pl.col("supplier").fill_null("Not given"),
        period=pl.format("{} M{}", "_year", pl.col("_month").cast(pl.String).str.zfill(2)),
        cost_element="_element",
        quantity="_quantity",
        rate_pence="_rate",
        amount_pence="_pence",
    )


def _is_of_its_year() -> pl.Expr:
    """Whether the day of payment is near the financial year it is booked to; a blank day is not."""
    starts = pl.date(plain_text("financial_year").str.slice(0, 4).cast(pl.Int32, strict=False), 4, 1)
    first, last = starts.dt.offset_by(_EARLY), starts.dt.offset_by("1y").dt.offset_by(_LATE)
    return pl.col("paid_on").is_between(first, last, closed="left").fill_null(value=False)
