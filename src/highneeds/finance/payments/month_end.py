"""The payments of a year to a month's end: matched, set against the contracts and the ledger, and what is wrong."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance.contracts.columns import month_costs
from highneeds.finance.contracts.consumed import consumed_and_year
from highneeds.finance.contracts.from_tables import calendars_of, payable_of
from highneeds.finance.contracts.sessions import sessions_to_count
from highneeds.finance.payments.exceptions import NOT_DUE, Contracts, exceptions
from highneeds.finance.payments.matching import match_payments
from highneeds.finance.payments.timing import Tie, ties, timing


@dataclass(frozen=True)
class PaymentTables:
    """Canonical tables: cost lines committed, payments, plans, term dates, ledger, and what people taught."""

    cost_lines: pl.DataFrame
    payments: pl.DataFrame
    plans: pl.DataFrame
    term_dates: pl.DataFrame
    ledger: pl.DataFrame
    taught: pl.DataFrame


@dataclass(frozen=True)
class MonthEnd:
    """``matched`` as ``match_payments``, ``timings`` as ``timing``, ``exceptions`` as ``EXCEPTION_SCHEMA``."""

    financial_year: FinancialYear
    months: int
    matched: pl.DataFrame
    timings: pl.DataFrame
    exceptions: pl.DataFrame
    ties: tuple[Tie, ...]


def month_end(tables: PaymentTables, year: FinancialYear, months: int) -> MonthEnd:
    """Of ``year`` to the end of its month ``months`` (1 is April). Payments of other periods are left aside."""
    calendars = calendars_of(tables.term_dates)
    payments = tables.payments.filter(is_to_date(year, months))
    lines = tables.cost_lines
    payable = payable_of(lines, year, calendars)
    matched = match_payments(payments, lines, tables.taught)
    paid = payments.with_columns(matched["matched_ref"])
    by_month = month_costs(payable, year, calendars, sessions_to_count(lines, paid, year, calendars))
    consumed = consumed_and_year(payable, by_month, year, calendars, months)
    both = pl.DataFrame([matched["matched_ref"], payments["amount_pence"]])
    contracts = _contracts(lines, payable, by_month, timing(lines, consumed, both), year)
    found = exceptions(payments, matched, contracts, tables.plans, last_day_of(year, months))
    timings = timing(lines, consumed, _that_count(payments, matched, found))
    posted = tables.ledger.filter(pl.col("financial_year") == str(year), pl.col("month") <= months)
    return MonthEnd(year, months, matched, timings, found, ties(payments, matched, posted))


def _that_count(payments: pl.DataFrame, matched: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Payments that should not have been made are cost until they are recovered, and no prepayment of anything."""
    wrong = found.filter(pl.col("rule").is_in(NOT_DUE))["payment_ref"].drop_nulls()
    both = payments.select("payment_ref", "amount_pence", matched["matched_ref"])
    return both.filter(~pl.col("payment_ref").is_in(wrong.implode())).drop("payment_ref")


def last_day_of(year: FinancialYear, months: int) -> date:
    first = year.months()[months - 1]
    return first.replace(day=monthrange(first.year, first.month)[1])


def is_to_date(year: FinancialYear, months: int) -> pl.Expr:
    return pl.col("period").is_in([f"{year} M{month:02d}" for month in range(1, months + 1)])


def _contracts(
    lines: pl.DataFrame, payable: pl.DataFrame, by_month: pl.DataFrame, timings: pl.DataFrame, year: FinancialYear
) -> Contracts:
    """What exceptions ask of the contracts, in the order of ``lines``."""
    ends = payable.group_by("component_ref").agg(pl.col("paid_last_day").max())
    known = (
        lines.select("line_ref", "child_key", "start_date", "source_file", "source_row")
        .join(timings.select("line_ref", "charged_pence", "paid_pence"), on="line_ref", maintain_order="left")
        .join(ends, left_on="line_ref", right_on="component_ref", how="left", maintain_order="left")
    )
    aligned = lines.select(component_ref="line_ref").join(
        by_month, on="component_ref", how="left", maintain_order="left"
    )
    charged = aligned.select(pl.exclude("component_ref").fill_null(0)).to_numpy().astype(np.int64, copy=False)
    return Contracts(known, np.cumsum(charged, axis=1), year.first_day)
