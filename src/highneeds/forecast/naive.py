"""The forecasts anybody could make without a model: what a model has to beat to be worth its keep.

Each takes ``history[series, year]``, the last year being the origin and NaN an unknown count, and gives
``[series, horizon]`` for 1, 2, ... ``horizons`` years after it: never below 0, and NaN where fewer years are known than
the method needs. Nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import numpy as np

from highneeds.forecast.types import Floats

# Of the usual 0.8 to 0.98 (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, section 8.2).
HOLT_DAMPING = 0.9
# From 1 down: where the years cannot tell two smoothings apart, the level that believes the last year most is taken.
_LEVEL_SMOOTHING = np.arange(1.0, 0.05, -0.1)
_TREND_SMOOTHING = np.arange(0.0, 1.01, 0.1)
_TIE = 1e-9
# Two years start level and trend; two more are needed to tell one smoothing from another.
_FEWEST_YEARS_FOR_HOLT = 4


class NaiveForecast(Protocol):
    """``national[year]`` or ``[series, year]``: the same years of the nation, where a method leans on it."""

    def __call__(self, history: Floats, *, horizons: int, national: Floats | None = None) -> Floats: ...


def last_value(history: Floats, *, horizons: int, national: Floats | None = None) -> Floats:
    """As it was in the last year."""
    del national
    _check(history, horizons)
    return _not_below_zero(np.repeat(history[:, -1:], horizons, axis=1))


def linear_through_last_3(history: Floats, *, horizons: int, national: Floats | None = None) -> Floats:
    """The least-squares line through the last three years, drawn on."""
    del national
    return _linear(history, horizons, years=3)


def linear_through_last_5(history: Floats, *, horizons: int, national: Floats | None = None) -> Floats:
    """The least-squares line through the last five years, drawn on."""
    del national
    return _linear(history, horizons, years=5)


def damped_trend(history: Floats, *, horizons: int, national: Floats | None = None) -> Floats:
    """Holt's level and trend, the trend damped by 0.9 a year (Gardner and McKenzie 1985, Management Science 31).

    Level starts at the second and trend at the difference of the first two years of the unbroken run that ends at the
    origin; the two smoothing constants are those, of a grid of tenths, whose one-year-ahead squared errors are least.
    """
    del national
    _check(history, horizons)
    level, trend = _smoothed(history)
    steps = np.cumsum(HOLT_DAMPING ** np.arange(1, horizons + 1))
    return _not_below_zero(level[:, None] + trend[:, None] * steps)


def national_growth(history: Floats, *, horizons: int, national: Floats | None = None) -> Floats:
    """The last year, grown each year as the nation grew in its last."""
    _check(history, horizons)
    return _grown(history, _growth_of_nation(history, national), horizons)


def half_own_half_national(history: Floats, *, horizons: int, national: Floats | None = None) -> Floats:
    """The last year, grown each year by half its own growth and half the nation's, both of the last year."""
    _check(history, horizons)
    return _grown(history, (_growth(history) + _growth_of_nation(history, national)) / 2.0, horizons)


NAIVE_FORECASTS: Mapping[str, NaiveForecast] = MappingProxyType(
    {
        "last value": last_value,
        "line through the last 3 years": linear_through_last_3,
        "line through the last 5 years": linear_through_last_5,
        "damped trend (Holt)": damped_trend,
        "national growth": national_growth,
        "half own, half national growth": half_own_half_national,
    }
)


def _check(history: Floats, horizons: int) -> None:
    if history.ndim != len(("series", "year")) or history.shape[1] == 0:
        message = f"a history has the axes series and year, not the shape {history.shape}"
        raise ValueError(message)
    if horizons < 1:
        message = f"a forecast looks at least 1 year ahead, not {horizons}"
        raise ValueError(message)


def _not_below_zero(forecast: Floats) -> Floats:
    return np.maximum(np.asarray(forecast, dtype=np.float64), 0.0)


def _linear(history: Floats, horizons: int, *, years: int) -> Floats:
    _check(history, horizons)
    if history.shape[1] < years:
        return np.full((len(history), horizons), np.nan)
    recent = history[:, -years:]
    centred = np.arange(years) - (years - 1) / 2.0
    slope = recent @ centred / (centred @ centred)
    ahead = centred[-1] + np.arange(1, horizons + 1)
    return _not_below_zero(recent.mean(axis=1)[:, None] + slope[:, None] * ahead)


def _smoothed(history: Floats) -> tuple[Floats, Floats]:
    """(level, trend) ``[series]`` at the origin with the best smoothing; NaN for too short a run of known years."""
    shape = (len(history), len(_LEVEL_SMOOTHING), len(_TREND_SMOOTHING))
    alpha, beta = _LEVEL_SMOOTHING[None, :, None], _TREND_SMOOTHING[None, None, :]
    level, trend, squared = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape)
    run = np.zeros(len(history), dtype=np.int64)  # known years up to now without a gap
    for year in range(history.shape[1]):
        now = history[:, year, None, None]
        run = np.where(np.isnan(history[:, year]), 0, run + 1)
        starts, goes_on = (run == 2)[:, None, None], (run > 2)[:, None, None]  # noqa: PLR2004 - two years make a trend
        expected = level + HOLT_DAMPING * trend
        new_level = expected + alpha * (now - expected)
        new_trend = HOLT_DAMPING * trend + beta * (new_level - level - HOLT_DAMPING * trend)
        squared = np.where(goes_on, squared + (now - expected) ** 2, 0.0)
        before = history[:, year - 1, None, None]
        level = np.where(starts, now, np.where(goes_on, new_level, np.nan))
        trend = np.where(starts, now - before, np.where(goes_on, new_trend, np.nan))
    errors = squared.reshape(len(history), -1)
    best = (errors <= errors.min(axis=1, keepdims=True) * (1.0 + _TIE) + _TIE).argmax(axis=1)
    is_long = run >= _FEWEST_YEARS_FOR_HOLT
    chosen = (
        np.where(is_long, state.reshape(len(history), -1)[np.arange(len(history)), best], np.nan)
        for state in (level, trend)
    )
    return next(chosen), next(chosen)


def _growth(values: Floats) -> Floats:
    """The last year as a ratio of the year before ``[series]``; NaN where it is unknown.

    One year, not an average of several: on the DfE's plans of every authority, January 2016 to 2022, the latest growth
    forecast better than that of two or three years, and a yardstick should be the best of its kind.
    """
    if values.shape[-1] < len(("before", "last")):
        return np.full(values.shape[:-1], np.nan)
    return np.asarray(values[..., -1] / np.where(values[..., -2] > 0.0, values[..., -2], np.nan))


def _growth_of_nation(history: Floats, national: Floats | None) -> Floats:
    if national is None:
        return np.full(len(history), np.nan)
    if national.shape[-1] != history.shape[1]:
        message = f"the nation has {national.shape[-1]} years and the history {history.shape[1]}"
        raise ValueError(message)
    return np.broadcast_to(_growth(national), (len(history),))


def _grown(history: Floats, growth: Floats, horizons: int) -> Floats:
    return _not_below_zero(history[:, -1:] * growth[:, None] ** np.arange(1, horizons + 1))
