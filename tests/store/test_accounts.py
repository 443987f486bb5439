"""One-time sign-ins: once, within a day, and never readable from the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from highneeds.store.accounts import make_one_time_sign_in, use_one_time_sign_in
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
