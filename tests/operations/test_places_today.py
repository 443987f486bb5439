"""How many places the stored council has today, and how they grow, for its forecast and for scenarios."""

from __future__ import annotations

import polars as pl
import pytest

from highneeds.forecast.levers.capacity import PlaceGroup
from highneeds.forecast.space import council_space
from highneeds.operations.today import places_today

SPACE = council_space()
PROVIDERS = pl.DataFrame(
    {
        "setting": ["special", "special", "special", "alternative_provision", "mainstream", "independent_special"],
        "is_open": [True, True, False, True, True, True],
        "places_funded": [100, 50, 70, 1, 20, None],
    }
)


def test_places_are_those_funded_and_never_fewer_than_the_children_there() -> None:
    groups = places_today(PROVIDERS, {2026: {"alternative_provision": 3, "special": 2}}, SPACE).groups
    # A closed school has no places, mainstream is never full, and a number nobody knows does not bind.
    assert set(groups) == {PlaceGroup("special", 150), PlaceGroup("alternative_provision", 3)}


def test_places_grow_as_the_children_there_have_over_the_record() -> None:
    there = {2024: {"special": 100}, 2025: {"special": 108}, 2026: {"special": 121}}
    (special,) = (group for group in places_today(PROVIDERS, there, SPACE).groups if group.setting == "special")
    assert special.growth_share_per_year == pytest.approx(0.1)


@pytest.mark.parametrize("before", [{"special": 130}, {"special": 121}, {}])
def test_places_do_not_grow_where_no_more_children_are_there_or_none_were_before(before: dict[str, int]) -> None:
    there = {2025: before, 2026: {"special": 121}}
    (special,) = (group for group in places_today(PROVIDERS, there, SPACE).groups if group.setting == "special")
    assert special.growth_share_per_year == 0
