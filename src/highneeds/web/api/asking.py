"""Who asks by the API, and whether they may: a token that is in force, has the right, and does not ask too often.

No session counts here: a browser that is signed in is nobody without a token, so that no page elsewhere can ask by it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.security import HttpBearer

from highneeds.governance.audit import Did
from highneeds.governance.rights import Right
from highneeds.store.api_tokens import Token, count_use, token_presented
from highneeds.store.audit import note
from highneeds.web.api.problems import problem
from highneeds.web.throttle import is_first_for_a_while, too_many_calls
from highneeds.web.views.sign_in import address_of

CALLS_A_MINUTE = 120
STRANGERS_CALLS_A_MINUTE = 60


class ByToken(HttpBearer):
    """Named in the description of the API, and again asked for the token that ``guarded`` let through."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:  # noqa: ARG002 - the parent's signature
        found = token_presented(token.strip())
        return found if found is not None and found.is_in_force else None


def guarded(view: Callable[..., HttpResponseBase], right: Right, name: str) -> Callable[..., HttpResponseBase]:
    """The view for whoever presents a token with the right; what is refused is the same whatever is there."""

    @login_not_required
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        token = presented(request)
        if token is None or not token.is_in_force:
            return _refused(request, token, name)
        if too_many_calls(f"token {token.id}", CALLS_A_MINUTE):
            return problem(429)
        if request.method not in {"GET", "HEAD"}:
            return problem(405)
        is_refused = right not in token.rights
        count_use(token, name, was_refused=is_refused)
        return problem(403) if is_refused else _read(view, request, *args, **kwargs)

    return answer


def _read(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: object, **kwargs: object
) -> HttpResponseBase:
    """A HEAD is a GET of which the server sends the headers alone; the library knows only the GET."""
    method = request.method
    request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = method


def presented(request: HttpRequest) -> Token | None:
    """The token of the header, in force or not; None where there is none."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    return token_presented(text.strip()) if kind.lower() == "bearer" and text else None


def _refused(request: HttpRequest, token: Token | None, name: str) -> HttpResponse:
    """An unknown token is noted once in a while for a machine, a token that is over once a day for an address."""
    address = address_of(request)
    if too_many_calls(f"stranger {address}", STRANGERS_CALLS_A_MINUTE):
        return problem(429)
    if token is not None:
        count_use(token, name, was_refused=True)
    elif request.headers.get("Authorization") and is_first_for_a_while(f"stranger {address}"):
        note("", Did.SIGN_IN_FAILED, "API")
    return problem(401)
