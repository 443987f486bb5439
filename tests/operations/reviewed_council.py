"""A stored council with three reviews that wait for a decision, and a list of plans that names officers."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.store.store_frames import run_of, sen2_tables

from highneeds.caseload import RUNNING_LIST
from highneeds.store import keeping


def keep_decisions_after_reviews(*officers: str | None) -> None:
    """Three children reviewed and not decided on, the first of them overdue; ``officers``: of a list of plans."""
    met = [date(2025, 11, 1), date(2025, 12, 22), date(2026, 1, 5)]
    frames = sen2_tables(2026)
    undecided = frames["plans"].with_columns(
        review_meeting=pl.Series(met), last_review=pl.lit(None, pl.Date), start_date=pl.lit(date(2025, 6, 1))
    )
    keeping.save_result(run_of("sen2-xml"), frames | {"plans": undecided})
    if officers:
        listed = sen2_tables(RUNNING_LIST)
        named = listed["plans"].with_columns(officer=pl.Series(officers, dtype=pl.String))
        keeping.save_result(run_of("plan-list", "b"), {**listed, "plans": named})
