"""What a reader can work out: the least and the most that each withheld count can be, given all that is shown.

The reader knows the rules: counts are whole, no withheld count is nought (a true nought is always shown), and parts
add to their total, as far as rounding lets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from highneeds.core.errors import Refusal
from highneeds.governance.disclosure.pack import Place, Published, Sum
from highneeds.governance.disclosure.solver import ENDLESS, LEAST, MOST, Model, Numbers, Sense

_NEARLY = 1e-6


class Attacker:
    """A reader with the whole of what is shown; answers one place at a time, exactly.

    Every answer is found with a whole table that fits all that is shown. What these tables differ by is kept, so that
    few places need a programme of their own.
    """

    def __init__(self, paper: Published) -> None:
        self._paper = paper
        self._columns = {place: column for column, place in enumerate(sorted(paper.withheld))}
        self._low = np.full(len(self._columns), np.inf)
        self._high = np.full(len(self._columns), -np.inf)
        self._model = self._modelled(is_whole=False)
        self._whole: Model | None = None

    def bounds(self, place: Place) -> tuple[int, int]:
        """Least and most, the same number twice when it is shown. Raises Refusal when the sums contradict it."""
        if place in self._paper.shown:
            return self._paper.shown[place], self._paper.shown[place]
        column = self._columns[place]
        return int(self._end(column, LEAST)), int(self._end(column, MOST))

    def leaves(self, place: Place, values: int) -> bool:
        """Whether the place can stand for at least so many numbers. Raises Refusal as ``bounds`` does."""
        if place in self._paper.shown:
            return values <= 1
        column = self._columns[place]
        for sense in (MOST, LEAST):
            if self._high[column] - self._low[column] + 1 >= values:
                return True
            self._end(column, sense)
        return bool(self._high[column] - self._low[column] + 1 >= values)

    def _end(self, column: int, sense: Sense) -> float:
        """By linear programme; where its answer has fractions of a child in it, again in whole children."""
        values = _solved(self._model, column, sense)
        if np.abs(values - np.rint(values)).max() >= _NEARLY:
            if self._whole is None:
                self._whole = self._modelled(is_whole=True)
            values = _solved(self._whole, column, sense)
        whole = np.rint(values)
        np.minimum(self._low, whole, out=self._low)
        np.maximum(self._high, whole, out=self._high)
        return float(whole[column])

    def _modelled(self, *, is_whole: bool) -> Model:
        model = Model()
        for place in self._columns:
            model.column(max(self._paper.least(place), -ENDLESS), ENDLESS, is_whole=is_whole)
        for each in self._paper.sums:
            self._add(each, model)
        return model

    def _add(self, each: Sum, model: Model) -> None:
        """Parts less total, as far as withheld, equal what the shown ones leave."""
        signed = [(each.total, -1.0), *((part, 1.0) for part in each.parts)]
        left = -sum(sign * self._paper.shown[place] for place, sign in signed if place not in self._columns)
        terms = [(self._columns[place], sign) for place, sign in signed if place in self._columns]
        model.within(terms, left - each.off, left + each.off)


def _solved(model: Model, column: int, sense: Sense) -> Numbers:
    model.changeColCost(column, 1.0)
    values = model.solved(sense)
    model.changeColCost(column, 0.0)
    if values is None:
        message = "What is shown contradicts itself: no counts of children fit all the sums."
        raise Refusal(message)
    return values


def bounds(paper: Published, places: Iterable[Place]) -> Mapping[Place, tuple[int, int]]:
    """For each of ``places``, the least and the most children it can stand for, exactly.

    Raises Refusal when what is shown contradicts itself.
    """
    attacker = Attacker(paper)
    return {place: attacker.bounds(place) for place in places}
