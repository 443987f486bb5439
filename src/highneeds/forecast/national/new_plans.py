"""New plans of a calendar year: England's path, and how far an authority's rate stands from England's."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.national.deviation import deviation, log_ratio, middle_of_known
from highneeds.forecast.national.known import figures
from highneeds.forecast.national.regression import Question, Signals, answer
from highneeds.forecast.national.total_growth import FIRST_ORIGIN, total_signals
from highneeds.forecast.national.types import NEW_PLANS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

# Counts this small are mostly chance: they are pulled towards what England's rate would give.
_PLANS_OF_CHANCE = 5.0
_PLANS_OF_SMALL_WEIGHT = 30.0
_FURTHEST = 0.8  # log; a rate more than twice England's is rather a record put right than a rate
_RATES_LOOKED_AT = 3
_OTHER_SIGNALS = (
    "plans per child",
    "requests per plan",
    "growth of requests",
    "requests not yet decided",
    "plans later than 20 weeks",
)


def expect_new_plans(known: NationalPanel, england: Floats) -> Floats:
    """New plans ``[area, step]``; step 1 is the calendar year of the origin, the first whose flows are not known.

    England's number grows as her plans do (``england[step]``, log); each authority's share of it follows its rates of
    the last three years, its requests and what waits. An area without figures is given England's rate.
    """
    origin = known.years[-1]
    usual = _at_england_rate(known, origin - 1, origin)
    relative = answer(_RELATIVE_RATE, known, len(england)).expected
    share = (usual[:, None] + _PLANS_OF_CHANCE) * np.exp(relative) - _PLANS_OF_CHANCE
    # However few were made lately, the need for some remains: a tenth of England's rate.
    share = np.maximum(share, usual[:, None] / 10.0)
    return np.asarray(share / np.nansum(share, axis=0) * np.nansum(usual) * np.exp(england))


def _at_england_rate(panel: NationalPanel, year: int, origin: int) -> Floats:
    """What each area would have had in ``year`` at England's rate for each plan in January of ``origin``."""
    new, plans = figures(panel, NEW_PLANS, year), figures(panel, TOTAL, origin)
    is_known = ~np.isnan(new) & ~np.isnan(plans)
    if not plans[is_known].sum() > 0.0:
        return np.full(len(plans), np.nan)
    return np.asarray(plans * new[is_known].sum() / plans[is_known].sum())


def _relative_rate(panel: NationalPanel, year: int, origin: int) -> Floats:
    new = figures(panel, NEW_PLANS, year)
    return log_ratio(new + _PLANS_OF_CHANCE, _at_england_rate(panel, year, origin) + _PLANS_OF_CHANCE)


def _signals(known: NationalPanel) -> Signals:
    origin = known.years[-1]
    rates = {
        f"rate of new plans {back} years before": deviation(_relative_rate(known, origin - back, origin))
        for back in range(1, _RATES_LOOKED_AT + 1)
    }
    others = total_signals(known)
    return rates | {name: others[name] for name in _OTHER_SIGNALS}


def _outcome(panel: NationalPanel, origin: int, horizon: int) -> Floats:
    rate = _relative_rate(panel, origin + horizon - 1, origin)
    return np.clip(rate - middle_of_known(rate), -_FURTHEST, _FURTHEST)


def _weight(known: NationalPanel) -> Floats:
    usual = _at_england_rate(known, known.years[-1] - 1, known.years[-1])
    return usual / (usual + _PLANS_OF_SMALL_WEIGHT)


_RELATIVE_RATE = Question(_signals, _outcome, _weight, FIRST_ORIGIN + 1, is_per_year=False)
