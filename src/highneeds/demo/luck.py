"""A named stream of luck: the same seed and name always give the same draws, whoever else draws."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import TypeVar

from numpy.random import PCG64, Generator

T = TypeVar("T")

_BLOCK = 8192  # uniforms fetched at once: scalar calls to NumPy would cost ten times as much


class Luck:
    """Uniform draws in [0, 1) and the few shapes made from them."""

    def __init__(self, seed: int, name: str) -> None:
        self._generator = Generator(PCG64([seed, zlib.crc32(name.encode())]))
        self._block: list[float] = []

    def draw(self) -> float:
        if not self._block:
            self._block = self._generator.random(_BLOCK).tolist()
        return self._block.pop()

    def chance(self, prob: float) -> bool:
        return self.draw() < prob

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.draw() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.draw()

    def mostly_middle(self, low: float, high: float) -> float:
        """Between ``low`` and ``high``, symmetric, mostly near the middle and never outside."""
        return low + (high - low) * (self.draw() + self.draw() + self.draw()) / 3

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.whole(0, (last - first).days))

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.draw() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        running = list(accumulate(weights))
        return items[min(bisect_right(running, self.draw() * running[-1]), len(items) - 1)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        keyed = sorted((self.draw(), position) for position in range(len(items)))
        return [items[position] for _, position in keyed]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        return self.shuffled(items)[:count]

    def round(self, value: float) -> int:
        """Up or down to a whole number with the chance that keeps the mean."""
        return int(value) + self.chance(value - int(value))
