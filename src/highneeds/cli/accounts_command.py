"""``highneeds accounts``."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.accounts import (
    Account,
    all_accounts,
    change_roles,
    close_all_dormant,
    forget_second_factor,
    let_import,
    set_open,
)
from highneeds.operations.people import person_at_the_terminal

_OF_NONE: list[str] = []


def accounts(
    name: Annotated[str | None, typer.Argument(help="An account of the pages; a new one is made.")] = None,
    *,
    role: Annotated[list[str], typer.Option(help="Give it this role, such as 'case officer'.")] = _OF_NONE,
    without_role: Annotated[list[str], typer.Option(help="Take this role from it.")] = _OF_NONE,
    may_import: Annotated[
        bool | None,
        typer.Option(
            "--may-import/--may-not-import",
            help="Whether it may import files, undo imports, decide links between returns and set rules.",
        ),
    ] = None,
    forget_factor: Annotated[
        bool, typer.Option("--forget-second-factor", help="Take its second factor away: the telephone was lost.")
    ] = False,
    close_dormant: Annotated[
        bool, typer.Option("--close-dormant", help="Close every account that nobody used for 90 days.")
    ] = False,
    is_open: Annotated[bool | None, typer.Option("--open/--close", help="Open it again, or close it.")] = None,
) -> None:
    """List the accounts of the pages with their roles, or give, take, open and close.

    An account without a role sees nothing of the council. 'highneeds sign-in-link --user NAME' lets a new one in.
    """
    if close_dormant:
        closed = close_all_dormant(by=person_at_the_terminal())
        console.print(f"Closed: {', '.join(closed)}." if closed else "No account is dormant.", markup=False)
        return
    says_nothing = not (role or without_role or forget_factor) and (may_import, is_open) == (None, None)
    if name is None and says_nothing:
        for account in all_accounts():
            console.print(_line(account), markup=False, soft_wrap=True)
        return
    if name is None or says_nothing:
        message = "Name an account, and say what to change: --role, --without-role, --may-import, --close and so on."
        raise Refusal(message)
    changed, by = [], person_at_the_terminal()
    if role or without_role:
        changed.append(change_roles(name, give=role, take=without_role, by=by))
    if may_import is not None:
        changed.append(let_import(name, may=may_import, by=by))
    if is_open is not None:
        changed.append(set_open(name, is_open=is_open, by=by))
    if forget_factor:
        had = forget_second_factor(name, by=by)
        console.print(f"{name} has no second factor {'any more' if had else ''}".rstrip() + ".", markup=False)
    for account in changed[-1:]:
        console.print(_line(account), markup=False, soft_wrap=True)


def _line(account: Account) -> str:
    what = ", ".join(role.value for role in account.roles) or "no role"
    if account.is_administrator:
        what = "administrator, may do everything"
    elif account.may_import:
        what += "; may import files and undo imports"
    return f"{account.name}: {what}{'' if account.is_open else '; closed'}"
