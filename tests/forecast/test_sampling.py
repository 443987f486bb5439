"""Draws from the usual distributions have the moments they should, and are steady under a change of scenario."""

from __future__ import annotations

import numpy as np
import pytest

from highneeds.core.philox import coarse, uniform_pair, words
from highneeds.forecast.sampling import draw_gamma, draw_normals, draw_poisson, fill_normals, fill_poissons

KEY = (np.uint64(1), np.uint64(2))
COUNT = 20_000


def test_gamma_normal_and_poisson_numbers_have_the_moments_they_should() -> None:
    gammas = np.array([draw_gamma(KEY, np.uint64(i), 1, 2.5) for i in range(COUNT)])
    normals = np.array([draw_normals(KEY, np.uint64(i), 0, 1, 0) for i in range(COUNT)])
    poissons = np.array([draw_poisson(KEY, np.uint64(i), 0, 1, 150.0) for i in range(COUNT)])
    assert gammas.mean() == pytest.approx(2.5, rel=0.02)
    assert gammas.var() == pytest.approx(2.5, rel=0.05)
    assert np.abs(normals.mean(axis=0)).max() < 0.03
    assert normals.var(axis=0) == pytest.approx([1.0, 1.0], rel=0.05)
    assert abs(np.corrcoef(normals.T)[0, 1]) < 0.03
    assert poissons.mean() == pytest.approx(150.0, rel=0.01)
    assert poissons.var() == pytest.approx(150.0, rel=0.05)


@pytest.mark.parametrize("count", [1, 2, 7, 8])
def test_a_row_of_normals_is_its_pairs_one_after_the_other(count: int) -> None:
    row = np.empty(count)
    fill_normals(KEY, 3, row)
    pairs = [draw_normals(KEY, np.uint64(pair), 0, 3, 0) for pair in range((count + 1) // 2)]
    assert list(row) == [number for pair in pairs for number in pair][:count]


def test_a_higher_mean_never_gives_fewer() -> None:
    for item in range(200):
        counts = [draw_poisson(KEY, np.uint64(item), 2026, 5, mean) for mean in (0.0, 0.4, 3.0, 60.0, 70.0, 140.0)]
        assert counts[0] == 0
        assert counts == sorted(counts)


def test_many_poisson_counts_at_once_are_those_drawn_one_by_one() -> None:
    means = np.array([0.0, 0.3, 2.0, 63.9, 64.0, 64.1, 150.0, 500.0])
    items, counts = np.arange(len(means), dtype=np.uint64), np.empty(len(means), np.int32)
    fill_poissons(KEY, items, 2026, 5, means, counts)
    assert list(counts) == [draw_poisson(KEY, item, 2026, 5, mean) for item, mean in zip(items, means, strict=True)]
    assert counts[-1] > 300


def test_the_two_uniforms_of_a_pair_are_even_and_unrelated() -> None:
    pairs = np.array([uniform_pair(KEY, np.uint64(i), 2026, 1, 0) for i in range(20_000)])
    assert np.abs(pairs.mean(axis=0) - 0.5).max() < 0.01
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.03


def test_a_uniform_of_one_word_stays_between_nought_and_one() -> None:
    assert 0.0 < coarse(np.uint64(0)) < coarse(np.uint64(0xFFFFFFFF)) < 1.0
    numbers = np.array([[coarse(word) for word in words(KEY, np.uint64(i), 2026, 1, 0)] for i in range(5_000)])
    assert np.abs(numbers.mean(axis=0) - 0.5).max() < 0.02
