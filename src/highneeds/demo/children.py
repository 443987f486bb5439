"""A generated child with a plan, or with a request for one, and the spells at each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from highneeds.demo.days import age_at_start_of_school_year
from highneeds.demo.places import Place
from highneeds.demo.providers import Provider
from highneeds.rules.needs import Need


@dataclass(slots=True)
class Spell:
    """One stay at one place, days inclusive at both ends; ``residential`` is '', 'A' (38 to 51 weeks) or 'B' (52)."""

    place: Place
    provider: Provider | None
    entry: date
    leave: date | None = None
    residential: str = ""

    def touches(self, first: date, last: date) -> bool:
        return self.entry <= last and (self.leave is None or self.leave >= first)


@dataclass(slots=True)
class Child:
    """``start`` None: a request that led to no plan; ``request_outcome`` and ``assessment_outcome`` then say how."""

    birth: date
    need: Need
    start: date | None
    received: date
    decided: date
    number: int = 0
    sex: str = "M"
    forename: str = ""
    surname: str = ""
    ethnicity: str = "WBRI"
    postcode: str = ""
    upn: str = ""
    uln: str = ""
    upn_unknown: str = ""
    second_need: Need | None = None
    later_need: tuple[date, Need] | None = None
    request_outcome: str = "Y"
    assessment_outcome: str = "Y"
    closed: date | None = None  # the day a request without a plan came to its end
    request_source: int = 2
    is_exception: bool = False
    transfer_la: str = ""
    transferred: date | None = None  # the day a plan came from another authority
    cease: date | None = None
    cease_reason: int | None = None
    spells: list[Spell] = field(default_factory=list)

    def age(self, day: date) -> int:
        return age_at_start_of_school_year(self.birth, day)

    def is_live(self, day: date) -> bool:
        """Whether the council maintains the plan on that day."""
        since = self.transferred or self.start
        return since is not None and since <= day and (self.cease is None or self.cease >= day)

    def need_on(self, day: date) -> Need:
        return self.later_need[1] if self.later_need and self.later_need[0] <= day else self.need

    def move(self, spell: Spell) -> None:
        """End the last spell the day before and begin the new one, which lasts until the plan ceases."""
        self.spells[-1].leave = spell.entry - timedelta(days=1)
        spell.leave = self.cease
        self.spells.append(spell)

    def end(self, day: date, reason: int) -> None:
        self.cease, self.cease_reason = day, reason
        self.spells[-1].leave = day
