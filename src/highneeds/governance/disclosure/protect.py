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


def leaks(paper: Published, few: Iterable[Place], profile: Profile) -> Iterator[Leak]:
    """Those of ``few``, places that count few children, of which too little is left to guess."""
    attacker = Attacker(paper)
    for place in few:
        if not attacker.leaves(place, profile.values_left):
            yield Leak(place, *attacker.bounds(place))


def protected(
    pack: Pack, profile: Profile, *, besides: Iterable[Place] = (), before: Sequence[Published] = ()
) -> frozenset[Place]:
    """The places of ``pack`` to withhold, so that with all papers published ``before`` no few children are given away.

    Every count of few children, ``besides``, and what keeps them from being worked out; never a true nought.
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
        fixed = frozenset(place for paper in self._before for place in paper.shown)
        self._others = _OtherTables(pack, fixed, float(profile.values_left - 1))
        self._few = sorted(
            place for place, count in pack.counts.items() if profile.is_few(count) and place not in pack.changes
        )

    def withheld(self, besides: frozenset[Place]) -> frozenset[Place]:
        first = hidden = frozenset(self._few) | frozenset(self._pack.counts).intersection(besides)
        while leaking := tuple(self._leaks(hidden)):
            reached = hidden
            for leak in leaking:
                hidden |= self._others.cheapest(leak.place, hidden)
            if hidden == reached:
                raise _StuckError(leaking)
            hidden = self._without_needless(hidden, first)
        return hidden

    def _shown(self, hidden: frozenset[Place]) -> Published:
        return joined([published(self._pack, hidden), *self._before])

    def _leaks(self, hidden: frozenset[Place]) -> Iterator[Leak]:
        return leaks(self._shown(hidden), self._few, self._profile)

    def _without_needless(self, hidden: frozenset[Place], first: frozenset[Place]) -> frozenset[Place]:
        """Shows again, the largest first, what need not be withheld now that other places are."""
        for place in sorted(hidden - first, key=lambda place: (-abs(self._pack.counts[place]), place)):
            if next(self._leaks(hidden - {place}), None) is None:
                hidden -= {place}
        return hidden


class _OtherTables:
    """Other tables that fit all that is shown, by what differs from the truth: upwards and downwards in each place."""

    def __init__(self, pack: Pack, fixed: frozenset[Place], wider: float) -> None:
        self._pack, self._wider, self._model = pack, wider, Model()
        whole = published(pack, ())
        totals = {each.total for each in pack.sums}
        self._costs = {
            place: abs(count) * (_TOTALS_COST if place in totals else 1.0) + 1.0 for place, count in pack.counts.items()
        }
        self._rooms = dict[Place, tuple[float, float]]()
        self._up, self._down = dict[Place, int](), dict[Place, int]()
        for place, count in pack.counts.items():
            least = whole.least(place)
            room = 0.0 if place in fixed or count < least else ENDLESS
            self._rooms[place] = room, min(room, max(count - least, 0.0))
            self._up[place], self._down[place] = (self._model.column(0.0, most) for most in self._rooms[place])
        for each in pack.sums:
            parts = [(self._up[part], 1.0) for part in each.parts] + [(self._down[part], -1.0) for part in each.parts]
            terms = [*parts, (self._up[each.total], -1.0), (self._down[each.total], 1.0)]
            self._model.within(terms, -each.off - pack.off(each), each.off - pack.off(each))

    def cheapest(self, few: Place, hidden: frozenset[Place]) -> frozenset[Place]:
        """What differs in the table that withholds least beside ``hidden``, of those in which ``few`` is larger by what
        must be left open; nothing when there is no such table.
        """
        for place, cost in self._costs.items():
            for column in (self._up[place], self._down[place]):
                self._model.changeColCost(column, 0.0 if place in hidden else cost)
        up, down = self._up[few], self._down[few]
        self._model.changeColBounds(up, self._wider, self._wider)
        self._model.changeColBounds(down, 0.0, 0.0)
        values = self._model.solved()
        for column, most in zip((up, down), self._rooms[few], strict=True):
            self._model.changeColBounds(column, 0.0, most)
        if values is None:
            return frozenset()
        return frozenset(
            place for place in self._pack.counts if abs(values[self._up[place]] - values[self._down[place]]) > _NEARLY
        )
