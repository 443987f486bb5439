"""Every statutory clock that SEN2 tells of: started, due, stopped, and how it stands.

What the data cannot support is said and not guessed: SEN2 has no day on which an amended plan was issued, except at a
phase transfer, so that the twelve weeks are told of phase transfers alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.casework.case_clock import State
from highneeds.casework.limits import LastDay, amended_plan_due, due
from highneeds.rules.clocks import ClockKind

COLUMNS = ("clock", "child_key", "request_ref", "start", "due", "stopped", "has_exception", "state", "why")
CANNOT_SAY_AMENDED = "the return has no day on which an amended plan was issued, except at a phase transfer"
NO_REVIEW = "no review is in the data, and the plan is older than two years"
_MADE_WITHIN_DAYS = 2 * 366
_SCHEMA = pl.Schema({
    "clock": pl.String, "child_key": pl.String, "request_ref": pl.String, "start": pl.Date, "due": pl.Date,
    "stopped": pl.Date, "has_exception": pl.Boolean, "state": pl.String, "why": pl.String,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """On which day, and how the last day of a limit counts."""

    day: date
    last_day: LastDay


def clocks_on(
    requests: pl.DataFrame, plans: pl.DataFrame, day: date, *, last_day: LastDay = LastDay.IN_TIME
) -> pl.DataFrame:
    """One row for each clock (``COLUMNS``), from canonical requests and plans of one return or running list.

    Requests and assessments that ended before the year of the return (outcome H), and those withdrawn, have no clock.
    ``why`` says what is missing where the state cannot be said.
    """
    asked = _Asked(day, last_day)
    parts = [
        _of_requests(requests, asked),
        _of_assessments(requests, asked),
        _of_reviews(plans, asked),
        _of_amendments(plans, asked),
        _of_transfers(plans, asked),
    ]
    return pl.concat(parts).sort("due", "clock", "request_ref", nulls_last=True)


def _of_requests(requests: pl.DataFrame, asked: _Asked) -> pl.DataFrame:
    """Six weeks: stopped by a decision either way; one that waits is running."""
    mine = requests.filter(pl.col("request_outcome").cast(pl.String).is_in(["Y", "N", "A"]))
    return _rows(mine, ClockKind.DECIDE_TO_ASSESS, start="received_date", stop="request_outcome_date",
                 is_open=pl.col("request_outcome").cast(pl.String) == "A", asked=asked)  # fmt: skip


def _of_assessments(requests: pl.DataFrame, asked: _Asked) -> pl.DataFrame:
    """Twenty weeks to a plan, sixteen to a refusal of one; both from the request.

    An assessment agreed before the year of the return (outcome H) counts where the return says what came of it.
    """
    request, told = pl.col("request_outcome").cast(pl.String), pl.col("assessment_outcome").cast(pl.String)
    outcome = pl.when(request == "Y").then(told.fill_null("A")).otherwise(told)
    mine = requests.filter(request.is_in(["Y", "H"]) & outcome.is_in(["Y", "N", "A"]))
    refused = mine.filter(outcome == "N")
    others = mine.filter(outcome != "N")
    # a plan decided on and not issued has the outcome Y and no day yet: its clock runs
    is_open = (outcome == "A") | pl.col("assessment_outcome_date").is_null()
    return pl.concat(
        [
            _rows(others, ClockKind.FINAL_PLAN, start="received_date", stop="assessment_outcome_date",
                  is_open=is_open, asked=asked),
            _rows(refused, ClockKind.REFUSE_TO_ISSUE, start="received_date", stop="assessment_outcome_date",
                  is_open=pl.lit(value=False), asked=asked),
        ]
    )  # fmt: skip


def _of_reviews(plans: pl.DataFrame, asked: _Asked) -> pl.DataFrame:
    """The decision after a meeting, and the review that comes next for each plan that is live.

    A plan of more than two years without a review is more likely short of data than of a review.
    """
    met = plans.filter(pl.col("review_meeting").is_not_null())
    decisions = _rows(met, ClockKind.REVIEW_DECISION, start="review_meeting", stop="last_review",
                      is_open=pl.col("last_review").is_null() | (pl.col("last_review") < pl.col("review_meeting")),
                      asked=asked)  # fmt: skip
    is_recent = (pl.lit(asked.day) - pl.col("start_date")).dt.total_days() <= _MADE_WITHIN_DAYS
    began = pl.coalesce("last_review", pl.when(is_recent).then("start_date"))
    live = plans.filter(_is_live(asked.day)).with_columns(_from=pl.when(began <= asked.day).then(began))
    reviews = _rows(live, ClockKind.ANNUAL_REVIEW, start="_from", stop=None, is_open=pl.lit(value=True), asked=asked,
                    missing=NO_REVIEW)  # fmt: skip
    return pl.concat([decisions, reviews])


def _of_amendments(plans: pl.DataFrame, asked: _Asked) -> pl.DataFrame:
    """Plans to be amended: at a phase transfer the return says when they were; of all others it cannot."""
    outcome = pl.col("review_outcome").cast(pl.String)
    amended = plans.filter((outcome == "A") & pl.col("review_meeting").is_not_null())
    is_told = pl.col("phase_transfer_due").is_not_null()
    unknown = amended.filter(~is_told).with_columns(_never=pl.lit(None, pl.Date))
    told = amended.filter(is_told)
    dues = [
        amended_plan_due(met, noticed if noticed is not None and noticed >= met else None)
        for met, noticed in told.select("review_meeting", "last_review").iter_rows()
    ]
    final = pl.col("phase_transfer_final")
    return pl.concat(
        [
            _rows(unknown, ClockKind.AMENDED_PLAN, start="_never", stop=None, is_open=pl.lit(value=True), asked=asked,
                  missing=CANNOT_SAY_AMENDED),
            _rows(told, ClockKind.AMENDED_PLAN, start="review_meeting", stop="phase_transfer_final", dues=dues,
                  is_open=final.is_null() | (final < pl.col("review_meeting")), asked=asked),
        ]
    )  # fmt: skip


def _of_transfers(plans: pl.DataFrame, asked: _Asked) -> pl.DataFrame:
    """Phase transfers by their own day, which the return holds."""
    moving = plans.filter(pl.col("phase_transfer_due").is_not_null())
    due_on, stopped = pl.col("phase_transfer_due"), pl.col("phase_transfer_final")
    return moving.select(
        clock=pl.lit(ClockKind.PHASE_TRANSFER.value),
        child_key="child_key",
        request_ref="request_ref",
        start=pl.lit(None, pl.Date),
        due=due_on,
        stopped=stopped,
        has_exception=pl.lit(value=False),
        state=_state(due_on, stopped, asked.day),
        why=pl.lit(""),
    ).cast(_SCHEMA)


def _is_live(day: date) -> pl.Expr:
    return (pl.col("start_date").fill_null(day) <= day) & (pl.col("cease_date").fill_null(day) >= day)


def _rows(frame: pl.DataFrame, kind: ClockKind, *, start: str, stop: str | None, is_open: pl.Expr, asked: _Asked,
          missing: str = "a day is missing", dues: list[date | None] | None = None) -> pl.DataFrame:  # fmt: skip
    if dues is None:
        starts = frame[start].to_list()
        dues = [None if one is None else due(kind, one, last_day=asked.last_day) for one in starts]
    stopped = pl.lit(None, pl.Date) if stop is None else pl.when(~is_open).then(pl.col(stop))
    has_exception = pl.col("is_exception_to_20_weeks") if "is_exception_to_20_weeks" in frame.columns else pl.lit(
        value=False
    )  # fmt: skip
    is_unknown = pl.col(start).is_null() | (~is_open & stopped.is_null())
    state = pl.when(is_unknown).then(pl.lit(State.UNKNOWN.value))
    return (
        frame.with_columns(_due=pl.Series(dues, dtype=pl.Date))
        .select(
            clock=pl.lit(kind.value),
            child_key="child_key",
            request_ref="request_ref",
            start=start,
            due="_due",
            stopped=stopped,
            has_exception=has_exception,
            state=state.otherwise(_state(pl.col("_due"), stopped, asked.day)),
            why=pl.when(is_unknown).then(pl.lit(missing)).otherwise(pl.lit("")),
        )
        .cast(_SCHEMA)
    )


def _state(due_on: pl.Expr, stopped: pl.Expr, day: date) -> pl.Expr:
    """Who acts on the last day is in time."""
    stopped = pl.when(stopped <= day).then(stopped)
    return (
        pl.when(stopped.is_not_null() & (stopped <= due_on)).then(pl.lit(State.MET.value))
        .when(stopped.is_not_null()).then(pl.lit(State.LATE.value))
        .when(due_on < day).then(pl.lit(State.OVERDUE.value))
        .otherwise(pl.lit(State.RUNNING.value))
    )  # fmt: skip
