"""Place funding: paid for places, filled or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import Labelled, Pence
from highneeds.finance.path import months_of
from highneeds.finance.types import MONTHS_IN_A_YEAR, Floats
from highneeds.forecast.levers.capacity import PlaceGroup
from highneeds.forecast.levers.unfilled import unfilled_places
from highneeds.forecast.types import Simulation
from highneeds.rules import Setting, parameter

_PENCE_IN_A_POUND = 100.0

_PLACE_RATES: Mapping[Setting, str] = {
    Setting.SPECIAL: "place_special_pence_per_year",
    Setting.SEN_UNIT: "place_unit_filled_pence_per_year",
    Setting.RESOURCED_PROVISION: "place_unit_filled_pence_per_year",
    Setting.MAINSTREAM: "place_unit_filled_pence_per_year",  # places a mainstream school is funded for are in its unit
    Setting.ALTERNATIVE_PROVISION: "place_alternative_provision_pence_per_year",
    Setting.NON_MAINTAINED_SPECIAL: "place_non_maintained_special_pence_per_year",
    Setting.FURTHER_EDUCATION: "place_further_education_pence_per_year",
    Setting.SIXTH_FORM_COLLEGE: "place_further_education_pence_per_year",
    Setting.SPECIALIST_POST_16: "place_further_education_pence_per_year",
}


_VACANT_RATES: Mapping[Setting, str] = {
    **_PLACE_RATES,
    Setting.SEN_UNIT: "place_unit_vacant_pence_per_year",
    Setting.RESOURCED_PROVISION: "place_unit_vacant_pence_per_year",
    Setting.MAINSTREAM: "place_unit_vacant_pence_per_year",
}


def place_funding(providers: pl.DataFrame, day: date) -> Pence:
    """A whole year of funded places at the rates in force on ``day``: empty places cost as much as filled ones.

    From the provider register's own place numbers. A place in a setting without a place rate (independent schools are
    outside the place system) costs nothing here. Source of the rates: ``rules``, parameters of places.
    """
    total = 0
    open_places = providers.filter(pl.col("is_open") & pl.col("places_funded").is_not_null())
    for name, places in open_places.group_by("setting").agg(pl.col("places_funded").sum()).iter_rows():
        key = _PLACE_RATES.get(Setting(name))
        if key is not None:
            total += int(places * parameter(key).on(day))
    return Pence(total)


def unfilled_place_cost(simulation: Simulation, groups: Sequence[PlaceGroup]) -> Labelled:
    """What places that no child fills cost in each month, a twelfth of the year's rate: axes draw, month, place_group.

    ``groups``: those the simulation's scene was made with, in its order. A place in a setting without a place rate
    costs nothing here. Raises ValueError when the groups are not the simulation's, and LookupError for a month before
    the first rate on record. Source of the rates: ``rules``, parameters of places.
    """
    return _by_month(simulation, groups, unfilled_places(simulation) * _rates(simulation, groups, _VACANT_RATES))


def place_cost_by_month(simulation: Simulation, groups: Sequence[PlaceGroup]) -> Labelled:
    """What all places cost in each month, filled or not; a child beyond them brings no more place funding.

    Otherwise as ``unfilled_place_cost``, which is part of it.
    """
    unfilled = unfilled_place_cost(simulation, groups)
    filled = np.minimum(simulation.places_open, simulation.places_taken)
    return _by_month(simulation, groups, unfilled.values + filled * _rates(simulation, groups, _PLACE_RATES))


def is_place_rate_known(day: date) -> bool:
    """Whether every place rate is on record on ``day`` and so after it."""
    keys = {*_PLACE_RATES.values(), *_VACANT_RATES.values()}
    return all(parameter(key).values[0].effective <= day for key in keys)


def _by_month(simulation: Simulation, groups: Sequence[PlaceGroup], gbp: Floats) -> Labelled:
    names = tuple(": ".join(filter(None, (group.setting, ", ".join(sorted(group.needs))))) for group in groups)
    axes = (("draw", tuple(range(simulation.draws))), ("month", months_of(simulation)), ("place_group", names))
    return Labelled(gbp, axes, "GBP per month")


def _rates(simulation: Simulation, groups: Sequence[PlaceGroup], keys: Mapping[Setting, str]) -> Floats:
    """GBP a month of one place, ``[month, group]``."""
    if simulation.places_open.shape[2] != len(groups):
        message = f"the forecast has {simulation.places_open.shape[2]} groups of places, not {len(groups)}"
        raise ValueError(message)
    of_setting = {one.value: key for one, key in keys.items()}
    months = months_of(simulation)
    rates = [[_gbp_per_month(of_setting.get(group.setting), month) for group in groups] for month in months]
    return np.array(rates, np.float64).reshape(len(months), len(groups))


def _gbp_per_month(key: str | None, month: str) -> float:
    if key is None:
        return 0.0
    return float(parameter(key).on(date.fromisoformat(f"{month}-01"))) / _PENCE_IN_A_POUND / MONTHS_IN_A_YEAR
