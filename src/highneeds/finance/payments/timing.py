"""What was had of each line by the month's end against what was paid for it, and how the payments tie to the ledger."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Tie:
    """One cost centre's ledger to date, and the payments in it; what no payment explains are journals."""

    cost_centre: str
    ledger_pence: int
    matched_pence: int
    unmatched_pence: int

    @property
    def journals_pence(self) -> int:
        return self.ledger_pence - self.matched_pence - self.unmatched_pence


def timing(lines: pl.DataFrame, consumed: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """By line: paid, accrued (had and not paid) and prepaid (paid and not yet had) pence, one of the two nought.

    ``lines`` canonical; ``consumed`` as ``consumed_and_year`` gives it; ``matched``: matched_ref and amount_pence of
    payments. Columns: line_ref, cost_centre, setting, charged_pence, consumed_pence, year_pence, paid_pence,
    accrued_pence, prepaid_pence. Income (contributions) is negative throughout.
    """
    paid = matched.drop_nulls("matched_ref").group_by("matched_ref").agg(paid_pence=pl.col("amount_pence").sum())
    both = (
        lines.select("line_ref", "cost_centre", pl.col("setting").cast(pl.String))
        .join(consumed, left_on="line_ref", right_on="component_ref", how="left", maintain_order="left")
        .join(paid, left_on="line_ref", right_on="matched_ref", how="left", maintain_order="left")
        .with_columns(
            pl.col("charged_pence", "consumed_pence", "year_pence", "paid_pence").fill_null(0),
        )
    )
    difference = pl.col("consumed_pence") - pl.col("paid_pence")
    is_income = (pl.col("year_pence") < 0) | (pl.col("paid_pence") < 0)
    owed = pl.when(is_income).then(pl.min_horizontal(difference, pl.lit(0))).otherwise(
        pl.max_horizontal(difference, pl.lit(0))
    )  # fmt: skip
    return both.with_columns(accrued_pence=owed, prepaid_pence=owed - difference)


def ties(payments: pl.DataFrame, matched: pl.DataFrame, ledger: pl.DataFrame) -> tuple[Tie, ...]:
    """For each cost centre of the payments, in order; ``ledger`` holds the months that the payments are of, and
    ``matched`` is in the order of ``payments``.
    """
    both = payments.select("cost_centre", "amount_pence", matched["matched_ref"])
    is_matched = pl.col("matched_ref").is_not_null()
    by_centre = both.group_by("cost_centre").agg(
        matched_pence=pl.col("amount_pence").filter(is_matched).sum(),
        unmatched_pence=pl.col("amount_pence").filter(~is_matched).sum(),
    )
    posted = ledger.group_by("cost_centre").agg(ledger_pence=pl.col("amount_pence").sum())
    rows = by_centre.join(posted, on="cost_centre", how="left").sort("cost_centre")
    filled = rows.select("cost_centre", pl.col("ledger_pence").fill_null(0), "matched_pence", "unmatched_pence")
    return tuple(Tie(*row) for row in filled.iter_rows())
