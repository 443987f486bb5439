"""Draws from the usual distributions, each from its own keyed stream: (key, item, year, event) and a running step."""

from __future__ import annotations

import math

import numpy as np

from highneeds.core.philox import compiled, inlined, uniform_pair

Key = tuple[np.uint64, np.uint64]

_LONGEST_POISSON_CHUNK = 64.0
_THIRD = 1.0 / 3.0


@inlined
def draw_normal(key: Key, item: np.uint64, year: int, event: int, step: int) -> float:
    """A standard normal number (Box and Muller, 1958)."""
    radius, angle = uniform_pair(key, item, year, event, step)
    return math.sqrt(-2.0 * math.log(radius)) * math.cos(2.0 * math.pi * angle)


@compiled
def draw_gamma(key: Key, item: np.uint64, event: int, first_step: int, shape: float) -> float:
    """A gamma number with mean ``shape`` and scale 1; 0 for shape 0 (Marsaglia and Tsang, 2000).

    ``first_step`` separates several numbers of one item: leave at least 1,000 between them.
    """
    if shape <= 0.0:
        return 0.0
    lifted = shape + 1.0 if shape < 1.0 else shape
    d = lifted - _THIRD
    c = _THIRD / math.sqrt(d)
    step = first_step
    while True:
        normal = draw_normal(key, item, 0, event, step)
        accept, boost = uniform_pair(key, item, 0, event, step + 1)
        step += 2
        base = 1.0 + c * normal
        if base <= 0.0:
            continue
        cube = base * base * base
        if math.log(accept) < 0.5 * normal * normal + d - d * cube + d * math.log(cube):
            return d * cube * (boost ** (1.0 / shape) if shape < 1.0 else 1.0)


@compiled
def draw_beta(key: Key, item: np.uint64, event: int, alpha: float, beta: float) -> float:
    """A probability from Beta(alpha, beta); 0 when alpha is 0."""
    ups = draw_gamma(key, item, event, 0, alpha)
    downs = draw_gamma(key, item, event, 1000, beta)
    return ups / (ups + downs) if ups + downs > 0.0 else 0.0


@compiled
def draw_poisson(key: Key, item: np.uint64, year: int, event: int, mean: float) -> int:
    """A Poisson count that never falls when ``mean`` rises, for the same key: inversion, in chunks of mean 64."""
    count = 0
    chunk = 0
    left = mean
    while left > 0.0:
        part = min(left, _LONGEST_POISSON_CHUNK)
        uniform, _ = uniform_pair(key, item, year, event, chunk)
        prob = math.exp(-part)
        below = prob
        seen = 0
        while uniform > below and prob > 0.0:
            seen += 1
            prob *= part / seen
            below += prob
        count += seen
        left -= part
        chunk += 1
    return count
