"""Draws from the usual distributions, each from its own keyed stream: (key, item, year, event) and a running step."""

from __future__ import annotations

import math

import numpy as np

from highneeds.core.philox import compiled, inlined, uniform_pair
from highneeds.forecast.types import Floats

Key = tuple[np.uint64, np.uint64]

_LONGEST_POISSON_CHUNK = 64.0
_THIRD = 1.0 / 3.0


@inlined
def draw_normals(key: Key, item: np.uint64, year: int, event: int, step: int) -> tuple[float, float]:
    """Two independent standard normal numbers (Box and Muller, 1958)."""
    radius, angle = uniform_pair(key, item, year, event, step)
    length = math.sqrt(-2.0 * math.log(radius))
    return length * math.cos(2.0 * math.pi * angle), length * math.sin(2.0 * math.pi * angle)


@compiled
def fill_normals(key: Key, first_item: int, event: int, normals: Floats) -> None:
    """Standard normal numbers, one pair per item from ``first_item`` on."""
    for pair in range((len(normals) + 1) // 2):
        one, other = draw_normals(key, np.uint64(first_item + pair), 0, event, 0)
        normals[2 * pair] = one
        if 2 * pair + 1 < len(normals):
            normals[2 * pair + 1] = other


@compiled
def draw_gamma(key: Key, item: np.uint64, event: int, shape: float) -> float:
    """A gamma number with mean ``shape`` (1 or more) and scale 1 (Marsaglia and Tsang, 2000)."""
    d = shape - _THIRD
    c = _THIRD / math.sqrt(d)
    step = 0
    while True:
        normal, _ = draw_normals(key, item, 0, event, step)
        accept, _ = uniform_pair(key, item, 0, event, step + 1)
        step += 2
        base = 1.0 + c * normal
        if base <= 0.0:
            continue
        cube = base * base * base
        if math.log(accept) < 0.5 * normal * normal + d - d * cube + d * math.log(cube):
            return d * cube


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
