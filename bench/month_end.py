"""The month end of a very large council, all in memory, beside pandas doing only the join and the group-by of it."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import polars as pl

from bench.finding import Finding, peak_megabytes
from highneeds.core import FinancialYear
from highneeds.finance.payments import TAUGHT_SCHEMA, PaymentTables, month_end

LINES, PAYMENTS = 1_000_000, 2_000_000
MONTHS = 7
LIMIT_SECONDS, LIMIT_MEGABYTES = 60.0, 2_048.0
YEAR = FinancialYear(2026)
_PROVIDERS = 3_000
_SEED = 20_26
_TERMS = (
    ("2025/26", 3, date(2026, 4, 13), date(2026, 7, 21)),
    ("2025/26", 1, date(2025, 9, 2), date(2025, 12, 19)),
    ("2026/27", 1, date(2026, 9, 1), date(2026, 12, 18)),
    ("2026/27", 2, date(2027, 1, 4), date(2027, 3, 25)),
)


def month_end_of_a_million(draws: int) -> list[Finding]:
    """``draws`` a thousandth of the lines, so that a quick run is a small one."""
    lines_wanted, payments_wanted = LINES * draws // 1_000, PAYMENTS * draws // 1_000
    tables = made_up(lines_wanted, payments_wanted)
    started = time.perf_counter()
    found = month_end(tables, YEAR, MONTHS)
    seconds, megabytes = time.perf_counter() - started, peak_megabytes()
    matched = found.matched["matched_ref"].count()
    size = f"{lines_wanted:,} cost lines, {payments_wanted:,} payments"
    what = f"{size}: match, cost by month, timing, exceptions, tie"
    told = f"{seconds:.1f} s, {megabytes:.0f} MB; {matched:,} matched, {found.exceptions.height:,} exceptions"
    is_met = seconds <= LIMIT_SECONDS and megabytes <= LIMIT_MEGABYTES
    target = f"at most {LIMIT_SECONDS:g} s, {LIMIT_MEGABYTES:.0f} MB"
    return [Finding("month-end", what, told, target, is_met), _pandas(tables, size)]


def _pandas(tables: PaymentTables, size: str) -> Finding:
    """The peer: one join by the reference and one sum by cost centre, of the payments that quote it."""
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415  late: the peak above is our own

    lines = pd.DataFrame({name: tables.cost_lines[name].to_numpy() for name in ("line_ref", "setting")})
    names = ("line_ref", "amount_pence", "cost_centre")
    payments = pd.DataFrame({name: tables.payments[name].to_numpy() for name in names})
    started = time.perf_counter()
    payments.merge(lines, on="line_ref").groupby(["cost_centre", "setting"])["amount_pence"].sum()
    return Finding(
        "month-end", f"{size}: pandas, the join and the group-by alone", f"{time.perf_counter() - started:.1f} s"
    )


def made_up(lines: int, payments: int) -> PaymentTables:
    """Lines of every method, each paid now and then; six payments in ten quote their line."""
    luck = np.random.default_rng(_SEED)
    cost_lines = _lines(lines, luck)
    paid = _payments(cost_lines, payments, luck)
    ledger = paid.group_by("cost_centre", month=pl.col("period").str.slice(-2).cast(pl.Int8)).agg(
        pl.col("amount_pence").sum()
    ).with_columns(financial_year=pl.lit(str(YEAR)))  # fmt: skip
    plans = cost_lines.select("child_key").unique().with_columns(
        return_year=pl.lit(0, pl.Int16), cease_date=pl.lit(None, pl.Date), cease_reason=pl.lit(None, pl.Int8)
    )  # fmt: skip
    return PaymentTables(cost_lines, paid, plans, _term_dates(), ledger, pl.DataFrame(schema=TAUGHT_SCHEMA))


def _lines(count: int, luck: np.random.Generator) -> pl.DataFrame:
    number = np.arange(count)
    provider = luck.integers(0, _PROVIDERS, count)
    method = luck.choice(["CAL", "MTH", "TRM", "SCH", "WK"], count, p=[0.6, 0.1, 0.2, 0.05, 0.05])
    yearly = luck.integers(300_000, 8_000_000, count)
    frame = pl.DataFrame({"number": number, "provider": provider, "method": method, "amount_pence_per_year": yearly})
    is_weekly = pl.col("method") == "WK"
    start = pl.lit(date(2025, 9, 1)) + pl.duration(days=pl.col("number") % 300)
    return frame.select(
        pl.format("L{}", "number").alias("line_ref"), pl.format("child{}", pl.col("number") // 2).alias("child_key"),
        pl.format("{}", pl.col("provider") + 100_000).alias("urn"),
        pl.format("Provider {}", "provider").alias("provider_name"), setting=pl.lit("special"),
        cost_element=pl.when(pl.col("number") % 2 == 0).then(pl.lit("fee")).otherwise(pl.lit("therapy")),
        amount_pence_per_year="amount_pence_per_year",
        rate_pence=pl.when(is_weekly).then(pl.col("amount_pence_per_year") // 38).otherwise("amount_pence_per_year"),
        rate_per=pl.when(is_weekly).then(pl.lit("week")).otherwise(pl.lit("year")), method="method",
        weeks_per_year=pl.when(is_weekly).then(38).cast(pl.Int16), term_calendar=pl.lit("council"),
        notice_days=pl.lit(None, pl.Int16), notice_terms=pl.lit(None, pl.Int8),
        uplift_share=pl.lit(None, pl.Float64), uplift_from=pl.lit(None, pl.Date),
        uplift_status=pl.lit(None, pl.String), start_date=start.cast(pl.Date), end_date=pl.lit(None, pl.Date),
        cost_centre=pl.format("HN{}", pl.col("provider") % 10 + 10), source_file=pl.lit("lines.csv"),
        source_row=(pl.col("number") + 2).cast(pl.Int32),
    )  # fmt: skip


def _payments(lines: pl.DataFrame, count: int, luck: np.random.Generator) -> pl.DataFrame:
    row = luck.integers(0, lines.height, count)
    month = luck.integers(1, MONTHS + 1, count)
    of_line = lines[row].with_columns(number=np.arange(count), month=month, quoted=luck.random(count) < 0.6)  # noqa: PLR2004 - as said above
    first = pl.date(2026, pl.col("month") + 3, 1)
    return of_line.select(
        pl.format("P{}", "number").alias("payment_ref"), pl.format("I{}", "number").alias("invoice_ref"),
        period=pl.format("2026-27 M0{}", "month"), paid_on=first + pl.duration(days=9), cost_centre="cost_centre",
        supplier="provider_name", urn="urn", child_key="child_key",
        line_ref=pl.when("quoted").then("line_ref"), cost_element="cost_element", period_first_day=first,
        period_last_day=first + pl.duration(days=27), quantity=pl.lit(None, pl.Float64),
        rate_pence=pl.lit(None, pl.Int64), amount_pence=pl.col("amount_pence_per_year") // 12,
        source_file=pl.lit("payments.csv"), source_row=(pl.col("number") + 2).cast(pl.Int32),
    )  # fmt: skip


def _term_dates() -> pl.DataFrame:
    return pl.DataFrame(
        [("council", *term, None, None) for term in _TERMS],
        schema={
            "owner": pl.String, "academic_year": pl.String, "term": pl.Int8, "first_day": pl.Date,
            "last_day": pl.Date, "holiday_first_day": pl.Date, "holiday_last_day": pl.Date,
        },
        orient="row",
    )  # fmt: skip
