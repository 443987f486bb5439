"""The pages on which roles are given, and on which it is seen who did what."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.conftest import confirm_now
from tests.web.sample_returns import sample_returns

from highneeds.governance.audit import Did
from highneeds.governance.rights import Role
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.audit import erase_words, latest, note
from highneeds.store.roles import roles_of, set_roles
from highneeds.web.confirmed import CONFIRMED_AT

CHILD = "a" * 32


@pytest.fixture
def kim(db: None) -> User:  # noqa: ARG001 - opens the database
    user = User.objects.create_user("kim")
    set_roles(user, {Role.CASE_OFFICER})
    return user


def test_roles_are_given_and_taken_on_a_page_and_noted_with_both(signed_in: Client, kim: User) -> None:
    told = signed_in.get(f"/accounts/{kim.pk}").content.decode()
    assert 'value="case officer" id="role-5" checked' in told
    answer = signed_in.post(f"/accounts/{kim.pk}", {"role": ["panel chair", "auditor"], "open": "yes"})
    assert answer.headers["Location"] == "/accounts"
    assert roles_of(kim) == (Role.PANEL_CHAIR, Role.AUDITOR)
    entry = latest(1)[0].entry
    assert (entry.who, entry.did) == ("sam", Did.GAVE_ROLES)
    assert (entry.facts["before"], entry.facts["now"]) == (["case officer"], ["panel chair", "auditor"])


def test_an_account_is_closed_and_opened_on_its_page(signed_in: Client, kim: User) -> None:
    other = Client()
    other.force_login(kim)
    signed_in.post(f"/accounts/{kim.pk}", {"role": ["case officer"], "open": "no"})
    assert other.get("/").status_code == 302
    assert "closed" in signed_in.get("/accounts").content.decode()
    signed_in.post(f"/accounts/{kim.pk}", {"role": ["case officer"], "open": "yes"})
    kim.refresh_from_db()
    assert kim.is_active


def test_roles_and_whether_an_account_is_open_change_together_or_not_at_all(
    signed_in: Client, kim: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("highneeds.operations.accounts.open_or_close", fail)
    signed_in.raise_request_exception = False
    before = latest(1)
    answer = signed_in.post(f"/accounts/{kim.pk}", {"role": ["auditor"], "open": "no"})
    assert answer.status_code == 500
    assert roles_of(kim) == (Role.CASE_OFFICER,)
    assert latest(1) == before


def test_nobody_changes_their_own_roles_nor_an_administrators(signed_in: Client, person: User) -> None:
    before = roles_of(person)
    answer = signed_in.post(f"/accounts/{person.pk}", {"role": [role.value for role in Role], "open": "yes"})
    assert answer.status_code == 400
    assert "Nobody changes what they may do themselves" in answer.content.decode()
    assert roles_of(person) == before
    administrator = User.objects.create_superuser("root")
    assert signed_in.post(f"/accounts/{administrator.pk}", {"open": "no"}).status_code == 400
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_role_there_is_not_is_refused_and_a_form_with_more_fields_changes_no_more(
    signed_in: Client, kim: User
) -> None:
    assert signed_in.post(f"/accounts/{kim.pk}", {"role": ["king"], "open": "yes"}).status_code == 400
    signed_in.post(f"/accounts/{kim.pk}", {"role": ["auditor"], "open": "yes", "is_superuser": "1", "is_staff": "1"})
    kim.refresh_from_db()
    assert (kim.is_superuser, kim.is_staff, roles_of(kim)) == (False, False, (Role.AUDITOR,))


def test_an_account_is_made_with_a_role_and_without_a_password(signed_in: Client, kim: User) -> None:
    assert kim.pk
    assert signed_in.post("/accounts", {"name": "jo", "role": "place planner"}).status_code == 302
    jo = User.objects.get(username="jo")
    assert not jo.has_usable_password()
    assert roles_of(jo) == (Role.PLACE_PLANNER,)
    for name, role in (("kim", "auditor"), ("a b", "auditor"), ("li", "king"), ("", "")):
        assert signed_in.post("/accounts", {"name": name, "role": role}).status_code == 400
    assert not User.objects.filter(username="li").exists()


def test_roles_are_given_only_by_whoever_has_just_said_who_they_are(signed_in: Client, kim: User) -> None:
    session = signed_in.session
    del session[CONFIRMED_AT]
    session.save()
    address = f"/accounts/{kim.pk}"
    answer = signed_in.post(address, {"role": ["auditor"], "open": "yes"})
    assert answer.headers["Location"].startswith("/confirm?next=")
    assert roles_of(kim) == (Role.CASE_OFFICER,)
    confirm_now(signed_in)
    assert signed_in.post(address, {"role": ["auditor"], "open": "yes"}).headers["Location"] == "/accounts"


def test_the_audit_is_shown_newest_first_by_account_and_by_child(signed_in: Client) -> None:
    sample_returns()
    for number in range(120):
        note("ann", Did.CHANGED, "rule", f"R{number}")
    note("bea", Did.OPENED_NAMES, "child", CHILD, words="to ring <b>her</b> school")
    told = signed_in.get("/audit").content.decode()
    assert told.count('<th scope="row"') == 100
    assert told.index("bea") < told.index("R119")
    older = signed_in.get(f"/audit?before={told.split('?before=')[1].split(chr(34))[0]}").content.decode()
    assert "R0<" in older
    assert "Older entries" not in older
    assert "bea" not in signed_in.get("/audit?who=ann").content.decode()
    name = pseudonym(CHILD)
    told = signed_in.get(f"/audit?child={name.removeprefix('child ')}").content.decode()
    assert told.count('<th scope="row"') == 1
    assert name in told
    assert CHILD not in told
    assert "to ring &lt;b&gt;her&lt;/b&gt; school" in told
    erase_words(CHILD, by="root")
    told = signed_in.get(f"/audit?child={name.removeprefix('child ')}").content.decode()
    assert ">erased<" in told


def test_a_child_nobody_knows_and_a_number_that_is_none_are_told(signed_in: Client) -> None:
    answer = signed_in.get("/audit?child=00000000")
    assert answer.status_code == 404
    assert "There is no child" in answer.content.decode()
    assert signed_in.get("/audit?before=x").status_code == 200
