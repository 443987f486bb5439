"""In which draws which risks come about: each on its own, in just the share of draws that its probability asks for.

Draws that share a set of risks stand together. Which draw is which world is arbitrary, so that nothing is lost by it,
and each set of levers is played once over a stretch of draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from highneeds.finance.block.luck import comes_about
from highneeds.forecast.types import Bools
from highneeds.risk.money import RiskMoney


@dataclass(frozen=True)
class Stretch:
    """Draws from ``first`` on in which exactly these risks come about."""

    first: int
    draws: int
    risks: frozenset[str]


@dataclass(frozen=True)
class Worlds:
    """``happens[risk, draw]``, risks in the order of ``risks``."""

    risks: tuple[str, ...]
    happens: Bools

    @property
    def draws(self) -> int:
        return int(self.happens.shape[1])

    def of(self, risk: str) -> Bools:
        """``[draw]``."""
        return np.asarray(self.happens[self.risks.index(risk)])

    def stretches(self) -> Iterator[Stretch]:
        """In order of draws; together they are all of them."""
        differs = (self.happens[:, 1:] != self.happens[:, :-1]).any(axis=0)
        starts = [0, *(int(at) + 1 for at in np.flatnonzero(differs))]
        for first, end in zip(starts, [*starts[1:], self.draws], strict=True):
            there = frozenset(
                risk for risk, is_there in zip(self.risks, self.happens[:, first], strict=True) if is_there
            )
            yield Stretch(first, end - first, there)


def worlds_of(risks: Sequence[RiskMoney], *, draws: int, seed: int) -> Worlds:
    """Only of risks that add something to the forecast. Raises ValueError when a risk stands there twice."""
    adding = [one for one in risks if not one.in_forecast]
    names = tuple(one.risk for one in adding)
    if len(set(names)) != len(names):
        message = "each risk has its money said once"
        raise ValueError(message)
    if not names:
        return Worlds((), np.zeros((0, draws), np.bool_))
    happens = np.array([comes_about(one.prob, name=f"risk {one.risk}", seed=seed, draws=draws) for one in adding])
    together = np.lexsort(happens[::-1])
    return Worlds(names, np.ascontiguousarray(happens[:, together]))
