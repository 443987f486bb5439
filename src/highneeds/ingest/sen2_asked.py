"""The checks of ``sen2_rulebook`` made only where a council asks for them: what is late, and what began early."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from highneeds.ingest.sen2_checks import is_live
from highneeds.ingest.sen2_quality import Sieves, note_of, rows_with
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.values import date_of, flag_of
from highneeds.rules.parameters import parameter

_OVER = ("Y", "N")


def check_what_is_asked_for(sieves: Sieves, day: date) -> None:
    """Notes only; ``day`` is census day. The limits are those of the law on that day."""
    _check_requests(sieves, day)
    _check_assessments(sieves, day)
    _check_entries(sieves)
    _check_reviews(sieves, day)


def _limit(name: str, day: date) -> str:
    return f"{int(parameter(name).on(day))}w"


def _check_requests(sieves: Mapping[str, Sieve], day: date) -> None:
    requests, first = sieves["requests"], date(day.year - 1, 1, 1)
    assessed = sieves["assessment"].frame.select(
        "requeststableid", _assessment="assessmentoutcome", _assessed="assessmentoutcomedate"
    )
    seen = rows_with(requests, assessed.unique("requeststableid", keep="first"), "requeststableid")
    received, told = pl.col("receiveddate"), pl.col("requestoutcomedate")
    goes_on = pl.col("_assessment").eq("A").fill_null(value=False)
    is_over = pl.col("requestoutcome").is_in(_OVER) & ~goes_on
    was_over = pl.max_horizontal(received, told, "_assessed") < first
    note_of(requests, seen, (is_over & was_over) | (received > date(day.year - 1, 12, 31)), "R04", "receiveddate")
    due = received.dt.offset_by(_limit("assessment_decision_limit_weeks", day))
    requests.note(told > due, "R05", "requestoutcomedate")


def _check_assessments(sieves: Mapping[str, Sieve], day: date) -> None:
    assessments = sieves["assessment"]
    asked = sieves["requests"].frame.select("requeststableid", _received="receiveddate")
    seen = rows_with(assessments, asked, "requeststableid")
    due = pl.col("_received").dt.offset_by(_limit("final_plan_limit_weeks", day))
    is_late = (pl.col("assessmentoutcome") == "Y") & (pl.col("assessmentoutcomedate") > due)
    note_of(assessments, seen, is_late & ~flag_of("week20"), "A04", "assessmentoutcomedate")


def _check_entries(sieves: Mapping[str, Sieve]) -> None:
    places = sieves["placementdetail"]
    plans = sieves["namedplan"].frame.select("requeststableid", _start="startdate")
    seen = rows_with(places, plans.unique("requeststableid", keep="first"), "requeststableid")
    note_of(places, seen, pl.col("entrydate") < pl.col("_start"), "L10", "entrydate")


def _check_reviews(sieves: Mapping[str, Sieve], day: date) -> None:
    """V02 is silent where the return has no meeting of anybody, as before 2024."""
    active, meeting = sieves["activeplans"], date_of("reviewmeeting")
    plans = sieves["namedplan"].frame.select("requeststableid", _start="startdate", _end="ceasedate")
    seen = rows_with(active, plans.unique("requeststableid", keep="first"), "requeststableid")
    months = int(parameter("annual_review_interval_months").on(day))
    is_old = is_live("_start", "_end", day) & (pl.col("_start").dt.offset_by(f"{months}mo") < day)
    is_met = pl.col("reviewmeeting").is_not_null()
    note_of(active, seen, is_old & ~is_met & is_met.any(), "V02", "reviewmeeting")
    due = meeting.dt.offset_by(_limit("review_decision_limit_weeks", day))
    active.note(date_of("lastreview") > due, "V03", "lastreview")
