"""``highneeds accounts``."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.accounts import Account, all_accounts, let_import


def accounts(
    name: Annotated[str | None, typer.Argument(help="An account of the pages; a new one is made.")] = None,
    *,
    may_import: Annotated[
        bool | None,
        typer.Option(
            "--may-import/--may-not-import",
            help="Whether it may import files, undo imports, decide links between returns and set rules.",
        ),
    ] = None,
) -> None:
    """List the accounts of the pages, or say whether one may import files and undo imports.

    Everybody with an account sees the pages. 'highneeds sign-in-link --user NAME' lets a new one in.
    """
    if name is None and may_import is None:
        for account in all_accounts():
            console.print(_line(account), markup=False, soft_wrap=True)
        return
    if name is None or may_import is None:
        message = "Name an account, and say --may-import or --may-not-import."
        raise Refusal(message)
    console.print(_line(let_import(name, may=may_import)), markup=False, soft_wrap=True)


def _line(account: Account) -> str:
    what = "administrator, may do everything" if account.is_administrator else "sees the pages"
    if account.may_import and not account.is_administrator:
        what += ", may import files and undo imports"
    return f"{account.name}: {what}{'' if account.is_open else '; closed'}"
