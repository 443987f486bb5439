"""The page of risks tells what asks for a score, changes none, and is there before there is a register."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.reports.sample_month import sample_month
from tests.web.sample_risks import sample_risks

from highneeds.operations.risks_page import risks_page
from highneeds.store.months import save_month
from highneeds.store.risk_scores import histories


@pytest.mark.django_db
def test_before_the_first_register_there_is_no_page() -> None:
    assert risks_page() is None


def test_the_page_says_what_asks_for_a_score_and_changes_none(signed_in: Client) -> None:
    save_month(sample_month())
    sample_risks()
    before = histories()
    page = risks_page()
    assert page is not None
    assert page.asks is not None
    told = signed_in.get("/risks").content.decode()
    assert histories() == before
    assert page.lead in told
    assert "Forecast outturn over budget" in told
    assert "Needs grow faster than the block" in told
    assert "2 of 11 risks are high" in told
