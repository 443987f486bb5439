"""England's own growth: the largest single uncertainty of every authority, so it stands by itself.

The point is last year's growth going on. Requests as a leading indicator (requests become plans about a year later)
were tried: of the three Januaries for which enough of them are published, one was forecast as well and two worse. How
far last year's growth may be off is learnt from how far it was off before, together with a stated prior, since a new
law shows only after it has come.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from highneeds.forecast.national.known import growth_of_england
from highneeds.forecast.national.types import TOTAL, NationalPanel
from highneeds.forecast.types import Floats

# How much growth may change from one year to the next, for want of a better record: the reforms of 2014 shifted it by
# five points in two successive years, ordinary years by half a point.
PRIOR_SURPRISE = 0.02
PRIOR_YEARS = 4.0
# Of a past surprise four fifths count a year later: the years of a reform should not widen ranges for ever.
MEMORY = 0.8
# A change of growth is partly a new pace (1 would be all) and partly luck that does not come again (0).
PERSISTENCE = 0.7


def england_growth(known: NationalPanel, horizons: int) -> Floats:
    """England's plans ``[horizon]`` years after the origin as a log ratio to those at the origin."""
    return growth_of_england(known, TOTAL, known.years[-1]) * np.arange(1.0, horizons + 1.0)


def surprise_ahead(past: Mapping[int, float], origin: int, horizons: int, prior: float = PRIOR_SURPRISE) -> Floats:
    """Standard deviation ``[horizon]`` of England's log error, from its one-year errors by the year they came true."""
    weights = {year: MEMORY ** (origin - year) for year in past}
    variance = (PRIOR_YEARS * prior**2 + sum(weights[year] * past[year] ** 2 for year in past)) / (
        PRIOR_YEARS + sum(weights.values())
    )
    # A surprise that lasts j more years adds 1 + p + p^2 ... of itself by then, p being its persistence.
    lasting = np.cumsum(PERSISTENCE ** np.arange(horizons))
    return np.sqrt(variance * np.cumsum(lasting**2))
