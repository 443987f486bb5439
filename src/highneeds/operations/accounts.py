"""Accounts of the pages, the roles they have, and what somebody is told who may not do something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.rights import IN_WORDS, Right, Role, role_named, roles_that_may
from highneeds.reports.words import listed, sentence
from highneeds.store import (
    ready,  # noqa: F401 - configures Django before the models are imported
    second_factor,
)
from highneeds.store.accounts import (
    DAYS_UNTIL_DORMANT,
    accounts,
    close_dormant,
    is_dormant,
    let_import_files,
    may_import_files,
    open_or_close,
    with_roles,
)
from highneeds.store.models import User
from highneeds.store.roles import roles_of, who_may
from highneeds.store.setup import open_store

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    is_administrator: bool
    is_open: bool
    may_import: bool
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account on the page of accounts."""

    id: int
    name: str
    roles: str
    is_open: bool
    last_sign_in: datetime | None
    has_second_factor: bool
    may_import: bool


@dataclass(frozen=True, slots=True)
class HowToGet:
    """What a page says to whoever may not open it."""

    title: str
    advice: str


def all_accounts() -> tuple[Account, ...]:
    open_store()
    return tuple(map(_account, accounts()))


def let_import(name: str, *, may: bool, by: str) -> Account:
    """Give an account the right to import files and undo imports, or take it; a new name gets an account with it.

    Raises Refusal when the name cannot be one, or nothing can be taken from it.
    """
    open_store()
    try:
        return _account(let_import_files(name, may=may, by=by))
    except (LookupError, PermissionError, ValueError) as error:
        message = f"Nothing was changed: {error.args[0]}"
        raise Refusal(message) from error


def change_roles(name: str, *, give: Iterable[str] = (), take: Iterable[str] = (), by: str) -> Account:
    """Give and take roles by their names; a new name that is given one gets an account, without a password.

    Raises Refusal for a role there is not, a name that can be none, and an administrator, who may do everything.
    """
    given, taken = _roles(give), _roles(take)
    open_store()
    try:
        return _account(with_roles(name, give=given, take=taken, by=by))
    except (LookupError, PermissionError, ValueError) as error:
        message = f"Nothing was changed: {error.args[0]}"
        raise Refusal(message) from error


def set_open(name: str, *, is_open: bool, by: str) -> Account:
    """Close an account, which ends what it has open at the next request, or open it again. Raises Refusal."""
    open_store()
    try:
        return _account(open_or_close(name, is_open=is_open, by=by))
    except LookupError as error:
        message = f"Nothing was changed: {error.args[0]}"
        raise Refusal(message) from error


def close_all_dormant(*, days: int = DAYS_UNTIL_DORMANT, by: str) -> tuple[str, ...]:
    """Close every account that was not used for so long; their names."""
    open_store()
    found = [user for user in accounts() if is_dormant(user, days)]
    for user in found:
        close_dormant(user, days, by=by)
    return tuple(user.get_username() for user in found)


def forget_second_factor(name: str, *, by: str) -> bool:
    """For whoever has lost the authenticator and the recovery codes; whether there was one. Raises Refusal."""
    open_store()
    user = User.objects.filter(username=name).first()
    if user is None:
        message = f"There is no account {name!r}."
        raise Refusal(message)
    return second_factor.forget(user, by=by)


def accounts_page() -> tuple[AccountLine, ...]:
    """Every account by name, as the page of accounts shows it."""
    return tuple(
        AccountLine(
            user.pk,
            user.get_username(),
            roles_in_words(user),
            user.is_active,
            user.last_login,
            has_second_factor=second_factor.is_on(user),
            may_import=may_import_files(user),
        )
        for user in accounts()
    )


def account_of(account_id: int) -> Account | None:
    """None where there is none of that number."""
    user = User.objects.filter(pk=account_id).first()
    return None if user is None else _account(user)


@transaction.atomic
def change_account(name: str, *, roles: Iterable[str], is_open: bool, by: str) -> None:
    """These roles and no others; open or closed: both or neither. Nobody changes their own account. Raises Refusal."""
    if name == by:
        message = "Nobody changes what they may do themselves. Ask another person who gives roles."
        raise Refusal(message)
    wanted = set(_roles(roles))
    user = User.objects.filter(username=name, is_superuser=False).first()
    if user is None:
        message = f"{name} is an administrator, who may do everything; that is changed at the terminal."
        raise Refusal(message)
    has = set(roles_of(user))
    if wanted != has:
        with_roles(name, give=wanted - has, take=has - wanted, by=by)
    if is_open != user.is_active:
        open_or_close(name, is_open=is_open, by=by)


def new_account(name: str, *, role: str, by: str) -> None:
    """An account without a password: 'highneeds sign-in-link' lets its person in. Raises Refusal."""
    if User.objects.filter(username=name).exists():
        message = f"There is an account {name!r} already."
        raise Refusal(message)
    change_roles(name, give=[role], by=by)


def how_to_get(right: Right) -> HowToGet:
    """Which right it takes, which roles have it, and who of this council can give one."""
    has = [role.value for role in roles_that_may(right)]
    who = f"Who may: {listed(has)}." if has else "No role has this right."
    return HowToGet(f"You may not {IN_WORDS[right]}", f"{who} {whom_to_ask()} Nothing was changed.")


def whom_to_ask() -> str:
    """The people who give roles, by name."""
    names = who_may(Right.GIVE_ROLES)
    if not names:
        return "Ask the person who looks after highneeds in your council for a role."
    return f"For a role ask {' or '.join(names[:_MOST_NAMES])}."


def roles_in_words(user: User) -> str:
    """What an account is: its roles, or that it has none."""
    if user.is_superuser:
        return "Administrator"
    return sentence(listed([role.value for role in roles_of(user)])) or "No role yet"


def _roles(names: Iterable[str]) -> tuple[Role, ...]:
    found = []
    for name in names:
        role = role_named(name)
        if role is None:
            message = f"There is no role {name!r}. There are: {listed([one.value for one in Role])}."
            raise Refusal(message)
        found.append(role)
    return tuple(found)


def _account(user: User) -> Account:
    return Account(user.get_username(), user.is_superuser, user.is_active, may_import_files(user), roles_of(user))
