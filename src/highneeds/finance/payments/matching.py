"""Which cost line a payment is for, by a rule that has a name. What no rule settles is left for a person to say.

Rules, the surest first: a person has said it of this very payment; the line's reference is quoted; a person has taught
that this reference or supplier means that line or provider; child, provider and element are those of one line only, on
the days paid for; child and provider are; the child is. Two lines that would do equally well are no match: nothing is
guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

import polars as pl


class Match(StrEnum):
    """How a payment was matched; ``NONE`` waits for a person."""

    CONFIRMED = "confirmed by a person"
    REFERENCE = "line reference quoted"
    TAUGHT = "reference taught"
    CHILD_PROVIDER_ELEMENT = "child, provider and cost type"
    CHILD_PROVIDER = "child and provider"
    CHILD = "child"
    NONE = "not matched"


TAUGHT_SCHEMA: dict[str, pl.DataType] = {"what": pl.String(), "text": pl.String(), "means": pl.String()}
"""What people taught: ``what`` is "supplier" (``means`` a URN), or "reference" or "payment" (``means`` a line's
reference): the text is the supplier's name, the reference quoted, or the payment's own.
"""

_FAR = pl.date(9999, 12, 31)


def normalised(column: str) -> pl.Expr:
    """Capital letters and digits alone, so that spellings with dots, blanks or dashes are one."""
    return pl.col(column).str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "")


def match_payments(payments: pl.DataFrame, lines: pl.DataFrame, taught: pl.DataFrame) -> pl.DataFrame:
    """payment_ref, matched_ref (null when none), how: one row for each of ``payments``, in their order.

    ``payments`` and ``lines`` are canonical, ``taught`` as ``TAUGHT_SCHEMA``. Where no reference is quoted, receipts
    (negative) are matched to contributions, and payments to all else.
    """
    left = _with_what_was_taught(payments, taught)
    offered = _offered(lines)
    found: list[pl.DataFrame] = []
    for how, candidates in _rules(offered):
        hits = candidates(left).select("payment_ref", "matched_ref")
        only = hits.unique("payment_ref", keep="none").with_columns(how=pl.lit(how.value))
        found.append(only)
        left = left.join(only, on="payment_ref", how="anti")
    matched = pl.concat(found)
    return (
        payments.select("payment_ref")
        .join(matched, on="payment_ref", how="left", maintain_order="left")
        .with_columns(pl.col("how").fill_null(Match.NONE.value))
    )


def suggestions(payment_refs: pl.Series, payments: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """payment_ref, line_ref, why: up to three lines for each payment that no rule matched, for a person to choose from.

    Lines of the same provider, those whose rate is the amount paid first.
    """
    asked = payments.filter(pl.col("payment_ref").is_in(payment_refs.implode())).with_columns(
        _name=normalised("supplier"), _pence=pl.col("amount_pence").abs()
    )
    offered = lines.select("line_ref", "urn", "rate_pence", _name=normalised("provider_name"))
    near = pl.concat(
        [
            asked.join(offered.drop("_name"), on="urn", suffix="_of_line").with_columns(
                why=pl.lit("the same provider")
            ),
            asked.join(offered.drop("urn"), on="_name", suffix="_of_line").with_columns(why=pl.lit("the same name")),
        ],
        how="diagonal",
    )
    is_rate = pl.col("_pence") == pl.col("rate_pence_of_line").abs()
    best = near.with_columns(
        why=pl.when(is_rate).then(pl.lit("its rate is the amount, and ") + pl.col("why")).otherwise("why"),
        _rank=is_rate.not_(),
    ).unique(["payment_ref", "line_ref_of_line"], maintain_order=True)
    ranked = best.sort("payment_ref", "_rank", "line_ref_of_line").group_by("payment_ref", maintain_order=True).head(3)
    return ranked.select("payment_ref", pl.col("line_ref_of_line").alias("line_ref"), "why")


def teach(decisions: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Rules (``TAUGHT_SCHEMA``) for next month from what a person decided: payment_ref and line_ref or urn.

    A line taught for a payment that quotes a reference teaches that reference, and of one that quotes none that very
    payment alone; a provider teaches the supplier's name.
    """
    known = decisions.join(payments.select("payment_ref", "supplier", quoted="line_ref"), on="payment_ref")
    lines = known.filter(pl.col("line_ref").is_not_null())
    references, bare = lines.filter(pl.col("quoted").is_not_null()), lines.filter(pl.col("quoted").is_null())
    suppliers = known.filter(pl.col("urn").is_not_null())
    return pl.concat(
        [
            references.select(what=pl.lit("reference"), text=normalised("quoted"), means="line_ref"),
            bare.select(what=pl.lit("payment"), text=normalised("payment_ref"), means="line_ref"),
            suppliers.select(what=pl.lit("supplier"), text=normalised("supplier"), means="urn"),
        ]
    ).unique(["what", "text"], keep="last", maintain_order=True)


