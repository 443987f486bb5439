"""One-time sign-ins: once, within a day, and never readable from the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from highneeds.core.errors import Refusal
from highneeds.governance.rights import Role
from highneeds.operations.accounts import all_accounts, change_roles, let_import, set_open
from highneeds.store.accounts import make_one_time_sign_in, may_import_files, use_one_time_sign_in
from highneeds.store.models import OneTimeSignIn

pytestmark = pytest.mark.django_db


def test_a_sign_in_works_once() -> None:
    token = make_one_time_sign_in("administrator")
    user = use_one_time_sign_in(token)
    assert user is not None
    assert user.username == "administrator"
    assert use_one_time_sign_in(token) is None


def test_the_first_account_is_an_administrator_without_a_password() -> None:
    make_one_time_sign_in("administrator")
    user = User.objects.get()
    assert user.is_superuser
    assert not user.has_usable_password()


def test_no_further_account_is_made_by_a_sign_in() -> None:
    make_one_time_sign_in("administrator")
    with pytest.raises(LookupError, match="no account 'somebody'"):
        make_one_time_sign_in("somebody")


def test_a_sign_in_ends_after_a_day() -> None:
    token = make_one_time_sign_in("administrator")
    OneTimeSignIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert use_one_time_sign_in(token) is None
    make_one_time_sign_in("administrator")
    assert OneTimeSignIn.objects.count() == 1  # those past their day are cleared away


def test_a_closed_account_gets_no_sign_in_and_cannot_use_an_old_one() -> None:
    token = make_one_time_sign_in("administrator")
    User.objects.update(is_active=False)
    assert use_one_time_sign_in(token) is None
    with pytest.raises(PermissionError):
        make_one_time_sign_in("administrator")


def test_the_token_is_not_in_the_database() -> None:
    token = make_one_time_sign_in("administrator")
    stored = OneTimeSignIn.objects.get()
    assert all(token not in str(getattr(stored, field.name)) for field in stored._meta.fields)
    assert use_one_time_sign_in(stored.token_sha256) is None


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 10_000])
def test_a_made_up_token_lets_nobody_in(token: str) -> None:
    assert use_one_time_sign_in(token) is None


def test_an_account_may_import_files_once_it_is_said_and_until_it_is_taken_back() -> None:
    make_one_time_sign_in("administrator")
    assert let_import("kim", may=True, by="root").may_import
    assert not User.objects.get(username="kim").has_usable_password()
    assert [(one.name, one.may_import, one.is_administrator) for one in all_accounts()] == [
        ("administrator", True, True),
        ("kim", True, False),
    ]
    assert not let_import("kim", may=False, by="root").may_import
    assert not may_import_files(User.objects.get(username="kim"))


def test_roles_are_given_and_taken_by_name_and_an_account_is_closed_and_opened() -> None:
    make_one_time_sign_in("administrator")
    assert change_roles("kim", give=["case officer", "Panel-Chair"], by="root").roles == (
        Role.CASE_OFFICER,
        Role.PANEL_CHAIR,
    )
    assert change_roles("kim", give=["auditor"], take=["case officer"], by="root").roles == (
        Role.PANEL_CHAIR,
        Role.AUDITOR,
    )
    assert not set_open("kim", is_open=False, by="root").is_open
    assert set_open("kim", is_open=True, by="root").is_open
    assert change_roles("kim", take=["panel chair", "auditor"], by="root").roles == ()
    for wrong in (
        lambda: change_roles("kim", give=["king"], by="root"),
        lambda: change_roles("nobody", take=["auditor"], by="root"),
        lambda: change_roles("administrator", give=["auditor"], by="root"),
        lambda: set_open("nobody", is_open=False, by="root"),
    ):
        with pytest.raises(Refusal):
            wrong()


@pytest.mark.parametrize(
    ("name", "may", "says"),
    [
        ("nobody", False, "there is no account 'nobody'"),
        ("administrator", False, "may do everything"),
        ("a name with blanks", True, "valid username"),
    ],
)
def test_a_right_that_cannot_be_given_or_taken_is_told(name: str, may: bool, says: str) -> None:  # noqa: FBT001 - a case of the table
    make_one_time_sign_in("administrator")
    with pytest.raises(Refusal, match=says):
        let_import(name, may=may, by="root")
    assert [one.name for one in all_accounts()] == ["administrator"]
