"""What binds on the day a forecast starts: the places there are, and the plans that are late."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from highneeds.forecast.levers.capacity import PlacesToday
from highneeds.forecast.types import FIRST_NC_YEAR, Ints, Pipeline


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

    def or_else(self, other: Today) -> Today:
        """This, and of ``other`` what this does not say."""
        return Today(self.places if self.places.groups else other.places, self.pipeline or other.pipeline)

    def content(self) -> dict[str, object]:
        """What stands in a record of a run, as plain values: groups of places, and late plans by NC year."""
        late = enumerate(self.plans_late_by_nc().tolist(), start=FIRST_NC_YEAR)
        settings = {group.setting for group in self.places.groups}
        return {
            "places": [
                {"setting": group.setting, "needs": sorted(group.needs), "places": group.places}
                | ({"growth_share_per_year": group.growth_share_per_year} if group.growth_share_per_year else {})
                for group in self.places.groups
            ],
            "when_full": {name: list(rule.to) for name, rule in self.places.overflow.items() if name in settings},
            "late_plans": {str(nc_year): plans for nc_year, plans in late if plans},
        }
