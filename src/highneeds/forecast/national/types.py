"""The published figures of every authority, as one frozen record.

An *area* is a panel code: an authority, or authorities joined where boundaries changed, so that a series never breaks.
The year of a stock is the January it was counted in, of a flow its calendar year, of a population its mid-year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from highneeds.forecast.types import Floats

TOTAL = "total"
PLACEMENT_GROUPS = (
    "placement:mainstream",
    "placement:special_state",
    "placement:special_indep_nmss",
    "placement:post16",
    "placement:other",
)
NEW_PLANS = "new_plans"
FORECAST_SERIES = (TOTAL, *PLACEMENT_GROUPS, NEW_PLANS)

POPULATION = "population_0_17"
STOCKS = frozenset({TOTAL, *PLACEMENT_GROUPS})
# Flows of a calendar year are published with the stock of the January that follows it.
FLOWS = frozenset(
    {
        NEW_PLANS,
        "requests",  # initial requests for an assessment
        "requests_refused",
        "assessments",  # completed: plan issued or not
        "plans_issued",  # the base of the 20-week share, exceptions included
        "plans_issued_within_20_weeks",
        "plans_discontinued",  # left the area, left school or past the ages, needs met, other
        "appeals",
    }
)
HIGH_NEEDS_BLOCK = "high_needs_block_gbp"  # year: the calendar year in which the financial year begins; for benchmarks


@dataclass(frozen=True, eq=False)  # arrays have no single truth of equality
class NationalPanel:
    """Published counts by area and year; NaN where nothing was published, never zero in its place.

    ``areas``: panel codes, sorted; ``area_names`` and ``regions`` go with them. ``years``: every year from the first to
    the last, without a gap. ``series[key]``: Floats ``[area, year]``; the keys are ``STOCKS``, ``FLOWS``,
    ``POPULATION`` and ``HIGH_NEEDS_BLOCK``; ``total`` and ``new_plans`` are always there, the others may be missing.
    ``neighbours``: the DfE's statistical neighbours, nearest first, as panel codes. ``source``: what was read, in words
    for a person.

    Raises ValueError on lengths that differ, years with a gap, an unknown or a missing key, or a negative count.
    """

    areas: tuple[str, ...]
    area_names: tuple[str, ...]
    regions: tuple[str, ...]
    years: tuple[int, ...]
    series: Mapping[str, Floats]
    neighbours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        _check(list(self.areas) == sorted(set(self.areas)), "areas must be sorted, each once")
        _check(
            len(self.areas) == len(self.area_names) == len(self.regions), "areas, names and regions differ in length"
        )
        consecutive = range(self.years[0], self.years[0] + len(self.years)) if self.years else ()
        _check(self.years and self.years == tuple(consecutive), f"years have a gap: {self.years}")
        _check({TOTAL, NEW_PLANS} <= set(self.series), "total and new_plans must be there")
        unknown = set(self.series) - STOCKS - FLOWS - {POPULATION, HIGH_NEEDS_BLOCK}
        _check(not unknown, f"unknown series: {sorted(unknown)}")
        shape = (len(self.areas), len(self.years))
        for key, values in self.series.items():
            _check(values.shape == shape, f"{key} has shape {values.shape}; expected {shape}")
            _check(not np.any(values < 0.0), f"{key} has a negative count")
        object.__setattr__(self, "series", MappingProxyType(dict(self.series)))

    def __contains__(self, key: str) -> bool:
        return key in self.series

    def __getitem__(self, key: str) -> Floats:
        """``[area, year]``. Raises KeyError when the series was not published or not read."""
        return self.series[key]


def _check(condition: object, message: str) -> None:
    if not condition:
        raise ValueError(message)
