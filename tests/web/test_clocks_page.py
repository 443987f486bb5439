"""The page of clocks tells what is due, what waits and what cannot be said, and names no child."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.casework.test_health_absence import absences
from tests.operations.reviewed_council import keep_decisions_after_reviews
from tests.store.store_frames import run_of, sen2_tables
from tests.web.sample_events import sample_events

from highneeds.operations.clocks_page import clocks_page
from highneeds.store import keeping
from highneeds.store.tables import load_table


@pytest.mark.django_db
def test_before_the_first_return_there_is_no_page() -> None:
    assert clocks_page() is None


def test_the_page_stands_on_the_latest_return_and_names_no_child(signed_in: Client) -> None:
    keeping.save_result(run_of("sen2-blade"), sen2_tables(2025))
    keeping.save_result(run_of("sen2-xml", "b"), sen2_tables(2026))
    page = clocks_page()
    assert page is not None
    assert page.day.isoformat() == "2026-01-15"
    told = signed_in.get("/clocks").content.decode()
    assert "15 January 2026" in told
    assert page.due.finding in told
    keys = set(load_table("children")["child_key"])
    assert keys
    assert not any(key in told for key in keys)


def test_the_page_counts_what_is_due_by_officer_where_a_list_of_plans_names_them(signed_in: Client) -> None:
    keep_decisions_after_reviews("Lou", None, "Lou")
    told = " ".join(signed_in.get("/clocks").content.decode().split())
    assert "1 of 3 overdue or due have no officer named" in told
    assert "Lou" in told
    assert "No officer named" in told


def test_the_page_counts_by_school_who_was_away_ill(signed_in: Client) -> None:
    keep_decisions_after_reviews()
    assert "away-ill" not in signed_in.get("/clocks").content.decode()
    rows = absences(("a", "123456", 0, 30, "I"), ("b", None, 0, 21, "I"))
    keeping.save_result(run_of("absences", "c"), {"absences": rows})
    told = " ".join(signed_in.get("/clocks").content.decode().split())
    assert "Children who have missed 15 school days for illness in 2025/26: 1" in told
    assert "URN 123456" in told


def test_the_page_counts_by_school_who_was_excluded_and_taught_again(signed_in: Client) -> None:
    keep_decisions_after_reviews()
    assert "Permanently excluded" not in signed_in.get("/clocks").content.decode()
    sample_events()
    told = " ".join(signed_in.get("/clocks").content.decode().split())
    assert "1 permanently excluded in a year, 0 of them taught again by the sixth school day" in told
    assert "URN 123456" in told
    assert "In the twelve months to 16 October 2026" in told
