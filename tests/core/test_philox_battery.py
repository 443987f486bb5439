"""A short battery for the luck as the engine asks for it: by neighbouring children, years, draws and events.

Philox4x32-10 itself passed the whole of BigCrush (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC 2011). What is tested here is our own way of keying it, where counters differ in a few bits only. All is
fixed by its keys, so that a test passes always or never; limits are those that chance alone passes in one of 10,000.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from highneeds.core.philox import compiled, philox_block, words

JOINER = 1 << 63
MANY = 1 << 17
RARE = 3.9  # standard deviations: two-sided, one in 10,000
AXES = ("child", "joiner", "year", "event", "step", "draw", "seed")
Luck = npt.NDArray[np.uint64]


@compiled
def _along(axis: int, count: int, start: int, luck: Luck) -> None:
    for i in range(count):
        key = (np.uint64(7 + (i if axis == 6 else 0)), np.uint64(start + (i if axis == 5 else 0)))
        child = np.uint64(1234 + (i if axis <= 1 else 0)) | (np.uint64(JOINER) if axis == 1 else np.uint64(0))
        year, event = 2026 + (i if axis == 2 else 0), 1 + (i if axis == 3 else 0)
        luck[i, 0], luck[i, 1], luck[i, 2], luck[i, 3] = words(key, child, year, event, i if axis == 4 else 0)


def words_along(axis: str, *, start: int = 3) -> Luck:
    """``[moment, word]`` of neighbours along one axis of the key, all else the same."""
    count = 256 if axis == "event" else MANY
    luck = np.empty((count, 4), np.uint64)
    _along(AXES.index(axis), count, start, luck)
    return luck


@pytest.mark.parametrize("axis", AXES)
def test_every_part_of_every_word_is_even_along_each_axis(axis: str) -> None:
    luck = words_along(axis)
    for shift in (0, 12, 24) if len(luck) == MANY else (28,):
        bins = 256 if len(luck) == MANY else 16
        for word in range(4):
            seen = np.bincount(((luck[:, word] >> np.uint64(shift)) % np.uint64(bins)).astype(int), minlength=bins)
            expected = len(luck) / bins
            chi_squared = ((seen - expected) ** 2 / expected).sum()
            # A chi-squared number of n degrees has mean n and variance 2 n; 4.6 sd allow for its skewness.
            assert abs(chi_squared - (bins - 1)) < 4.6 * np.sqrt(2 * (bins - 1))


@pytest.mark.parametrize("axis", AXES)
def test_neighbours_and_words_of_one_moment_are_not_correlated(axis: str) -> None:
    uniform = (words_along(axis) + 0.5) / 2**32
    for lag in (1, 2, 8, 64):
        for word in range(4):
            for other in range(4):
                correlation = np.corrcoef(uniform[:-lag, word], uniform[lag:, other])[0, 1]
                # Of the 448 correlations of all axes, one in 10,000 each.
                assert abs(correlation) * np.sqrt(len(uniform) - lag) < RARE
    together = np.corrcoef(uniform.T)[np.triu_indices(4, 1)]
    assert (np.abs(together) * np.sqrt(len(uniform)) < RARE).all()


def test_the_same_child_has_unrelated_luck_in_neighbouring_draws_and_years() -> None:
    """Pairs fall evenly into a 16 by 16 grid."""
    one, other = words_along("child", start=3), words_along("child", start=4)
    cells = ((one[:, 0] >> np.uint64(28)) * np.uint64(16) + (other[:, 0] >> np.uint64(28))).astype(int)
    expected = len(one) / 256
    chi_squared = ((np.bincount(cells, minlength=256) - expected) ** 2 / expected).sum()
    assert abs(chi_squared - 255) < 4.6 * np.sqrt(2 * 255)


@compiled
def _flip(places: int, trials: int, changed: Luck) -> None:
    """Bits of the output that change, [bit in, bit out], when one bit of counter or key does."""
    for trial in range(trials):
        base = words((np.uint64(99), np.uint64(trial)), np.uint64(trial), 1, 1, 0)
        second = words((np.uint64(98), np.uint64(trial)), np.uint64(trial), 1, 1, 0)
        key, counter = (second[0], second[1]), base
        before = philox_block(key, counter)
        for bit in range(places):
            mask = np.uint64(1) << np.uint64(bit % 32)
            word = bit // 32
            flipped = (
                counter[0] ^ (mask if word == 0 else np.uint64(0)),
                counter[1] ^ (mask if word == 1 else np.uint64(0)),
                counter[2] ^ (mask if word == 2 else np.uint64(0)),
                counter[3] ^ (mask if word == 3 else np.uint64(0)),
            )
            keyed = (
                key[0] ^ (mask if word == 4 else np.uint64(0)),
                key[1] ^ (mask if word == 5 else np.uint64(0)),
            )
            after = philox_block(keyed, flipped)
            for out in range(4):
                difference = before[out] ^ after[out]
                for at in range(32):
                    changed[bit, out * 32 + at] += (difference >> np.uint64(at)) & np.uint64(1)


def test_one_bit_of_counter_or_key_changes_each_bit_of_the_answer_half_the_time() -> None:
    trials, places = 4_096, 6 * 32
    changed = np.zeros((places, 128), np.uint64)
    _flip(places, trials, changed)
    strays = (changed.astype(float) - trials / 2) / np.sqrt(trials / 4)
    # 24,576 pairs of bits: the largest of so many standard normal numbers passes 5.6 in one of 2,000 cases.
    assert np.abs(strays).max() < 5.6
    assert abs(strays.var() - 1.0) < 0.05
    assert abs(strays.mean()) < 5 / np.sqrt(strays.size)
