"""What is to come of the twenty weeks: the council's own requests, its own chances, and what its officers can issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.caseload import decided_requests, linked_requests, waiting_requests
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
    requests: pl.DataFrame, day: date, *, return_year: int, plans_a_week: float | None, draws: int = DRAWS
) -> ClocksAhead | str:
    """From the requests of all returns, of which ``return_year`` has census day ``day``; else why it cannot be said."""
    every = linked_requests(requests)
    received = _received(every, day)
    stream = fit_stream(received, day)
    if stream is None:
        return "the returns hold fewer than thirteen weeks of requests"
    decided = decided_requests(every)
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
    waiting = waiting_requests(every, day, return_year=return_year)
    cases = [OpenCase(*case) for case in waiting.select("received_date", "is_assessing").iter_rows()]
    queue = queue_ahead(cases, learnt, day, least_weeks=max(0, least_weeks), weeks=WEEKS, draws=draws, seed=SEED)
    each_week = _issued_last_year(every, day) / _WEEKS_IN_A_YEAR if plans_a_week is None else plans_a_week
    months = by_month(breaches_ahead(queue, each_week))
    enough = least_plans_a_week(queue)
    return ClocksAhead(months, each_week, plans_a_week is None, least_weeks, enough, learnt, len(cases), draws)


def _received(every: pl.DataFrame, day: date) -> list[date]:
    """Each request once: a request that was open in January stands in two returns."""
    known = every.filter(pl.col("received_date").is_not_null() & (pl.col("received_date") <= day))
    return known.unique(["child_key", "received_date"])["received_date"].to_list()


def _issued_last_year(every: pl.DataFrame, day: date) -> int:
    issued = every.filter(
        (pl.col("assessment_outcome") == "Y")
        & pl.col("assessment_outcome_date").is_between(day.replace(year=day.year - 1), day, closed="right")
    )
    return issued.unique(["child_key", "assessment_outcome_date"]).height