def _with_what_was_taught(payments: pl.DataFrame, taught: pl.DataFrame) -> pl.DataFrame:
    urns, references, payments_taught = (
        taught.filter(pl.col("what") == what).select("text", pl.col("means").alias(f"_{what}"))
        for what in ("supplier", "reference", "payment")
    )
    return (
        payments.select(
            "payment_ref", "urn", "child_key", pl.col("cost_element").cast(pl.String),
            _own=normalised("payment_ref"), _reference=normalised("line_ref"), _name=normalised("supplier"),
            _day=pl.coalesce("period_first_day", "paid_on"), _is_receipt=pl.col("amount_pence") < 0,
        )
        .join(urns, left_on="_name", right_on="text", how="left", maintain_order="left")
        .join(references.rename({"_reference": "_taught"}), left_on="_reference", right_on="text", how="left",
              maintain_order="left")
        .join(payments_taught.rename({"_payment": "_confirmed"}), left_on="_own", right_on="text", how="left",
              maintain_order="left")
        .with_columns(urn=pl.coalesce("urn", "_supplier"))
    )  # fmt: skip


def _offered(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        pl.col("line_ref").alias("matched_ref"), "child_key", pl.col("urn").alias("_urn"), "start_date",
        pl.col("cost_element").cast(pl.String).alias("_element"), pl.col("end_date").fill_null(_FAR).alias("_end"),
        _reference=normalised("line_ref"), _line_name=normalised("provider_name"),
        _is_income=pl.col("cost_element").cast(pl.String) == "contribution",
    )  # fmt: skip


def _rules(offered: pl.DataFrame) -> Iterator[tuple[Match, Callable[[pl.DataFrame], pl.DataFrame]]]:
    """Each rule with what finds its candidates."""

    def confirmed(left: pl.DataFrame) -> pl.DataFrame:
        return left.join(offered, left_on="_confirmed", right_on="matched_ref", coalesce=False)

    def quoted(left: pl.DataFrame) -> pl.DataFrame:
        return left.join(offered, on="_reference")

    def taught(left: pl.DataFrame) -> pl.DataFrame:
        return left.join(offered, left_on="_taught", right_on="matched_ref", coalesce=False)

    def of_child(left: pl.DataFrame, is_same: pl.Expr) -> pl.DataFrame:
        return _on_the_days(left.join(offered, on="child_key", suffix="_of_line").filter(_goes_the_same_way(), is_same))

    same_place = (pl.col("urn") == pl.col("_urn")) | (pl.col("_name") == pl.col("_line_name"))
    same_element = pl.col("cost_element") == pl.col("_element")
    no_place = pl.col("urn").is_null() & ~pl.col("_name").is_in(offered["_line_name"].unique().implode())
    yield Match.CONFIRMED, confirmed
    yield Match.REFERENCE, quoted
    yield Match.TAUGHT, taught
    yield Match.CHILD_PROVIDER_ELEMENT, lambda left: of_child(left, same_place & same_element)
    yield Match.CHILD_PROVIDER, lambda left: of_child(left, same_place)
    yield Match.CHILD, lambda left: of_child(left, no_place & same_element.fill_null(value=True))


def _goes_the_same_way() -> pl.Expr:
    return pl.col("_is_receipt") == pl.col("_is_income")


def _on_the_days(candidates: pl.DataFrame) -> pl.DataFrame:
    """Of a payment's lines those that run on its first day; where none does, the last that began before it."""
    running = candidates.filter(pl.col("_day").is_between("start_date", "_end"))
    begun = candidates.filter(pl.col("start_date") <= pl.col("_day")).join(running, on="payment_ref", how="anti")
    last = begun.filter(pl.col("start_date") == pl.col("start_date").max().over("payment_ref"))
    return pl.concat([running, last])
