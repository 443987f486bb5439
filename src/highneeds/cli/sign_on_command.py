"""``highneeds sign-on``."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.sign_on import join_account
from highneeds.operations.sign_on_settings import sign_on_file, sign_on_in_use


def sign_on(
    name: Annotated[str | None, typer.Argument(help="An account made before the sign-on was in use.")] = None,
    subject: Annotated[str | None, typer.Argument(help="Its person, as the page said it that refused them.")] = None,
) -> None:
    """Say how the council's own sign-on is set, or join an account there is to its person.

    'highneeds doctor' asks the provider whether it answers.
    """
    if name is not None:
        if subject is None:
            message = "Name the account and its person's subject."
            raise Refusal(message)
        join_account(name, subject, by=person_at_the_terminal())
        console.print(f"{name} signs in by the council's sign-on from now on.", markup=False)
        return
    settings = sign_on_in_use()
    if settings is None:
        console.print(f"Off: there is no {sign_on_file()}.", markup=False, soft_wrap=True)
        return
    console.print(f"{settings.issuer}, as {settings.client_id}", markup=False, soft_wrap=True)
    console.print(f"a second factor there is {settings.second_factor}", markup=False, soft_wrap=True)
    for group, roles in settings.roles.items():
        console.print(f"{group}: {', '.join(role.value for role in roles)}", markup=False, soft_wrap=True)
