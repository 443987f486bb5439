"""Choices among several: shares of what was seen, leaning on what is alike as far as the data say they are alike.

Each group of choices is taken as drawn around the shares of those like it; how far groups stray is one number, its
weight in children (the concentration of a Dirichlet distribution), chosen as the one under which the counts seen are
most probable. A group with as many children of its own as the weight stands half way.
"""

from __future__ import annotations

import numpy as np

from highneeds.forecast.posterior import Shares
from highneeds.forecast.types import Floats

# The weights tried, in children. The ends are strong leaning on the group itself and hardly any.
_WEIGHTS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 250.0, 500.0)
# A weak preference for 8 children, worth one group's say, so that two groups seen once do not decide.
_PREFERRED_WEIGHT = 8.0
_SPREAD_OF_PREFERENCE = 1.5
_LEAST_SHARE = 1e-6
_STIRLING_FROM = 8


def shares_of(counts: Floats) -> Floats:
    """``counts`` divided by their sum over the last axis; equal shares where the sum is 0."""
    total = counts.sum(axis=-1, keepdims=True)
    return np.where(total > 0.0, counts / np.where(total > 0.0, total, 1.0), 1.0 / counts.shape[-1])


def leaning(counts: Floats, towards: Floats) -> Floats:
    """Pseudo-counts (a Dirichlet's) of the last axis: ``counts`` + the estimated weight * the shares ``towards``."""
    return np.asarray(counts + weight_in_children(counts, towards) * towards)


def weight_in_children(counts: Floats, towards: Floats) -> float:
    """Under which weight of ``towards`` the ``counts`` of all groups are most probable (Dirichlet-multinomial)."""
    options = counts.shape[-1]
    flat = counts.reshape(-1, options)
    is_seen = flat.sum(axis=1) > 1.0  # a single child says nothing of how groups stray
    seen = flat[is_seen]
    around = np.maximum(np.broadcast_to(towards, counts.shape).reshape(-1, options)[is_seen], _LEAST_SHARE)
    return max(_WEIGHTS, key=lambda weight: _log_probability(seen, around * weight) + _preference(weight))


def _preference(weight: float) -> float:
    return float(-0.5 * (np.log(weight / _PREFERRED_WEIGHT) / _SPREAD_OF_PREFERENCE) ** 2)


def _log_probability(counts: Floats, alpha: Floats) -> float:
    in_cells = _log_rising(alpha[counts > 0.0], counts[counts > 0.0]).sum()
    return float(in_cells - _log_rising(alpha.sum(axis=1), counts.sum(axis=1)).sum())


def _log_rising(start: Floats, steps: Floats) -> Floats:
    """log(gamma(start + steps) / gamma(start))."""
    return log_gamma(start + steps) - log_gamma(start)


def log_gamma(x: Floats) -> Floats:
    """Of positive numbers: Stirling's series, eight steps further up."""
    up = x + _STIRLING_FROM
    correction = 1.0 / (12.0 * up) - 1.0 / (360.0 * up**3) + 1.0 / (1260.0 * up**5)
    series = (up - 0.5) * np.log(up) - up + 0.5 * np.log(2.0 * np.pi) + correction
    product = np.ones_like(x)
    for step in range(_STIRLING_FROM):
        product = product * (x + step)
    return np.asarray(series - np.log(product))


def as_shares(alpha: Floats) -> Shares:
    """Shares with the uncertainty of Dirichlet(``alpha``).

    A Dirichlet is a set of gamma numbers over their sum. Each is drawn as a lognormal number with the gamma's own mean
    and variance: log_sd**2 = log(1 + 1 / alpha), which stays bounded where hardly anything was seen.
    """
    is_possible = alpha > 0.0
    log_sd = np.sqrt(np.log1p(1.0 / np.where(is_possible, np.maximum(alpha, _LEAST_SHARE), 1.0)))
    total = alpha.sum(axis=-1, keepdims=True)
    share = alpha / np.where(total > 0.0, total, 1.0)
    return Shares(np.ascontiguousarray(share), np.ascontiguousarray(np.where(is_possible, log_sd, 0.0)))
