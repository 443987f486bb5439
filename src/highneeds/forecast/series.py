"""The series by which a caseload is judged: all children, their cost, and the children by age, need and setting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.core.years import NcYear
from highneeds.forecast.types import NC_YEARS, Floats, Ints, StateSpace
from highneeds.rules.rollups import AGE_BANDS, dsg_age_band

ALL_CHILDREN, COST, BY_AGE, BY_NEED, BY_SETTING = "All children", "Cost", "Age", "Need", "Setting"
GROUPS = (ALL_CHILDREN, COST, BY_AGE, BY_NEED, BY_SETTING)


@dataclass(frozen=True)
class Series:
    """One line of counts by January: ``group`` is one of ``GROUPS``; cost is in £ a year, all else in children."""

    group: str
    label: str


@dataclass(frozen=True)
class Yardstick:
    """How each series adds up from counts: ``of_states[need, setting, series]`` and ``of_nc_years[nc, series]``."""

    series: tuple[Series, ...]
    of_states: Floats
    of_nc_years: Floats

    def measure(self, children: Ints, children_by_nc: Ints) -> Floats:
        """``[..., series]`` of ``children[..., need, setting]`` and ``children_by_nc[..., nc]``."""
        flat = children.reshape(*children.shape[:-2], -1).astype(np.float64)
        states = self.of_states.reshape(-1, len(self.series))
        return np.asarray(flat @ states + children_by_nc.astype(np.float64) @ self.of_nc_years)

    def of_group(self, group: str) -> list[int]:
        """Positions of the group's series."""
        return [position for position, series in enumerate(self.series) if series.group == group]


def yardstick(space: StateSpace, price_gbp_per_year: Floats) -> Yardstick:
    """Series of ``space``, with every child of a need and setting at ``price_gbp_per_year[need, setting]``.

    The same price in every year and draw, so that the cost series judges who is placed where, not what places cost.
    Age bands are the DSG management plan's. ValueError for a price that is not known.
    """
    if not np.isfinite(price_gbp_per_year).all():
        message = "a price is not a finite number"
        raise ValueError(message)
    needs, settings = len(space.needs), len(space.settings)
    everyone = np.ones((needs, settings, 1))
    by_need = np.broadcast_to(np.eye(needs)[:, None, :], (needs, settings, needs))
    by_setting = np.broadcast_to(np.eye(settings)[None], (needs, settings, settings))
    no_band = np.zeros((needs, settings, len(AGE_BANDS)))
    of_states = np.concatenate([everyone, price_gbp_per_year[:, :, None], no_band, by_need, by_setting], axis=2)
    names = [
        Series(ALL_CHILDREN, ALL_CHILDREN),
        Series(COST, COST),
        *(Series(BY_AGE, band) for band in AGE_BANDS),
        *(Series(BY_NEED, need) for need in space.needs),
        *(Series(BY_SETTING, setting) for setting in space.settings),
    ]
    of_nc_years = np.zeros((len(NC_YEARS), len(names)))
    for position, nc_year in enumerate(NC_YEARS):
        band = dsg_age_band(NcYear(min(nc_year, NcYear.LAST)))
        of_nc_years[position, names.index(Series(BY_AGE, band))] = 1.0
    return Yardstick(tuple(names), of_states, of_nc_years)
