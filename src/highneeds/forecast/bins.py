"""Percentiles of any number of draws in a fixed space: counts in bins whose width doubles as the draws spread.

Values are whole numbers of a unit (children, or pence), many columns of them side by side. A bin is ``2**power`` units
wide and begins at a multiple of its width, so that two bins of one width make one of the next: the bins hold nothing
but how many draws fell where, whatever the order and the pieces in which the draws came.

A percentile read from the bins is no further from that of the draws than the largest draw less the least, divided by
BINS - 1, and is exact where the draws spread over fewer units than BINS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from highneeds.forecast.types import Floats

BINS = 1_024

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Bins:
    """``counts[column, bin]`` of draws; bin 0 holds the least value, and ``power[column]`` is as small as can be."""

    least: Whole
    largest: Whole
    power: Whole
    counts: Whole

    @property
    def draws(self) -> int:
        return int(self.counts[0].sum())

    @property
    def largest_error(self) -> Floats:
        """How far a percentile may be from that of the draws, in units ``[column]``: half of what one bin spans."""
        return np.asarray((np.exp2(self.power) - 1.0) / 2.0, dtype=np.float64)


def bins_of(values: Whole) -> Bins:
    """The bins of ``values[draw, column]``, of at least one draw."""
    least, largest = values.min(axis=0), values.max(axis=0)
    power = _power(least, largest)
    return Bins(least, largest, power, _counted((values >> power) - (least >> power), None))


def merged(one: Bins, other: Bins) -> Bins:
    """The bins of the draws of both."""
    least, largest = np.minimum(one.least, other.least), np.maximum(one.largest, other.largest)
    power = _power(least, largest)
    counts = sum(_widened(bins, power, least >> power) for bins in (one, other))
    return Bins(least, largest, power, np.asarray(counts, dtype=np.int64))


def percentiles(bins: Bins, percents: tuple[float, ...]) -> Floats:
    """``[percent, column]``, between the two nearest draws in proportion (Hyndman and Fan 1996, definition 7)."""
    so_far = bins.counts.cumsum(axis=1)
    found = []
    for percent in percents:
        rank = (bins.draws - 1) * percent / 100.0
        below = int(np.floor(rank))
        low, high = (_at_rank(bins, so_far, at) for at in (below, min(below + 1, bins.draws - 1)))
        found.append(low + (rank - below) * (high - low))
    return np.stack(found)


def _at_rank(bins: Bins, so_far: Whole, rank: int) -> Floats:
    """The draw of that place from the least up, taken to be in the middle of its bin."""
    place = (so_far > rank).argmax(axis=1) + (bins.least >> bins.power)
    middle = (place << bins.power) + bins.largest_error
    return np.asarray(np.clip(middle, bins.least, bins.largest), dtype=np.float64)


def _power(least: Whole, largest: Whole) -> Whole:
    """The smallest width at which least and largest are fewer than ``BINS`` bins apart."""
    spread = np.maximum(largest - least, 1) / (BINS + 1)
    power: Whole = np.maximum(np.floor(np.log2(spread)), 0.0).astype(np.int64)
    while (is_narrow := (largest >> power) - (least >> power) >= BINS).any():
        power = power + is_narrow
    return power


def _widened(bins: Bins, power: Whole, first: Whole) -> Whole:
    """Counts of ``bins`` in bins of ``power``, the first of them at ``first`` widths."""
    places = (bins.least >> bins.power) + np.arange(BINS)[:, None]
    return _counted(np.minimum((places >> (power - bins.power)) - first, BINS - 1), bins.counts.T)


def _counted(places: Whole, weights: Whole | None) -> Whole:
    """``places[row, column]`` counted by column, each row once or with its weight."""
    columns = places.shape[1]
    flat = (places + np.arange(columns) * BINS).reshape(-1)
    counts = np.bincount(flat, None if weights is None else weights.reshape(-1), columns * BINS)
    return counts.astype(np.int64).reshape(columns, BINS)
