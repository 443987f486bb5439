"""What a live measure comes to, or that the data cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class CannotSayError(Exception):
    """The data at hand cannot tell the measure; the message says what is missing, for people to read."""


@dataclass(frozen=True, slots=True)
class Value:
    """``source``: the snapshot, return or file it was counted from."""

    value: float
    as_at: date
    source: str


def share(part: float, whole: float, of_what: str) -> float:
    """Raises CannotSayError where there is nothing to be a share of."""
    if not whole:
        message = f"there are no {of_what} to be a share of"
        raise CannotSayError(message)
    return part / whole
