"""What binds today, as a scenario file says it: ``[[places_today]]`` and ``[[late_today]]`` blocks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from highneeds.forecast.levers.capacity import OVERFLOW, Overflow, PlaceGroup, PlacesToday
from highneeds.forecast.levers.today import Today
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, Pipeline, StateSpace
from highneeds.ingest.scenario_block import Block

PLACES_TODAY = "places_today"
LATE_TODAY = "late_today"

_PLACES_FIELDS = ("setting", "places", "needs", "when_full")
_LATE_FIELDS = ("plans", "nc_years")
_AS_GIVEN = "as the scenario's file says"


def read_today(places: Iterable[Block], late: Iterable[Block], space: StateSpace) -> Today:
    """Of the blocks that can be read; every fault is added to its block. Settings without ``when_full`` overflow as
    ``capacity.OVERFLOW`` says.
    """
    groups, overflow = [], dict(OVERFLOW)
    for block in places:
        block.check_fields(_PLACES_FIELDS, _PLACES_FIELDS[:2])
        needs = block.names("needs", space.needs) if "needs" in block.values else frozenset()
        setting = block.name("setting", space.settings) if "setting" in block.values else ""
        number = block.whole("places")
        if "when_full" in block.values:
            overflow[setting] = Overflow(block.names_in_order("when_full", space.settings), _AS_GIVEN)
        if not block.faults:
            groups.append(PlaceGroup(setting, number, needs))
    return Today(PlacesToday(tuple(groups), overflow), _pipeline(late))


def _pipeline(late: Iterable[Block]) -> Pipeline | None:
    """Plans that will all be issued; those of a block spread evenly over its NC years. None without a block."""
    by_nc, is_given = np.zeros(len(NC_YEARS)), False
    for block in late:
        is_given = True
        block.check_fields(_LATE_FIELDS, _LATE_FIELDS)
        plans = block.whole("plans")
        years = sorted(block.nc_years("nc_years")) if "nc_years" in block.values else []
        if plans < 0:
            block.add("V05", "plans", detail="It should be 0 or more.", value=plans)
        if not years and not block.faults:
            block.add("V05", "nc_years", detail="Name at least one NC year.")
        if not block.faults:
            by_nc[np.array(years) - FIRST_NC_YEAR] += plans / len(years)
    return Pipeline(by_nc, by_nc, None, 1.0) if is_given else None
