"""How an authority's plans will grow beside England's.

What helps is known from earlier work on the same files and stated before any fitting: plans per child (they drift
towards England's), what is on its way (requests, refusals, new plans), how late it is, where children are placed, and
own growth. All go in, the ridge decides; none was picked by how it did.
"""

from __future__ import annotations

import numpy as np

from highneeds.forecast.national.deviation import deviation, log_ratio, ratio
from highneeds.forecast.national.known import figures, growth_of_england
from highneeds.forecast.national.regression import Question, Signals
from highneeds.forecast.national.types import NEW_PLANS, PLACEMENT_GROUPS, POPULATION, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

# Chance in a count of n is about 1 / sqrt(n); beyond it authorities differ as they would with some 20 plans.
PLANS_OF_CHANCE = 20.0
FIRST_ORIGIN = 2011
_FIRST_TIMELY_YEAR = 2015  # the 20 weeks came with the law of September 2014
# An outcome further off is a correction of the record, not growth.
_FURTHEST_PER_ROOT_YEAR = 0.15


def newest_population(known: NationalPanel) -> Floats:
    """Each area's newest mid-year of those known ``[area]``."""
    newest = np.full(len(known.areas), np.nan)
    for year in known.years:
        now = figures(known, POPULATION, year)
        newest = np.where(np.isnan(now), newest, now)
    return newest


def total_signals(known: NationalPanel) -> Signals:
    origin = known.years[-1]
    last = origin - 1  # the newest calendar year of flows
    total = figures(known, TOTAL, origin)
    new, requests = figures(known, NEW_PLANS, last), figures(known, "requests", last)
    refused = figures(known, "requests_refused", last)
    issued = figures(known, "plans_issued", last) if last >= _FIRST_TIMELY_YEAR else np.full(len(total), np.nan)
    timely = figures(known, "plans_issued_within_20_weeks", last)
    signals = {
        "plans per child": log_ratio(total, newest_population(known)),
        "new plans per plan": log_ratio(new + 1.0, total),
        "requests per plan": log_ratio(requests + 1.0, total),
        "growth of requests": log_ratio(requests + 2.0, figures(known, "requests", last - 1) + 2.0),
        "requests not yet decided": ratio(requests - refused - new, total),
        "plans later than 20 weeks": -ratio(timely, issued),
        "growth last year": log_ratio(total, figures(known, TOTAL, origin - 1)),
        "growth two years before": log_ratio(figures(known, TOTAL, origin - 1), figures(known, TOTAL, origin - 3)),
    }
    for group in PLACEMENT_GROUPS:
        signals[f"share in {group.removeprefix('placement:')}"] = ratio(figures(known, group, origin), total)
    return {name: deviation(values) for name, values in signals.items()}


def _outcome(panel: NationalPanel, origin: int, horizon: int) -> Floats:
    england = sum(growth_of_england(panel, TOTAL, year) for year in range(origin + 1, origin + horizon + 1))
    own = log_ratio(figures(panel, TOTAL, origin + horizon), figures(panel, TOTAL, origin))
    furthest = _FURTHEST_PER_ROOT_YEAR * np.sqrt(horizon)
    return np.clip(own - england, -furthest, furthest)


def _weight(known: NationalPanel) -> Floats:
    total = figures(known, TOTAL, known.years[-1])
    return total / (total + PLANS_OF_CHANCE)


RELATIVE_GROWTH = Question(total_signals, _outcome, _weight, FIRST_ORIGIN)
