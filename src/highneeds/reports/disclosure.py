"""Small counts: a published paper never prints a count of 1 to 4 children, nor lets one be worked out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5

NOTE = (
    "[c] is withheld: fewer than 5 children, or the next smallest number, hidden so that the first cannot be worked "
    "out from the total."
)

_FEW_CHILDREN = re.compile(r"(?<![\d.,])[1-4] (more |fewer )?child(ren)?\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as it may be published: None stands where a count is withheld."""

    cells: tuple[int | None, ...]
    total: int | None


def is_small(count: int) -> bool:
    """A count that must not be shown. Nought tells of no child and may be."""
    return 0 < count < SMALLEST_SHOWN


def suppress(counts: Sequence[int]) -> Shown:
    """Withhold each count of 1 to 4, and the next smallest when the total would give a withheld one away.

    A total gives the withheld cells away when there is one only, or when all of them must be 1 or all must be 4. The
    next smallest that is not nought joins them; with none left, the total itself is withheld, as is a total of 1 to 4.
    Raises ValueError for a negative.
    """
    if any(count < 0 for count in counts):
        message = "a count of children cannot be negative"
        raise ValueError(message)
    hidden = {i for i, count in enumerate(counts) if is_small(count)}
    total = None if is_small(sum(counts)) else sum(counts)
    while hidden and total is not None and gives_away([counts[i] for i in hidden]):
        candidates = [i for i in range(len(counts)) if i not in hidden and counts[i]]
        if candidates:
            hidden.add(min(candidates, key=lambda i: (counts[i], i)))
        else:
            total = None
    return Shown(tuple(None if i in hidden else count for i, count in enumerate(counts)), total)


def gives_away(hidden: Sequence[int]) -> bool:
    """Whether withheld numbers can be worked out once their sum is known: one alone, or all 1, or all 4."""
    everyone = sum(hidden)
    return len(hidden) == 1 or everyone == len(hidden) or everyone == (SMALLEST_SHOWN - 1) * len(hidden)


def tells_of_few(text: str) -> bool:
    """Whether a sentence counts 1 to 4 children, so that it, with the money in it, must not be published."""
    return _FEW_CHILDREN.search(text) is not None
