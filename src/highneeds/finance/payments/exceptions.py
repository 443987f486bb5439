"""What is wrong with payments: each under the one rule that tells most, with the pounds at stake and its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl

GRACE_DAYS = 62
"""A place or contribution that nobody has paid for is told after two months: bills come a month late."""

A_PENNY = 1
"""An invoice may round what its days and rate come to; two pence off is another sum."""

_ROUNDING_SHARE = 0.005
"""Providers round a month's or a term's part of a yearly fee in their own ways, by far less than half a percent."""

_TRANSFERRED = 5  # cease reason: to another English authority (DfE SEN2 guide, item 4.6)
_OURS = "highneeds month-end rules"


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """``title`` says what is wrong, ``advice`` what to do, ``basis`` where the rule comes from."""

    id: str
    title: str
    advice: str
    basis: str = _OURS


EXCEPTION_RULES: Mapping[str, ExceptionRule] = MappingProxyType(
    {
        one.id: one
        for one in (
            ExceptionRule(
                "X06", "Duplicate invoice", "The same invoice was paid before: stop or recover the second payment."
            ),
            ExceptionRule(
                "X05",
                "Two councils paying",
                "The plan went to another council: ask the provider to bill it, and recover what was paid since.",
                "DfE SEN2 guide, item 4.6; the council that maintains the plan pays",
            ),
            ExceptionRule("X03", "Ceased but paid", "The plan had ceased: stop the payment and recover it."),
            ExceptionRule("X01", "Paid but not placed", "The child has no plan here: check the number, or recover it."),
            ExceptionRule(
                "X09",
                "Paid after the child left",
                "The contract and its notice had ended: recover what was paid since.",
            ),
            ExceptionRule(
                "X07", "Fee is not quantity times rate", "Ask the provider for a corrected invoice or a credit note."
            ),
            ExceptionRule("X04", "Paid above contract", "Compare the invoice with the contract, and recover the rest."),
            ExceptionRule("X10", "Not matched to a placement", "Say which line it is for; it is remembered."),
            ExceptionRule(
                "X02", "Placed but not paid", "Ask the provider for its bill: the cost is accrued until then."
            ),
            ExceptionRule("X08", "Missing contribution", "Bill care or health for their share; it is taken as owed."),
        )
    }
)
"""By id, in the order in which a payment is looked at: the first that applies is the one told."""

NOT_DUE = frozenset({"X01", "X03", "X05", "X06", "X09"})
"""Rules of payments nothing was owed for."""

EXCEPTION_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "pence": pl.Int64(),
    "age_days": pl.Int64(),
    "payment_ref": pl.String(),
    "line_ref": pl.String(),
    "child_key": pl.String(),
    "source_file": pl.String(),
    "source_row": pl.Int32(),
}


def exceptions(
    payments: pl.DataFrame,
    matched: pl.DataFrame,
    lines: pl.DataFrame,
    timings: pl.DataFrame,
    plans: pl.DataFrame,
    as_at: date,
) -> pl.DataFrame:
    """One row (``EXCEPTION_SCHEMA``) for each exception, by rule, the largest first; £ at stake is positive.

    ``payments``, ``lines``, ``plans`` canonical, all of one financial year to ``as_at``; ``matched`` as
    ``match_payments``; ``timings`` as ``timing`` with ``paid_last_day``, the last day of the contract and its notice.
    """
    seen = _with_contract(payments, matched, lines, timings, plans)
    told: list[pl.DataFrame] = []
    for rule, is_wrong, pence in _OF_PAYMENTS:
        wrong = seen.filter(is_wrong.fill_null(value=False))
        told.append(_told(wrong, rule, pence, pl.lit(as_at) - pl.col("paid_on")))
        seen = seen.join(wrong, on="payment_ref", how="anti")
    above = _above_contract(seen.filter(pl.col("matched_ref").is_not_null()))
    told.append(_told(above, "X04", pl.col("_above"), pl.lit(as_at) - pl.col("paid_on")))
    unmatched = seen.filter(pl.col("matched_ref").is_null())
    told.append(_told(unmatched, "X10", pl.col("amount_pence").abs(), pl.lit(as_at) - pl.col("paid_on")))
    told += _of_lines(lines, timings, as_at)
    order = {rule: position for position, rule in enumerate(sorted(EXCEPTION_RULES))}
    return pl.concat(told).sort(
        pl.col("rule").replace_strict(order, return_dtype=pl.Int64), "pence", "payment_ref", "line_ref",
        descending=[False, True, False, False],
    )  # fmt: skip


_SERVICE_DAY = pl.coalesce("period_first_day", "paid_on")
_IS_FEE = pl.col("amount_pence") > 0
_OF_PAYMENTS: tuple[tuple[str, pl.Expr, pl.Expr], ...] = (
    ("X06", pl.col("_is_repeated"), pl.col("amount_pence")),
    ("X05", _IS_FEE & (pl.col("_ceased") < _SERVICE_DAY) & pl.col("_is_transferred"), pl.col("amount_pence")),
    ("X03", _IS_FEE & (pl.col("_ceased") < _SERVICE_DAY) & ~pl.col("_is_within_notice"), pl.col("amount_pence")),
    ("X01", _IS_FEE & pl.col("_child").is_not_null() & ~pl.col("_has_plan"), pl.col("amount_pence")),
    ("X09", _IS_FEE & (pl.col("paid_last_day") < _SERVICE_DAY), pl.col("amount_pence")),
    (
        "X07",
        (pl.col("amount_pence") - (pl.col("quantity") * pl.col("rate_pence")).round().cast(pl.Int64)).abs() > A_PENNY,
        (pl.col("amount_pence") - (pl.col("quantity") * pl.col("rate_pence")).round().cast(pl.Int64)).abs(),
    ),
)
"""Rule, what breaks it, and the pence at stake, in the order in which they are asked."""


def _with_contract(
    payments: pl.DataFrame, matched: pl.DataFrame, lines: pl.DataFrame, timings: pl.DataFrame, plans: pl.DataFrame
) -> pl.DataFrame:
    of_line = lines.select(pl.col("line_ref").alias("matched_ref"), pl.col("child_key").alias("_child_of_line")).join(
        timings.select(
            pl.col("line_ref").alias("matched_ref"), "paid_last_day", "charged_pence", "year_pence", "charges"
        ),
        on="matched_ref",
        how="left",
    )
    ends = _ends_of(plans)
    invoice = ["invoice_ref", "cost_centre", "amount_pence", "_child", "matched_ref"]
    return (
        payments.join(matched, on="payment_ref", maintain_order="left")
        .join(of_line, on="matched_ref", how="left", maintain_order="left")
        .with_columns(_child=pl.coalesce("_child_of_line", "child_key"))
        .join(ends, left_on="_child", right_on="child_key", how="left", maintain_order="left")
        .with_columns(
            _has_plan=pl.col("_has_plan").fill_null(value=False),
            _is_within_notice=(pl.col("paid_last_day") >= _SERVICE_DAY) & (pl.col("paid_last_day") < _open()),
            _is_repeated=pl.col("invoice_ref").is_not_null()
            & (pl.int_range(pl.len()).over(invoice, order_by=["paid_on", "payment_ref"]) > 0),
        )
    )


def _open() -> pl.Expr:
    return pl.date(9000, 1, 1)


def _ends_of(plans: pl.DataFrame) -> pl.DataFrame:
    """By child: the last day of its last plan (null: live) as the newest file says, and whether it moved council."""
    newest = plans.with_columns(_newness=_newness()).filter(
        pl.col("_newness") == pl.col("_newness").max().over("child_key")
    )
    last = pl.col("cease_date").is_null().any()
    return newest.group_by("child_key").agg(
        _has_plan=pl.lit(value=True),
        _ceased=pl.when(last).then(None).otherwise(pl.col("cease_date").max()),
        _is_transferred=(pl.col("cease_reason") == _TRANSFERRED).any(),
    )


def _newness() -> pl.Expr:
    """The running list (return year 0) speaks after every return."""
    year = pl.col("return_year").cast(pl.Int32)
    return pl.when(year == 0).then(9999).otherwise(year)


def _above_contract(seen: pl.DataFrame) -> pl.DataFrame:
    """X04: paid so far more than the contract charges to the last day paid for. Paying ahead is no overpayment.

    Of a line's payments in order, the one that first goes beyond bears what is beyond, and each later one its addition.
    """
    month = (_month_of(pl.coalesce("period_last_day", "paid_on"))).clip(1, 12)
    booked = pl.col("period").str.slice(-2).cast(pl.Int64)
    ordered = seen.filter(_IS_FEE & pl.col("charges").is_not_null()).sort(
        "matched_ref", "period", "paid_on", "payment_ref"
    )
    summed = ordered.with_columns(
        _paid=pl.col("amount_pence").cum_sum().over("matched_ref"),
        _to=pl.max_horizontal(month, booked).cum_max().over("matched_ref"),
    ).with_columns(_due=pl.col("charges").list.get(pl.col("_to") - 1))
    beyond = (pl.col("_paid") - pl.col("_due")).clip(lower_bound=0)
    tolerated = (pl.col("_due") * _ROUNDING_SHARE).round().cast(pl.Int64) + A_PENNY
    ranked = summed.with_columns(_beyond=pl.when(beyond > tolerated).then(beyond).otherwise(0))
    so_far = pl.col("_beyond").cum_max().shift(fill_value=0).over("matched_ref")
    return ranked.with_columns(_above=pl.col("_beyond") - so_far).filter(pl.col("_above") > tolerated)


def _month_of(day: pl.Expr) -> pl.Expr:
    """1 is April."""
    return (day.dt.month().cast(pl.Int64) + 8) % 12 + 1


def _of_lines(lines: pl.DataFrame, timings: pl.DataFrame, as_at: date) -> list[pl.DataFrame]:
    """X02 and X08: lines due for more than the days of grace of which nothing was paid, or received."""
    due = (
        lines.select("line_ref", "child_key", "source_file", "source_row", "start_date", "cost_element")
        .join(timings.select("line_ref", "charged_pence", "paid_pence", "first_day"), on="line_ref")
        .with_columns(
            _age=pl.lit(as_at) - pl.max_horizontal("start_date", "first_day"),
            payment_ref=pl.lit(None, pl.String),
            matched_ref="line_ref",
            _child="child_key",
        )
        .filter(pl.col("_age").dt.total_days() > GRACE_DAYS, pl.col("paid_pence") == 0)
    )
    unpaid, missing = due.filter(pl.col("charged_pence") > 0), due.filter(pl.col("charged_pence") < 0)
    return [
        _told(unpaid, "X02", pl.col("charged_pence"), pl.col("_age")),
        _told(missing, "X08", -pl.col("charged_pence"), pl.col("_age")),
    ]


def _told(wrong: pl.DataFrame, rule: str, pence: pl.Expr, age: pl.Expr) -> pl.DataFrame:
    return wrong.select(
        rule=pl.lit(rule),
        pence=pence.cast(pl.Int64),
        age_days=age.dt.total_days(),
        payment_ref="payment_ref",
        line_ref="matched_ref",
        child_key="_child",
        source_file="source_file",
        source_row=pl.col("source_row").cast(pl.Int32),
    )
