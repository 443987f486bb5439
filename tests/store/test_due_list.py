"""What is due is read from the store, and read anew when what it was made from has changed."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.caseload.test_case_events import events
from tests.operations.reviewed_council import keep_decisions_after_reviews
from tests.store.store_frames import run_of

from highneeds.caseload.case_events import APPEAL
from highneeds.operations.case_writing import set_officer
from highneeds.operations.due_list import APPEAL as ANSWER
from highneeds.operations.due_list import clock_day
from highneeds.operations.listing import KEY, asked_of, found
from highneeds.operations.lists import DUE, listed
from highneeds.store import keeping

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 31)


def test_before_the_first_return_nothing_is_due() -> None:
    assert clock_day() is None
    assert listed(DUE.name, DAY).frame.is_empty()


def test_clocks_of_the_latest_return_are_due_under_the_officer_of_the_list_of_plans() -> None:
    keep_decisions_after_reviews("Lou", None, "Kim")
    assert clock_day() == date(2026, 1, 15)
    rows = listed(DUE.name, DAY).frame
    assert rows["due"].to_list() == sorted(rows["due"].to_list())
    assert rows.select("when", "officer").row(0) == ("Overdue", "Lou")


def test_what_is_due_tells_the_team_that_people_gave_the_child_and_is_filtered_by_it() -> None:
    keep_decisions_after_reviews("Lou", None, "Kim")
    rows = listed(DUE.name, DAY).frame
    assert set(rows["team"]) == {"No team"}
    key = rows[KEY][0]
    set_officer(key, "", "Early years, north", version=0, by="kim")
    after = listed(DUE.name, DAY).frame
    assert after.height == rows.height
    assert set(after.filter(pl.col(KEY) == key)["team"]) == {"Early years, north"}
    asked = asked_of(DUE, {"team": ["Early years, north"]}, ())
    assert found(DUE, after, asked)[KEY].unique().to_list() == [key]


def test_an_appeal_waits_until_it_is_concluded() -> None:
    kept = events((APPEAL, date(2026, 9, 20), {}))
    keeping.save_result(run_of("case-events", "1"), {"case_events": kept})
    waits = listed(DUE.name, DAY).frame.filter(pl.col("what") == ANSWER)
    assert waits.select(KEY, "since").rows() == [(f"{0:032x}", date(2026, 9, 20))]
    over = events((APPEAL, date(2026, 9, 20), {"last_day": date(2026, 10, 1)}))
    keeping.save_result(run_of("case-events", "2"), {"case_events": over})
    assert listed(DUE.name, DAY).frame.filter(pl.col("what") == ANSWER).is_empty()
