"""What anybody could forecast without a model, with ranges from its own past errors: what the model is set beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.naive import NAIVE_FORECASTS
from highneeds.forecast.national.known import known_at
from highneeds.forecast.national.ranges import ADDED, LEVEL, swing, truth_of
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

    Errors are in logs and in proportion to the swing of a number of its size, as the model's are, and equally wide to
    both sides: for totals this served the best naive methods better than quantiles of either side or without size.
    """
    known = known_at(panel, origin)
    point = past[origin][method, series]
    low, high = np.full(point.shape, np.nan), np.full(point.shape, np.nan)
    for step in range(1, point.shape[1] + 1):
        errors = [
            _errors(past[then][method, series][:, step - 1], truth_of(known, series, then, step), series)
            for then in past
            if then + step <= origin
        ]
        sizes = np.concatenate(errors) if errors else np.empty(0)
        if len(sizes):
            expected = point[:, step - 1]
            half = np.quantile(sizes, LEVEL) * swing(series, expected)
            low[:, step - 1] = np.maximum((expected + ADDED[series]) * np.exp(-half) - ADDED[series], 0.0)
            high[:, step - 1] = (expected + ADDED[series]) * np.exp(half) - ADDED[series]
    return Guess(point, low, high)


def _errors(expected: Floats, truth: Floats, series: str) -> Floats:
    added = ADDED[series]
    is_known = np.isfinite(expected) & np.isfinite(truth) & (expected + added > 0.0) & (truth + added > 0.0)
    expected, truth = expected[is_known], truth[is_known]
    return np.abs(np.log((truth + added) / (expected + added))) / swing(series, expected)
