"""The naive forecasts against plain loops and worked examples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.forecast import naive

NAN = math.nan
HISTORY = st.lists(st.integers(1, 1000).map(float), min_size=6, max_size=6)


def line_drawn_on(values: list[float], ahead: int) -> float:
    """Least squares by the sums of school statistics."""
    times = range(len(values))
    n, sum_t, sum_y = len(values), sum(times), sum(values)
    sum_ty = sum(t * y for t, y in zip(times, values, strict=True))
    slope = (n * sum_ty - sum_t * sum_y) / (n * sum(t * t for t in times) - sum_t**2)
    return max(0.0, (sum_y - slope * sum_t) / n + slope * (n - 1 + ahead))


@given(HISTORY)
def test_a_line_through_the_last_years_is_the_least_squares_line(values: list[float]) -> None:
    history = np.array([values])
    for years, method in ((3, naive.linear_through_last_3), (5, naive.linear_through_last_5)):
        expected = [line_drawn_on(values[-years:], ahead) for ahead in (1, 2, 3)]
        assert method(history, horizons=3)[0].tolist() == pytest.approx(expected, abs=1e-6)


def holt_one_series(values: list[float], ahead: int) -> float:
    """Damped Holt for one series, one pair of smoothing constants at a time."""
    tried = []
    for a, b in ((a / 10, b / 10) for a in range(10, 0, -1) for b in range(11)):
        level, trend, squared = values[1], values[1] - values[0], 0.0
        for value in values[2:]:
            error = value - (level + 0.9 * trend)
            squared += error**2
            before = level
            level = a * value + (1 - a) * (level + 0.9 * trend)
            trend = b * (level - before) + (1 - b) * 0.9 * trend
        tried.append((squared, level, trend))
    least = min(squared for squared, _, _ in tried)
    _, level, trend = next(one for one in tried if one[0] <= least * (1 + 1e-9) + 1e-9)
    return max(0.0, level + trend * sum(0.9**step for step in range(1, ahead + 1)))


@given(st.lists(HISTORY, min_size=1, max_size=3))
@settings(deadline=None, max_examples=30)
def test_the_damped_trend_is_holts_recursion_with_the_best_smoothing(rows: list[list[float]]) -> None:
    ours = naive.damped_trend(np.array(rows), horizons=2)
    for row, forecast in zip(rows, ours, strict=True):
        assert forecast.tolist() == pytest.approx(
            [holt_one_series(row, 1), holt_one_series(row, 2)], rel=1e-6, abs=1e-6
        )


def test_the_damped_trend_slows_down_from_year_to_year() -> None:
    steps = np.diff(naive.damped_trend(np.array([[100.0, 110, 120, 130, 140]]), horizons=5)[0])
    assert (steps > 0).all()
    assert steps[1:] / steps[:-1] == pytest.approx([naive.HOLT_DAMPING] * 3)


def test_the_damped_trend_begins_after_a_gap_and_needs_four_years() -> None:
    after_gap = naive.damped_trend(np.array([[900.0, NAN, 100, 110, 125, 130]]), horizons=2)
    assert after_gap.tolist() == naive.damped_trend(np.array([[100.0, 110, 125, 130]]), horizons=2).tolist()
    assert np.isnan(naive.damped_trend(np.array([[NAN, 100.0, 110, 125], [1, 2, 3, NAN]]), horizons=2)).all()


def test_growth_is_that_of_the_last_year_compounded() -> None:
    history, nation = np.array([[500.0, 80, 100]]), np.array([1.0, 10, 11])
    assert naive.national_growth(history, horizons=2, national=nation).tolist() == [pytest.approx([110, 121])]
    # Own growth 25 %, the nation's 10 %: 17.5 % a year.
    both = naive.half_own_half_national(history, horizons=2, national=nation)
    assert both.tolist() == [pytest.approx([117.5, 117.5 * 1.175])]


def test_each_series_may_have_a_nation_of_its_own() -> None:
    history, nation = np.array([[1.0, 100], [1.0, 100]]), np.array([[10.0, 11], [10.0, 12]])
    assert naive.national_growth(history, horizons=1, national=nation).tolist() == [
        [pytest.approx(110)],
        [pytest.approx(120)],
    ]


def test_growth_from_nothing_is_unknown() -> None:
    assert np.isnan(naive.half_own_half_national(np.array([[0.0, 5.0]]), horizons=1, national=np.array([1.0, 2]))).all()


def test_nobody_is_told_a_number_where_too_few_years_are_known() -> None:
    short = np.array([[100.0, 110.0]])
    told = {name: method(short, horizons=1) for name, method in naive.NAIVE_FORECASTS.items()}
    assert [name for name, forecast in told.items() if not np.isnan(forecast).any()] == ["last value"]
    unknown_origin = np.array([[1.0, 2, 3, 4, 5, NAN]])
    for method in naive.NAIVE_FORECASTS.values():
        assert np.isnan(method(unknown_origin, horizons=2, national=np.arange(1.0, 7.0))).all()


@given(st.lists(HISTORY, min_size=1, max_size=4), st.integers(1, 5))
@settings(deadline=None, max_examples=30)
def test_every_naive_forecast_has_its_shape_and_is_never_negative(rows: list[list[float]], horizons: int) -> None:
    history, nation = np.array(rows), np.linspace(50, 80, 6)
    for method in naive.NAIVE_FORECASTS.values():
        forecast = method(history, horizons=horizons, national=nation)
        assert forecast.shape == (len(rows), horizons)
        assert (forecast >= 0).all()


def test_a_history_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="series and year"):
        naive.last_value(np.arange(5.0), horizons=1)
    with pytest.raises(ValueError, match="at least 1 year"):
        naive.last_value(np.ones((1, 5)), horizons=0)
    with pytest.raises(ValueError, match="3 years and the history 5"):
        naive.national_growth(np.ones((1, 5)), horizons=1, national=np.ones(3))
