"""The page of risks tells what asks for a score, changes none, and is there before there is a register."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.reports.sample_month import sample_month
from tests.web.sample_risks import sample_risks

from highneeds.governance.record import MonthRecord
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


@pytest.fixture
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("highneeds.operations.risk_page.today", lambda: date(2026, 11, 27))


def test_one_risk_is_told_whole_and_telling_it_changes_no_score(signed_in: Client, governed: MonthRecord) -> None:
    assert governed.draws
    before = histories()
    told = signed_in.get("/risks/cfs-02").content.decode()
    assert histories() == before
    for said in (
        "more children are placed where it costs most",
        "Limits crossed: Savings evidenced, Forecast outturn over budget",
        "CFS 02 target, March 2028",
        "CFS 02 before any control",
        "The chance of passing the deficit limit is 50% with the risk and 40% without it",
        "The panel sees need and suitability before price",
        "from the ledger of Ashmere: high needs programme 2026 to 2031",
        "a person decides",
    ):
        assert said in told
    assert told.count("<td data-label=") > 25, "the matrix is a table"
    assert "in the forecast already" in signed_in.get("/risks/kr-4").content.decode()


@pytest.mark.usefixtures("_on_a_day")
def test_a_score_is_given_by_a_person_with_a_reason_and_answers_what_has_crossed(
    in_every_office: Client, governed: MonthRecord
) -> None:
    assert governed.draws
    assert "Score this risk again?" in in_every_office.get("/risks/cfs-02").content.decode()
    form = {"likelihood": "5", "money": "5", "people": "3", "why": "The target will be missed", "evidence": ""}
    assert in_every_office.post("/risks/cfs-02/score", form).status_code == 302
    score = histories()["CFS 02"].scores[-1]
    assert (score.assessment.score, score.scored_by, score.why) == (25, "sam", "The target will be missed")
    assert "evidenced_savings_share" in score.answers
    assert "Score this risk again?" not in in_every_office.get("/risks/cfs-02").content.decode()


@pytest.mark.usefixtures("_on_a_day")
def test_a_score_stays_for_a_reason_and_falls_only_on_evidence(in_every_office: Client, governed: MonthRecord) -> None:
    assert governed.draws
    before = len(histories()["CFS 02"].scores)
    lower = {"likelihood": "2", "money": "5", "people": "3", "why": "It looks better"}
    refused = in_every_office.post("/risks/cfs-02/score", lower)
    assert refused.status_code == 400
    assert "A fall needs evidence" in refused.content.decode()
    assert "Say why" in in_every_office.post("/risks/cfs-02/score", lower | {"why": ""}).content.decode()
    assert len(histories()["CFS 02"].scores) == before
    assert in_every_office.post("/risks/cfs-02/score", {"why": "Nothing has changed"}).status_code == 302
    kept = histories()["CFS 02"].scores
    assert kept[-1].assessment == kept[-2].assessment


def test_only_who_owns_risks_may_score_them(looking: Client, governed: MonthRecord) -> None:
    assert governed.draws
    assert "or keep the score" not in looking.get("/risks/cfs-02").content.decode()
    assert looking.get("/risks/cfs-02/score").status_code == 403
    assert looking.post("/risks/cfs-02/score", {"why": "x"}).status_code == 403
