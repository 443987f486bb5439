"""Entries in the audit for what is done on pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from highneeds.governance.audit import Did, Fact
from highneeds.store.audit import note

__all__ = ["Did", "noted", "who"]


def noted(
    request: HttpRequest,
    did: Did,
    kind: str = "",
    ref: object = "",
    *,
    facts: Mapping[str, Fact] | None = None,
    words: str = "",
) -> None:
    """Before the answer is made: what cannot be noted is not shown and not done."""
    note(who(request), did, kind, ref, facts=facts, words=words)


def who(request: HttpRequest) -> str:
    """The account's name; "" for a stranger."""
    return request.user.get_username() if request.user.is_authenticated else ""
