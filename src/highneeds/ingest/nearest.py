"""What an unmatched number probably was: numbers one slip of the hand away, looked up among those that are known.

A slip is one character wrong, left out or put in, or two next to each other the wrong way round (Damerau's four).
Pupil numbers are compared by their keys: none is kept, and none is told.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import polars as pl

from highneeds.caseload.census import newness
from highneeds.ingest.child_keys import key_of_number
from highneeds.ingest.headers import ROW

ROWS_LOOKED_UP = 500
_MOST_NEAREST = 3
_OF_NUMBERS = string.digits + string.ascii_uppercase


def slips(text: str, letters: Iterable[str]) -> set[str]:
    """Every text one slip away from ``text``, itself left out."""
    parts = [(text[:place], text[place:]) for place in range(len(text) + 1)]
    left_out = {before + after[1:] for before, after in parts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    every = list(letters)
    wrong = {before + letter + after[1:] for before, after in parts if after for letter in every}
    put_in = {before + letter + after for before, after in parts for letter in every}
    return (left_out | swapped | wrong | put_in) - {text}


def nearest_children(rows: pl.DataFrame, plans: pl.DataFrame | None, key: bytes) -> tuple[tuple[int, str], ...]:
    """Of the rows (``upn``, ``uln``, ``child_key``) of children without a plan, where plans one slip away stand.

    The first ``ROWS_LOOKED_UP`` of them are looked up; each is a row of the file with the file and row of the plans,
    the newest of a child.
    """
    if plans is None:
        return ()
    unmatched = rows.filter(~pl.col("child_key").is_in(plans["child_key"].unique().implode())).head(ROWS_LOOKED_UP)
    if unmatched.is_empty():
        return ()
    newest = plans.sort(newness(), ROW).select("child_key", "source_file", ROW)
    place = {child: f"{file} row {row}" for child, file, row in newest.iter_rows()}
    found = []
    for row, upn, uln in unmatched.select(ROW, "upn", "uln").iter_rows():
        kind, number = ("upn", upn) if upn else ("uln", uln)
        near = {key_of_number(kind, one, key) for one in slips(number, _letters(kind))} if number else set()
        said = sorted(place[child] for child in near & place.keys())[:_MOST_NEAREST]
        if said:
            found.append((row, ", ".join(said)))
    return tuple(found)


def nearest_references(reference: str, known: AbstractSet[str], letters: Iterable[str]) -> str:
    """The known references that are one slip away from this one, or "". ``letters``: all that stand in the known."""
    return ", ".join(sorted(slips(reference, letters) & known)[:_MOST_NEAREST])


def _letters(kind: str) -> str:
    return _OF_NUMBERS if kind == "upn" else string.digits
