"""What the cost lines say of this year: spent by now on paper, and committed from now to the year's end, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance.apportion import days_in
from highneeds.finance.prices import live_on, net_pence_per_year

LineKey = tuple[str, str]
"""Cost centre and setting."""


@dataclass(frozen=True, slots=True)
class Commitments:
    """Pence by (cost centre, setting), each day of the year worth the same.

    ``to_date``: lines' cost up to ``closed_to`` (weights for the ledger, no forecast). ``remaining``: lines live now,
    from the day after to their end or the year's. ``known_ends``: what their ends before 31 March save, so that the
    statistical leavers are not taken off twice.
    """

    closed_to: date
    to_date: Mapping[LineKey, float]
    remaining: Mapping[LineKey, float]
    known_ends: Mapping[LineKey, float]


def commitments(costs: pl.DataFrame, financial_year: FinancialYear, closed_to: date, as_at: date) -> Commitments:
    """From the canonical cost lines. Lines live on ``as_at`` count in what remains, others only in what is past."""
    first, last, next_day = financial_year.first_day, financial_year.last_day, closed_to + timedelta(days=1)
    per_day = net_pence_per_year() / days_in(financial_year)
    end = pl.col("end_date").fill_null(last)
    is_live = live_on(as_at).cast(pl.Int64)
    summed = (
        costs.with_columns(
            to_date=per_day * _days(pl.col("start_date"), end, first, closed_to),
            remaining=per_day * _days(pl.col("start_date"), end, next_day, last) * is_live,
            whole=per_day * _days(pl.col("start_date"), pl.lit(last), next_day, last) * is_live,
        )
        .group_by("cost_centre", pl.col("setting").cast(pl.String))
        .agg(pl.col("to_date", "remaining", "whole").sum())
        .sort("cost_centre", "setting")
    )
    keys: list[LineKey] = list(zip(summed["cost_centre"], summed["setting"], strict=True))
    return Commitments(
        closed_to,
        dict(zip(keys, summed["to_date"].to_list(), strict=True)),
        dict(zip(keys, summed["remaining"].to_list(), strict=True)),
        dict(zip(keys, (summed["whole"] - summed["remaining"]).to_list(), strict=True)),
    )


def by_contract(by_day: Commitments, costs: pl.DataFrame, timings: pl.DataFrame, as_at: date) -> Commitments:
    """The same as the contracts have it: what was had to date, and what of the year is still to come.

    ``timings``: ``finance.payments.timing`` of ``costs``. Lines that start after ``as_at`` are left to the statistical
    starters, as in ``by_day``, whose known ends stay.
    """
    begun = costs.filter(pl.col("start_date") <= as_at)["line_ref"].implode()
    to_come = (
        pl.when(pl.col("line_ref").is_in(begun)).then(pl.col("year_pence") - pl.col("consumed_pence")).otherwise(0)
    )
    summed = (
        timings.with_columns(_to_come=to_come)
        .group_by("cost_centre", "setting")
        .agg(pl.col("consumed_pence").sum(), pl.col("_to_come").sum())
        .sort("cost_centre", "setting")
    )
    keys: list[LineKey] = list(zip(summed["cost_centre"], summed["setting"], strict=True))
    return Commitments(
        by_day.closed_to,
        dict(zip(keys, map(float, summed["consumed_pence"]), strict=True)),
        dict(zip(keys, map(float, summed["_to_come"]), strict=True)),
        {key: by_day.known_ends.get(key, 0.0) for key in keys},
    )


def unpaid(placed_not_paid: pl.DataFrame, financial_year: FinancialYear, closed_to: date) -> pl.DataFrame:
    """Children placed and not paid for, by setting: setting, accrued and remaining pence (float), from ``own_prices``.

    Owed from the later of 1 April and the day of entry; a blank entry is taken as 1 April.
    """
    per_day = pl.col("price_pence_per_year") / days_in(financial_year)
    entry = pl.col("entry_date").fill_null(financial_year.first_day)
    last, next_day = financial_year.last_day, closed_to + timedelta(days=1)
    return (
        placed_not_paid.with_columns(
            accrued=per_day * _days(entry, pl.lit(last), financial_year.first_day, closed_to),
            remaining=per_day * _days(entry, pl.lit(last), next_day, last),
        )
        .group_by("setting")
        .agg(pl.col("accrued", "remaining").sum())
        .sort("setting")
    )


def _days(start: pl.Expr, end: pl.Expr, first: date, last: date) -> pl.Expr:
    """Days of [start, end] within [first, last], all included; none when they do not meet."""
    overlap = pl.min_horizontal(end, pl.lit(last)) - pl.max_horizontal(start, pl.lit(first))
    return pl.max_horizontal(overlap.dt.total_days() + 1, pl.lit(0))
