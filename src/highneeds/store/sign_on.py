"""Accounts of the council's sign-on: known by issuer and subject, with the roles that its groups give each time."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from highneeds.governance.audit import Did
from highneeds.governance.rights import Role
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.accounts import ACCOUNT, with_roles
from highneeds.store.audit import note
from highneeds.store.models import SignOnIdentity, User
from highneeds.store.roles import roles_of

BY_SIGN_ON = "the council's sign-on"


def account_of_identity(issuer: str, subject: str) -> User | None:
    found = SignOnIdentity.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    return None if found is None else found.user


def is_of_sign_on(user: User) -> bool:
    """Whether this account signs in by the council's sign-on."""
    return SignOnIdentity.objects.filter(user=user).exists()


@transaction.atomic
def new_account_of(name: str, issuer: str, subject: str, roles: Collection[Role]) -> User:
    """An account without a password. Raises LookupError where the name is another's, ValueError for no name."""
    if User.objects.filter(username=name).exists():
        message = f"there is an account {name!r} already"
        raise LookupError(message)
    user = with_roles(name, give=roles, by=BY_SIGN_ON)
    SignOnIdentity.objects.create(user=user, issuer=issuer, subject=subject)
    note(BY_SIGN_ON, Did.OPENED_ACCOUNT, ACCOUNT, user.pk, facts={"name": name})
    return user


@transaction.atomic
def join(name: str, issuer: str, subject: str, *, by: str) -> None:
    """An account there is signs in by the council's sign-on from now on. Raises LookupError and PermissionError."""
    user = User.objects.filter(username=name).first()
    if user is None:
        message = f"there is no account {name!r}"
        raise LookupError(message)
    if user.is_superuser:
        message = f"{name!r} is an administrator, who signs in here"
        raise PermissionError(message)
    other = account_of_identity(issuer, subject)
    if other is not None and other.pk != user.pk:
        message = f"that person has the account {other.get_username()!r}"
        raise PermissionError(message)
    SignOnIdentity.objects.update_or_create(user=user, defaults={"issuer": issuer, "subject": subject})
    note(by, Did.CHANGED, ACCOUNT, user.pk, facts={"name": name, "made": "it sign in by the council's sign-on"})


def these_roles(user: User, roles: Collection[Role]) -> User:
    """These roles and no others; noted only where something changes."""
    before = set(roles_of(user))
    if before == set(roles):
        return user
    return with_roles(user.get_username(), give=set(roles) - before, take=before - set(roles), by=BY_SIGN_ON)
