"""The pages of links in doubt: they lead to the records, name nobody, and take a decision with its reason."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.sample_returns import LINK_ID, sample_returns

from highneeds.governance.rights import Role
from highneeds.store.models import LinkDecisionRow
from highneeds.store.roles import set_roles


@pytest.fixture(autouse=True)
def _returns(db: None) -> None:  # noqa: ARG001 - opens the database
    sample_returns()


def test_the_list_leads_to_the_records_without_keys(signed_in: Client) -> None:
    told = signed_in.get("/links").content.decode()
    assert "1 link between returns waits for a person." in told
    assert "return of 2025: sen2-2025.xml, row 12" in told
    assert f"/links/{LINK_ID}" in told
    assert "a" * 32 not in told


def test_a_decision_is_kept_with_who_made_it(signed_in: Client) -> None:
    answer = signed_in.post(f"/links/{LINK_ID}", {"says": "one", "reason": "The school gave a lasting UPN."})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/links")
    row = LinkDecisionRow.objects.get()
    assert (row.is_same_child, row.decided_by) == (True, "sam")
    told = signed_in.get("/links").content.decode()
    assert "The school gave a lasting UPN." in told
    assert "No link between returns waits" in told


def test_a_decision_without_choice_or_reason_says_what_is_missing(signed_in: Client) -> None:
    answer = signed_in.post(f"/links/{LINK_ID}", {})
    told = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose one child or two children" in told
    assert "Say why" in told
    assert not LinkDecisionRow.objects.exists()


def test_a_link_that_is_not_in_doubt_is_not_found(signed_in: Client) -> None:
    assert signed_in.get("/links/abc").status_code == 404


def test_whoever_may_not_decide_looks_at_a_link_and_decides_nothing(looking: Client, person: User) -> None:
    set_roles(person, {Role.AUDITOR})
    page = looking.get(f"/links/{LINK_ID}").content.decode()
    assert "One child, or two?" in page
    assert '<form method="post" class="narrow-form"' not in page
    answer = looking.post(f"/links/{LINK_ID}", {"says": "one", "reason": "The school gave a lasting UPN."})
    assert answer.status_code == 403
    assert "You may not decide whether two records are one child" in answer.content.decode()
    assert not LinkDecisionRow.objects.exists()
