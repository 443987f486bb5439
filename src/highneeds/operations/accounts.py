"""Accounts of the pages, and who of them may import files."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.core.errors import Refusal
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.accounts import accounts, let_import_files, may_import_files
from highneeds.store.models import User
from highneeds.store.setup import open_store


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    is_administrator: bool
    is_open: bool
    may_import: bool


def all_accounts() -> tuple[Account, ...]:
    open_store()
    return tuple(map(_account, accounts()))


def let_import(name: str, *, may: bool) -> Account:
    """Give an account the right to import files and undo imports, or take it; a new name gets an account with it.

    Raises Refusal when the name cannot be one, or nothing can be taken from it.
    """
    open_store()
    try:
        return _account(let_import_files(name, may=may))
    except (LookupError, PermissionError, ValueError) as error:
        message = f"Nothing was changed: {error.args[0]}"
        raise Refusal(message) from error


def _account(user: User) -> Account:
    return Account(user.get_username(), user.is_superuser, user.is_active, may_import_files(user))
