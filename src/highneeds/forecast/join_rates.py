"""Who joins: how many per resident child of each age, with which need, and where."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.ages import FREE_STEP_SD, JOIN_FREE, neighbour_weights, ordinary_steps, step_precision
from highneeds.forecast.choices import as_shares, leaning, shares_of
from highneeds.forecast.posterior import Shares
from highneeds.forecast.types import Bools, Floats, StateSpace

# Guess of how far the rate moves from one age to the next, worth three steps; the steps seen soon outweigh it.
_GUESSED_STEP_SD = 0.3
_STEPS_IN_GUESS = 3.0
_LEVEL_SD = 3.0  # a council's rate per head is found from its own joins: nothing is assumed
_LARGEST_STEP = 2.0
_ROUNDS = 60
_CLOSE = 1e-6
_HALF_A_CHILD = 0.5


def join_rates(joins: Floats, residents: Floats) -> tuple[Floats, Floats]:
    """Mean ``[nc]`` of joins within a year per resident child, and its standard deviation on the log scale.

    ``joins[nc]`` and ``residents[nc]`` are sums over the intervals, residents of the January in which the joiners are
    first counted. Poisson, with a walk over ages whose steps are free where a phase begins. The level's own
    uncertainty is left to the year effect.
    """
    ordinary = ordinary_steps(JOIN_FREE)
    overall = np.log((joins.sum() + _HALF_A_CHILD) / (residents.sum() + 1.0))
    log_rate = np.log((joins + 2.0 * np.exp(overall)) / (residents + 2.0))
    step_sd = _GUESSED_STEP_SD
    covariance = np.eye(len(joins))
    for _ in range(_ROUNDS):
        precision = step_precision(np.where(ordinary, step_sd, FREE_STEP_SD), _LEVEL_SD)
        mean = residents * np.exp(log_rate)
        covariance = np.asarray(np.linalg.inv(precision + np.diag(mean)), np.float64)
        step = covariance @ (joins - mean - precision @ (log_rate - overall))
        log_rate = log_rate + np.clip(step, -_LARGEST_STEP, _LARGEST_STEP)
        before, step_sd = step_sd, _shown_step_sd(log_rate, covariance, step_sd, ordinary)
        if np.abs(step).max() < _CLOSE and abs(before - step_sd) < _CLOSE:
            break
    variance = np.diag(covariance)
    mean = residents * np.exp(log_rate)
    # The mode moved by half the third derivatives times the variances is the mean; a rate's mean is above its median.
    expected = log_rate - 0.5 * covariance @ (mean * variance) + 0.5 * variance
    return np.exp(expected), np.sqrt(_without_level(covariance, mean))


def _shown_step_sd(log_rate: Floats, covariance: Floats, step_sd: float, ordinary: Bools) -> float:
    variance = (np.diag(covariance)[1:] + np.diag(covariance)[:-1] - 2.0 * np.diag(covariance, 1))[ordinary]
    determined = max(0.0, float((1.0 - variance / step_sd**2).sum()))
    squares = float((np.diff(log_rate)[ordinary] ** 2).sum()) + _STEPS_IN_GUESS * _GUESSED_STEP_SD**2
    return float(np.sqrt(squares / (determined + _STEPS_IN_GUESS)))


def _without_level(covariance: Floats, information: Floats) -> Floats:
    """Variances given the pooled level, which the year effect carries."""
    across = covariance @ information
    total = float(information @ across)
    return np.maximum(np.diag(covariance) - (across**2 / total if total > 0.0 else 0.0), 0.0)


def first_states(joins: Floats, space: StateSpace) -> tuple[Shares, Shares]:
    """A joiner's need ``[nc, need]`` and, given it, first setting ``[nc, need, setting]``, from joins of those axes.

    A need leans on the ages near, these on all ages; a setting on what the same need does at ages near, this on what
    all needs do there.
    """
    near = neighbour_weights(with_self=False)
    valid = np.moveaxis(space.is_valid, 2, 0)
    by_need = joins.sum(axis=2)
    overall = shares_of(by_need.sum(axis=0) + _HALF_A_CHILD)
    need_near = _among(near @ by_need + overall, np.asarray(valid.any(axis=2)))
    need_alpha = leaning(by_need, need_near) * valid.any(axis=2)

    of_setting = joins.sum(axis=1)
    anywhere = shares_of(of_setting.sum(axis=0) + _HALF_A_CHILD / of_setting.shape[1])
    at_age = of_setting + near @ of_setting
    at_age_for_need = _among((at_age + anywhere)[:, None, :], valid)
    of_need = leaning(np.einsum("ab,bns->ans", near, joins), at_age_for_need)
    setting_alpha = leaning(joins, _among(of_need, valid)) * valid
    return as_shares(need_alpha), as_shares(setting_alpha)


def _among(counts: Floats, valid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """Shares of what is possible; equal ones where nothing possible was seen; 0 where nothing is possible."""
    possible = np.where(valid, counts, 0.0)
    is_unknown = (possible.sum(axis=-1, keepdims=True) <= 0.0) & valid
    return np.where(valid, shares_of(np.where(is_unknown, 1.0, possible)), 0.0)
