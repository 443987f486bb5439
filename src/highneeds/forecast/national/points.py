"""The point forecast of every series from one origin: totals, then placements that add up to them, then new plans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.forecast.national.england import england_growth
from highneeds.forecast.national.known import figures
from highneeds.forecast.national.new_plans import expect_new_plans
from highneeds.forecast.national.placement_mix import expect_placements
from highneeds.forecast.national.regression import Answer, answer
from highneeds.forecast.national.total_growth import RELATIVE_GROWTH
from highneeds.forecast.national.types import FORECAST_SERIES, NEW_PLANS, PLACEMENT_GROUPS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats


@dataclass(frozen=True, eq=False)
class Points:
    """``series[name][area, step]``; ``england[step]`` is the log growth of England's plans they assume.

    Step 1 of plans is the January after the origin; step 1 of new plans the calendar year of the origin, published
    with that January.
    """

    origin: int
    series: dict[str, Floats]
    england: Floats
    growth: Answer


def points_at(known: NationalPanel, horizons: int, england: Floats | None = None) -> Points:
    """What to expect after the last year of ``known``; NaN for an area that had no count by then.

    ``england``: the log growth of England to assume ``[step]``, else last year's goes on.
    """
    growth = answer(RELATIVE_GROWTH, known, horizons)
    assumed = england_growth(known, horizons) if england is None else england
    now = figures(known, TOTAL, known.years[-1])
    totals = now[:, None] * np.exp(growth.expected)
    totals = totals * np.exp(assumed) * np.nansum(now) / np.nansum(totals, axis=0)
    groups = expect_placements(known, totals)
    found = {TOTAL: totals, NEW_PLANS: expect_new_plans(known, assumed)}
    found |= dict(zip(PLACEMENT_GROUPS, groups, strict=True))
    return Points(known.years[-1], {name: found[name] for name in FORECAST_SERIES}, assumed, growth)
