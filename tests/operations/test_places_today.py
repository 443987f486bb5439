"""How many places the stored council has today, for scenarios."""

from __future__ import annotations

import numpy as np
import polars as pl

from highneeds.forecast.levers.capacity import PlaceGroup
from highneeds.forecast.space import council_space
from highneeds.forecast.types import Stock
from highneeds.operations.stored_council import places_today

SPACE = council_space()


def test_places_are_those_funded_and_never_fewer_than_the_children_there() -> None:
    providers = pl.DataFrame(
        {
            "setting": ["special", "special", "special", "alternative_provision", "mainstream", "independent_special"],
            "is_open": [True, True, False, True, True, True],
            "places_funded": [100, 50, 70, 1, 20, None],
        }
    )
    settings = [SPACE.settings.index("alternative_provision")] * 3 + [SPACE.settings.index("special")] * 2
    nothing = np.zeros(5, np.int32)
    ids = np.arange(5, dtype=np.uint64)
    stock = Stock(2026, ids, nothing, nothing, np.array(settings, np.int32), np.zeros(5))
    groups = places_today(providers, stock, SPACE).groups
    # A closed school has no places, mainstream is never full, and a number nobody knows does not bind.
    assert set(groups) == {PlaceGroup("special", 150), PlaceGroup("alternative_provision", 3)}
