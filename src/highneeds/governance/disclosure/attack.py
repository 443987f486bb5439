"""What a reader can work out: the least and the most that each withheld count can be, given all that is shown.

The reader knows the rules: counts are whole, no withheld count is nought (nought is always shown), and parts add to
their total.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from highneeds.core.errors import Refusal
from highneeds.governance.disclosure.pack import Place, Published, Sum
from highneeds.governance.disclosure.solver import ENDLESS, LEAST, MOST, Model

_NEARLY = 1e-6


class Attacker:
    """A reader with the whole of what is shown; answers one place at a time."""

    def __init__(self, paper: Published, *, is_exact: bool = True) -> None:
        """``is_exact``: by integer programme. Without, whole numbers are looked for only at the ends of the range that
        fractions allow: much faster, never too narrow, and the same for tables of two dimensions.
        """
        self._shown = paper.shown
        self._model = Model()
        self._columns = {
            place: self._model.column(-ENDLESS if place in paper.changes else 1.0, ENDLESS, is_whole=is_exact)
            for place in sorted(paper.withheld)
        }
        for each in paper.sums:
            self._add(each)

    def bounds(self, place: Place) -> tuple[int, int]:
        """Least and most, the same number twice when it is shown. Raises Refusal when the sums contradict it."""
        if place in self._shown:
            return self._shown[place], self._shown[place]
        column = self._columns[place]
        self._model.changeColCost(column, 1.0)
        least, most = self._model.solved(LEAST), self._model.solved(MOST)
        self._model.changeColCost(column, 0.0)
        if least is None or most is None:
            message = "What is shown contradicts itself: no counts of children fit all the sums."
            raise Refusal(message)
        return math.ceil(least[column] - _NEARLY), math.floor(most[column] + _NEARLY)

    def _add(self, each: Sum) -> None:
        """Parts less total, as far as withheld, equal what the shown ones leave."""
        signed = [(each.total, -1.0), *((part, 1.0) for part in each.parts)]
        left = -sum(sign * self._shown[place] for place, sign in signed if place not in self._columns)
        self._model.equal([(self._columns[place], sign) for place, sign in signed if place in self._columns], left)


def bounds(paper: Published, places: Iterable[Place]) -> Mapping[Place, tuple[int, int]]:
    """For each of ``places``, the least and the most children it can stand for, exactly.

    Raises Refusal when what is shown contradicts itself.
    """
    attacker = Attacker(paper)
    return {place: attacker.bounds(place) for place in places}
