"""How good a forecast was: pure functions of forecast and truth, for arrays of any one shape.

An unknown (NaN) forecast or truth gives an unknown score, and means are taken over the known; a mean of nothing known
is NaN. ``axis`` is NumPy's: None for one number over all, else the axes that the mean goes over.

Sources: Hyndman and Koehler 2006, "Another look at measures of forecast accuracy", International Journal of
Forecasting 22 (percentage and scaled errors); Gneiting and Raftery 2007, "Strictly proper scoring rules, prediction,
and estimation", JASA 102, sections 4.2 and 6.2 (CRPS, interval score); Ferro 2014, "Fair scores for ensemble
forecasts", Quarterly Journal of the Royal Meteorological Society 140 (CRPS of a sample without its bias).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from highneeds.forecast.types import Floats

Axis = int | tuple[int, ...] | None
_FEWEST_DRAWS = 2


def mean_of_known(values: npt.ArrayLike, axis: Axis = None) -> Floats:
    """Mean over ``axis`` of the values that are not NaN; NaN, without a warning, where there is none."""
    array = np.asarray(values, dtype=np.float64)
    is_known = ~np.isnan(array)
    count = is_known.sum(axis=axis)
    total = np.where(is_known, array, 0.0).sum(axis=axis)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def median_of_known(values: npt.ArrayLike, axis: Axis = None) -> Floats:
    """Median over ``axis`` of the values that are not NaN; NaN, without a warning, where there is none."""
    array = np.asarray(values, dtype=np.float64)
    is_known = ~np.isnan(array)
    nothing_known = ~is_known.any(axis=axis, keepdims=True)
    median = np.nanmedian(np.where(nothing_known, 0.0, array), axis=axis)
    return np.asarray(np.where(is_known.any(axis=axis), median, np.nan))


def bias(forecast: npt.ArrayLike, truth: npt.ArrayLike, *, axis: Axis = None) -> Floats:
    """Mean of forecast less truth, in the unit of both: above 0, forecasts were too high."""
    return mean_of_known(np.subtract(forecast, truth, dtype=np.float64), axis)


def bias_percent(forecast: npt.ArrayLike, truth: npt.ArrayLike, *, axis: Axis = None) -> Floats:
    """All errors together as a percentage of all truths together, so that a small truth does not weigh like a large.

    NaN where the truths add up to 0.
    """
    errors = np.subtract(forecast, truth, dtype=np.float64)
    truths = np.where(np.isnan(errors), np.nan, np.asarray(truth, dtype=np.float64))
    return 100.0 * _ratio(mean_of_known(errors, axis), mean_of_known(truths, axis))


def absolute_percentage_error(forecast: npt.ArrayLike, truth: npt.ArrayLike) -> Floats:
    """100 |forecast - truth| / |truth|, one for each; NaN where the truth is 0 (a percentage of nothing)."""
    errors = np.abs(np.subtract(forecast, truth, dtype=np.float64))
    return 100.0 * _ratio(errors, np.abs(np.asarray(truth, dtype=np.float64)))


def median_ape(forecast: npt.ArrayLike, truth: npt.ArrayLike, *, axis: Axis = None) -> Floats:
    """Median absolute percentage error."""
    return median_of_known(absolute_percentage_error(forecast, truth), axis)


def mean_ape(forecast: npt.ArrayLike, truth: npt.ArrayLike, *, axis: Axis = None) -> Floats:
    """Mean absolute percentage error."""
    return mean_of_known(absolute_percentage_error(forecast, truth), axis)


def naive_scale(history: npt.ArrayLike) -> Floats:
    """What MASE divides by: the mean absolute change from one year to the next of ``history[..., year]``.

    Only what was known at the origin belongs into ``history``. NaN where no two neighbouring years are known, and
    where nothing ever changed, as there is no scale then.
    """
    scale = mean_of_known(np.abs(np.diff(np.asarray(history, dtype=np.float64), axis=-1)), -1)
    return np.where(scale > 0.0, scale, np.nan)


def absolute_scaled_error(forecast: npt.ArrayLike, truth: npt.ArrayLike, scale: npt.ArrayLike) -> Floats:
    """|forecast - truth| / scale, one for each: below 1, closer than last year's change was on average."""
    return _ratio(np.abs(np.subtract(forecast, truth, dtype=np.float64)), np.asarray(scale, dtype=np.float64))


