"""How whole years depart from the pooled rates: their level, growth and shocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.posterior import YearEffect
from highneeds.forecast.types import Floats

Expected = Callable[[Floats], tuple[Floats, Floats]]
"""From the offset of each year (log scale) to the events expected and the information ``[year]`` they carry on it."""


@dataclass(frozen=True)
class YearPriors:
    """Before a council's history is seen: standard deviations on the log scale, of growth a year; ``shock_years``: the
    years of history the guess of the shock is worth.
    """

    level_sd: float
    growth_sd: float
    shock_sd: float
    shock_years: float


JOIN_PRIORS = YearPriors(level_sd=0.5, growth_sd=0.06, shock_sd=0.08, shock_years=4.0)
LEAVE_PRIORS = YearPriors(level_sd=0.5, growth_sd=0.06, shock_sd=0.10, shock_years=4.0)
MOVE_PRIORS = YearPriors(level_sd=0.5, growth_sd=0.06, shock_sd=0.10, shock_years=4.0)
DAMPING = 0.8
_ROUNDS = 12


def fit_year_effect(
    observed: Floats, expected: Expected, priors: YearPriors, *, cell_level_variance: float = 0.0
) -> YearEffect:
    """Of the events ``observed[year]``; time is 0 in the last year, so that the level is the last year's.

    Each year's offset is found from its own events, drawn to the line through the others (a normal mixed model, fitted
    by reweighting); ``cell_level_variance`` is what drawn cells already add to the level, taken off its variance.
    """
    years = len(observed)
    design = np.stack([np.ones(years), np.arange(years) - (years - 1.0)], axis=1)
    prior_precision = np.diag([priors.level_sd**-2, priors.growth_sd**-2])
    shock_variance = priors.shock_sd**2
    offset, mean, covariance = np.zeros(years), np.zeros(2), np.linalg.inv(prior_precision)
    for _ in range(_ROUNDS):
        count, information = expected(offset)
        seen = offset + np.clip((observed - count) / np.maximum(information, 1e-9), -1.0, 1.0)
        sampling = 1.0 / np.maximum(information, 1e-9)
        weights = 1.0 / (shock_variance + sampling)
        covariance = np.asarray(np.linalg.inv(prior_precision + (design * weights[:, None]).T @ design), np.float64)
        mean = covariance @ (design.T @ (weights * seen))
        line = design @ mean
        kept = shock_variance / (shock_variance + sampling)
        offset = line + kept * (seen - line)
        shock_variance = _shock_variance(offset - line, kept, sampling, design, covariance, priors)
    lower = np.linalg.cholesky(covariance)
    level_variance = max(covariance[0, 0] - cell_level_variance, 0.25 * covariance[0, 0])
    return YearEffect(
        level_mean=float(mean[0]),
        growth_mean=float(mean[1]),
        level_sd=float(np.sqrt(level_variance)),
        growth_on_level=float(lower[1, 0]),
        growth_sd=float(lower[1, 1]),
        damping=DAMPING,
        shock_variance=float(shock_variance),
        shock_degrees=priors.shock_years + years,
    )


def _shock_variance(
    shocks: Floats, kept: Floats, sampling: Floats, design: Floats, covariance: Floats, priors: YearPriors
) -> float:
    """Expected sum of squares of the years' shocks, with the guess's own years (an EM step)."""
    line_variance = ((design @ covariance) * design).sum(axis=1)
    squares = shocks**2 + kept * sampling + (1.0 - kept) ** 2 * 0.0 + kept**2 * line_variance
    return float((priors.shock_years * priors.shock_sd**2 + squares.sum()) / (priors.shock_years + len(shocks)))


def expected_of_rate(at_offset_0: Floats) -> Expected:
    """Poisson: an offset multiplies the events expected, and they are their own information."""

    def expected(offset: Floats) -> tuple[Floats, Floats]:
        count = at_offset_0 * np.exp(offset)
        return count, count

    return expected


def expected_of_odds(log_odds: Floats, year: np.ndarray[tuple[int], np.dtype[np.int64]], years: int) -> Expected:
    """Children with ``log_odds[child]`` in ``year[child]``: an offset is added to the log odds."""

    def expected(offset: Floats) -> tuple[Floats, Floats]:
        prob = 1.0 / (1.0 + np.exp(-(log_odds + offset[year])))
        spread = np.bincount(year, prob * (1.0 - prob), years)
        return np.bincount(year, prob, years).astype(np.float64), spread.astype(np.float64)

    return expected
