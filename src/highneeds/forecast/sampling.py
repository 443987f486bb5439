"""Draws from the usual distributions, each from its own keyed stream: (key, item, year, event) and a running step."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from highneeds.core.elementary import around, exponential, logarithm
from highneeds.core.philox import compiled, inlined, of_type, uniform_pair
from highneeds.forecast.types import Floats, Ints

Key = tuple[np.uint64, np.uint64]
Keys = npt.NDArray[np.uint64]

NO_YEAR = of_type(0)
FIRST = of_type(0)  # step of an event
_LONGEST_POISSON_CHUNK = 64.0
_THIRD = 1.0 / 3.0


@inlined
def draw_normals(key: Key, item: np.uint64, year: int, event: int, step: int) -> tuple[float, float]:
    """Two independent standard normal numbers (Box and Muller, 1958)."""
    radius, turn = uniform_pair(key, item, year, event, step)
    length = math.sqrt(-2.0 * logarithm(radius))
    x, y = around(turn)
    return length * x, length * y


@compiled
def fill_normals(key: Key, event: int, normals: Floats) -> None:
    """Standard normal numbers, a pair for each item from 0 on."""
    pairs = len(normals) // 2
    for pair in range(pairs):
        normals[2 * pair], normals[2 * pair + 1] = draw_normals(key, np.uint64(pair), NO_YEAR, event, FIRST)
    if len(normals) > 2 * pairs:
        normals[2 * pairs], _ = draw_normals(key, np.uint64(pairs), NO_YEAR, event, FIRST)


@inlined
def pick(sums: Floats, count: int, uniform: float) -> int:
    """Position in proportion to ``count`` weights whose running ``sums`` are given; -1 when all are 0."""
    target = uniform * sums[count - 1]
    passed = 0
    for i in range(count):
        passed += sums[i] <= target
    return passed if passed < count else -1


@compiled
def draw_gamma(key: Key, item: np.uint64, event: int, shape: float) -> float:
    """A gamma number with mean ``shape`` (1 or more) and scale 1 (Marsaglia and Tsang, 2000)."""
    d = shape - _THIRD
    c = _THIRD / math.sqrt(d)
    step = 0
    while True:
        normal, _ = draw_normals(key, item, NO_YEAR, event, step)
        accept, _ = uniform_pair(key, item, NO_YEAR, event, step + 1)
        step += 2
        base = 1.0 + c * normal
        if base <= 0.0:
            continue
        cube = base * base * base
        if logarithm(accept) < 0.5 * normal * normal + d - d * cube + d * logarithm(cube):
            return d * cube


@inlined
def _inverted(mean: float, prob_of_none: float, uniform: float) -> int:
    """The Poisson count at which the cumulative probability passes ``uniform``."""
    count, prob, below = 0, prob_of_none, prob_of_none
    while uniform > below and prob > 0.0:
        count += 1
        prob *= mean / count
        below += prob
    return count


@compiled
def draw_poisson(key: Key, item: np.uint64, year: int, event: int, mean: float) -> int:
    """A Poisson count that never falls when ``mean`` rises, for the same key: inversion, in chunks of mean 64."""
    return _later_chunks(key, item, year, event, mean, FIRST)


@compiled
def _later_chunks(key: Key, item: np.uint64, year: int, event: int, mean: float, first: int) -> int:
    count, chunk, left = 0, first, mean - first * _LONGEST_POISSON_CHUNK
    while left > 0.0:
        part = min(left, _LONGEST_POISSON_CHUNK)
        uniform, _ = uniform_pair(key, item, year, event, chunk)
        count += _inverted(part, exponential(-part), uniform)
        left -= part
        chunk += 1
    return count


@compiled
def fill_poissons(key: Key, items: Keys, year: int, event: int, means: Floats, counts: Ints) -> None:
    """``draw_poisson`` for each item; what all have in common is done for several at a time."""
    uniforms, prob_of_none = np.empty(len(means)), np.empty(len(means))
    for i in range(len(means)):
        uniforms[i], _ = uniform_pair(key, items[i], year, event, FIRST)
        prob_of_none[i] = exponential(-min(means[i], _LONGEST_POISSON_CHUNK))
    for i in range(len(means)):
        counts[i] = _inverted(min(means[i], _LONGEST_POISSON_CHUNK), prob_of_none[i], uniforms[i])
        if means[i] > _LONGEST_POISSON_CHUNK:
            counts[i] += _later_chunks(key, items[i], year, event, means[i], FIRST + 1)
