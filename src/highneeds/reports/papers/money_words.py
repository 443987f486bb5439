"""How sums, chances and ranges are read in papers of the programme."""

from __future__ import annotations

from highneeds.reports import words

_TEN_MILLION_POUNDS = 1_000_000_000
_IN_100 = 100


def millions(pence: float) -> str:
    """``£121.4m`` and ``£2.05m``: small sums need the second place."""
    return words.millions(pence, 1 if abs(pence) >= _TEN_MILLION_POUNDS else 2)


def span(low: float, high: float) -> str:
    """``£1.48m to £2.66m``, both ends to the same place; one sum where they are the same."""
    places = 1 if min(abs(low), abs(high)) >= _TEN_MILLION_POUNDS else 2
    if words.in_millions(low, places) == words.in_millions(high, places):
        return words.millions(low, places)
    return f"{words.millions(low, places)} to {words.millions(high, places)}"


def chance(prob: float) -> str:
    """``5 in 100``, and never nought or all: draws cannot be that sure."""
    of_100 = words.whole(prob * _IN_100)
    if of_100 < 1:
        return "less than 1 in 100"
    return "more than 99 in 100" if of_100 >= _IN_100 else f"{of_100} in 100"