def mase(forecast: npt.ArrayLike, truth: npt.ArrayLike, scale: npt.ArrayLike, *, axis: Axis = None) -> Floats:
    """Mean absolute scaled error; ``scale`` from ``naive_scale``, broadcast against the forecasts."""
    return mean_of_known(absolute_scaled_error(forecast, truth, scale), axis)


def crps(draws: npt.ArrayLike, truth: npt.ArrayLike, *, fair: bool = True) -> Floats:
    """Continuous ranked probability score of ``draws[draw, ...]`` at ``truth[...]``, in their unit; 0 is perfect.

    E|X - y| - E|X - X'| / 2. ``fair``: X and X' are different draws, so the score does not depend on how many draws
    there are (Ferro 2014); it may fall below 0 then. Else the exact CRPS of the draws' own distribution. ValueError
    for fewer than two draws.
    """
    sample = np.sort(np.asarray(draws, dtype=np.float64), axis=0)
    count = len(sample)
    if count < _FEWEST_DRAWS:
        message = f"a score of draws needs at least two of them, not {count}"
        raise ValueError(message)
    distance = np.abs(sample - np.asarray(truth, dtype=np.float64)).mean(axis=0)
    # In sorted order, the sum of |x_i - x_j| over all ordered pairs is twice the sum of (2i - count + 1) x_i.
    weight = (2.0 * np.arange(count) - count + 1.0).reshape(-1, *[1] * (sample.ndim - 1))
    pairs = count * (count - 1) if fair else count * count
    return np.asarray(distance - (weight * sample).sum(axis=0) / pairs)


def absolute_error_as_crps(forecast: npt.ArrayLike, truth: npt.ArrayLike) -> Floats:
    """The CRPS of a forecast that gives one number: its absolute error (Gneiting and Raftery 2007, section 4.2)."""
    return np.abs(np.subtract(forecast, truth, dtype=np.float64))


def central_interval(draws: npt.ArrayLike, level: float) -> tuple[Floats, Floats]:
    """(low, high) of the middle ``level`` (between 0 and 1) of ``draws[draw, ...]``."""
    tail = _tail(level)
    low, high = np.quantile(np.asarray(draws, dtype=np.float64), [tail, 1.0 - tail], axis=0)
    return np.asarray(low), np.asarray(high)


def interval_score(low: npt.ArrayLike, high: npt.ArrayLike, truth: npt.ArrayLike, level: float) -> Floats:
    """Width of the interval, plus 2 / (1 - level) times how far the truth lies outside it; smaller is better."""
    lower, upper, actual = (np.asarray(values, dtype=np.float64) for values in (low, high, truth))
    penalty = 1.0 / _tail(level)
    below, above = np.maximum(lower - actual, 0.0), np.maximum(actual - upper, 0.0)
    return np.asarray(upper - lower + penalty * (below + above))


def is_covered(low: npt.ArrayLike, high: npt.ArrayLike, truth: npt.ArrayLike) -> Floats:
    """1 where the truth lies within the interval, ends included; 0 where not; NaN where one of them is unknown."""
    lower, upper, actual = (np.asarray(values, dtype=np.float64) for values in (low, high, truth))
    is_unknown = np.isnan(lower) | np.isnan(upper) | np.isnan(actual)
    return np.where(is_unknown, np.nan, (lower <= actual) & (actual <= upper))


def coverage(low: npt.ArrayLike, high: npt.ArrayLike, truth: npt.ArrayLike, *, axis: Axis = None) -> Floats:
    """Share of the truths within their intervals; of intervals at level 0.8 it should be about 0.8."""
    return mean_of_known(is_covered(low, high, truth), axis)


def _tail(level: float) -> float:
    if not 0.0 < level < 1.0:
        message = f"the level of an interval lies between 0 and 1, not {level}"
        raise ValueError(message)
    return (1.0 - level) / 2.0


def _ratio(over: Floats, under: Floats) -> Floats:
    return np.asarray(over / np.where(under == 0.0, np.nan, under))
