"""What is to come of the twenty weeks: the council's own requests, its own chances, and what its officers can issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.casework import (
    Chance,
    Learnt,
    MonthAhead,
    OpenCase,
    breaches_ahead,
    by_month,
    fit_stream,
    least_plans_a_week,
    queue_ahead,
)

WEEKS = 52
DRAWS = 500
SEED = 2026
_QUICKEST_SHARE = 0.1
_WEEKS_IN_A_YEAR = 52
_DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class ClocksAhead:
    """``plans_a_week``: what officers issue, as was said or (``is_as_last_year``) as they did.

    ``least_weeks``: one plan in ten was issued sooner; ``enough_a_week``: with so many, in nine draws of ten none is
    overdue in a year's time.
    """

    months: tuple[MonthAhead, ...]
    plans_a_week: float
    is_as_last_year: bool
    least_weeks: int
    enough_a_week: int | None
    learnt: Learnt
    waiting: int
    draws: int


def ahead_of(
    every: pl.DataFrame, of_year: pl.DataFrame, day: date, *, plans_a_week: float | None, draws: int = DRAWS
) -> ClocksAhead | str:
    """From the requests of all returns and of the latest, whose census day is ``day``; else why it cannot be said.

    Both as ``with_earlier_receipt`` gives them.
    """
    received = _received(every, day)
    stream = fit_stream(received, day)
    if stream is None:
        return "the returns hold fewer than thirteen weeks of requests"
    decided = _decided(every)
    if decided.is_empty():
        return "no request has come to a plan or a refusal yet"
    is_plan, was_assessed = decided["is_plan"], decided["was_assessed"]
    learnt = Learnt(
        stream,
        Chance(int(is_plan.sum()), decided.height),
        Chance(int((is_plan & was_assessed).sum()), int(was_assessed.sum())),
    )
    quickest = decided["days"].drop_nulls().quantile(_QUICKEST_SHARE, interpolation="lower")
    least_weeks = 0 if quickest is None else int(quickest) // _DAYS_IN_A_WEEK
    cases = _open_cases(of_year, day)
    queue = queue_ahead(cases, learnt, day, least_weeks=max(0, least_weeks), weeks=WEEKS, draws=draws, seed=SEED)
    each_week = _issued_last_year(every, day) / _WEEKS_IN_A_YEAR if plans_a_week is None else plans_a_week
    months = by_month(breaches_ahead(queue, each_week))
    enough = least_plans_a_week(queue)
    return ClocksAhead(months, each_week, plans_a_week is None, least_weeks, enough, learnt, len(cases), draws)


def _received(every: pl.DataFrame, day: date) -> list[date]:
    """Each request once: a request that was open in January stands in two returns."""
    known = every.filter(pl.col("received_date").is_not_null() & (pl.col("received_date") <= day))
    return known.unique(["child_key", "received_date"])["received_date"].to_list()


def _decided(every: pl.DataFrame) -> pl.DataFrame:
    """One row per request that came to a plan or a refusal in some return: is_plan, was_assessed, days to the plan."""
    request, assessment = pl.col("request_outcome").cast(pl.String), pl.col("assessment_outcome").cast(pl.String)
    issued = pl.col("assessment_outcome_date")
    is_plan = ((assessment == "Y") & issued.is_not_null()).fill_null(value=False)
    is_refused = request.is_in(["N", "W"]) | assessment.is_in(["N", "W"]).fill_null(value=False)
    rows = every.filter(pl.col("received_date").is_not_null()).select(
        "child_key",
        "received_date",
        is_plan=is_plan,
        is_refused=is_refused,
        was_assessed=request.is_in(["Y", "H"]),
        days=pl.when(is_plan).then((issued - pl.col("received_date")).dt.total_days()),
    )
    each = rows.group_by("child_key", "received_date").agg(
        pl.col("is_plan", "is_refused", "was_assessed").any(), pl.col("days").min()
    )
    return each.filter(pl.col("is_plan") | pl.col("is_refused"))


def _issued_last_year(every: pl.DataFrame, day: date) -> int:
    issued = every.filter(
        (pl.col("assessment_outcome") == "Y")
        & pl.col("assessment_outcome_date").is_between(day.replace(year=day.year - 1), day, closed="right")
    )
    return issued.unique(["child_key", "assessment_outcome_date"]).height


def _open_cases(of_year: pl.DataFrame, day: date) -> tuple[OpenCase, ...]:
    """Requests that wait for a decision, or for a plan."""
    known = of_year.filter(pl.col("received_date") <= day)
    request, assessment = pl.col("request_outcome").cast(pl.String), pl.col("assessment_outcome").cast(pl.String)
    is_drafting = (assessment == "Y") & pl.col("assessment_outcome_date").is_null()
    is_open = (assessment == "A") | is_drafting | (assessment.is_null() & (request == "Y"))
    is_assessing = request.is_in(["Y", "H"]) & is_open.fill_null(value=False)
    waits = known.filter((request == "A") | is_assessing).select("received_date", is_assessing.alias("is_assessing"))
    return tuple(OpenCase(received, bool(assessing)) for received, assessing in waits.iter_rows())
