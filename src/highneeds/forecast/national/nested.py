"""How the forecast would have done: made again in every past January from what was known then, beside naive ones.

Nested: at each origin the weights, the penalty, England's growth and the widths of the ranges come from years before
it. Nothing is chosen on the origin that is scored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.naive import NAIVE_FORECASTS
from highneeds.forecast.national.forecast import MOST_YEARS, origins_of, past_points
from highneeds.forecast.national.known import known_at, with_gaps_filled
from highneeds.forecast.national.points import Points, points_at
from highneeds.forecast.national.ranges import LEVEL, ranges_of, truth_of
from highneeds.forecast.national.types import FORECAST_SERIES, NationalPanel
from highneeds.forecast.national.yardsticks import Guess, naive_points, with_ranges
from highneeds.forecast.scoring import (
    absolute_percentage_error,
    coverage,
    interval_score,
    mean_of_known,
    median_of_known,
)
from highneeds.forecast.types import Floats

MODEL = "this model"
METHODS = (MODEL, *NAIVE_FORECASTS)
# Six Januaries are the fewest in which a model of what comes five years later can have seen it come once.
_JANUARIES_BEFORE = 6
_PARTIAL = 0.95


@dataclass(frozen=True)
class Mark:
    """``method`` on ``series``, ``years_ahead`` of all origins together.

    ``forecasts``: how many could be made and judged, ``of`` those of the model. ``median_ape`` and ``coverage`` in per
    cent, ``interval_score`` (mean, 8-in-10 ranges) in plans; NaN where there is nothing to judge.
    ``model_...``: the model on the very same forecasts, as a method that needs many years answers for fewer origins.
    """

    method: str
    series: str
    years_ahead: int
    forecasts: int
    of: int
    median_ape: float
    interval_score: float
    coverage: float
    model_median_ape: float
    model_interval_score: float

    @property
    def is_partial(self) -> bool:
        """Whether some whole origins could not be forecast (a zero in one area is not that)."""
        return self.forecasts < _PARTIAL * self.of


def scored_origins(panel: NationalPanel) -> tuple[int, ...]:
    """Every January with six before it and one after it."""
    return tuple(origin for origin in origins_of(panel)[_JANUARIES_BEFORE - 2 : -1] if origin + 1 in panel.years)


def nested_back_test(panel: NationalPanel, origins: Sequence[int] | None = None) -> tuple[Mark, ...]:
    """Marks of the model and of every naive method, by series and years ahead.

    ValueError when there is no January with six before it and one after it.
    """
    scored = tuple(origins) if origins is not None else scored_origins(panel)
    if not scored:
        message = "a back-test needs a January with six before it and one after it"
        raise ValueError(message)
    filled = with_gaps_filled(panel)
    guesses = {MODEL: _model(filled, scored), **_naive(filled, scored)}
    # What came is as published, never filled in.
    return tuple(
        _mark(guesses, method, series, step, panel)
        for series in FORECAST_SERIES
        for step in range(1, min(MOST_YEARS, panel.years[-1] - min(scored)) + 1)
        for method in METHODS
    )


_Guesses = dict[tuple[str, int], Guess]  # by series and origin


def _model(panel: NationalPanel, origins: Sequence[int]) -> _Guesses:
    latest = known_at(panel, max(origins))
    made: dict[int, Points] = past_points(latest, MOST_YEARS) | {max(origins): points_at(latest, MOST_YEARS)}
    guesses = {}
    for origin in origins:
        earlier = {then: points for then, points in made.items() if then < origin}
        found = ranges_of(made[origin], earlier, known_at(panel, origin))
        for series, point in made[origin].series.items():
            guesses[series, origin] = Guess(point, found.low[series], found.high[series])
    return guesses


def _naive(panel: NationalPanel, origins: Sequence[int]) -> dict[str, _Guesses]:
    first = origins_of(panel)[0]
    made = {origin: naive_points(panel, origin, MOST_YEARS) for origin in range(first, max(origins) + 1)}
    return {
        method: {
            (series, origin): with_ranges(method, series, origin, made, panel)
            for series in FORECAST_SERIES
            for origin in origins
        }
        for method in NAIVE_FORECASTS
    }


def _mark(guesses: dict[str, _Guesses], method: str, series: str, step: int, panel: NationalPanel) -> Mark:
    origins = [origin for key, origin in guesses[method] if key == series and origin + step <= panel.years[-1]]

    def gathered(of: str, take: Callable[[Guess], Floats]) -> Floats:
        return np.concatenate([take(guesses[of][series, origin])[:, step - 1] for origin in origins])

    truth = np.concatenate([truth_of(panel, series, origin, step) for origin in origins])
    own = [gathered(method, take) for take in (_point, _low, _high)]
    ours = [gathered(MODEL, take) for take in (_point, _low, _high)]
    errors = absolute_percentage_error(own[0], truth)
    scores = interval_score(own[1], own[2], truth, LEVEL)
    our_errors = np.where(np.isnan(errors), np.nan, absolute_percentage_error(ours[0], truth))
    our_scores = np.where(np.isnan(scores), np.nan, interval_score(ours[1], ours[2], truth, LEVEL))
    return Mark(
        method=method,
        series=series,
        years_ahead=step,
        forecasts=int(np.isfinite(errors).sum()),
        of=int(np.isfinite(absolute_percentage_error(ours[0], truth)).sum()),
        median_ape=float(median_of_known(errors)),
        interval_score=float(mean_of_known(scores)),
        coverage=100.0 * float(coverage(own[1], own[2], truth)),
        model_median_ape=float(median_of_known(our_errors)),
        model_interval_score=float(mean_of_known(our_scores)),
    )


def _point(guess: Guess) -> Floats:
    return guess.point


def _low(guess: Guess) -> Floats:
    return guess.low


def _high(guess: Guess) -> Floats:
    return guess.high
