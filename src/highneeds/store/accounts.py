"""Accounts, what they may do, and the way in without a password: a link that works once, for a day."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from highneeds.governance.audit import Did, Fact
from highneeds.governance.rights import Right, Role
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import OneTimeSignIn, Permission, User
from highneeds.store.roles import permission, roles_of, set_roles

LIFE_OF_A_SIGN_IN = timedelta(hours=24)
DAYS_UNTIL_DORMANT = 90
_TOKEN_BYTES = 32
ACCOUNT = "account"
IMPORT_FILES = permission(Right.IMPORT_FILES)
"""The right to give files, confirm or stop their import, have them back, and undo an import."""


@transaction.atomic
def make_one_time_sign_in(username: str, *, by: str = "") -> str:
    """A token for ``username``; the token itself is kept nowhere.

    Makes the account, without a password and as administrator, when the store has no account at all. Raises LookupError
    when there are accounts but none of that name, and PermissionError when the account is closed.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        if User.objects.exists():
            message = f"there is no account {username!r}"
            raise LookupError(message)
        user = User(username=username, is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        note(by, Did.GAVE_ROLES, ACCOUNT, user.pk, facts={"name": username, "now": ["administrator"]})
    if not user.is_active:
        message = f"the account {username!r} is closed"
        raise PermissionError(message)
    now = timezone.now()
    OneTimeSignIn.objects.filter(expires_at__lt=now).delete()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    OneTimeSignIn.objects.create(user=user, token_sha256=_hash(token), expires_at=now + LIFE_OF_A_SIGN_IN)
    note(by, Did.CHANGED, ACCOUNT, user.pk, facts={"name": username, "made": "a link that signs in once"})
    return token


def accounts() -> Iterator[User]:
    """By name."""
    return User.objects.order_by("username").iterator()


def may_import_files(user: User) -> bool:
    return user.has_perm(IMPORT_FILES)


@transaction.atomic
def let_import_files(username: str, *, may: bool, by: str = "") -> User:
    """Give or take the right beside any role; a new account, without a password, is made for a name that has none.

    Raises LookupError for a new name that is not to have the right, ValueError for a name that no account may have,
    and PermissionError for an administrator, who may do everything.
    """
    user = _to_be_given(username, makes=may)
    right = Permission.objects.get(content_type__app_label="store", codename=IMPORT_FILES.partition(".")[2])
    (user.user_permissions.add if may else user.user_permissions.remove)(right)
    note(by, Did.GAVE_ROLES, ACCOUNT, user.pk, facts={"name": username, "may import": may})
    return User.objects.get(pk=user.pk)  # without the rights that this one remembers


@transaction.atomic
def with_roles(username: str, *, give: Collection[Role] = (), take: Collection[Role] = (), by: str = "") -> User:
    """After roles were given and taken; raises as ``let_import_files`` does."""
    user = _to_be_given(username, makes=bool(give))
    before = roles_of(user)
    set_roles(user, (set(before) | set(give)) - set(take))
    now = [role.value for role in roles_of(user)]
    facts: dict[str, Fact] = {"name": username, "before": [role.value for role in before], "now": now}
    note(by, Did.GAVE_ROLES, ACCOUNT, user.pk, facts=facts)
    return User.objects.get(pk=user.pk)


@transaction.atomic
def open_or_close(username: str, *, is_open: bool, by: str = "", why: str = "") -> User:
    """Raises LookupError when there is no such account. A closed one is signed out at its next request."""
    user = User.objects.filter(username=username).first()
    if user is None:
        message = f"there is no account {username!r}"
        raise LookupError(message)
    user.is_active = is_open
    if is_open:
        user.last_login = timezone.now()  # or it would be dormant at once
    user.save(update_fields=["is_active", "last_login"])
    note(
        by,
        Did.OPENED_ACCOUNT if is_open else Did.CLOSED_ACCOUNT,
        ACCOUNT,
        user.pk,
        facts={"name": username, "why": why},
    )
    return user


def is_dormant(user: User, days: int = DAYS_UNTIL_DORMANT) -> bool:
    """Whether an open account was not used for so long: since its last sign-in, or since it was made."""
    return user.is_active and (user.last_login or user.date_joined) < timezone.now() - timedelta(days=days)


def close_dormant(user: User, days: int = DAYS_UNTIL_DORMANT, *, by: str = "") -> None:
    open_or_close(user.get_username(), is_open=False, by=by, why=f"not used for {days} days")


def _to_be_given(username: str, *, makes: bool) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        if not makes:
            message = f"there is no account {username!r}"
            raise LookupError(message)
        user = _new_account(username)
    if user.is_superuser:
        message = f"{username!r} is an administrator and may do everything"
        raise PermissionError(message)
    return user


def _new_account(username: str) -> User:
    user = User(username=username)
    user.set_unusable_password()
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    user.save()
    return user


def use_one_time_sign_in(token: str) -> User | None:
    """The account the token lets in, the first time only; None when it is unknown, used, too old or the account closed.

    One UPDATE decides, so of two uses at the same moment one wins.
    """
    now = timezone.now()
    usable = OneTimeSignIn.objects.filter(
        token_sha256=_hash(token), used_at=None, expires_at__gt=now, user__is_active=True
    )
    if not usable.update(used_at=now):
        return None
    return User.objects.get(pk=OneTimeSignIn.objects.get(token_sha256=_hash(token)).user_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
