"""Requests for an assessment on their way to a plan: how they end, how long they take, and who waits on a day.

Source: DfE SEN2 guide 2025, modules 2 and 3 (outcome Y agreed, N refused, A awaiting, W withdrawn, H of an earlier
year). A plan is due within 20 weeks of its request (SEND Regulations 2014, regulation 13); day 140 is in time.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.caseload.census import RUNNING_LIST, nc_year_on

DAYS_TO_A_PLAN = 140

_IS_AGREED = pl.col("request_outcome").is_in(["Y", "H"])
_IS_PLAN = ((pl.col("assessment_outcome") == "Y") & pl.col("assessment_outcome_date").is_not_null()).fill_null(
    value=False
)
_IS_REFUSED = pl.col("request_outcome").is_in(["N", "W"]) | pl.col("assessment_outcome").is_in(["N", "W"]).fill_null(
    value=False
)
_IS_DRAFTING = (pl.col("assessment_outcome") == "Y") & pl.col("assessment_outcome_date").is_null()
_IS_ASSESSING = (
    ((pl.col("request_outcome") == "Y") & pl.col("assessment_outcome").is_null())
    | (_IS_AGREED & ((pl.col("assessment_outcome") == "A") | _IS_DRAFTING))
).fill_null(value=False)


def linked_requests(requests: pl.DataFrame) -> pl.DataFrame:
    """The rows of all returns, with the day of receipt of those that were agreed before the calendar year of theirs.

    A return may leave that day out of a request decided before (outcome H), though the plan, or the refusal of one,
    falls in its year or is still to come. The return before has it, where the same child's request was still open in
    its January. The running list is left out: what it holds of past years the returns hold too.
    """
    linked = [requests.filter(pl.col("return_year") == RUNNING_LIST).clear()]
    for year in sorted(set(requests["return_year"]) - {RUNNING_LIST}):
        of_year = requests.filter(pl.col("return_year") == year)
        linked.append(_with_earlier_receipt(of_year, linked[-1].filter(pl.col("return_year") == year - 1)))
    return pl.concat(linked)


def _with_earlier_receipt(of_year: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    was_open = before.filter((pl.col("request_outcome") == "A") | _IS_ASSESSING)
    latest = was_open.group_by("child_key").agg(_received_before=pl.col("received_date").max())
    is_carried = (
        (pl.col("request_outcome") == "H") & (pl.col("assessment_outcome") != "H") & pl.col("received_date").is_null()
    ).fill_null(value=False)
    return (
        of_year.join(latest, on="child_key", how="left", maintain_order="left")
        .with_columns(received_date=pl.when(is_carried).then("_received_before").otherwise("received_date"))
        .drop("_received_before")
    )


def decided_requests(requests: pl.DataFrame) -> pl.DataFrame:
    """One row per request the returns show decided: is_plan, was_assessed, days (request to plan; null for others).

    A request that stands in two returns, by child and day of receipt, counts once. ``requests``: those of all returns.
    """
    days = (pl.col("assessment_outcome_date") - pl.col("received_date")).dt.total_days()
    rows = linked_requests(requests).filter(_IS_PLAN | _IS_REFUSED).with_row_index("_row")
    day = pl.coalesce("received_date", "assessment_outcome_date")
    each = rows.group_by(
        "child_key", day.alias("_day"), pl.when(day.is_null()).then("_row").alias("_undated"), maintain_order=True
    ).agg(
        _IS_PLAN.any().alias("is_plan"),
        _IS_AGREED.any().alias("was_assessed"),
        pl.when(_IS_PLAN).then(days).min().alias("days"),
    )
    return each.drop("child_key", "_day", "_undated")


def waiting_requests(requests: pl.DataFrame, day: date, *, return_year: int) -> pl.DataFrame:
    """One row per request open on ``day``, from the rows of ``return_year``: child_key, received_date, is_assessing.

    Open is what is neither refused, withdrawn nor ended in a plan. A request whose day of receipt is not known is left
    out. ``requests``: those of all returns.
    """
    known = linked_requests(requests).filter((pl.col("return_year") == return_year) & (pl.col("received_date") <= day))
    is_open = (pl.col("request_outcome") == "A") | _IS_ASSESSING
    return known.filter(is_open).select("child_key", "received_date", _IS_ASSESSING.alias("is_assessing"))


def open_requests(requests: pl.DataFrame, children: pl.DataFrame, day: date, *, return_year: int) -> pl.DataFrame:
    """The rows of ``waiting_requests`` whose child is known, as child_key, nc_year, is_assessing, is_overdue (received
    over 20 weeks before).
    """
    known = children.filter(pl.col("return_year") == return_year).select("child_key", "birth_date")
    return (
        waiting_requests(requests, day, return_year=return_year)
        .join(known, on="child_key", how="inner")
        .select(
            "child_key",
            nc_year_on(day).alias("nc_year"),
            "is_assessing",
            ((pl.lit(day) - pl.col("received_date")).dt.total_days() > DAYS_TO_A_PLAN).alias("is_overdue"),
        )
        .sort("child_key")
    )
