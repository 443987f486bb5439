"""Where children will be placed: five groups, each forecast by itself, then made to add up to the total.

A group's own path (England's, damped; an authority's beside it) rarely adds up with the others to the total. The gap is
shared out by how uncertain each is, the surest moving least (as in minimum-variance reconciliation of forecasts,
Wickramasuriya, Athanasopoulos and Hyndman 2019, JASA 114, with independent errors).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from highneeds.forecast.national.deviation import deviation, log_ratio, middle_of_known
from highneeds.forecast.national.known import figures
from highneeds.forecast.national.regression import Question, Signals, answer
from highneeds.forecast.national.total_growth import FIRST_ORIGIN, newest_population
from highneeds.forecast.national.types import NEW_PLANS, PLACEMENT_GROUPS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

# As if each authority had three more children, placed as England places hers; as few as the ranges add.
_CHILDREN_OF_ENGLAND = 3.0
_CHILDREN_OF_SMALL_WEIGHT = 50.0
_FURTHEST = 0.5
# A group that England hardly has (post-16 before 2016) says nothing about its growth.
FEWEST_IN_ENGLAND = 5000.0
# Low among the usual 0.8 to 0.98 (Hyndman and Athanasopoulos, section 8.2): shares cannot rise for ever.
DAMPING = 0.8
_LEAST_LEFT = 0.3  # of a group in five years, however fast it shrank
_ERROR_UNTIL_KNOWN = 0.1
_NORMAL = 1.4826
_NATIONAL_PRIOR_SURPRISE = 0.03
_NATIONAL_PRIOR_YEARS = 4.0
_MEMORY = 0.8
_FURTHEST_SURPRISE = 0.3
_ROUNDS = 6


def expect_placements(known: NationalPanel, totals: Floats) -> Floats:
    """Plans ``[group, area, horizon]`` that add up to ``totals[area, horizon]``."""
    horizons = totals.shape[1]
    england = np.stack([_england_path(known, group, horizons) for group in PLACEMENT_GROUPS])
    surprise = np.array([_england_variance(known, group) for group in PLACEMENT_GROUPS])
    england = reconciled(england, np.nansum(totals, axis=0), np.repeat(surprise[:, None], horizons, axis=1))
    expected, variance = [], []
    for group, path in zip(PLACEMENT_GROUPS, england, strict=True):
        found = answer(_question(group), known, horizons)
        plans = _smoothed(known, group, known.years[-1])[:, None] * np.exp(found.expected)
        plans = plans / np.maximum(np.nansum(plans, axis=0), 1.0) * path
        error = _ERROR_UNTIL_KNOWN if found.error is None else found.error
        expected.append(plans)
        variance.append((_NORMAL * error) ** 2 + 0.5 / np.maximum(plans, 1.0))
    return reconciled(np.stack(expected), totals, np.stack(variance))


def reconciled(parts: Floats, total: Floats, variance: Floats) -> Floats:
    """``parts[part, ...]`` moved, by their variance (of the log), until they add up to ``total[...]``.

    None falls below three tenths of itself in one round; what is left after six rounds is shared in proportion.
    """
    moved = parts.copy()
    for _ in range(_ROUNDS):
        give = variance * moved**2
        all_give = give.sum(axis=0)
        share = np.divide(give, all_give, out=np.zeros_like(give), where=all_give > 0.0)
        moved = np.maximum(moved + share * (total - moved.sum(axis=0)), _LEAST_LEFT * moved)
    summed = moved.sum(axis=0)
    return np.asarray(np.where(summed > 0.0, moved * (total / np.where(summed > 0.0, summed, 1.0)), total / len(parts)))


def _in_england(panel: NationalPanel, group: str, year: int) -> float:
    return float(np.nansum(figures(panel, group, year)))


def _england_path(known: NationalPanel, group: str, horizons: int) -> Floats:
    """England's number, changing as that of the typical authority did last year, damped.

    Not as England's sum did: when one large authority records its placements anew, the sum moves and no child does.
    """
    origin = known.years[-1]
    now = _in_england(known, group, origin)
    grown = log_ratio(_smoothed(known, group, origin), _smoothed(known, group, origin - 1))
    typical = middle_of_known(grown)
    steps = np.cumsum(DAMPING ** np.arange(1, horizons + 1))
    return np.asarray(np.maximum(now + steps * now * (1.0 - np.exp(-typical)), _LEAST_LEFT * now))


def _england_variance(known: NationalPanel, group: str) -> float:
    """How far last year's change, going on, was off in the past."""
    squares, weights = _NATIONAL_PRIOR_YEARS * _NATIONAL_PRIOR_SURPRISE**2, _NATIONAL_PRIOR_YEARS
    for year in known.years[2:]:
        then, before, now = (_in_england(known, group, year - back) for back in (1, 2, 0))
        if before >= FEWEST_IN_ENGLAND and now > 0.0 and 2.0 * then - before > 0.0:
            surprise = float(np.clip(np.log(now / (2.0 * then - before)), -_FURTHEST_SURPRISE, _FURTHEST_SURPRISE))
            weight = _MEMORY ** (known.years[-1] - year)
            squares, weights = squares + weight * surprise**2, weights + weight
    return squares / weights


def _smoothed(panel: NationalPanel, group: str, year: int) -> Floats:
    """Plans in a group with a few children of England's mix; England's mix alone where nothing is published."""
    plans, total = figures(panel, group, year), figures(panel, TOTAL, year)
    is_known = ~np.isnan(plans) & ~np.isnan(total)
    share = plans[is_known].sum() / max(float(total[is_known].sum()), 1.0)
    return np.asarray(np.where(is_known, plans, total * share) + _CHILDREN_OF_ENGLAND * share)


def _signals(known: NationalPanel, *, group: str) -> Signals:
    origin = known.years[-1]
    total = figures(known, TOTAL, origin)
    now, before, earlier = (_smoothed(known, group, origin - back) for back in range(3))
    signals = {
        "share": log_ratio(now, total),
        "growth last year": log_ratio(now, before),
        "growth the year before": log_ratio(before, earlier),
        "new plans per plan": log_ratio(figures(known, NEW_PLANS, origin - 1) + 1.0, total),
        "plans per child": log_ratio(total, newest_population(known)),
    }
    return {name: deviation(values) for name, values in signals.items()}


def _outcome(panel: NationalPanel, origin: int, horizon: int, *, group: str) -> Floats:
    if _in_england(panel, group, origin) < FEWEST_IN_ENGLAND:
        return np.full(len(panel.areas), np.nan)
    grown = log_ratio(_smoothed(panel, group, origin + horizon), _smoothed(panel, group, origin))
    return np.clip(grown - middle_of_known(grown), -_FURTHEST, _FURTHEST)


def _weight(known: NationalPanel, *, group: str) -> Floats:
    plans = _smoothed(known, group, known.years[-1])
    return plans / (plans + _CHILDREN_OF_SMALL_WEIGHT)


def _question(group: str) -> Question:
    return Question(
        partial(_signals, group=group), partial(_outcome, group=group), partial(_weight, group=group), FIRST_ORIGIN
    )
