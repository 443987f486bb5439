"""Ranges adjusted by the record of earlier ranges: nothing without a record, split conformal with a long one."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.forecast.conformal import FEWEST_FORECASTS, adjusted, adjustments, in_words, scaled_misses

HALF_RANGE = statistics.NormalDist().inv_cdf(0.9)
MISSES = st.lists(st.floats(0, 5), max_size=12)


def coverage_after(width: float, *, past: int, councils: int = 400) -> float:
    """Share of truths N(0, 1) inside ranges ``width`` times the right ones, once adjusted by ``past`` forecasts."""
    rng = np.random.default_rng(11)
    half = width * HALF_RANGE
    inside = 0
    for _ in range(councils):
        truths = np.abs(rng.normal(size=past + 1))
        (one,) = adjustments({1: (truths[:-1] / half).tolist()}, level=0.8, most_years_ahead=1)
        inside += truths[-1] <= one.factor * half
    return inside / councils


@pytest.mark.parametrize("width", [0.4, 0.7, 1.0, 2.0])
def test_with_a_long_record_ranges_hold_what_they_say_however_wrong_they_were(width: float) -> None:
    assert coverage_after(width, past=150) == pytest.approx(0.8, abs=0.06)


def test_with_a_short_record_too_narrow_ranges_come_nearer_to_what_they_say() -> None:
    unadjusted = 2 * statistics.NormalDist().cdf(0.5 * HALF_RANGE) - 1
    assert unadjusted < 0.48
    assert unadjusted + 0.1 < coverage_after(0.5, past=4) < coverage_after(0.5, past=12) < 0.85


def test_right_ranges_are_not_made_worse_by_a_short_record() -> None:
    assert 0.77 < coverage_after(1.0, past=5) < 0.88


def test_a_long_record_gives_the_quantile_of_split_conformal_prediction() -> None:
    misses = np.abs(np.random.default_rng(2).normal(size=20_000)) * 1.7
    rank = math.ceil((len(misses) + 1) * 0.8)
    (one,) = adjustments({1: misses.tolist()}, level=0.8, most_years_ahead=1)
    assert one.factor == pytest.approx(float(np.sort(misses)[rank - 1]), rel=2e-3)


def test_no_record_leaves_the_ranges_alone_and_says_so() -> None:
    made = adjustments({}, level=0.8, most_years_ahead=5)
    assert [one.factor for one in made] == [1.0] * 5
    assert in_words(made).startswith("There are too few earlier forecasts (0 at one horizon; 3 are needed)")
    assert in_words(made).endswith("they are shown as the model gives them.")


def test_two_past_forecasts_are_too_few_whatever_they_say() -> None:
    made = adjustments({1: [9.0] * (FEWEST_FORECASTS - 1)}, level=0.8, most_years_ahead=1)
    assert made[0].found > 1.5
    assert made[0].factor == 1.0
    assert "too few" in in_words(made)


def test_one_miss_in_three_changes_nothing() -> None:
    made = adjustments({1: [0.2, 0.6, 3.0]}, level=0.8, most_years_ahead=2)
    assert [one.factor for one in made] == [1.0, 1.0]
    assert in_words(made).startswith("1 of 3 earlier forecasts fell outside their 8-in-10 range, no clear sign")


def test_many_near_misses_over_few_forecasts_are_told_even_where_no_factor_can_be_given() -> None:
    made = adjustments({1: [0.9, 1.01, 1.02], 2: [1.4, 1.5], 3: [2.0]}, level=0.8, most_years_ahead=3)
    assert [one.factor for one in made] == [1.0] * 3
    assert in_words(made).startswith("5 of 6 earlier forecasts fell outside their 8-in-10 range, where 1.2 would be")


def test_six_forecasts_that_all_held_are_no_sign_that_ranges_are_too_wide() -> None:
    made = adjustments({1: [0.4, 0.5, 0.9], 2: [0.5, 0.6], 3: [0.7]}, level=0.8, most_years_ahead=3)
    assert in_words(made).startswith("0 of 6 earlier forecasts fell outside their 8-in-10 range, no clear sign")


def test_two_misses_in_three_widen_and_the_words_say_by_how_much() -> None:
    made = adjustments({1: [0.2, 2.0, 3.0]}, level=0.8, most_years_ahead=3)
    factor = made[0].factor
    # The record and the prior of ten together: 1 + 10 (2 Phi(z) - 1) is 0.8 of 13 forecasts and 3/13 of the new one.
    share = (0.8 * (13 + 3 / 13) - 1) / 10
    assert factor == pytest.approx(statistics.NormalDist().inv_cdf((1 + share) / 2) / HALF_RANGE)
    assert [one.factor for one in made] == [factor] * 3
    assert in_words(made) == (
        f"Ranges are widened to {factor:.1f} times the model's, since 2 of 3 earlier forecasts fell outside their "
        "8-in-10 range where 0.6 would be expected."
    )


def test_ranges_that_never_miss_are_narrowed_only_at_the_horizons_that_show_it() -> None:
    made = adjustments({1: [0.1] * 12, 2: [0.1]}, level=0.8, most_years_ahead=3)
    assert made[0].factor < 1.0
    assert [one.factor for one in made[1:]] == [1.0, 1.0]
    assert in_words(made).startswith("Ranges are narrowed to ")
    assert "since 0 of 13 earlier forecasts" in in_words(made)


@given(st.dictionaries(st.integers(1, 5), MISSES))
def test_a_longer_horizon_is_never_trusted_more_than_a_shorter(misses: dict[int, list[float]]) -> None:
    factors = [one.factor for one in adjustments(misses, level=0.8, most_years_ahead=5)]
    assert factors == sorted(factors)
    assert all(factor > 0 for factor in factors)


@given(MISSES, st.floats(0, 5))
def test_a_worse_record_never_gives_a_narrower_range(misses: list[float], more: float) -> None:
    (one,) = adjustments({1: misses}, level=0.8, most_years_ahead=1)
    (worse,) = adjustments({1: [miss + more for miss in misses]}, level=0.8, most_years_ahead=1)
    assert worse.found >= one.found - 1e-9


def test_misses_are_measured_in_half_ranges_of_their_own_side() -> None:
    truth, median = np.array([14.0, 8.0, 5.0, 7.0]), np.array([10.0, 10.0, 5.0, 5.0])
    low, high = np.array([9.0, 9.0, 5.0, 5.0]), np.array([12.0, 12.0, 5.0, 5.0])
    assert scaled_misses(truth, median, low, high).tolist() == [2.0, 2.0, 0.0, math.inf]


def test_an_end_moves_about_the_median_and_not_below_nobody() -> None:
    assert adjusted(np.array([10.0, 10.0]), np.array([4.0, 13.0]), 2.0).tolist() == [0.0, 16.0]
