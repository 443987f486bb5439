"""``highneeds api-tokens``."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.timezone import localtime

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.api_tokens import (
    USUAL_DAYS,
    all_tokens,
    new_token,
    rights_in_words,
    rights_of,
    state_in_words,
    take_back,
)
from highneeds.operations.people import person_at_the_terminal
from highneeds.store.api_tokens import Token

_OF_NONE: list[str] = []


def api_tokens(
    name: Annotated[str | None, typer.Argument(help="A token: name it by the system that reads with it.")] = None,
    *,
    right: Annotated[list[str], typer.Option(help="What it may read, such as see_position.")] = _OF_NONE,
    role: Annotated[
        list[str], typer.Option(help="All that programs are offered of what this role may see.")
    ] = _OF_NONE,
    days: Annotated[int, typer.Option(help="How long it is in force.")] = USUAL_DAYS,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take it back: its next call is refused.")] = False,
) -> None:
    """List the tokens with which other systems read aggregates by the API, make one, or take one back."""
    if name is None:
        if right or role or revoke:
            message = "Name the token."
            raise Refusal(message)
        for token in all_tokens():
            console.print(_line(token), markup=False, soft_wrap=True)
    elif revoke:
        take_back(name, by=person_at_the_terminal())
        console.print(f"Taken back: {name}.", markup=False)
    else:
        made = new_token(name, rights=rights_of(right, role), days=days, by=person_at_the_terminal())
        console.print("Keep this where the other system keeps its secrets. It is shown this once.", markup=False)
        console.print(made, markup=False, soft_wrap=True)


def _line(token: Token) -> str:
    used = f"last used {localtime(token.last_used_at):%-d %b %Y, %H:%M}" if token.last_used_at else "never used"
    until = f"until {localtime(token.expires_at):%-d %b %Y}"
    return f"{token.name}: {state_in_words(token)}, {until}; {used}; may read: {rights_in_words(token)}"
