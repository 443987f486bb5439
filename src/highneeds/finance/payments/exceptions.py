"""What is wrong with payments: each under the one rule that tells most, with the pounds at stake and its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from highneeds.caseload.census import newness

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


@dataclass(frozen=True)
class Contracts:
    """The lines of a financial year that begins on ``first_day``, as far as exceptions ask: line_ref, child_key,
    start_date, source_file, source_row, paid_last_day (with its notice), charged_pence and paid_pence to date.

    ``charges[line, month]``: the running sum of what each of ``lines`` charges, pence, April first.
    """

    lines: pl.DataFrame
    charges: npt.NDArray[np.int64]
    first_day: date


def exceptions(
    payments: pl.DataFrame, matched: pl.DataFrame, contracts: Contracts, plans: pl.DataFrame, as_at: date
) -> pl.DataFrame:
    """One row (``EXCEPTION_SCHEMA``) for each exception, by rule, the largest first; £ at stake is positive.

    ``payments`` and ``plans`` canonical, of one financial year to ``as_at``; ``matched`` as ``match_payments``, in the
    order of ``payments``.
    """
    seen = _with_contract(payments, matched, contracts, plans)
    rule = pl.lit(None, pl.String)
    at_stake = pl.col("amount_pence").abs()
    for rule_id, is_wrong, pence in reversed(_OF_PAYMENTS):
        holds = is_wrong.fill_null(value=False)
        rule = pl.when(holds).then(pl.lit(rule_id)).otherwise(rule)
        at_stake = pl.when(holds).then(pence).otherwise(at_stake)
    seen = seen.with_columns(_rule=rule, _pence=at_stake.cast(pl.Int64))
    wrong = pl.concat([seen.filter(pl.col("_rule").is_not_null()), _above_contract(seen, contracts.charges)])
    found = pl.concat([_of_payments(wrong, payments, as_at), *_of_lines(contracts, as_at)])
    order = {rule_id: position for position, rule_id in enumerate(sorted(EXCEPTION_RULES))}
    return found.sort(
        pl.col("rule").replace_strict(order, return_dtype=pl.Int64), "pence", "payment_ref", "line_ref",
        descending=[False, True, False, False],
    )  # fmt: skip


_SERVICE_DAY = pl.coalesce("period_first_day", "paid_on")
_IS_FEE = pl.col("amount_pence") > 0
_MISCOUNT = (pl.col("amount_pence") - (pl.col("quantity") * pl.col("rate_pence")).round().cast(pl.Int64)).abs()
_OF_PAYMENTS: tuple[tuple[str, pl.Expr, pl.Expr], ...] = (
    ("X06", pl.col("_is_repeated"), pl.col("amount_pence")),
    ("X05", _IS_FEE & (pl.col("_ceased") < _SERVICE_DAY) & pl.col("_is_transferred"), pl.col("amount_pence")),
    ("X03", _IS_FEE & (pl.col("_ceased") < _SERVICE_DAY) & ~pl.col("_is_within_notice"), pl.col("amount_pence")),
    ("X01", _IS_FEE & pl.col("_child").is_not_null() & ~pl.col("_has_plan"), pl.col("amount_pence")),
    ("X09", _IS_FEE & (pl.col("paid_last_day") < _SERVICE_DAY), pl.col("amount_pence")),
    ("X07", _MISCOUNT > A_PENNY, _MISCOUNT),
    ("X10", pl.col("matched_ref").is_null(), pl.col("amount_pence").abs()),
)
"""Rule, what breaks it, and the pence at stake, in the order in which they are asked; X04 is asked of the rest."""

_OF_A_PAYMENT = (
    "payment_ref", "cost_centre", "child_key", "period", "paid_on", "period_first_day", "period_last_day", "quantity",
    "rate_pence", "amount_pence",
)  # fmt: skip


def _with_contract(
    payments: pl.DataFrame, matched: pl.DataFrame, contracts: Contracts, plans: pl.DataFrame
) -> pl.DataFrame:
    of_line = contracts.lines.select(
        pl.col("line_ref").alias("matched_ref"),
        pl.col("child_key").alias("_child_of_line"),
        "paid_last_day",
        _row=pl.int_range(pl.len(), dtype=pl.Int32),
    )
    repeated = _repeated(payments, matched)
    return (
        payments.select(*_OF_A_PAYMENT, matched["matched_ref"])
        .join(of_line, on="matched_ref", how="left", maintain_order="left")
        .with_columns(_child=pl.coalesce("_child_of_line", "child_key"))
        .drop("_child_of_line", "child_key")
        .join(_ends_of(plans), left_on="_child", right_on="child_key", how="left", maintain_order="left")
        .with_columns(
            _has_plan=pl.col("_has_plan").fill_null(value=False),
            _is_within_notice=(pl.col("paid_last_day") >= _SERVICE_DAY) & (pl.col("paid_last_day") < _open()),
            _is_repeated=pl.col("payment_ref").is_in(repeated.implode()),
        )
    )


def _repeated(payments: pl.DataFrame, matched: pl.DataFrame) -> pl.Series:
    """The payments that pay again what an earlier one paid: invoice, cost centre, amount and line (or child) are the
    same.
    """
    invoice = ("invoice_ref", "cost_centre", "amount_pence")
    of = pl.coalesce(matched["matched_ref"], pl.col("child_key"))
    invoiced = payments.select("payment_ref", *invoice, "paid_on", _of=of).filter(pl.col("invoice_ref").is_not_null())
    twice = invoiced.filter(pl.struct(*invoice, "_of").is_duplicated()).sort("paid_on", "payment_ref")
    return twice.filter(~pl.struct(*invoice, "_of").is_first_distinct())["payment_ref"]


def _open() -> pl.Expr:
    return pl.date(9000, 1, 1)


def _ends_of(plans: pl.DataFrame) -> pl.DataFrame:
    """By child: the last day of its last plan (null: live) as the newest file says, and whether it moved council."""
    newest = plans.with_columns(_newness=newness()).filter(
        pl.col("_newness") == pl.col("_newness").max().over("child_key")
    )
    last = pl.col("cease_date").is_null().any()
    return newest.group_by("child_key").agg(
        _has_plan=pl.lit(value=True),
        _ceased=pl.when(last).then(None).otherwise(pl.col("cease_date").max()),
        _is_transferred=(pl.col("cease_reason") == _TRANSFERRED).any(),
    )


def _above_contract(seen: pl.DataFrame, charges: npt.NDArray[np.int64]) -> pl.DataFrame:
    """X04: paid so far more than the contract charges to the last day paid for. Paying ahead is no overpayment.

    Of a line's payments in order, the one that first goes beyond bears what is beyond, and each later one its addition.
    """
    month = _month_of(pl.coalesce("period_last_day", "paid_on"))
    booked = pl.col("period").str.slice(-2).cast(pl.Int64)
    asked = seen.filter(_IS_FEE, pl.col("_rule").is_null(), pl.col("_row").is_not_null())
    summed = (
        asked.select(
            "payment_ref", "_row", "paid_on", "amount_pence", booked=booked, _to=pl.max_horizontal(month, booked)
        )
        .sort("_row", "booked", "paid_on", "payment_ref")
        .with_columns(
            _paid=pl.col("amount_pence").cum_sum().over("_row"), _to=pl.col("_to").cum_max().over("_row")
        )
    )  # fmt: skip
    due = charges[summed["_row"].to_numpy(), summed["_to"].to_numpy() - 1]
    beyond = (pl.col("_paid") - pl.col("_due")).clip(lower_bound=0)
    tolerated = (pl.col("_due") * _ROUNDING_SHARE).round().cast(pl.Int64) + A_PENNY
    ranked = summed.with_columns(_due=pl.Series(due)).with_columns(_tolerated=tolerated, _beyond=beyond)
    ranked = ranked.with_columns(_beyond=pl.when(pl.col("_beyond") > pl.col("_tolerated")).then("_beyond").otherwise(0))
    so_far = pl.col("_beyond").cum_max().shift(fill_value=0).over("_row")
    above = ranked.select("payment_ref", "_tolerated", _above=pl.col("_beyond") - so_far)
    wrong = above.filter(pl.col("_above") > pl.col("_tolerated"))
    return (
        seen.join(wrong.select("payment_ref", "_above"), on="payment_ref", maintain_order="left")
        .with_columns(_rule=pl.lit("X04"), _pence="_above")
        .drop("_above")
    )


def _month_of(day: pl.Expr) -> pl.Expr:
    """1 is April."""
    return (day.dt.month().cast(pl.Int64) + 8) % 12 + 1


def _of_payments(wrong: pl.DataFrame, payments: pl.DataFrame, as_at: date) -> pl.DataFrame:
    rows = wrong.join(payments.select("payment_ref", "source_file", "source_row"), on="payment_ref")
    return rows.select(
        rule="_rule",
        pence="_pence",
        age_days=(pl.lit(as_at) - pl.col("paid_on")).dt.total_days(),
        payment_ref="payment_ref",
        line_ref="matched_ref",
        child_key="_child",
        source_file="source_file",
        source_row=pl.col("source_row").cast(pl.Int32),
    )


def _of_lines(contracts: Contracts, as_at: date) -> list[pl.DataFrame]:
    """X02 and X08: lines due for more than the days of grace of which nothing was paid, or received."""
    age = pl.lit(as_at) - pl.max_horizontal("start_date", pl.lit(contracts.first_day))
    due = contracts.lines.filter(age.dt.total_days() > GRACE_DAYS, pl.col("paid_pence") == 0)
    return [
        due.filter(is_due).select(
            rule=pl.lit(rule),
            pence=pl.col("charged_pence").abs(),
            age_days=age.dt.total_days(),
            payment_ref=pl.lit(None, pl.String),
            line_ref="line_ref",
            child_key="child_key",
            source_file="source_file",
            source_row=pl.col("source_row").cast(pl.Int32),
        )
        for rule, is_due in (("X02", pl.col("charged_pence") > 0), ("X08", pl.col("charged_pence") < 0))
    ]
