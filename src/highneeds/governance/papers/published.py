"""What stands in the register of publications: what readers have seen, for the next paper to be held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from highneeds.governance.disclosure import (
    FEW,
    Pack,
    Place,
    Published,
    Sum,
    beside,
    joined,
    leaks,
    protected,
    published,
)
from highneeds.governance.papers.facts import EarlierPaper


@dataclass(frozen=True, slots=True)
class SumShown:
    total: str
    parts: tuple[str, ...]
    off: int = 0


Seen = tuple[tuple[tuple[str, int], ...], tuple[str, ...], tuple[SumShown, ...]]


@dataclass(frozen=True, slots=True)
class PublishedPaper:
    """``shown``: counts of children with what they count; ``withheld``: what readers know is kept from them."""

    paper: EarlierPaper
    is_public: bool
    shown: tuple[tuple[str, int], ...]
    withheld: tuple[str, ...]
    sums: tuple[SumShown, ...]
    published_by: str
    approved_by: tuple[str, ...]

    def as_read(self) -> Published:
        return Published(
            dict(self.shown),
            frozenset(self.withheld),
            tuple(Sum(one.total, one.parts, one.off) for one in self.sums),
        )


def withheld_beside(pack: Pack, before: Sequence[PublishedPaper]) -> frozenset[Place]:
    """What of ``pack`` to withhold, given every public paper before. Raises UnsafeError where nothing would help."""
    return protected(pack, FEW, before=_laid_beside(pack, before))


def leaks_of(pack: Pack, hidden: frozenset[Place], before: Sequence[PublishedPaper]) -> tuple[str, ...]:
    """Every count of few children that all papers laid side by side give away, in words; none is as it should be."""
    whole = joined([published(pack, hidden), *_laid_beside(pack, before)])
    few = [place for place, count in pack.counts.items() if FEW.is_few(count)]
    return tuple(leak.in_words for leak in leaks(whole, few, FEW))


def _laid_beside(pack: Pack, before: Sequence[PublishedPaper]) -> list[Published]:
    """The public papers, the newest first. What one of them counts otherwise than a newer one (a late record came in)
    is of another vintage, and so is all that stands in a sum with it.
    """
    known, found = dict(pack.counts), list[Published]()
    for paper in reversed([one for one in before if one.is_public]):
        read = paper.as_read()
        otherwise = {place for place, count in read.shown.items() if known.get(place, count) != count}
        read = _of_vintage(read, otherwise, paper.paper.day) if otherwise else read
        known |= read.shown
        found.append(read)
    return found


def _of_vintage(read: Published, otherwise: set[Place], day: date) -> Published:
    apart = beside(read, otherwise)
    moved = set(apart.shown) | apart.withheld

    def name(place: Place) -> Place:
        return f"{place} · as told on {day.isoformat()}" if place in moved else place

    return Published(
        {name(place): count for place, count in read.shown.items()},
        frozenset(map(name, read.withheld)),
        tuple(Sum(name(one.total), tuple(map(name, one.parts)), one.off) for one in read.sums),
    )


def register_entry(pack: Pack, hidden: frozenset[Place]) -> Seen:
    """``shown``, ``withheld`` and ``sums`` of what readers of ``pack`` will have."""
    read = published(pack, hidden)
    return (
        tuple(sorted(read.shown.items())),
        tuple(sorted(read.withheld)),
        tuple(SumShown(one.total, one.parts, one.off) for one in read.sums),
    )
