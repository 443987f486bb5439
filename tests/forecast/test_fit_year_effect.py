"""Whole years: level, growth and shocks, and how far a short history is believed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from highneeds.forecast.posterior import YearEffect
from highneeds.forecast.year_effect import (
    JOIN_PRIORS,
    LEAVE_PRIORS,
    expected_of_odds,
    expected_of_rate,
    fit_year_effect,
)

NEUTRAL = replace(JOIN_PRIORS, growth_mean=0.0)


def _of_rate(observed: np.ndarray, expected: np.ndarray) -> YearEffect:
    return fit_year_effect(observed, expected_of_rate(expected), NEUTRAL)


def test_a_steady_history_shows_no_growth_and_less_shock_than_was_guessed() -> None:
    effect = _of_rate(np.full(6, 500.0), np.full(6, 500.0))
    assert effect.level_mean == pytest.approx(0.0, abs=1e-6)
    assert effect.growth_mean == pytest.approx(0.0, abs=1e-6)
    assert math.sqrt(effect.shock_variance) < NEUTRAL.shock_sd


def test_growth_is_found_and_leans_on_the_guess_with_few_years() -> None:
    long = _of_rate(1000.0 * np.exp(0.08 * np.arange(10)), np.full(10, 1400.0))
    short = _of_rate(1000.0 * np.exp(0.08 * np.arange(2)), np.full(2, 1040.0))
    assert 0.06 < long.growth_mean < 0.085
    assert 0.0 < short.growth_mean < 0.04
    assert long.growth_sd < short.growth_sd < NEUTRAL.growth_sd


def test_one_year_leaves_growth_as_open_as_it_was() -> None:
    effect = _of_rate(np.array([120.0]), np.array([120.0]))
    assert math.hypot(effect.growth_on_level, effect.growth_sd) == pytest.approx(NEUTRAL.growth_sd, rel=0.01)


def test_uneven_years_give_a_larger_shock() -> None:
    even = _of_rate(np.array([1000.0, 1000.0, 1000.0, 1000.0]), np.full(4, 1000.0))
    uneven = _of_rate(np.array([1400.0, 600.0, 1450.0, 590.0]), np.full(4, 1000.0))
    assert uneven.shock_variance > 5 * even.shock_variance


def test_the_level_is_the_last_years_and_not_the_average() -> None:
    effect = _of_rate(1000.0 * np.exp(0.1 * np.arange(8)), np.full(8, 1000.0 * np.exp(0.35)))
    assert effect.level_mean == pytest.approx(0.35, abs=0.1)


def test_a_year_without_events_is_a_low_year_and_no_fault() -> None:
    effect = _of_rate(np.array([0.0, 3.0, 2.0]), np.array([2.0, 2.0, 2.0]))
    assert math.isfinite(effect.level_mean)
    assert abs(effect.growth_mean) < 0.1


def test_an_offset_on_the_odds_expects_what_the_children_themselves_give() -> None:
    log_odds, year = np.array([-2.0, 0.5, 1.0]), np.array([0, 0, 1])
    count, information = expected_of_odds(log_odds, year, 2)(np.array([0.3, -0.2]))
    prob = 1.0 / (1.0 + np.exp(-np.array([-1.7, 0.8, 0.8])))
    assert count == pytest.approx([prob[0] + prob[1], prob[2]])
    assert information == pytest.approx([(prob * (1 - prob))[:2].sum(), (prob * (1 - prob))[2]])


def test_what_the_cells_carry_is_taken_off_the_level() -> None:
    observed, expected = np.full(3, 50.0), expected_of_rate(np.full(3, 50.0))
    whole = fit_year_effect(observed, expected, LEAVE_PRIORS)
    less = fit_year_effect(observed, expected, LEAVE_PRIORS, cell_level_variance=0.002)
    assert whole.level_sd**2 - less.level_sd**2 == pytest.approx(0.002)
