"""Withholding over tables that share sums: no count of 1 to 4 children may be shown, or worked out from what is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from highneeds.reports.disclosure import gives_away, is_small

Place = TypeVar("Place", bound=Hashable)


def withheld(
    counts: Mapping[Place, int], sums: Sequence[tuple[Place, Sequence[Place]]], *, besides: Iterable[Place] = ()
) -> frozenset[Place]:
    """The places to withhold. ``sums``: a total and its parts; ``besides``: places withheld for another reason.

    In each sum, as ``disclosure.suppress`` does in a column: where the shown numbers give a withheld one away, the next
    smallest that is not nought joins it, a part rather than the total, until nothing more is given away anywhere. A
    total that is nought may be shown: it tells of no child. Raises KeyError for a place without a count.
    """
    hidden = {place for place, count in counts.items() if is_small(count)} | set(besides)
    is_settled = False
    while not is_settled:
        joining = {place for total, parts in sums for place in _next(counts, hidden, total, parts)}
        is_settled = joining <= hidden
        hidden |= joining
    return frozenset(hidden)


def _next(counts: Mapping[Place, int], hidden: set[Place], total: Place, parts: Sequence[Place]) -> tuple[Place, ...]:
    inside = [part for part in parts if part in hidden]
    if total in hidden:
        if inside:
            return ()
        shown = [part for part in parts if counts[part]]
        return (min(shown, key=lambda part: counts[part]),) if shown else ()
    if not inside or not gives_away([counts[part] for part in inside]):
        return ()
    candidates = [part for part in parts if part not in hidden and counts[part]]
    return (min(candidates, key=lambda part: counts[part]),) if candidates else (total,)
