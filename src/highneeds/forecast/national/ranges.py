"""Ranges that held: how wide 8 in 10 needs to be is learnt from earlier forecasts of the same making.

A miss has two causes. England as a whole grew otherwise than expected: one number a year, all authorities miss the same
way, so that it cannot be learnt from counting authorities. And an authority moved apart from England: 150 numbers a
year, in proportion larger for the small. Each has its own width, and the two are added as independent errors are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.national.england import MEMORY, PRIOR_SURPRISE, surprise_ahead
from highneeds.forecast.national.known import figures
from highneeds.forecast.national.placement_mix import FEWEST_IN_ENGLAND
from highneeds.forecast.national.points import Points
from highneeds.forecast.national.size import UNTIL_THERE_IS_A_RECORD, best_even, swing
from highneeds.forecast.national.types import NEW_PLANS, PLACEMENT_GROUPS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

LEVEL = 0.8
_NORMAL_TAIL = 1.2816  # of a normal distribution, 8 in 10 lie within this many standard deviations
# Ends are drawn on the log of the count and these few, so that a count of nought has a range.
ADDED = {TOTAL: 0.0} | dict.fromkeys(PLACEMENT_GROUPS, 3.0) | {NEW_PLANS: 3.0}
# England's numbers in a group move with how places are recorded, her new plans with the law.
_PRIOR_SURPRISE = {TOTAL: PRIOR_SURPRISE} | dict.fromkeys(PLACEMENT_GROUPS, 0.03) | {NEW_PLANS: 0.05}
# Where no forecast so far ahead has come true, the width goes on from the horizon before.
_WIDTH_GROWS = 0.7
_WIDTH_UNTIL_THERE_IS_A_RECORD = {TOTAL: 0.05} | dict.fromkeys(PLACEMENT_GROUPS, 0.15) | {NEW_PLANS: 0.25}


@dataclass(frozen=True, eq=False)
class Ranges:
    """``low`` and ``high`` ``[series][area, step]``; ``england[series][step]``: her log error's standard deviation."""

    low: dict[str, Floats]
    high: dict[str, Floats]
    england: dict[str, Floats]


def ranges_of(points: Points, past: Mapping[int, Points], known: NationalPanel) -> Ranges:
    """8-in-10 ranges of ``points``, from the ``past`` points of earlier origins and what came, as far as ``known``."""
    low, high, england = {}, {}, {}
    for series, expected in points.series.items():
        misses = _misses(series, past, known)
        surprise = surprise_ahead(
            {origin + 1: found.england for (origin, step), found in misses.items() if step == 1},
            points.origin,
            expected.shape[1],
            _PRIOR_SURPRISE[series],
        )
        even = _even(misses, points.origin)
        own = _own_width(series, misses, points.origin, expected.shape[1], even)
        half = np.sqrt((own * swing(even, expected)) ** 2 + (_NORMAL_TAIL * surprise) ** 2)
        added = ADDED[series]
        low[series] = np.maximum((expected + added) * np.exp(-half) - added, 0.0)
        high[series] = (expected + added) * np.exp(half) - added
        england[series] = surprise
    return Ranges(low, high, england)


@dataclass(frozen=True, eq=False)
class _Miss:
    """Log of truth over forecast: ``england``'s sums, and an authority's ``own`` beyond that, by what was expected."""

    england: float
    own: Floats
    expected: Floats


def truth_of(panel: NationalPanel, series: str, origin: int, step: int) -> Floats:
    """What came of a step ``[area]``: the flow of a calendar year comes with the January after it."""
    return figures(panel, series, origin + step - (series == NEW_PLANS))


def _misses(series: str, past: Mapping[int, Points], known: NationalPanel) -> dict[tuple[int, int], _Miss]:
    """By origin and step, for every forecast that had come true by the end of ``known``."""
    found = {}
    for origin, points in past.items():
        expected = points.series[series]
        for step in range(1, min(expected.shape[1], known.years[-1] - origin) + 1):
            truth, forecast = truth_of(known, series, origin, step), expected[:, step - 1]
            is_known = np.isfinite(truth) & (forecast + ADDED[series] > 0.0) & (truth + ADDED[series] > 0.0)
            if _is_established(series, origin, known) and is_known.any() and forecast[is_known].sum() > 0.0:
                england = float(np.log(truth[is_known].sum() / forecast[is_known].sum()))
                truth, forecast = truth[is_known] + ADDED[series], forecast[is_known] * np.exp(england)
                own = np.log(truth / (forecast + ADDED[series]))
                found[origin, step] = _Miss(england, own, forecast)
    return found


def _is_established(series: str, origin: int, known: NationalPanel) -> bool:
    """Whether England had the series in two years by then: how a group began says nothing of how it goes on."""
    last = origin - (series == NEW_PLANS)
    return all(np.nansum(figures(known, series, year)) >= FEWEST_IN_ENGLAND for year in (last - 1, last))


def _even(misses: Mapping[tuple[int, int], _Miss], origin: int) -> float:
    """The number at which chance and an authority's own ways weigh the same, from forecasts one year ahead."""
    found = {at: miss for (at, step), miss in misses.items() if step == 1}
    if not found:
        return UNTIL_THERE_IS_A_RECORD
    weights = [np.full(len(miss.own), MEMORY ** (origin - at)) for at, miss in found.items()]
    own = [miss.own for miss in found.values()]
    expected = [miss.expected for miss in found.values()]
    return best_even(np.concatenate(own), np.concatenate(expected), np.concatenate(weights))


def _own_width(series: str, misses: Mapping[tuple[int, int], _Miss], origin: int, steps: int, even: float) -> Floats:
    """``[step]``: 8 in 10 of the authorities' own misses were no larger; older ones count less."""
    widths: list[float] = []
    for step in range(1, steps + 1):
        found = {at: miss for (at, ahead), miss in misses.items() if ahead == step}
        if found:
            sizes = np.abs(np.concatenate([miss.own / swing(even, miss.expected) for miss in found.values()]))
            weights = np.concatenate([np.full(len(miss.own), MEMORY ** (origin - at)) for at, miss in found.items()])
            widths.append(_weighted_quantile(sizes, weights))
        elif widths:
            widths.append(widths[-1] * (step / (step - 1.0)) ** _WIDTH_GROWS)
        else:
            widths.append(_WIDTH_UNTIL_THERE_IS_A_RECORD[series])
    return np.maximum.accumulate(np.array(widths))


def _weighted_quantile(sizes: Floats, weights: Floats) -> float:
    order = np.argsort(sizes, kind="stable")
    reached = np.cumsum(weights[order])
    return float(sizes[order][min(len(sizes) - 1, int(np.searchsorted(reached, LEVEL * reached[-1])))])
