"""Children excluded and suspended, for the page of clocks to show: ``python -m tests.web.sample_events``."""

from __future__ import annotations

from datetime import date

from tests.caseload.test_case_events import events
from tests.store.store_frames import run_of

from highneeds.caseload.case_events import EXCLUSION, SUSPENSION
from highneeds.store.keeping import save_result


def sample_events() -> None:
    day, away = date(2026, 10, 16), {"urn": "123456"}
    rows = events((EXCLUSION, day, away), (SUSPENSION, day, away | {"sessions": 3}), (SUSPENSION, day, {"sessions": 1}))
    save_result(run_of("case-events", "c"), {"case_events": rows})
