"""Slow down guessing: no more than ten wrong sign-ins in five minutes for a name from one address.

The count is kept for the pair of name and address, so that a stranger elsewhere cannot lock a person out; a second,
wider count for the address alone stops one machine from trying many names.
Source of ten in five minutes: NCSC, Cyber Essentials: Requirements for IT Infrastructure.
"""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache

WINDOW_SECONDS = 300
TRIES_FOR_A_NAME = 10
TRIES_FROM_AN_ADDRESS = 50
_MINUTE_SECONDS = 60


def must_wait(username: str, address: str) -> bool:
    """True when so many sign-ins failed of late that the next is not looked at."""
    return any(len(_recent(key)) >= allowed for key, allowed in _counts(username, address))


def count_failure(username: str, address: str) -> None:
    for key, allowed in _counts(username, address):
        cache.set(key, [*_recent(key), time.time()][-allowed:], WINDOW_SECONDS)


def forget_failures(username: str, address: str) -> None:
    """After a whole sign-in; the address keeps its own count."""
    cache.delete(_counts(username, address)[0][0])


def too_many_calls(by: str, allowed: int) -> bool:
    """Count a call of a program; whether it made more than ``allowed`` in this minute of the clock."""
    key = _key("calls", by, str(int(time.time()) // _MINUTE_SECONDS))
    made = int(cache.get(key, 0)) + 1
    cache.set(key, made, 2 * _MINUTE_SECONDS)
    return made > allowed


def is_first_for_a_while(by: str) -> bool:
    """Whether nothing was noted of it within five minutes."""
    return bool(cache.add(_key("noted", by), value=True, timeout=WINDOW_SECONDS))


def _counts(username: str, address: str) -> tuple[tuple[str, int], ...]:
    return (
        (_key("name", username.strip().casefold(), address), TRIES_FOR_A_NAME),
        (_key("address", address), TRIES_FROM_AN_ADDRESS),
    )


def _recent(key: str) -> list[float]:
    since = time.time() - WINDOW_SECONDS
    return [moment for moment in cache.get(key, ()) if moment > since]


def _key(*parts: str) -> str:
    """A hash, so that no name stands in the cache's files."""
    return "sign-in-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()
