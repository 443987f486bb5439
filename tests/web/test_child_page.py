"""A child's page: what it shows to whom, what it never shows, and that each look is noted."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.conftest import PASSWORD
from tests.web.sample_cases import FIRST, sample_cases

from highneeds.governance.audit import Did
from highneeds.governance.rights import Role
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.audit import of_child
from highneeds.store.roles import set_roles

ADDRESS = f"/children/{FIRST}"


@pytest.fixture(autouse=True)
def _cases(db: None) -> None:  # noqa: ARG001 - opens the database
    sample_cases()


def as_role(role: Role) -> Client:
    user, _ = User.objects.get_or_create(username="kim", defaults={"password": PASSWORD})
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    return client


def told(client: Client, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_tells_the_case_and_not_who_it_is(signed_in: Client) -> None:
    page = told(signed_in)
    for what in (
        pseudonym(FIRST).capitalize(),
        "Ysgol y Bryn",
        "15 January 2026",
        "Lou",
        "£65,432",
        "1 placement is known",
    ):
        assert what in page
    assert "2012" not in page
    assert "29 February" not in page


def test_each_look_is_one_entry_in_the_audit(signed_in: Client) -> None:
    told(signed_in)
    assert [(one.entry.who, one.entry.did, one.entry.kind) for one in of_child(FIRST)] == [
        ("sam", Did.SAW_CHILD, "child")
    ]


def test_need_and_money_go_by_right() -> None:
    officer = told(as_role(Role.CASE_OFFICER))
    assert "Social, emotional" in officer
    assert "65,432" not in officer
    assert "Contributions" not in officer
    finance = told(as_role(Role.FINANCE_PARTNER))
    assert "Social, emotional" not in finance
    assert "65,432" in finance


def test_notes_are_for_those_who_may_see_needs_and_others_are_told_so() -> None:
    officer = as_role(Role.CASE_OFFICER)
    officer.post(f"{ADDRESS}/notes/new", {"words": "Hears voices at school.", "version": "0"})
    assert "Hears voices" in told(officer)
    assert "kept back" not in told(officer)
    for role in (Role.FINANCE_PARTNER, Role.AUDITOR):
        page = told(as_role(role))
        assert "Hears voices" not in page
        assert "Notes are kept back" in page


def test_who_may_not_see_children_learns_nothing_of_whether_one_exists() -> None:
    planner = as_role(Role.PLACE_PLANNER)
    answers = [planner.get(f"/children/{key}") for key in (FIRST, "f" * 32)]
    assert [answer.status_code for answer in answers] == [403, 403]
    mains = [answer.content.decode().split("<main")[1] for answer in answers]
    assert mains[0] == mains[1]


def test_an_unknown_child_is_not_there_and_nothing_is_noted(signed_in: Client) -> None:
    assert signed_in.get(f"/children/{'f' * 32}").status_code == 404
    assert of_child("f" * 32) == ()
