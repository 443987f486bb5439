"""What was known in January of a year: the one place that keeps a forecast from looking ahead.

Everything else in this package takes a panel that ends at its origin, made here, and so cannot see further.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import compress

import numpy as np

from highneeds.forecast.national.types import FLOWS, POPULATION, STOCKS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

# The count of January 2020 is of January 2020; the flows of 2019 come with it. ONS publishes a mid-year in the summer
# after it, so that in January 2020 the newest is mid-2018. Grants are not used to forecast.
_YEARS_UNTIL_KNOWN = dict.fromkeys(STOCKS, 0) | dict.fromkeys(FLOWS, 1) | {POPULATION: 2}


def known_at(panel: NationalPanel, origin: int) -> NationalPanel:
    """The panel as it stood in January of ``origin``: its years end there, and what came out later is NaN.

    Raises ValueError for an origin that is not one of the panel's years.
    """
    if origin not in panel.years:
        message = f"{origin} is not one of the years {panel.years[0]} to {panel.years[-1]}"
        raise ValueError(message)
    count = panel.years.index(origin) + 1
    series = {
        key: _without_last(values[:, :count], _YEARS_UNTIL_KNOWN[key])
        for key, values in panel.series.items()
        if key in _YEARS_UNTIL_KNOWN
    }
    return replace(panel, years=panel.years[:count], series=series)


def _without_last(values: Floats, years: int) -> Floats:
    kept = values.copy()
    if years:
        kept[:, -years:] = np.nan
    return kept


def figures(panel: NationalPanel, key: str, year: int) -> Floats:
    """One figure for each area ``[area]``; NaN where nothing was published, or the year or series is not there."""
    if key not in panel or year not in panel.years:
        return np.full(len(panel.areas), np.nan)
    return panel[key][:, panel.years.index(year)]


def growth_of_england(panel: NationalPanel, key: str, year: int) -> float:
    """Natural log of England's growth over the year before, by the areas known in both; 0 where there is none."""
    now, before = figures(panel, key, year), figures(panel, key, year - 1)
    is_known = ~np.isnan(now) & ~np.isnan(before)
    if not (before[is_known].sum() > 0.0 and now[is_known].sum() > 0.0):
        return 0.0
    return float(np.log(now[is_known].sum() / before[is_known].sum()))


def with_gaps_filled(known: NationalPanel) -> NationalPanel:
    """A total that is missing is the area's last known one, grown as the rest of England grew since.

    Years before an area's first total stay unknown, and so does an area that never had one. Only earlier years go
    into a filled one, so that filling and ``known_at`` may come in either order.
    """
    total = known[TOTAL].copy()
    for place in range(1, len(known.years)):
        gap = np.isnan(total[:, place])
        growth = growth_of_england(known, TOTAL, known.years[place])
        total[gap, place] = total[gap, place - 1] * np.exp(growth)
    return replace(known, series={**known.series, TOTAL: total})


def with_totals(known: NationalPanel) -> NationalPanel:
    """The areas that have a total, known or filled, in the last year of ``known``."""
    has_total = ~np.isnan(figures(known, TOTAL, known.years[-1]))
    return replace(
        known,
        areas=tuple(compress(known.areas, has_total)),
        area_names=tuple(compress(known.area_names, has_total)),
        regions=tuple(compress(known.regions, has_total)),
        series={key: values[has_total] for key, values in known.series.items()},
    )
