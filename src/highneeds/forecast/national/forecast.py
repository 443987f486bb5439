"""A forecast of every authority from one January: points, 8-in-10 ranges, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.national.known import figures, known_at, with_gaps_filled, with_totals
from highneeds.forecast.national.points import Points, points_at
from highneeds.forecast.national.ranges import Ranges, ranges_of
from highneeds.forecast.national.types import NEW_PLANS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats

MOST_YEARS = 5


@dataclass(frozen=True, eq=False)
class NationalForecast:
    """Point and ends of the 8-in-10 range by series, ``[area, step]``; ``targets(series)`` names the steps.

    Plans are those of the Januaries after the origin. New plans are those of calendar years and begin with the year
    of the origin, which is published with the January after it. ``england``: log growth of England's plans ``[step]``
    that all rest on; ``england_surprise``: its standard deviation. ``weights``: log growth a year, relative to
    England's, for one robust standard deviation of a signal, one year ahead. ``filled``: areas without a total at the
    origin, which was filled from their last; ``left_out``: areas that never had one.
    """

    origin: int
    areas: tuple[str, ...]
    point: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    england: Floats
    england_surprise: Floats
    weights: Mapping[str, float]
    filled: tuple[str, ...]
    left_out: tuple[str, ...]

    def targets(self, series: str) -> tuple[int, ...]:
        first = self.origin + (series != NEW_PLANS)
        return tuple(range(first, first + self.point[series].shape[1]))


def forecast_national(
    panel: NationalPanel, origin: int, *, years: int = MOST_YEARS, england_growth: float | None = None
) -> NationalForecast:
    """Every area of ``panel`` 1 to ``years`` years after January of ``origin``, from what was known then.

    ``england_growth``: England's growth a year to assume (0.1 is a tenth), else last year's goes on. New plans have
    one step more, so that the last calendar year asked for is among them. Raises ValueError for an origin outside the
    panel, years outside 1 to 5, a growth of -100 % or less, or fewer than three Januaries to learn from.
    """
    _check(panel, origin, years, england_growth)
    as_published = known_at(panel, origin)
    known = with_totals(with_gaps_filled(as_published))
    steps = years + 1
    assumed = None if england_growth is None else np.log1p(england_growth) * np.arange(1, steps + 1)
    points = points_at(known, steps, assumed)
    found = ranges_of(points, past_points(known, steps), known)
    gaps = np.isnan(figures(as_published, TOTAL, origin))
    missing = {area for area, is_gap in zip(as_published.areas, gaps, strict=True) if is_gap}
    return _cut(points, found, known, years, missing)


def past_points(known: NationalPanel, steps: int) -> dict[int, Points]:
    """The same forecast made at every earlier origin that had a January before it, each from what was known then."""
    earlier = (year for year in counted_years(known)[1:] if year < known.years[-1])
    return {origin: points_at(known_at(known, origin), steps) for origin in earlier}


def _cut(points: Points, found: Ranges, known: NationalPanel, years: int, missing: set[str]) -> NationalForecast:
    def kept(values: Mapping[str, Floats]) -> dict[str, Floats]:
        return {series: array if series == NEW_PLANS else array[:, :years] for series, array in values.items()}

    growth = points.growth
    return NationalForecast(
        origin=points.origin,
        areas=known.areas,
        point=kept(points.series),
        low=kept(found.low),
        high=kept(found.high),
        england=points.england[:years],
        england_surprise=found.england[TOTAL][:years],
        weights=dict(zip(growth.names, growth.weights[0].tolist(), strict=True)),
        filled=tuple(area for area in known.areas if area in missing),
        left_out=tuple(sorted(missing - set(known.areas))),
    )


def _check(panel: NationalPanel, origin: int, years: int, england_growth: float | None) -> None:
    if not 1 <= years <= MOST_YEARS:
        message = f"a forecast looks 1 to {MOST_YEARS} years ahead, not {years}"
        raise ValueError(message)
    if england_growth is not None and not england_growth > -1.0:
        message = f"England cannot grow by {england_growth:.0%} a year"
        raise ValueError(message)
    januaries = origins_of(panel)
    if origin not in januaries:
        message = f"{origin} cannot be an origin; these can: {januaries}"
        raise ValueError(message)


def origins_of(panel: NationalPanel) -> tuple[int, ...]:
    """The Januaries with a total that have totals in the two before them, so that there is growth to learn from."""
    counted = set(counted_years(panel))
    return tuple(year for year in panel.years if {year - 2, year - 1, year} <= counted)


def counted_years(panel: NationalPanel) -> tuple[int, ...]:
    """The Januaries for which any area has a total."""
    return tuple(year for year in panel.years if np.isfinite(figures(panel, TOTAL, year)).any())
