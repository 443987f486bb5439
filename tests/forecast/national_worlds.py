"""England made up: authorities whose plans grow by a law we know, as a published panel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from highneeds.forecast.national.types import NEW_PLANS, PLACEMENT_GROUPS, POPULATION, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

YEARS = tuple(range(2009, 2023))
# Points of growth a year for each standard deviation of the backlog of requests.
PULL_OF_BACKLOG = 0.03
MIX = (0.4, 0.3, 0.05, 0.15, 0.1)


def made_up_england(areas: int = 60, *, seed: int = 1, noise: float = 0.02, shock: float = 0.01) -> NationalPanel:
    """Growth = England's (a random walk) + pull of last year's backlog + noise; nothing before January 2010."""
    rng = np.random.default_rng(seed)
    count = len(YEARS)
    backlog = rng.normal(0.0, 1.0, (areas, count))
    backlog -= backlog.mean(axis=0)
    pace = 0.08 + np.cumsum(rng.normal(0.0, shock, count))
    plans = np.full((areas, count), np.nan)
    plans[:, 1] = rng.uniform(400.0, 4000.0, areas)
    for year in range(2, count):
        own = pace[year] + PULL_OF_BACKLOG * backlog[:, year - 2] + rng.normal(0.0, noise, areas)
        plans[:, year] = plans[:, year - 1] * np.exp(own)
    started = np.full((areas, count), np.nan)
    started[:, :-1] = 0.15 * plans[:, 1:] * np.exp(rng.normal(0.0, 0.05, (areas, count - 1)))
    requests = started * 1.2 + (0.1 + 0.03 * backlog) * _shifted(plans)
    mix = np.array(MIX)[:, None, None] * np.exp(rng.normal(0.0, 0.03, (len(MIX), areas, count)))
    series: dict[str, Floats] = {
        TOTAL: plans,
        NEW_PLANS: started,
        "requests": requests,
        "requests_refused": 0.2 * started,
        "plans_issued": started,
        "plans_issued_within_20_weeks": 0.6 * started,
        POPULATION: np.where(np.isnan(started), np.nan, plans[:, 1:2] * 30.0),
    }
    series |= dict(zip(PLACEMENT_GROUPS, mix / mix.sum(axis=0) * plans, strict=True))
    codes = tuple(f"{number:03d}" for number in range(areas))
    return NationalPanel(codes, tuple(f"Area {code}" for code in codes), ("North",) * areas, YEARS, series)


def with_series(panel: NationalPanel, changed: Mapping[str, Floats]) -> NationalPanel:
    series = {**panel.series, **changed}
    return NationalPanel(panel.areas, panel.area_names, panel.regions, panel.years, series)


def _shifted(plans: Floats) -> Floats:
    """The January after, so that the flows of a year stand to the plans they end in."""
    after = np.full(plans.shape, np.nan)
    after[:, :-1] = plans[:, 1:]
    return after
