"""Which children whoever asks sees, worked out once a request; and those of other teams they opened, for an hour."""

from __future__ import annotations

import time

from django.http import HttpRequest

from highneeds.operations.sight import Sight, sight_of_account
from highneeds.web.rights import Right, may

OPENED = "other_teams_opened"
_SECONDS_OPEN = 3600
_HELD = "_sight"


def sight_of(request: HttpRequest) -> Sight:
    held = request.__dict__.get(_HELD)
    if not isinstance(held, Sight):
        held = request.__dict__[_HELD] = _worked_out(request)
    return held


def open_for_an_hour(request: HttpRequest, child_key: str) -> None:
    """After it was noted, for this sign-in alone."""
    now = time.time()
    request.session[OPENED] = _open_now(request) | {child_key: now}
    request.__dict__.pop(_HELD, None)


def _worked_out(request: HttpRequest) -> Sight:
    sight = sight_of_account(request.user)
    if not sight.is_limited or not may(request.user, Right.OPEN_NAMES):
        return sight
    return sight.with_opened(_open_now(request))


def _open_now(request: HttpRequest) -> dict[str, float]:
    now = time.time()
    return {key: at for key, at in request.session.get(OPENED, {}).items() if 0 <= now - at < _SECONDS_OPEN}
