"""What binds on the day a forecast starts: the places there are, and the plans that are late."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from highneeds.forecast.levers.capacity import PlacesToday
from highneeds.forecast.types import Ints, Pipeline


@dataclass(frozen=True, slots=True)
class Today:
    """Places that can run out, and the requests under way (None: not known, so that no plan is taken as late)."""

    places: PlacesToday = field(default_factory=PlacesToday)
    pipeline: Pipeline | None = None

    def plans_late_by_nc(self) -> Ints:
        """``[nc]``: requests past their 20 weeks, times the chance that one becomes a plan, in whole children.

        The total is rounded, and shared by largest remainder (the younger first where two are alike).
        """
        if self.pipeline is None:
            return np.empty(0, np.int32)
        expected = self.pipeline.overdue_by_nc * self.pipeline.prob_open_becomes_plan
        whole = np.floor(expected)
        more = round(float(expected.sum())) - int(whole.sum())
        whole[np.argsort(whole - expected, kind="stable")[:more]] += 1
        return whole.astype(np.int32)
