"""What is published together, as a reader with a pencil sees it: cells, and the sums that they stand in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Place = str
"""What a cell counts, in words that are the same wherever it is shown: ``children · special · 2026-10-31``."""


@dataclass(frozen=True, slots=True)
class Sum:
    """``total`` is the sum of ``parts``, each part once; rounded numbers may differ from it by ``off`` at the most."""

    total: Place
    parts: tuple[Place, ...]
    off: int = 0


@dataclass(frozen=True)
class Pack:
    """Every cell of tables that a reader may lay side by side, with its true count, and the sums between cells.

    ``changes``: cells that may be below nought, such as the change since last year. ``rounded``: means over draws,
    whose nought may be a little more than nought, so that it is withheld where it must be. Raises ValueError for a sum
    of an unknown place, or whose counts do not add, and for a negative count.
    """

    counts: Mapping[Place, int]
    sums: tuple[Sum, ...]
    changes: frozenset[Place] = frozenset()
    rounded: frozenset[Place] = frozenset()

    def __post_init__(self) -> None:
        for each in self.sums:
            unknown = [place for place in (each.total, *each.parts) if place not in self.counts]
            if unknown:
                message = f"the sum {each.total!r} has places without a count: {', '.join(unknown)}"
                raise ValueError(message)
            if abs(self.off(each)) > each.off:
                message = f"the parts of {each.total!r} do not add to it"
                raise ValueError(message)
        negative = [place for place, count in self.counts.items() if count < 0 and place not in self.changes]
        if negative:
            message = f"a count of children cannot be negative: {', '.join(negative)}"
            raise ValueError(message)

    def off(self, each: Sum) -> int:
        """By how much the parts are more than the total."""
        return sum(self.counts[part] for part in each.parts) - self.counts[each.total]

    def parts_apart(self) -> tuple[Pack, ...]:
        """Packs that share no sum, so that nothing shown in one tells of another. Cells in no sum stand alone."""
        home = {place: place for place in self.counts}

        def root(place: Place) -> Place:
            while home[place] != place:
                home[place] = home[home[place]]
                place = home[place]
            return place

        for each in self.sums:
            for part in each.parts:
                home[root(part)] = root(each.total)
        places: dict[Place, list[Place]] = {}
        for place in self.counts:
            places.setdefault(root(place), []).append(place)
        sums: dict[Place, list[Sum]] = {}
        for each in self.sums:
            sums.setdefault(root(each.total), []).append(each)
        return tuple(
            Pack(
                {place: self.counts[place] for place in own},
                tuple(sums.get(head, ())),
                self.changes.intersection(own),
                self.rounded.intersection(own),
            )
            for head, own in places.items()
        )


@dataclass(frozen=True)
class Published:
    """What the reader has: counts shown, places withheld, and sums. ``changes`` and ``rounded`` as in ``Pack``."""

    shown: Mapping[Place, int]
    withheld: frozenset[Place]
    sums: tuple[Sum, ...]
    changes: frozenset[Place] = frozenset()
    rounded: frozenset[Place] = frozenset()

    def least(self, place: Place) -> float:
        """What a withheld place stands for at the least, as the rules say: nought is shown, unless it is rounded."""
        if place in self.changes:
            return -math.inf
        return 0.0 if place in self.rounded else 1.0


def published(pack: Pack, withheld: Iterable[Place]) -> Published:
    hidden = frozenset(pack.counts).intersection(withheld)
    shown = {place: count for place, count in pack.counts.items() if place not in hidden}
    return Published(shown, hidden, pack.sums, pack.changes, pack.rounded)


def beside(paper: Published, places: Iterable[Place]) -> Published:
    """The part of a paper that shares sums with ``places``, reached from one sum to the next."""
    reached, sums = set(places), set[Sum]()
    while more := {each for each in paper.sums if each not in sums and reached & {each.total, *each.parts}}:
        sums |= more
        reached |= {place for each in more for place in (each.total, *each.parts)}
    shown = {place: count for place, count in paper.shown.items() if place in reached}
    kept = tuple(each for each in paper.sums if each in sums)
    return Published(shown, paper.withheld & reached, kept, paper.changes & reached, paper.rounded & reached)


def joined(papers: Sequence[Published]) -> Published:
    """Papers laid side by side: what one shows is shown, whatever another withholds.

    Raises ValueError where two of them show different counts of the same place, since one of them is then wrong.
    """
    shown: dict[Place, int] = {}
    for paper in papers:
        for place, count in paper.shown.items():
            if shown.setdefault(place, count) != count:
                message = f"{place} is shown as {shown[place]} and as {count}"
                raise ValueError(message)
    withheld = frozenset(place for paper in papers for place in paper.withheld if place not in shown)
    sums = tuple(dict.fromkeys(each for paper in papers for each in paper.sums))
    changes = frozenset[Place]().union(*(paper.changes for paper in papers))
    return Published(shown, withheld, sums, changes, frozenset().union(*(paper.rounded for paper in papers)))
