"""A number of twenty is further off, in proportion, than one of two thousand: by how much is learnt from past misses.

The spread of a log miss is taken as sqrt(1 + c / n) times that of a very large number n. The first part is what sets
authorities apart whatever their size, the second chance and the doings of few people; c is the number at which both
weigh the same.
"""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import Floats

# A pure count of chance has no first part and c without bound; where size hardly matters c is small.
_CANDIDATES = (10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
UNTIL_THERE_IS_A_RECORD = 100.0
_TINY = 1e-12


def swing(even: float, expected: Floats) -> Floats:
    """How much further off, in proportion, numbers of this size are than a very large one; ``even`` is c above."""
    return np.asarray(np.sqrt(1.0 + even / np.maximum(expected, 1.0)))


def best_even(misses: Floats, expected: Floats, weights: Floats) -> float:
    """The c under which the misses (of logs) are likeliest, as double exponential errors; many small, a few wild."""
    if not len(misses) or not weights.sum() > 0.0:
        return UNTIL_THERE_IS_A_RECORD
    sizes = np.abs(misses)

    def unlikely(even: float) -> float:
        spread = swing(even, expected)
        typical = max(float(np.average(sizes / spread, weights=weights)), _TINY)
        return float(np.average(np.log(spread), weights=weights)) + float(np.log(typical))

    return min(_CANDIDATES, key=unlikely)
