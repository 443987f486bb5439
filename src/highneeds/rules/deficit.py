"""Up to which day the grant covers a deficit, and up to which the deficit is kept apart from the council's balances."""

from __future__ import annotations

from datetime import date, timedelta

from highneeds.rules.parameters import parameter

GRANT_SHARE = "stability_grant_share"
HELD_APART_SHARE = "deficit_held_apart_share"


def last_day_of_grant() -> date:
    """The last day on which a deficit could accrue of which the High Needs Stability Grant covers a share."""
    return _last_day(GRANT_SHARE)


def last_day_held_apart() -> date:
    """The last day of the statutory override."""
    return _last_day(HELD_APART_SHARE)


def _last_day(key: str) -> date:
    """Before the value that is 0. Raises LookupError while no end is known."""
    for dated in parameter(key).values:
        if dated.value == 0:
            return dated.effective - timedelta(days=1)
    message = f"parameter {key} has no end"
    raise LookupError(message)
