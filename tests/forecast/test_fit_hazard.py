"""The hierarchical hazard: what leans on what, what is kept apart, and that the parts of a draw add up to the mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.recovery_worlds import drawn_log_odds

from highneeds.forecast.ages import LEAVE_FREE
from highneeds.forecast.arrow import Rows, cross_positions, curvature, row_variances, second_derivatives
from highneeds.forecast.hazard import FittedHazard, fit_hazard
from highneeds.forecast.mean_probability import log_odds_of, log_odds_with_mean, logistic, mean_probability
from highneeds.forecast.posterior import PLAN_BANDS
from highneeds.forecast.types import NC_YEARS

NC_COUNT, BANDS = len(NC_YEARS), len(PLAN_BANDS)


def _counts(needs: int, setting_count: int) -> tuple[np.ndarray, np.ndarray]:
    shape = (needs, setting_count, NC_COUNT, BANDS)
    return np.zeros(shape), np.zeros(shape)


def _fit(exposure: np.ndarray, events: np.ndarray) -> FittedHazard:
    return fit_hazard(exposure, events, free=LEAVE_FREE, prior_prob=0.05)


def test_no_history_at_all_gives_the_stated_guess_and_never_one_half() -> None:
    prob = logistic(_fit(*_counts(2, 3)).hazard.centre)
    assert prob.max() < 0.35
    assert np.median(prob) == pytest.approx(0.08, abs=0.05)


def test_a_cell_without_history_is_near_its_neighbours() -> None:
    exposure, events = _counts(1, 2)
    exposure[0, 0, 5:15, 0], events[0, 0, 5:15, 0] = 200.0, 8.0
    exposure[0, 0, 9, 0], events[0, 0, 9, 0] = 0.0, 0.0
    prob = logistic(_fit(exposure, events).hazard.centre)
    assert prob[0, 0, 9] == pytest.approx(0.04, abs=0.01)
    assert prob[0, 1, 9] == pytest.approx(0.045, abs=0.015)


def test_a_well_observed_cell_keeps_its_own_rate() -> None:
    exposure, events = _counts(1, 2)
    exposure[0, :, 5:17, 0], events[0, :, 5:17, 0] = 1000.0, 20.0
    events[0, 1, 10, 0] = 300.0
    prob = logistic(_fit(exposure, events).hazard.centre)
    assert prob[0, 1, 10] == pytest.approx(0.3, abs=0.03)
    assert prob[0, 0, 10] == pytest.approx(0.02, abs=0.012)


def test_leaving_at_16_is_not_smoothed_into_the_years_beside_it() -> None:
    exposure, events = _counts(1, 2)
    exposure[0, :, 5:17, 0], events[0, :, 5:17, 0] = 50.0, 1.0
    events[0, :, 16, 0] = 20.0
    prob = logistic(_fit(exposure, events).hazard.centre)
    assert prob[0, :, 16] == pytest.approx(0.4, abs=0.06)
    assert prob[0, :, 15].max() < 0.035


def test_expected_events_add_up_to_those_seen() -> None:
    rng = np.random.default_rng(3)
    exposure, events = _counts(3, 4)
    exposure[:, :, 5:20, 0] = rng.integers(0, 12, (3, 4, 15))
    events[..., 0] = rng.binomial(exposure[..., 0].astype(int), 0.08)
    prob = logistic(_fit(exposure, events).hazard.centre)
    assert (prob * exposure[..., 0]).sum() == pytest.approx(events.sum(), rel=0.02)


def test_time_in_plan_is_found_where_it_is_known_and_nothing_where_not() -> None:
    exposure, events = _counts(1, 1)
    exposure[0, 0, 5:15, 1:], events[0, 0, 5:15, 1:] = 300.0, 15.0
    events[0, 0, 5:15, 1] = 3.0
    band = _fit(exposure, events).hazard.band_centre
    assert band[0] == 0.0
    assert band[1] < band[2:].min() - 1.0
    not_known = np.eye(BANDS)[0]
    pooled = _fit(exposure.sum(axis=3, keepdims=True) * not_known, events.sum(axis=3, keepdims=True) * not_known)
    assert not pooled.hazard.band_centre.any()


def test_a_hazard_that_is_alike_in_every_setting_is_the_same_in_all() -> None:
    rng = np.random.default_rng(4)
    exposure, events = _counts(2, 3)
    exposure[:, :, 5:15, 0] = 40.0
    events[:, :, 5:15, 0] = rng.binomial(40, 0.05, (2, 3, 10))
    hazard = fit_hazard(exposure, events, free=LEAVE_FREE, prior_prob=0.05, settings_differ=False).hazard
    np.testing.assert_allclose(hazard.centre, np.broadcast_to(hazard.centre[:, :1], hazard.centre.shape), atol=1e-6)
    assert hazard.pull.max() < 1e-6
    assert hazard.own_sd.max() < 1e-4


def test_the_mean_over_drawn_worlds_is_the_centre_and_the_level_is_left_to_the_years() -> None:
    rng = np.random.default_rng(5)
    exposure, events = _counts(3, 4)
    exposure[:, :, 5:20, 0] = rng.integers(0, 30, (3, 4, 15))
    events[..., 0] = rng.binomial(exposure[..., 0].astype(int), 0.08)
    hazard = _fit(exposure, events).hazard
    prob = logistic(drawn_log_odds(hazard, rng, 4000))
    centre = logistic(hazard.centre)
    np.testing.assert_allclose(prob.mean(axis=0), centre, atol=0.01, rtol=0.06)
    expected = (prob * exposure[..., 0]).sum(axis=(1, 2, 3))
    assert expected.std() / expected.mean() < 0.6 / np.sqrt(events.sum())  # well below what sampling alone would give


def test_the_same_counts_give_the_same_fit_to_the_last_bit() -> None:
    exposure, events = _counts(2, 2)
    exposure[:, :, 5:15, 0], events[:, :, 5:15, 0] = 20.0, 1.0
    for one, other in zip(_fit(exposure, events).hazard, _fit(exposure, events).hazard, strict=True):
        np.testing.assert_array_equal(one, other)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_eliminating_the_groups_is_exact(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = Rows(np.stack([rng.integers(0, 3, 30), 3 + rng.integers(0, 2, 30)], axis=1), rng.integers(0, 4, 30), 5, 4)
    weight, precision, own = rng.uniform(0.1, 2.0, 30), np.diag(rng.uniform(0.5, 2.0, 5)), 1.7
    curved, _ = curvature(*second_derivatives(rows, cross_positions(rows), weight), precision, own)
    design = np.zeros((30, 9))
    design[np.arange(30)[:, None], rows.effect] = 1.0
    design[np.arange(30), 5 + rows.group] = 1.0
    prior = np.zeros((9, 9))
    prior[:5, :5], prior[5:, 5:] = precision, own * np.eye(4)
    covariance = np.linalg.inv(design.T @ (design * weight[:, None]) + prior)
    np.testing.assert_allclose(curved.covariance, covariance[:5, :5], atol=1e-10)
    np.testing.assert_allclose(
        row_variances(rows, curved), np.einsum("ri,ij,rj->r", design, covariance, design), atol=1e-10
    )


@settings(max_examples=50, deadline=None)
@given(st.floats(0.001, 0.999), st.floats(0.0, 2.5))
def test_the_log_odds_of_a_mean_give_that_mean_back(prob: float, sd: float) -> None:
    x = log_odds_with_mean(np.array([prob]), np.array([sd]))
    assert mean_probability(x, np.array([sd]))[0] == pytest.approx(prob, rel=1e-6)
    assert logistic(log_odds_of(np.array([prob])))[0] == pytest.approx(prob)


def test_the_mean_probability_is_that_of_many_normal_numbers() -> None:
    normals = np.random.default_rng(6).normal(size=400_000)
    for log_odds, sd in ((-3.0, 0.5), (-1.0, 1.2), (2.0, 2.0)):
        counted = logistic(log_odds + sd * normals).mean()
        assert mean_probability(np.array([log_odds]), np.array([sd]))[0] == pytest.approx(counted, rel=0.01)
