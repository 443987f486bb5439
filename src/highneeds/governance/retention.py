"""How long records are kept: the council's own schedule, and what of what is stored is due by it.

A child's rows are due when nothing has been known of the child for so many years: no plan, placement, payment, return
or note. Files as they were given, and snapshots of months, are due so many years after. Totals of closed months and
the audit are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

MOST_YEARS = 120


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many years, and by what: the line of the council's schedule and its legal basis, in words."""

    years: int
    basis: str

    def until(self, today: date) -> date:
        """What was last known before this day is due."""
        return years_before(today, self.years)


@dataclass(frozen=True, slots=True)
class Schedule:
    """``held``: children, by pseudonym, of whom nothing is deleted whatever their age, such as for a claim."""

    children: Kept
    files: Kept
    held: frozenset[str]

    def in_words(self) -> tuple[str, str]:
        return (
            f"Rows about a child: {_years(self.children)} after the last that is known of it ({self.children.basis})",
            f"Files as they were given, and snapshots of months: {_years(self.files)} ({self.files.basis})",
        )


def _years(kept: Kept) -> str:
    return "1 year" if kept.years == 1 else f"{kept.years} years"


def years_before(day: date, years: int) -> date:
    """The same day so many years before; of 29 February, the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def children_due(last_known: Mapping[str, date], same_child: Iterable[frozenset[str]], before: date) -> frozenset[str]:
    """The keys of children of whom all keys were last known before the day.

    ``same_child``: keys that are one child's; a key in none stands alone. One key that is not due keeps all of them.
    """
    due = {key for key, day in last_known.items() if day < before}
    for keys in same_child:
        if any(key in last_known and key not in due for key in keys):
            due -= keys
    return frozenset(due)
