"""Places that nobody fills."""

from __future__ import annotations

import numpy as np

from highneeds.forecast.types import Ints, Simulation


def unfilled_places(simulation: Simulation) -> Ints:
    """``[draw, month, group]``: places there are and no child is in, by the groups of places of the forecast's scene;
    0 where more children are there than places.
    """
    return np.asarray(np.maximum(simulation.places_open - simulation.places_taken, 0), dtype=np.int32)
