"""Tokens of the API, for those who give rights: at the terminal and on a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from highneeds.core.errors import Refusal
from highneeds.governance.rights import (
    OFFERED_TO_PROGRAMS,
    Detail,
    Right,
    Role,
    given_to_programs,
    role_named,
)
from highneeds.reports.words import listed, sentence
from highneeds.store import (
    api_tokens,
    ready,  # noqa: F401 - configures Django before the models are imported
)
from highneeds.store.api_tokens import MOST_DAYS, Token
from highneeds.store.setup import open_store

LONGEST_NAME = 60
USUAL_DAYS = 90
OFFERED: tuple[Right | Detail, ...] = tuple(what for what in (*Right, *Detail) if what in OFFERED_TO_PROGRAMS)
"""In the order in which they are shown."""
READS: Mapping[Right | Detail, str] = MappingProxyType(
    {
        Right.SEE_POSITION: "figures, spending, forecasts and children by setting",
        Right.SEE_MONEY: "budget lines",
        Right.SEE_PROVIDERS: "providers with places",
        Detail.PROVIDER_PRICES: "uplifts open with a provider",
    }
)
"""What a token with the right reads."""


def all_tokens() -> tuple[Token, ...]:
    """By name, those that are over too."""
    open_store()
    return tuple(api_tokens.tokens())


def rights_of(names: Iterable[str] = (), roles: Iterable[str] = ()) -> frozenset[Right | Detail]:
    """Rights by their names, and what programs are offered of what roles may. Raises Refusal for what there is not."""
    by_name = {what.value: what for what in OFFERED}
    found: set[Right | Detail] = set()
    for name in names:
        if name not in by_name:
            message = f"A token cannot be given {name!r}. It can be given: {listed(sorted(by_name))}."
            raise Refusal(message)
        found.add(by_name[name])
    for name in roles:
        role = role_named(name)
        if role is None:
            message = f"There is no role {name!r}. There are: {listed([one.value for one in Role])}."
            raise Refusal(message)
        found |= given_to_programs((role,))
    return frozenset(found)


def new_token(name: str, *, rights: Collection[Right | Detail], days: int, by: str) -> str:
    """The token, told this once. Raises Refusal."""
    open_store()
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME:
        message = f"Give the token a name of up to {LONGEST_NAME} letters: the system that reads with it."
        raise Refusal(message)
    if not rights:
        message = "Say what the token may read. What a role sees may hold nothing that is offered to programs."
        raise Refusal(message)
    if not 1 <= days <= MOST_DAYS:
        message = f"A token is in force for 1 to {MOST_DAYS} days."
        raise Refusal(message)
    try:
        return api_tokens.make_token(said, rights=rights, days=days, by=by)
    except ValueError as error:
        message = f"Nothing was made: {error.args[0]}."
        raise Refusal(message) from error


def take_back(name: str, *, by: str) -> None:
    """The token answers no more from the next call on. Raises Refusal when there is none in force by that name."""
    open_store()
    found = next((token for token in api_tokens.tokens() if token.name == " ".join(name.split())), None)
    if found is None or not api_tokens.revoke(found.id, by=by):
        message = f"There is no token {name!r} that was not taken back already."
        raise Refusal(message)


def rights_in_words(token: Token) -> str:
    return sentence(listed([READS[what] for what in OFFERED if what in token.rights]))


def state_in_words(token: Token) -> str:
    if token.revoked_at is not None:
        return f"taken back by {token.revoked_by}"
    return "in force" if token.is_in_force else "over"
