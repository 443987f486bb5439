"""Borrowing strength: thin cells lean on their setting and NC year, and these on the NC years next to them.

Prior weights are in children: a cell with ten observed children and a prior of ten stands half way.
"""

from __future__ import annotations

import numpy as np

from highneeds.forecast.posterior import YearEffect
from highneeds.forecast.types import NC_YEARS, Floats

CHILDREN_IN_NEIGHBOURS = 10.0
CHILDREN_IN_SETTING = 10.0
CHILDREN_IN_CELL = 10.0
_LEAST_PROB = 1e-6

# Growth of a year-on-year rate is thought to lie within about 10 % a year either way before the history is seen.
GROWTH_PRIOR_SD = 0.05
LEVEL_PRIOR_SD = 0.5
SHOCK_PRIOR_SD = 0.06
SHOCK_PRIOR_YEARS = 4.0
DAMPING = 0.8
_ROUNDS_OF_REWEIGHTING = 5


def neighbour_weights(*, with_self: bool) -> Floats:
    """``[nc, nc]``: half for each year of distance."""
    position = np.arange(len(NC_YEARS))
    weights: Floats = 0.5 ** np.abs(position[:, None] - position[None, :])
    if not with_self:
        np.fill_diagonal(weights, 0.0)
    return weights


def rate_by_nc(events: Floats, exposure: Floats) -> Floats:
    """Share ``[nc]`` of ``exposure`` with an event, leaning on the years beside it and, far from data, on all."""
    overall = (events.sum() + 0.5) / (exposure.sum() + 1.0)
    weights = neighbour_weights(with_self=False)
    neighbours = (weights @ events + overall) / (weights @ exposure + 1.0)
    return np.asarray((events + CHILDREN_IN_NEIGHBOURS * neighbours) / (exposure + CHILDREN_IN_NEIGHBOURS))


def shrunk_beta(events: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Beta parameters ``[need, setting, nc]`` of a yearly probability from counts of the same shape.

    Three steps: NC year over all settings; the setting's own level on top of it, then its own NC years; the cell.
    """
    by_nc = rate_by_nc(events.sum(axis=(0, 1)), exposure.sum(axis=(0, 1)))
    events_of_setting, exposure_of_setting = events.sum(axis=0), exposure.sum(axis=0)
    expected = exposure_of_setting @ by_nc
    level = (events_of_setting.sum(axis=1) + CHILDREN_IN_SETTING) / (expected + CHILDREN_IN_SETTING)
    odds = level[:, None] * (by_nc / (1.0 - by_nc))[None, :]
    prior = odds / (1.0 + odds)
    of_setting = (events_of_setting + CHILDREN_IN_SETTING * prior) / (exposure_of_setting + CHILDREN_IN_SETTING)
    centre = np.clip(of_setting, _LEAST_PROB, 1.0 - _LEAST_PROB)
    alpha = events + CHILDREN_IN_CELL * centre
    beta = exposure - events + CHILDREN_IN_CELL * (1.0 - centre)
    return alpha, beta


def fit_year_effect(observed: Floats, expected: Floats) -> YearEffect:
    """Level, growth and year-to-year shock of ``observed[year]`` against ``expected[year]``, both counts of children.

    Weighted regression of the log ratio on time, time 0 in the last year, so that the level is the last year's. The
    variance of a year is the shock's plus the sampling variance of its count; the shock's leans on a prior of 4 years.
    """
    ratio = np.log((observed + 0.5) / (expected + 0.5))
    sampling_variance = 1.0 / (observed + 0.5)
    years = len(ratio)
    design = np.stack([np.ones(years), np.arange(years) - (years - 1.0)], axis=1)
    prior_precision = np.diag([LEVEL_PRIOR_SD**-2, GROWTH_PRIOR_SD**-2])
    shock_variance = SHOCK_PRIOR_SD**2
    covariance: Floats = prior_precision
    mean: Floats = np.zeros(2)
    for _ in range(_ROUNDS_OF_REWEIGHTING):
        weights = 1.0 / (shock_variance + sampling_variance)
        covariance = np.asarray(np.linalg.inv(prior_precision + (design * weights[:, None]).T @ design), np.float64)
        mean = covariance @ (design.T @ (weights * ratio))
        excess = max(0.0, float(((ratio - design @ mean) ** 2 - sampling_variance).sum()))
        shock_variance = (SHOCK_PRIOR_YEARS * SHOCK_PRIOR_SD**2 + excess) / (SHOCK_PRIOR_YEARS + years)
    lower = np.linalg.cholesky(covariance)
    return YearEffect(
        level_mean=float(mean[0]),
        growth_mean=float(mean[1]),
        level_sd=float(lower[0, 0]),
        growth_on_level=float(lower[1, 0]),
        growth_sd=float(lower[1, 1]),
        damping=DAMPING,
        shock_variance=shock_variance,
        shock_degrees=SHOCK_PRIOR_YEARS + years,
    )


def shares(counts: Floats) -> Floats:
    """``counts`` divided by their sum over the last axis; equal shares where the sum is 0."""
    total = counts.sum(axis=-1, keepdims=True)
    return np.where(total > 0.0, counts / np.where(total > 0.0, total, 1.0), 1.0 / counts.shape[-1])
