"""From authorities to areas whose boundary never changes, and from figures to arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from highneeds.forecast.national.types import FLOWS, HIGH_NEEDS_BLOCK, POPULATION, STOCKS, NationalPanel
from highneeds.forecast.published.boundaries import area_name, january_of, members_of, panel_code_of
from highneeds.forecast.published.types import PublishedFigures
from highneeds.forecast.types import Floats

_SERIES = (*sorted(STOCKS), *sorted(FLOWS), POPULATION, HIGH_NEEDS_BLOCK)


def panel_of(figures: PublishedFigures) -> NationalPanel:
    """The panel of every area, NaN where one of the authorities of an area has no figure that year.

    A flow, a mid-year and a financial year are those of the authorities that counted the January after.
    """
    series = [name for name in _SERIES if figures.values.get(name)]
    areas = tuple(sorted({panel_code_of(code) for code in figures.authorities}))
    found = [year for name in series for year in figures.years(name)]
    years = tuple(range(min(found), max(found) + 1))
    newest = {area: _newest_member(figures, area) for area in areas}
    return NationalPanel(
        areas=areas,
        area_names=tuple(area_name(area) or figures.authorities[newest[area]].name for area in areas),
        regions=tuple(figures.authorities[newest[area]].region for area in areas),
        years=years,
        series={name: _array(figures, name, areas, years) for name in series},
        neighbours=_neighbours(figures, areas),
        source="; ".join(dict.fromkeys(figures.sources[name] for name in series)),
    )


def _newest_member(figures: PublishedFigures, area: str) -> str:
    return max((code for code in figures.authorities if panel_code_of(code) == area), key=int)


def _array(figures: PublishedFigures, series: str, areas: tuple[str, ...], years: tuple[int, ...]) -> Floats:
    values: Floats = np.full((len(areas), len(years)), np.nan)
    for i, area in enumerate(areas):
        for j, year in enumerate(years):
            parts = [figures.value(series, year, code) for code in members_of(area, january_of(series, year))]
            if all(part is not None for part in parts):
                values[i, j] = sum(part for part in parts if part is not None)
    return values


def _neighbours(figures: PublishedFigures, areas: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Of a joined area: those of its authorities in turn, nearest first, without itself."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for code in sorted(figures.neighbours):
        for rank, neighbour in enumerate(figures.neighbours[code]):
            ranked.setdefault(panel_code_of(code), []).append((rank, panel_code_of(neighbour)))
    return {
        area: _each_once((near for _, near in sorted(found, key=lambda pair: pair[0])), set(areas) - {area})
        for area, found in sorted(ranked.items())
        if area in areas
    }


def _each_once(codes: Iterable[str], known: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in codes if code in known))
