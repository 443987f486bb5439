"""The assumption log: what a forecast or a paper takes as given, whose it is, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LoggedAssumption:
    """One version of one assumption; a later version replaces it and both stay. ``value`` as it was given.

    Raises ValueError when a word is missing: an assumption without source or owner is a guess.
    """

    name: str
    value: str
    unit: str
    source: str
    owner: str
    review_on: date
    version: int = 1

    def __post_init__(self) -> None:
        for part in ("name", "value", "unit", "source", "owner"):
            if not getattr(self, part).strip():
                message = f"assumption {self.name!r} has no {part}"
                raise ValueError(message)
        if self.version < 1:
            message = f"assumption {self.name!r}: versions begin with 1"
            raise ValueError(message)

    def says_the_same(self, other: LoggedAssumption) -> bool:
        """Whatever the version."""
        return (self.value, self.unit, self.source, self.owner, self.review_on) == (
            other.value,
            other.unit,
            other.source,
            other.owner,
            other.review_on,
        )


def due_for_review(log: Iterable[LoggedAssumption], day: date) -> tuple[LoggedAssumption, ...]:
    """In order of the day on which they were to be looked at, of those whose day has come."""
    due = (one for one in log if one.review_on <= day)
    return tuple(sorted(due, key=lambda one: (one.review_on, one.name)))
