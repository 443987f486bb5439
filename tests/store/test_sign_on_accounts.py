"""Accounts of the council's sign-on, on either database: one for an identity, and roles that follow the groups."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from highneeds.governance.audit import Did
from highneeds.governance.rights import Role
from highneeds.store.audit import latest
from highneeds.store.models import SignOnIdentity, User
from highneeds.store.roles import roles_of
from highneeds.store.sign_on import account_of_identity, is_of_sign_on, join, new_account_of, these_roles

pytestmark = pytest.mark.django_db
ISSUER = "https://login.example.gov.uk"


def test_an_account_is_found_by_issuer_and_subject_together() -> None:
    user = new_account_of("kim", ISSUER, "one", [Role.CASE_OFFICER])
    assert account_of_identity(ISSUER, "one") == user
    assert account_of_identity("https://elsewhere.example", "one") is None
    assert account_of_identity(ISSUER, "One") is None
    assert is_of_sign_on(user)
    assert not user.has_usable_password()
    assert latest(1)[0].entry.did is Did.OPENED_ACCOUNT


def test_a_name_in_use_gives_no_second_account_and_leaves_the_first_alone() -> None:
    User.objects.create_user("kim")
    with pytest.raises(LookupError, match="'kim' already"):
        new_account_of("kim", ISSUER, "one", [Role.IT])
    assert roles_of(User.objects.get()) == ()
    assert not SignOnIdentity.objects.exists()


def test_the_database_keeps_one_account_for_an_identity_and_one_identity_for_an_account() -> None:
    new_account_of("kim", ISSUER, "one", [Role.IT])
    other = User.objects.create_user("lee")
    for wrong in ({"issuer": ISSUER, "subject": "one"}, {"issuer": ISSUER, "subject": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOnIdentity.objects.create(user=other, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOnIdentity.objects.create(user=User.objects.get(username="kim"), issuer=ISSUER, subject="two")


def test_roles_are_changed_and_noted_only_where_they_differ() -> None:
    user = new_account_of("kim", ISSUER, "one", [Role.IT, Role.AUDITOR])
    before = latest(1)
    assert these_roles(user, [Role.AUDITOR, Role.IT]) == user
    assert latest(1) == before
    assert roles_of(these_roles(user, [Role.RISK_OWNER])) == (Role.RISK_OWNER,)
    entry = latest(1)[0].entry
    assert (entry.who, entry.did, entry.facts["now"]) == ("the council's sign-on", Did.GAVE_ROLES, ["risk owner"])


def test_an_account_is_joined_to_a_person_by_who_may_and_never_an_administrator() -> None:
    User.objects.create_user("lee")
    User.objects.create_superuser("root")
    join("lee", ISSUER, "two", by="root")
    assert account_of_identity(ISSUER, "two") == User.objects.get(username="lee")
    assert latest(1)[0].entry.who == "root"
    join("lee", ISSUER, "three", by="root")
    assert account_of_identity(ISSUER, "two") is None
    for name, subject, told in (
        ("root", "four", "administrator"),
        ("nobody", "four", "no account"),
    ):
        with pytest.raises((LookupError, PermissionError), match=told):
            join(name, ISSUER, subject, by="root")
    new_account_of("kim", ISSUER, "one", [Role.IT])
    with pytest.raises(PermissionError, match="has the account 'lee'"):
        join("kim", ISSUER, "three", by="root")
