"""How whole years depart from the pooled rates: their level, growth and shocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from highneeds.forecast.posterior import YearEffect
from highneeds.forecast.types import Floats

Expected = Callable[[Floats], tuple[Floats, Floats]]
"""From the offset of each year (log scale) to the events expected and the information ``[year]`` they carry on it."""


@dataclass(frozen=True)
class YearPriors:
    """What is thought before a council's history is seen, on the log scale: growth a year, with its standard deviation;
    those of the level and of a year's shock; and how many years of history the guess of the shock is worth.
    """

    growth_mean: float
    growth_sd: float
    shock_sd: float
    shock_years: float = 4.0
    level_sd: float = 0.5


# From DfE, Education, health and care plans 2022, by authority. New plans of 147 authorities 2017 to 2021: growth
# 0.095 a year on average with a standard deviation of 0.078 between authorities (sampling taken off), and a median
# shock of 0.13. Those were years of reform, but to expect half of that mean makes new plans 12 % too low a year ahead
# and 26 % three years ahead (145 authorities, three years of history, made at the ends of 2016 to 2020); the mean
# itself, 5 and 14 %, though marked on some of its own years (docs/guide/fitting.md). That it may not last is said by
# the damping below. No growth is inside.
JOIN_PRIORS = YearPriors(growth_mean=0.095, growth_sd=0.08, shock_sd=0.13)
# Plans ended of 128 authorities and children moved of 109, 2018 to 2021: no common growth (0.032 and -0.005 a year).
# Their spread (0.14 and 0.12) and shocks (0.29 and 0.24) hold much that is recording, since those counts were not
# made child by child; half of it is taken.
LEAVE_PRIORS = YearPriors(growth_mean=0.0, growth_sd=0.07, shock_sd=0.14)
MOVE_PRIORS = YearPriors(growth_mean=0.0, growth_sd=0.06, shock_sd=0.12)

# Growth fades by a fifth each year ahead: a trend that lasted for ever would outgrow the population (Gardner and
# McKenzie, 1985, on damped trends).
DAMPING = 0.8
_ROUNDS = 20
_LEAST_INFORMATION = 1e-9
_LARGEST_STEP = 1.0
_LEAST_SHARE_OF_LEVEL = 0.25


def fit_year_effect(
    observed: Floats, expected: Expected, priors: YearPriors, *, cell_level_variance: float = 0.0
) -> YearEffect:
    """Of the events ``observed[year]``; time is 0 in the last year, so that the level is the last year's.

    Each year's offset is found from its own events, drawn to the line through the others (a normal mixed model, fitted
    by reweighting); ``cell_level_variance`` is what drawn cells already add to the level, taken off its variance.
    """
    years = len(observed)
    design = np.stack([np.ones(years), np.arange(years) - (years - 1.0)], axis=1)
    degrees = priors.shock_years + years
    shock_variance = priors.shock_sd**2
    offset = np.zeros(years)
    line = _Line(np.zeros(2), np.eye(2))
    for _ in range(_ROUNDS):
        count, information = expected(offset)
        information = np.maximum(information, _LEAST_INFORMATION)
        seen = offset + np.clip((observed - count) / information, -_LARGEST_STEP, _LARGEST_STEP)
        # Of the shock's variance its mean, not its likeliest value, widens the line: it is known from few years.
        line = _fit_line(design, seen, 1.0 / information + shock_variance * degrees / (degrees - 2.0), priors)
        kept = shock_variance / (shock_variance + 1.0 / information)
        fitted = design @ line.mean
        offset = fitted + kept * (seen - fitted)
        line_variance = ((design @ line.covariance) * design).sum(axis=1)
        # The expected squares of the shocks, given what was seen: an EM step, with the guess's own years.
        squares = (offset - fitted) ** 2 + kept / information + kept**2 * line_variance
        shock_variance = float((priors.shock_years * priors.shock_sd**2 + squares.sum()) / degrees)
    return _effect(line, shock_variance, degrees, cell_level_variance)


class _Line(NamedTuple):
    mean: Floats  # level, growth
    covariance: Floats


def _fit_line(design: Floats, seen: Floats, variance: Floats, priors: YearPriors) -> _Line:
    precision = np.diag([priors.level_sd**-2, priors.growth_sd**-2])
    weighted = design / variance[:, None]
    covariance = np.asarray(np.linalg.inv(precision + weighted.T @ design), np.float64)
    return _Line(covariance @ (precision @ np.array([0.0, priors.growth_mean]) + weighted.T @ seen), covariance)


def _effect(line: _Line, shock_variance: float, degrees: float, cell_level_variance: float) -> YearEffect:
    lower = np.linalg.cholesky(line.covariance)
    level_variance = line.covariance[0, 0]
    return YearEffect(
        level_mean=float(line.mean[0]),
        growth_mean=float(line.mean[1]),
        level_sd=float(np.sqrt(max(level_variance - cell_level_variance, _LEAST_SHARE_OF_LEVEL * level_variance))),
        growth_on_level=float(lower[1, 0]),
        growth_sd=float(lower[1, 1]),
        damping=DAMPING,
        shock_variance=shock_variance,
        shock_degrees=degrees,
    )


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
