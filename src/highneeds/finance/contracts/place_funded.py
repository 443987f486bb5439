"""Places that are funded whether filled or not: an empty place costs, a child over number brings its top-up only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from highneeds.core import Pence
from highneeds.finance.apportion import Method
from highneeds.finance.contracts.cost import cost_between
from highneeds.finance.contracts.types import (
    Calendars,
    Component,
    CostKind,
    EpisodeCost,
    FundingEpisode,
    RateVersion,
)


@dataclass(frozen=True, slots=True)
class FundedPlaces:
    """A provider's places for a spell of days, both included. ``over_numbers_agreed``: children over number for whom
    the place rate is paid as well. Raises ValueError for negative numbers or an end before the start.
    """

    provider: str
    setting: str
    places: int
    pence_per_place_per_year: Pence
    first_day: date
    last_day: date
    over_numbers_agreed: int = 0
    vacant_pence_per_place_per_year: Pence | None = None
    """Where an empty place has another rate than a filled one, as in SEN units and resourced provision."""

    def __post_init__(self) -> None:
        rate, vacant = self.pence_per_place_per_year, self.vacant_pence_per_place_per_year or 0
        if min(self.places, self.over_numbers_agreed, rate, vacant) < 0:
            message = f"{self.provider}: places and their rates cannot be negative"
            raise ValueError(message)
        if self.last_day < self.first_day:
            message = f"{self.provider}: places end on {self.last_day} before they start on {self.first_day}"
            raise ValueError(message)

    def pence_per_year(self, children: int) -> Pence:
        """Place money of a whole year with ``children`` on roll. Raises ValueError for a negative number."""
        if children < 0:
            message = f"{self.provider}: {children} children"
            raise ValueError(message)
        filled, over = min(children, self.places), max(0, children - self.places)
        rate = self.pence_per_place_per_year
        vacant = rate if self.vacant_pence_per_place_per_year is None else self.vacant_pence_per_place_per_year
        return Pence((filled + min(over, self.over_numbers_agreed)) * rate + (self.places - filled) * vacant)


def place_episode(funded: FundedPlaces, children: int, method: Method = Method.MONTHS) -> FundingEpisode:
    """The places as an episode of their own, to be costed on any days as others are; top-ups stay with the children."""
    rate = RateVersion(funded.pence_per_year(children), funded.first_day, funded.last_day)
    return FundingEpisode(
        ref=f"places: {funded.provider}",
        provider=funded.provider,
        setting=funded.setting,
        first_day=funded.first_day,
        last_day=funded.last_day,
        components=(Component(CostKind.PLACE, method, (rate,)),),
    )


def place_cost(funded: FundedPlaces, children: int, first: date, last: date, calendars: Calendars) -> EpisodeCost:
    return cost_between(place_episode(funded, children), first, last, calendars)
