"""What set authorities apart in the past, learnt by robust ridge regression and carried to later years.

One row is an authority at a past origin. The weights of each horizon are shrunk towards those of the horizon before
(the first towards 0), because few origins have come true five years ahead; a signal keeps its meaning at all horizons.
The strength of the shrinkage is the one of four that forecast best, one year ahead, at origins that had come true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from highneeds.forecast.national.deviation import middle
from highneeds.forecast.national.known import known_at
from highneeds.forecast.national.types import NationalPanel
from highneeds.forecast.types import Floats

# In rows of typical weight: from a tenth of England's authorities at one origin to two origins of all of them.
PENALTIES = (10.0, 30.0, 100.0, 300.0)
_PENALTY_UNTIL_THERE_IS_A_RECORD = 30.0
_TINY = 1e-9
_REWEIGHTINGS = 4  # further ones change no forecast by a tenth of a child in a thousand
_NORMAL = 1.4826  # a median absolute deviation times this is a normal distribution's standard deviation

Signals = Mapping[str, Floats]


@dataclass(frozen=True)
class Question:
    """What is asked of the past.

    ``signals(panel at its origin)``: deviations ``[area]`` by name, the same names at every origin. ``outcome(panel,
    origin, horizon)``: what came, relative to England, ``[area]``, NaN where unknown. ``weight(panel at its origin)``:
    ``[area]``, less for the small, whose chance is large. ``is_per_year``: the outcome grows with the horizon.
    """

    signals: Callable[[NationalPanel], Signals]
    outcome: Callable[[NationalPanel, int, int], Floats]
    weight: Callable[[NationalPanel], Floats]
    first_origin: int
    is_per_year: bool = True


@dataclass(frozen=True)
class Answer:
    """``expected[area, horizon]``; ``weights[horizon, signal]`` per robust standard deviation of a signal.

    ``error``: median absolute error of the fit one year ahead, or None while nothing has come true.
    """

    names: tuple[str, ...]
    expected: Floats
    weights: Floats
    penalty: float
    error: float | None


@dataclass(frozen=True)
class _Row:
    origin: int
    horizon: int
    outcome: Floats  # per year, where the question is
    weight: Floats


def answer(question: Question, known: NationalPanel, horizons: int) -> Answer:
    """The outcome to expect from the origin of ``known`` on, learnt from what had come true by then."""
    origin = known.years[-1]
    origins = range(max(question.first_origin, known.years[0] + 1), origin + 1)
    past = {at: known_at(known, at) for at in origins} or {origin: known}
    raw = {at: question.signals(panel) for at, panel in past.items()}
    names = tuple(raw[origin])
    signals = {at: np.stack([raw[at][name] for name in names], axis=1) for at in raw}
    rows = [
        _row(question, known, past[at], horizon) for at in past for horizon in range(1, min(horizons, origin - at) + 1)
    ]
    penalty = _best_penalty(signals, rows, origin, horizons)
    weights, spread = _fit(signals, rows, origin, horizons, penalty)
    years = np.arange(1, horizons + 1) if question.is_per_year else np.ones(horizons)
    expected = (signals[origin] / spread) @ weights.T * years
    return Answer(names, expected, weights, penalty, _error(signals, rows, weights[0] / spread))


def _row(question: Question, known: NationalPanel, then: NationalPanel, horizon: int) -> _Row:
    origin = then.years[-1]
    outcome = question.outcome(known, origin, horizon) / (horizon if question.is_per_year else 1)
    is_known = np.isfinite(outcome)
    weight = np.where(is_known, np.nan_to_num(question.weight(then)), 0.0)
    return _Row(origin, horizon, np.where(is_known, outcome, 0.0), weight)


def _fit(
    signals: Mapping[int, Floats], rows: list[_Row], until: int, horizons: int, penalty: float
) -> tuple[Floats, Floats]:
    """(weights ``[horizon, signal]``, spread of each signal) from the rows that had come true by ``until``."""
    seen = np.concatenate([values for at, values in signals.items() if at <= until])
    count = np.maximum((seen != 0.0).sum(axis=0), 1)
    spread = np.sqrt((seen**2).sum(axis=0) / count) + _TINY
    weights = np.zeros((horizons + 1, seen.shape[1]))  # the first row is what the first horizon is shrunk towards
    for before, horizon in pairwise(range(horizons + 1)):
        true = [row for row in rows if row.horizon == horizon and row.origin + horizon <= until and row.weight.any()]
        weights[horizon] = weights[before]
        if true:
            design = np.concatenate([signals[row.origin] for row in true]) / spread
            outcome = np.concatenate([row.outcome for row in true])
            weight = np.concatenate([row.weight for row in true])
            weights[horizon] = _robust_ridge(design, outcome, weight, weights[before], penalty)
    return weights[1:], spread


def _robust_ridge(design: Floats, outcome: Floats, weight: Floats, prior: Floats, penalty: float) -> Floats:
    """Ridge with Huber's loss by reweighting (Huber 1964, Annals of Mathematical Statistics 35).

    A row counts less the further it lies beyond one robust standard deviation: a forecast is judged by its typical
    error, and the extremes are mostly records put right.
    """
    shrink, pulled = penalty * np.eye(len(prior)), penalty * prior
    is_counted = weight > 0.0
    counted = weight
    for _ in range(_REWEIGHTINGS - 1):
        missed = np.abs(outcome - design @ _ridge(design, outcome, counted, shrink, pulled))
        scale = _NORMAL * middle(missed[is_counted]) + _TINY
        counted = weight * np.minimum(1.0, scale / np.maximum(missed, _TINY))
    return _ridge(design, outcome, counted, shrink, pulled)


def _ridge(design: Floats, outcome: Floats, counted: Floats, shrink: Floats, pulled: Floats) -> Floats:
    squares = shrink + (design * counted[:, None]).T @ design
    return np.asarray(np.linalg.solve(squares, pulled + design.T @ (counted * outcome)), dtype=np.float64)


def _best_penalty(signals: Mapping[int, Floats], rows: list[_Row], origin: int, horizons: int) -> float:
    """The strongest of those whose mean absolute error, one year ahead at earlier origins, was least."""
    judged = [row for row in rows if row.horizon == 1 and row.origin > min(signals) and row.origin < origin]
    if not judged or horizons < 1:
        return _PENALTY_UNTIL_THERE_IS_A_RECORD
    errors = {}
    for penalty in PENALTIES:
        missed, weight = 0.0, 0.0
        for row in judged:
            weights, spread = _fit(signals, rows, row.origin, 1, penalty)
            missed += float(np.abs(row.outcome - (signals[row.origin] / spread) @ weights[0]) @ row.weight)
            weight += float(row.weight.sum())
        errors[penalty] = missed / weight if weight else 0.0
    return max(PENALTIES, key=lambda penalty: (-errors[penalty], penalty))


def _error(signals: Mapping[int, Floats], rows: list[_Row], weights: Floats) -> float | None:
    true = [row for row in rows if row.horizon == 1 and row.weight.any()]
    missed = [np.abs(row.outcome - signals[row.origin] @ weights)[row.weight > 0.0] for row in true]
    return middle(np.concatenate(missed)) if missed else None
