"""Withholding until a reader with a pencil learns no more of few children than that they are few.

For each count of few children one other table is looked for that fits all that would be shown and in which the count is
larger by as much as must be left open; what differs between that table and the truth is withheld. Of all such tables
the one is taken that withholds the fewest children (a linear programme, after Kelly, Golden and Assad, Networks 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from highneeds.governance.disclosure.attack import Attacker
from highneeds.governance.disclosure.pack import Pack, Place, Published, beside, joined, published
from highneeds.governance.disclosure.profile import Profile
from highneeds.governance.disclosure.solver import ENDLESS, Model

_NEARLY = 1e-6
_TOTALS_COST = 10.0  # a total tells readers more than one of its parts


class UnsafeError(Exception):
    """What was published before gives few children away, or there are too few children to hide any among."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A count of few children that the reader can narrow down to between ``least`` and ``most``."""

    place: Place
    least: int
    most: int

    @property
    def in_words(self) -> str:
        if self.least == self.most:
            return f"{self.place}: a reader can work out that it is {self.least}."
        return f"{self.place}: a reader can work out that it is between {self.least} and {self.most}."


def leaks(paper: Published, few: Iterable[Place], profile: Profile) -> tuple[Leak, ...]:
    """Those of ``few``, places that count few children, of which too little is left to guess. All of them at once."""
    places = list(few)
    roughly = tuple(_narrow(paper, places, profile, is_exact=False))
    sure = {leak.place for leak in roughly}  # what fractions pin down, whole numbers pin down too
    return (*roughly, *_narrow(paper, [place for place in places if place not in sure], profile, is_exact=True))


def protected(
    pack: Pack, profile: Profile, *, besides: Iterable[Place] = (), before: Sequence[Published] = ()
) -> frozenset[Place]:
    """The places of ``pack`` to withhold, so that with all papers published ``before`` no few children are given away.

    Every count of few children, ``besides``, and what keeps them from being worked out. Nought is never withheld.
    Raises UnsafeError, with every leak in words, when that cannot be done.
    """
    extra = frozenset(besides)
    earlier = joined(before) if before else None
    parts = pack.parts_apart() if earlier is None else (pack,)
    hidden, unsafe = frozenset[Place](), list[Leak]()
    for part in parts:
        try:
            hidden |= _Table(part, profile, earlier).withheld(extra)
        except _StuckError as stuck:
            unsafe += stuck.leaks
    if unsafe:
        raise UnsafeError(" ".join(leak.in_words for leak in unsafe))
    return hidden


class _StuckError(Exception):
    """Nothing more can be withheld, and yet these leak."""

    def __init__(self, leaks: Sequence[Leak]) -> None:
        super().__init__()
        self.leaks = tuple(leaks)


class _Table:
    """Cells that share sums, with what was published before beside them."""

    def __init__(self, pack: Pack, profile: Profile, before: Published | None) -> None:
        self._pack, self._profile = pack, profile
        self._before = [] if before is None else [beside(before, pack.counts)]
        self._fixed = frozenset(place for paper in self._before for place in paper.shown)
        self._few = sorted(
            place for place, count in pack.counts.items() if profile.is_few(count) and place not in pack.changes
        )

    def withheld(self, besides: frozenset[Place]) -> frozenset[Place]:
        first = frozenset(self._few) | frozenset(self._pack.counts).intersection(besides)
        hidden, leaking = first, self._leaks(first)
        while leaking:
            reached = hidden
            for leak in leaking:
                hidden |= self._another_table(leak.place, hidden)
            if hidden == reached:
                raise _StuckError(leaking)
            hidden = self._without_needless(hidden, first)
            leaking = self._leaks(hidden)
        return hidden

    def _shown(self, hidden: frozenset[Place]) -> Published:
        return joined([published(self._pack, hidden), *self._before])

    def _leaks(self, hidden: frozenset[Place]) -> tuple[Leak, ...]:
        return leaks(self._shown(hidden), self._few, self._profile)

    def _another_table(self, few: Place, hidden: frozenset[Place]) -> frozenset[Place]:
        """What differs in the cheapest other table in which ``few`` is larger; nothing when there is no such table."""
        pack, model = self._pack, Model()
        totals = {each.total for each in pack.sums}
        up, down = dict[Place, int](), dict[Place, int]()
        for place, count in sorted(pack.counts.items()):
            is_change = place in pack.changes
            room = 0.0 if place in self._fixed or not (count or is_change) else ENDLESS
            cost = 0.0 if place in hidden else abs(count) * (_TOTALS_COST if place in totals else 1.0) + 1.0
            up[place] = model.column(0.0, room, cost=cost)
            down[place] = model.column(0.0, room if is_change else min(room, max(count - 1.0, 0.0)), cost=cost)
        wider = float(self._profile.values_left - 1)
        model.changeColBounds(up[few], wider, wider)
        model.changeColBounds(down[few], 0.0, 0.0)
        for each in pack.sums:
            parts = [(up[part], 1.0) for part in each.parts] + [(down[part], -1.0) for part in each.parts]
            model.equal([*parts, (up[each.total], -1.0), (down[each.total], 1.0)], 0.0)
        values = model.solved()
        if values is None:
            return frozenset()
        return frozenset(place for place in pack.counts if abs(values[up[place]] - values[down[place]]) > _NEARLY)

    def _without_needless(self, hidden: frozenset[Place], first: frozenset[Place]) -> frozenset[Place]:
        """Shows again, the largest first, what need not be withheld now that other places are."""
        for place in sorted(hidden - first, key=lambda place: (-abs(self._pack.counts[place]), place)):
            found = _narrow(self._shown(hidden - {place}), self._few, self._profile, is_exact=False)
            if next(found, None) is None:
                hidden -= {place}
        return hidden


def _narrow(paper: Published, places: Iterable[Place], profile: Profile, *, is_exact: bool) -> Iterator[Leak]:
    attacker = Attacker(paper, is_exact=is_exact)
    for place in places:
        least, most = attacker.bounds(place)
        if most - least + 1 < profile.values_left:
            yield Leak(place, least, most)
