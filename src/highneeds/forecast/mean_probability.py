"""The mean of a probability whose log odds are normal, and the log odds that have a given mean."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import Floats

_NODES, _RAW_WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _RAW_WEIGHTS / _RAW_WEIGHTS.sum()
_NEWTON_STEPS = 6
_SMALLEST = 1e-9


def logistic(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -40.0, 40.0))))


def log_odds_of(probability: Floats) -> Floats:
    """Finite for 0 and 1 too: a billionth off."""
    inside = np.clip(probability, _SMALLEST, 1.0 - _SMALLEST)
    return np.asarray(np.log(inside / (1.0 - inside)))


def mean_probability(log_odds: Floats, sd: Floats) -> Floats:
    """E[logistic(log_odds + sd * normal)], element by element (Gauss-Hermite, 15 nodes)."""
    return np.asarray(logistic(log_odds[..., None] + sd[..., None] * _NODES) @ _WEIGHTS)


def log_odds_with_mean(probability: Floats, sd: Floats) -> Floats:
    """The x with E[logistic(x + sd * normal)] = ``probability``, element by element (Newton's steps)."""
    target = log_odds_of(probability)
    x = target * np.sqrt(1.0 + sd**2 / 2.9)  # logistic regression's usual first guess (Zeger, Liang and Albert, 1988)
    for _ in range(_NEWTON_STEPS):
        at_nodes = logistic(x[..., None] + sd[..., None] * _NODES)
        mean = at_nodes @ _WEIGHTS
        slope = (at_nodes * (1.0 - at_nodes)) @ _WEIGHTS
        # On the log-odds scale of the mean the curve is nearly straight, so that Newton's steps cannot run away.
        x = x - np.clip((log_odds_of(mean) - target) * mean * (1.0 - mean) / np.maximum(slope, _SMALLEST), -2.0, 2.0)
    return np.asarray(x)
