"""Scores against plain loops, numerical integration and values worked out by hand."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.forecast import scoring

SOME = st.lists(st.floats(0, 1000), min_size=2, max_size=12)
NAN = math.nan


def crps_by_integration(draws: list[float], truth: float) -> float:
    """The integral of (F(x) - [x >= truth])^2 between the sorted values, F being the draws' step function."""
    corners = sorted([*draws, truth])
    total = 0.0
    for low, high in itertools.pairwise(corners):
        middle = (low + high) / 2
        below = sum(draw <= middle for draw in draws) / len(draws)
        total += (below - float(middle >= truth)) ** 2 * (high - low)
    return total


@given(SOME, st.floats(0, 1000))
@settings(deadline=None)
def test_the_crps_of_draws_is_the_integral_of_its_definition(draws: list[float], truth: float) -> None:
    ours = float(scoring.crps(np.array(draws), truth, fair=False))
    assert ours == pytest.approx(crps_by_integration(draws, truth), abs=1e-6)


@given(SOME, st.floats(0, 1000))
@settings(deadline=None)
def test_the_fair_crps_compares_different_draws_only(draws: list[float], truth: float) -> None:
    count = len(draws)
    away = sum(abs(draw - truth) for draw in draws) / count
    apart = sum(abs(a - b) for i, a in enumerate(draws) for j, b in enumerate(draws) if i != j) / (count * (count - 1))
    assert float(scoring.crps(np.array(draws), truth)) == pytest.approx(away - apart / 2, abs=1e-6)


def test_the_crps_of_a_normal_forecast_is_the_published_closed_form() -> None:
    # Gneiting and Raftery 2007, equation 21: for N(0, 1), y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi).
    normal = statistics.NormalDist()
    draws = np.array([normal.inv_cdf((i + 0.5) / 20_000) for i in range(20_000)])
    for truth in (-1.5, 0.0, 0.7):
        formula = truth * (2 * normal.cdf(truth) - 1) + 2 * normal.pdf(truth) - 1 / math.sqrt(math.pi)
        assert float(scoring.crps(draws, truth)) == pytest.approx(formula, abs=2e-4)


def test_the_fair_crps_expects_the_same_of_few_draws_as_of_many() -> None:
    rng = np.random.default_rng(7)
    truth = rng.normal(size=40_000)
    few, many = (scoring.crps(rng.normal(size=(draws, 40_000)), truth).mean() for draws in (3, 60))
    unfair = scoring.crps(rng.normal(size=(3, 40_000)), truth, fair=False).mean()
    assert few == pytest.approx(many, abs=0.01)
    assert unfair > many + 0.1


def test_one_draw_has_no_score() -> None:
    with pytest.raises(ValueError, match="at least two"):
        scoring.crps(np.ones((1, 3)), np.ones(3))


