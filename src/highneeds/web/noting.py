"""Entries in the audit for what is done on pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from highneeds.governance.audit import Did, Fact
from highneeds.store.audit import CHILD, CHILDREN, note
from highneeds.web.sight import sight_of

__all__ = ["Did", "UnseenError", "noted", "who"]


_SHOWS = frozenset({Did.SAW_CHILD, Did.OPENED_NAMES, Did.TOOK_OUT})


class UnseenError(Exception):
    """A page was about to show a child of another team."""


def noted(
    request: HttpRequest,
    did: Did,
    kind: str = "",
    ref: object = "",
    *,
    facts: Mapping[str, Fact] | None = None,
    words: str = "",
) -> int:
    """Before the answer is made: what cannot be noted is not shown and not done.

    Gives the number of the entry. Raises UnseenError for a child whom this person does not see, so that a page which
    forgot to ask shows nothing.
    """
    told = facts.get(CHILDREN) if facts else None
    about = {str(ref)} if kind == CHILD else set(told) if isinstance(told, list) else set()
    if about and did in _SHOWS and sight_of(request).hidden_among(about):
        message = f"{kind} {'' if kind == CHILD else ref}, of children whom this person does not see, was not shown"
        raise UnseenError(message)
    return note(who(request), did, kind, ref, facts=facts, words=words)


def who(request: HttpRequest) -> str:
    """The account's name; "" for a stranger."""
    return request.user.get_username() if request.user.is_authenticated else ""
