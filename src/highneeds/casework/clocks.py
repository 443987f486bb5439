"""Every statutory clock of a council's requests and plans: started, due, stopped, and how it stands.

What the data cannot support is said and not guessed: SEN2 has no day on which an amended plan was issued, except at a
phase transfer, so that the twelve weeks are told of phase transfers alone.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import polars as pl

from highneeds.casework.limits import ClockKind, due


class State(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    UNKNOWN = "cannot be said"


COLUMNS = ("clock", "child_key", "request_ref", "start", "due", "stopped", "has_exception", "state", "why")
CANNOT_SAY_AMENDED = "the return has no day on which an amended plan was issued, except at a phase transfer"
NO_REVIEW = "no review or plan of the last two years is in the data"
_REVIEWED_WITHIN_DAYS = 2 * 366
_SCHEMA = pl.Schema({
    "clock": pl.String, "child_key": pl.String, "request_ref": pl.String, "start": pl.Date, "due": pl.Date,
    "stopped": pl.Date, "has_exception": pl.Boolean, "state": pl.String, "why": pl.String,
})  # fmt: skip


def clocks_on(requests: pl.DataFrame, plans: pl.DataFrame, day: date) -> pl.DataFrame:
    """One row for each clock (``COLUMNS``), from canonical requests and plans of one return or running list.

    Requests from before the return (outcome H) and those withdrawn have no clock. ``why`` says what is missing where
    the state cannot be said.
    """
    of_requests = [_of_requests(requests, day), _of_assessments(requests, day)]
    parts = [*of_requests, _of_reviews(plans, day), _of_plans(plans, day)]
    return pl.concat(parts).sort("due", "clock", "request_ref", nulls_last=True)


def _of_requests(requests: pl.DataFrame, day: date) -> pl.DataFrame:
    """Six weeks: stopped by a decision either way; one that waits is running."""
    mine = requests.filter(pl.col("request_outcome").cast(pl.String).is_in(["Y", "N", "A"]))
    return _rows(mine, ClockKind.DECIDE_TO_ASSESS, start="received_date", stop="request_outcome_date",
                 is_open=pl.col("request_outcome").cast(pl.String) == "A", day=day)  # fmt: skip


def _of_assessments(requests: pl.DataFrame, day: date) -> pl.DataFrame:
    """Twenty weeks to a plan, sixteen to a refusal of one; both from the request."""
    outcome = pl.col("assessment_outcome").cast(pl.String).fill_null("A")
    mine = requests.filter((pl.col("request_outcome").cast(pl.String) == "Y") & outcome.is_in(["Y", "N", "A"]))
    refused = mine.filter(outcome == "N")
    others = mine.filter(outcome != "N")
    # a plan decided on and not issued has the outcome Y and no day yet: its clock runs
    is_open = (outcome == "A") | pl.col("assessment_outcome_date").is_null()
    return pl.concat(
        [
            _rows(others, ClockKind.FINAL_PLAN, start="received_date", stop="assessment_outcome_date",
                  is_open=is_open, day=day),
            _rows(refused, ClockKind.REFUSE_TO_ISSUE, start="received_date", stop="assessment_outcome_date",
                  is_open=pl.lit(value=False), day=day),
        ]
    )  # fmt: skip


def _of_reviews(plans: pl.DataFrame, day: date) -> pl.DataFrame:
    """The decision after a meeting, and the review that comes next for each plan that is live."""
    met = plans.filter(pl.col("review_meeting").is_not_null())
    decisions = _rows(met, ClockKind.REVIEW_DECISION, start="review_meeting", stop="last_review",
                      is_open=pl.col("last_review").is_null() | (pl.col("last_review") < pl.col("review_meeting")),
                      day=day)  # fmt: skip
    live = plans.filter(_is_live(day)).with_columns(_from=pl.coalesce("last_review", "start_date"))
    too_old = (pl.lit(day) - pl.col("_from")).dt.total_days() > _REVIEWED_WITHIN_DAYS
    known = pl.when(~too_old & (pl.col("_from") <= day)).then("_from")
    reviews = _rows(live.with_columns(_from=known), ClockKind.ANNUAL_REVIEW, start="_from", stop=None,
                    is_open=pl.lit(value=True), day=day, missing=NO_REVIEW)  # fmt: skip
    return pl.concat([decisions, reviews])


def _of_plans(plans: pl.DataFrame, day: date) -> pl.DataFrame:
    """Plans to be amended, of which only phase transfers tell when they were; and phase transfers by their own day."""
    outcome = pl.col("review_outcome").cast(pl.String)
    amended = plans.filter((outcome == "A") & pl.col("review_meeting").is_not_null())
    unknown = _rows(amended.with_columns(_never=pl.lit(None, pl.Date)), ClockKind.AMENDED_PLAN, start="_never",
                    stop=None, is_open=pl.lit(value=True), day=day, missing=CANNOT_SAY_AMENDED)  # fmt: skip
    moving = plans.filter(pl.col("phase_transfer_due").is_not_null())
    stopped = pl.col("phase_transfer_final")
    transfers = moving.select(
        clock=pl.lit(ClockKind.PHASE_TRANSFER.value),
        child_key="child_key",
        request_ref="request_ref",
        start=pl.lit(None, pl.Date),
        due="phase_transfer_due",
        stopped=stopped,
        has_exception=pl.lit(value=False),
        state=_state(pl.col("phase_transfer_due"), stopped, day),
        why=pl.lit(""),
    )
    return pl.concat([unknown.cast(_SCHEMA), transfers.cast(_SCHEMA)])


def _is_live(day: date) -> pl.Expr:
    return (pl.col("start_date").fill_null(day) <= day) & (pl.col("cease_date").fill_null(day) >= day)


def _rows(frame: pl.DataFrame, kind: ClockKind, *, start: str, stop: str | None, is_open: pl.Expr, day: date,
          missing: str = "a day is missing") -> pl.DataFrame:  # fmt: skip
    starts = frame[start].to_list()
    dues = pl.Series([None if one is None else due(kind, one) for one in starts], dtype=pl.Date)
    stopped = pl.lit(None, pl.Date) if stop is None else pl.when(~is_open).then(pl.col(stop))
    has_exception = pl.col("is_exception_to_20_weeks") if "is_exception_to_20_weeks" in frame.columns else pl.lit(
        value=False
    )  # fmt: skip
    is_unknown = pl.col(start).is_null() | (~is_open & stopped.is_null())
    return (
        frame.with_columns(_due=dues)
        .select(
            clock=pl.lit(kind.value),
            child_key="child_key",
            request_ref="request_ref",
            start=start,
            due="_due",
            stopped=stopped,
            has_exception=has_exception,
            state=pl.when(is_unknown).then(pl.lit(State.UNKNOWN.value)).otherwise(_state(pl.col("_due"), stopped, day)),
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
