"""Requests for an assessment on their way to a plan: how they end, how long they take, and who waits on a day.

Source: DfE SEN2 guide 2025, modules 2 and 3 (outcome Y agreed, N refused, A awaiting, W withdrawn, H of an earlier
year). A plan is due within 20 weeks of its request (SEND Regulations 2014, regulation 13); day 140 is in time.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.caseload.census import RUNNING_LIST, nc_year_on

DAYS_TO_A_PLAN = 140

_IS_PLAN = (pl.col("assessment_outcome") == "Y") & pl.col("assessment_outcome_date").is_not_null()
_IS_REFUSED = pl.col("request_outcome").is_in(["N", "W"]) | pl.col("assessment_outcome").is_in(["N", "W"])
_IS_ASSESSING = (pl.col("request_outcome") == "Y") & (
    pl.col("assessment_outcome").is_null()
    | (pl.col("assessment_outcome") == "A")
    | ((pl.col("assessment_outcome") == "Y") & pl.col("assessment_outcome_date").is_null())
)


def decided_requests(requests: pl.DataFrame) -> pl.DataFrame:
    """One row per request the returns show decided: is_plan, was_assessed, days (request to plan; null for others).

    The running list is left out: what it holds of past years the returns hold too.
    """
    days = (pl.col("assessment_outcome_date") - pl.col("received_date")).dt.total_days()
    return requests.filter((pl.col("return_year") != RUNNING_LIST) & (_IS_PLAN | _IS_REFUSED)).select(
        _IS_PLAN.fill_null(value=False).alias("is_plan"),
        (pl.col("request_outcome") == "Y").alias("was_assessed"),
        pl.when(_IS_PLAN).then(days).alias("days"),
    )


def with_earlier_receipt(requests: pl.DataFrame, return_year: int) -> pl.DataFrame:
    """The rows of ``return_year``, with the day of receipt of those that were agreed before its calendar year.

    A return may leave that day out of a request decided before (outcome H), though the plan, or the refusal of one,
    falls in its year. The return before has it, where the same child's request was still open in its January.
    """
    is_before = (pl.col("return_year") == return_year - 1) & pl.col("received_date").is_not_null()
    was_open = requests.filter(is_before & ((pl.col("request_outcome") == "A") | _IS_ASSESSING))
    latest = was_open.group_by("child_key").agg(_received_before=pl.col("received_date").max())
    is_carried = (
        (pl.col("request_outcome") == "H") & (pl.col("assessment_outcome") != "H") & pl.col("received_date").is_null()
    ).fill_null(value=False)
    return (
        requests.filter(pl.col("return_year") == return_year)
        .join(latest, on="child_key", how="left", maintain_order="left")
        .with_columns(received_date=pl.when(is_carried).then("_received_before").otherwise("received_date"))
        .drop("_received_before")
    )


def open_requests(requests: pl.DataFrame, children: pl.DataFrame, day: date, *, return_year: int) -> pl.DataFrame:
    """One row per request open on ``day``, from the rows of ``return_year``.

    Columns: child_key, nc_year, is_assessing, is_overdue (received over 20 weeks before). Open is what is neither
    refused, withdrawn nor ended in a plan. A request whose day of receipt or child is not known is left out.
    """
    is_open = (pl.col("request_outcome") == "A") | _IS_ASSESSING
    known = children.filter(pl.col("return_year") == return_year).select("child_key", "birth_date")
    return (
        requests.filter((pl.col("return_year") == return_year) & is_open & (pl.col("received_date") <= day))
        .join(known, on="child_key", how="inner")
        .select(
            "child_key",
            nc_year_on(day).alias("nc_year"),
            _IS_ASSESSING.fill_null(value=False).alias("is_assessing"),
            ((pl.lit(day) - pl.col("received_date")).dt.total_days() > DAYS_TO_A_PLAN).alias("is_overdue"),
        )
        .sort("child_key")
    )
