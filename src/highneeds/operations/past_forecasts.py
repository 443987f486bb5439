"""A back-test as the month's record keeps it: past forecasts, their marks, and what they ask of the ranges."""

from __future__ import annotations

import math

from highneeds.forecast.backtest import LEVELS, BackTest
from highneeds.forecast.backtest_scores import OURS, Score, scores_of
from highneeds.forecast.conformal import Adjustment, adjustments, in_words, scaled_misses
from highneeds.forecast.series import ALL_CHILDREN, COST
from highneeds.governance.record import PastForecast, PastForecasts, PastScore, RangeFactor

SHOWN_LEVEL = 0.8


def past_forecasts_of(test: BackTest) -> PastForecasts:
    """Everything that pages and papers say of a back-test."""
    position = _position(test, ALL_CHILDREN)
    level = LEVELS.index(SHOWN_LEVEL)
    children, cost = ranges_of(test, ALL_CHILDREN), ranges_of(test, COST)
    rows = zip(
        *(test.origin, test.target, test.mean[:, position]),
        *(test.low[:, position, level], test.high[:, position, level], test.truth[:, position]),
        strict=True,
    )
    return PastForecasts(
        draws=test.draws,
        counted=tuple(
            (january, float(count)) for january, count in zip(test.januaries, test.counted[position], strict=True)
        ),
        forecasts=tuple(
            PastForecast(int(origin), int(target), *(float(value) for value in values))
            for origin, target, *values in rows
        ),
        scores=tuple(_kept(score) for score in scores_of(test) if score.forecasts),
        children_ranges=tuple(_factor(one) for one in children),
        children_in_words=in_words(children),
        cost_ranges=tuple(_factor(one) for one in cost),
        cost_in_words=in_words(cost),
    )


def no_past_forecasts() -> PastForecasts:
    """Of a council with too few Januaries to make a single past forecast."""
    return PastForecasts(0, (), (), (), (), in_words(()), (), in_words(()))


def ranges_of(test: BackTest, group: str) -> tuple[Adjustment, ...]:
    """What the record of a group of one series asks of its 8-in-10 ranges, by years ahead."""
    position = _position(test, group)
    level = LEVELS.index(SHOWN_LEVEL)
    low, high = test.low[:, position, level], test.high[:, position, level]
    misses = scaled_misses(test.truth[:, position], test.median[:, position], low, high)
    horizons = sorted({int(years) for years in test.years_ahead})
    by_horizon = {years: misses[test.years_ahead == years].tolist() for years in horizons}
    return adjustments(by_horizon, level=SHOWN_LEVEL, most_years_ahead=horizons[-1])


def _position(test: BackTest, group: str) -> int:
    return [series.group for series in test.series].index(group)


def _factor(one: Adjustment) -> RangeFactor:
    return RangeFactor(one.years_ahead, one.forecasts, one.missed, one.factor)


def _kept(score: Score) -> PastScore:
    error, off, scaled, crps, *covered = (
        _known(mark) for mark in (score.median_ape, score.bias_percent, score.mase, score.crps, *score.covered)
    )
    is_ours = score.method == OURS
    return PastScore(
        score.group, score.years_ahead, score.method, is_ours, score.forecasts, error, off, scaled, crps, *covered
    )


def _known(mark: float) -> float | None:
    return None if math.isnan(mark) else mark
