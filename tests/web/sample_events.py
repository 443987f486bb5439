"""Children excluded and suspended, for the page of clocks to show: ``python -m tests.web.sample_events``."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.caseload.test_case_events import events
from tests.store.store_frames import run_of, sen2_tables

from highneeds.caseload.case_events import EXCLUSION, SUSPENSION
from highneeds.store.keeping import save_result


def sample_events() -> None:
    day, away = date(2026, 10, 16), {"urn": "123456"}
    rows = events((EXCLUSION, day, away), (SUSPENSION, day, away | {"sessions": 3}), (SUSPENSION, day, {"sessions": 1}))
    save_result(run_of("case-events", "c"), {"case_events": rows})


def sample_reviews() -> None:
    """Of a return, three children reviewed and not decided on, the first of them overdue; who they are is not in it."""
    frames = {name: frame for name, frame in sen2_tables(2026).items() if name in {"requests", "plans", "placements"}}
    met = pl.Series([date(2025, 11, 1), date(2025, 11, 3), date(2026, 1, 5)])
    plans = frames["plans"].with_columns(
        review_meeting=met, last_review=pl.lit(None, pl.Date), start_date=pl.lit(date(2025, 6, 1))
    )
    save_result(run_of("sen2-xml", "f"), frames | {"plans": plans})
