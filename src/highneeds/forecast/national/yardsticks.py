"""What anybody could forecast without a model, with ranges from its own past errors: what the model is set beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.naive import NAIVE_FORECASTS
from highneeds.forecast.national.known import known_at
from highneeds.forecast.national.ranges import ADDED, LEVEL, truth_of
from highneeds.forecast.national.size import best_even, swing
from highneeds.forecast.national.types import FORECAST_SERIES, NationalPanel
from highneeds.forecast.types import Floats


@dataclass(frozen=True, eq=False)
class Guess:
    """``[area, step]``; NaN where the method knows too few years, or has no past error to draw a range from."""

    point: Floats
    low: Floats
    high: Floats


Naive = Mapping[tuple[str, str], Floats]  # by method and series, [area, step]


def naive_points(panel: NationalPanel, origin: int, steps: int) -> dict[tuple[str, str], Floats]:
    """Every naive forecast of every series from what was known in January of ``origin``."""
    known = known_at(panel, origin)
    found = {}
    for series in FORECAST_SERIES:
        history = known[series] if series in known else np.full((len(known.areas), 1), np.nan)
        years = np.flatnonzero(np.isfinite(history).any(axis=0))
        history = history[:, years[0] : years[-1] + 1] if len(years) else history[:, :1]
        for method, forecast in NAIVE_FORECASTS.items():
            found[method, series] = forecast(history, horizons=steps, national=np.nansum(history, axis=0))
    return found


def with_ranges(method: str, series: str, origin: int, past: Mapping[int, Naive], panel: NationalPanel) -> Guess:
    """A naive forecast with the range that held 8 in 10 of its own earlier errors that had come true by ``origin``.

    Errors are in logs and in proportion to the swing of a number of its size, learnt as the model's is, and equally
    wide to both sides: for totals this served the best naive methods better than a quantile for each side.
    """
    known = known_at(panel, origin)
    point = past[origin][method, series]
    low, high = np.full(point.shape, np.nan), np.full(point.shape, np.nan)
    for step in range(1, point.shape[1] + 1):
        came = [then for then in past if then + step <= origin]
        guessed = [past[then][method, series][:, step - 1] for then in came]
        truths = [truth_of(known, series, then, step) for then in came]
        expected = point[:, step - 1]
        half = _half_width(expected, guessed, truths, ADDED[series])
        low[:, step - 1] = np.maximum((expected + ADDED[series]) * np.exp(-half) - ADDED[series], 0.0)
        high[:, step - 1] = (expected + ADDED[series]) * np.exp(half) - ADDED[series]
    return Guess(point, low, high)


def _half_width(expected: Floats, guessed: list[Floats], truths: list[Floats], added: float) -> Floats:
    """Of the log, for each area; NaN where no earlier forecast so far ahead can be judged."""
    if not guessed:
        return np.full(expected.shape, np.nan)
    forecast, truth = np.concatenate(guessed), np.concatenate(truths)
    is_known = np.isfinite(forecast) & np.isfinite(truth) & (forecast + added > 0.0) & (truth + added > 0.0)
    if not is_known.any():
        return np.full(expected.shape, np.nan)
    forecast, truth = forecast[is_known], truth[is_known]
    misses = np.log((truth + added) / (forecast + added))
    even = best_even(misses, forecast, np.ones(len(misses)))
    return np.asarray(np.quantile(np.abs(misses) / swing(even, forecast), LEVEL) * swing(even, expected))
