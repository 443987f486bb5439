"""Mean, spread and percentiles of draws that come a shard at a time, in memory that does not grow with their number.

Draws are gathered into blocks of ``BLOCK``. While one block holds them all, percentiles are those of the draws
themselves. Beyond that a full block is added to a mean and a sum of squares about it (Chan, Golub and LeVeque 1983) and
to bins (``bins``), and let go. Blocks begin at the same draws whatever the size of the shards, so that the numbers
are the same to the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.forecast.bins import Bins, bins_of, merged, percentiles
from highneeds.forecast.types import Floats

BLOCK = 1_000
"""Draws up to which percentiles are exact."""


class Moments(NamedTuple):
    """Of some draws: their number, and for each column their mean and sum of squares about it."""

    draws: int
    mean: Floats
    squares: Floats


def moments_of(values: Floats) -> Moments:
    """Of ``values[draw, column]``."""
    mean = values.mean(axis=0)
    return Moments(len(values), mean, ((values - mean) ** 2).sum(axis=0))


def merged_moments(one: Moments, other: Moments) -> Moments:
    """The moments of the draws of both."""
    draws, apart = one.draws + other.draws, other.mean - one.mean
    mean = one.mean + apart * (other.draws / draws)
    return Moments(draws, mean, one.squares + other.squares + apart**2 * (one.draws * other.draws / draws))


class Statistics(NamedTuple):
    """``mean`` and ``sd`` ``[column]``, ``percentiles[percent, column]``, and how far these may be out ``[column]``."""

    mean: Floats
    sd: Floats
    percentiles: Floats
    largest_error: Floats


class DrawColumns:
    """Many columns of numbers, a row for each draw, taken in shards; ``units_per_one[column]`` is the finest step told
    apart once a block is full: 1 for children, 100 (pence) for GBP.
    """

    def __init__(self, units_per_one: Floats) -> None:
        self._units = units_per_one
        self._block: list[Floats] = []
        self._in_block = 0
        self._before: tuple[Moments, Bins] | None = None

    def add(self, values: Floats) -> None:
        """Take ``values[draw, column]``."""
        for_block = BLOCK - self._in_block
        for part in (values[:for_block], *np.split(values[for_block:], range(BLOCK, len(values) - for_block, BLOCK))):
            if not len(part):
                continue
            if self._in_block == BLOCK:
                self._before, self._block, self._in_block = self._so_far(), [], 0
            self._block.append(part)
            self._in_block += len(part)

    def statistics(self, percents: tuple[float, ...]) -> Statistics:
        """Of all draws taken; ``percents`` between 0 and 100. ValueError when there is none."""
        if not self._in_block:
            message = "there is no draw to summarise"
            raise ValueError(message)
        if self._before is None:
            values = np.concatenate(self._block)
            exact = np.quantile(values, np.array(percents) / 100.0, axis=0)
            return Statistics(values.mean(axis=0), values.std(axis=0), exact, np.zeros(values.shape[1]))
        moments, bins = self._so_far()
        sd = np.sqrt(moments.squares / moments.draws)
        rounded = np.where(self._units > 1.0, 0.5 / self._units, 0.0)
        return Statistics(
            moments.mean, sd, percentiles(bins, percents) / self._units, bins.largest_error / self._units + rounded
        )

    def _so_far(self) -> tuple[Moments, Bins]:
        values = np.concatenate(self._block)
        moments, bins = moments_of(values), bins_of(np.rint(values * self._units).astype(np.int64))
        if self._before is None:
            return moments, bins
        return merged_moments(self._before[0], moments), merged(self._before[1], bins)