@given(st.floats(0, 100), st.floats(0, 100), st.floats(-50, 150), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_interval_score_is_width_and_twice_the_miss_over_alpha(
    one: float, other: float, truth: float, level: float
) -> None:
    low, high = min(one, other), max(one, other)
    alpha = 1 - level
    expected = high - low
    expected += 2 / alpha * (low - truth) if truth < low else 0
    expected += 2 / alpha * (truth - high) if truth > high else 0
    assert float(scoring.interval_score(low, high, truth, level)) == pytest.approx(expected)


def test_the_interval_score_is_least_at_the_true_quantiles() -> None:
    normal = statistics.NormalDist()
    truth = np.array([normal.inv_cdf((i + 0.5) / 10_000) for i in range(10_000)])
    halves = np.arange(0.8, 1.8, 0.02)
    scores = [float(scoring.interval_score(-half, half, truth, 0.8).mean()) for half in halves]
    assert halves[int(np.argmin(scores))] == pytest.approx(normal.inv_cdf(0.9), abs=0.02)


def test_coverage_counts_the_ends_and_leaves_out_the_unknown() -> None:
    low, high, truth = np.array([1.0, 1, 1, NAN]), np.array([2.0, 2, 2, 2]), np.array([1.0, 2, 3, 1])
    assert scoring.is_covered(low, high, truth)[:3].tolist() == [1, 1, 0]
    assert float(scoring.coverage(low, high, truth)) == pytest.approx(2 / 3)


def test_the_middle_eighty_per_cent_leaves_a_tenth_on_either_side() -> None:
    low, high = scoring.central_interval(np.arange(101.0)[:, None], 0.8)
    assert (low.tolist(), high.tolist()) == ([pytest.approx(10.0)], [pytest.approx(90.0)])
    with pytest.raises(ValueError, match="between 0 and 1"):
        scoring.central_interval(np.arange(5.0), 80)


def test_bias_is_forecast_less_truth_and_its_percentage_is_of_all_truths() -> None:
    forecast, truth = np.array([110.0, 95.0, NAN]), np.array([100.0, 100.0, 1e9])
    assert float(scoring.bias(forecast, truth)) == pytest.approx(2.5)
    assert float(scoring.bias_percent(forecast, truth)) == pytest.approx(2.5)
    assert math.isnan(float(scoring.bias_percent(1.0, 0.0)))


def test_percentage_errors_are_of_the_truth_and_none_is_taken_of_nothing() -> None:
    forecast, truth = np.array([[110.0, 90.0, 70.0, 5.0]]), np.array([[100.0, 100.0, 100.0, 0.0]])
    assert scoring.absolute_percentage_error(forecast, truth)[0, :3].tolist() == pytest.approx([10, 10, 30])
    assert scoring.median_ape(forecast, truth, axis=1).tolist() == pytest.approx([10])
    assert scoring.mean_ape(forecast, truth, axis=1).tolist() == pytest.approx([50 / 3])


@given(st.lists(st.lists(st.one_of(st.just(NAN), st.floats(0, 100)), min_size=3, max_size=3), min_size=1, max_size=5))
def test_means_and_medians_are_of_the_known_values(rows: list[list[float]]) -> None:
    mean, median = scoring.mean_of_known(rows, 1), scoring.median_of_known(rows, 1)
    for row, of_mean, of_median in zip(rows, mean, median, strict=True):
        known = [value for value in row if not math.isnan(value)]
        expected = (statistics.mean(known), statistics.median(known)) if known else (NAN, NAN)
        assert (of_mean, of_median) == pytest.approx(expected, nan_ok=True)
    everything = [value for row in rows for value in row if not math.isnan(value)]
    assert float(scoring.median_of_known(rows)) == pytest.approx(
        statistics.median(everything) if everything else NAN, nan_ok=True
    )


def test_mase_divides_by_the_mean_yearly_change_before_the_origin() -> None:
    # Changes of 2, 4 and 6 have the mean 4; errors of 4 and 8 are 1 and 2 of it.
    scale = scoring.naive_scale(np.array([[10.0, 12, 8, 14]]))
    assert scale.tolist() == [4.0]
    assert float(scoring.mase(np.array([[18.0, 22]]), np.array([[14.0, 14]]), scale[:, None])) == pytest.approx(1.5)


def test_the_last_value_has_a_mase_of_one_on_the_years_it_is_scaled_by() -> None:
    history = np.array([[3.0, 7, 4, 9, 9, 1]])
    assert float(scoring.mase(history[:, :-1], history[:, 1:], scoring.naive_scale(history))) == pytest.approx(1.0)


def test_a_series_that_never_changed_or_is_unknown_has_no_scale() -> None:
    assert np.isnan(scoring.naive_scale(np.array([[5.0, 5, 5], [NAN, 5, NAN], [1, NAN, 3]]))).all()


def test_the_crps_of_a_single_number_is_its_absolute_error() -> None:
    same = float(scoring.crps(np.full(9, 4.0), 7.0))
    assert same == pytest.approx(float(scoring.absolute_error_as_crps(4.0, 7.0)))
