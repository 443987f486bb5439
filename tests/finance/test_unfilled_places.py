"""Places that no child fills still cost: the rate of a vacant place, month by month."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from highneeds.finance import is_place_rate_known, place_cost_by_month, unfilled_place_cost
from highneeds.forecast.levers.capacity import PlaceGroup
from highneeds.forecast.levers.unfilled import unfilled_places
from highneeds.forecast.types import NC_YEARS, Simulation, StateSpace

SETTINGS = ("special", "sen_unit", "independent_special")
GROUPS = (
    PlaceGroup("special", 50),
    PlaceGroup("sen_unit", 8, frozenset({"SEMH", "ASD"})),
    PlaceGroup("independent_special", 20),
)
MONTHS = 13


def simulated(there: list[int], taken: list[int], *, first_year: int = 2026) -> Simulation:
    """Two draws of one year: ``there`` and ``taken`` by group, and in the second draw one child fewer each."""
    space = StateSpace(("ASD",), SETTINGS, np.ones((1, 3, len(NC_YEARS)), np.bool_), np.ones((3, 3), np.bool_))
    none = np.zeros((2, 2), np.int32)
    names = Simulation.__dataclass_fields__
    others = {name: none for name in names if name not in {"space", "census_years", "seed", "first_draw"}}
    open_now = np.tile(np.array(there, np.int32), (2, MONTHS, 1))
    full = np.tile(np.array(taken, np.int32), (2, MONTHS, 1)) - np.arange(2, dtype=np.int32)[:, None, None]
    others |= {"places_open": open_now, "places_taken": full}
    return Simulation(space, (first_year, first_year + 1), 1, 0, **others)


def test_an_empty_place_costs_a_twelfth_of_the_vacant_rate_each_month() -> None:
    cost = unfilled_place_cost(simulated([50, 8, 20], [44, 5, 0]), GROUPS)
    assert cost.axis_names == ("draw", "month", "place_group")
    assert cost.unit == "GBP per month"
    assert np.allclose(cost.values[0], [6 * 10_000 / 12, 3 * 10_000 / 12, 0.0])
    assert np.allclose(cost.values[1], [7 * 10_000 / 12, 4 * 10_000 / 12, 0.0])
    assert cost.labels("month")[0] == "2026-01"
    assert cost.labels("month")[-1] == "2027-01"
    assert cost.labels("place_group") == ("special", "sen_unit: ASD, SEMH", "independent_special")


def test_more_children_than_places_leave_none_unfilled_and_save_nothing() -> None:
    simulation = simulated([50, 8, 20], [60, 9, 30])
    assert not unfilled_places(simulation).any()
    assert not unfilled_place_cost(simulation, GROUPS).values.any()


def test_a_forecast_without_places_has_no_cost_of_them() -> None:
    simulation = simulated([], [])
    assert unfilled_place_cost(simulation, ()).values.shape == (2, MONTHS, 0)


def test_groups_that_are_not_the_forecasts_are_refused() -> None:
    with pytest.raises(ValueError, match="3 groups of places, not 2"):
        unfilled_place_cost(simulated([50, 8, 20], [44, 5, 0]), GROUPS[:2])


def test_a_month_before_the_first_rate_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(LookupError):
        unfilled_place_cost(simulated([50, 8, 20], [44, 5, 0], first_year=2019), GROUPS)


def test_every_place_costs_filled_or_not_and_a_child_beyond_them_costs_no_more() -> None:
    cost = place_cost_by_month(simulated([50, 8, 20], [44, 5, 0]), GROUPS).values
    assert np.allclose(cost[0, 0], [50 * 10_000 / 12, (5 * 6_000 + 3 * 10_000) / 12, 0.0])
    full = place_cost_by_month(simulated([50, 8, 20], [61, 9, 30]), GROUPS).values
    assert np.allclose(full, [50 * 10_000 / 12, 8 * 6_000 / 12, 0.0])


def test_a_place_rate_is_known_from_its_first_day_on() -> None:
    assert not is_place_rate_known(date(2019, 12, 31))
    assert is_place_rate_known(date(2026, 1, 1))
