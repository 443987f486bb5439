"""Two colours of a measure, both reckoned: how its delivery stands, and how its money does; a person may differ, aloud.

Money (finance practice): green from 95 % of the profile, evidenced or forecast; amber from 75 %, or where a milestone
has slipped; red below, and where there is no mechanism or no owner. They are kept apart since delivery on track with
the money late is the usual way for a programme to fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.savings.types import Measure

GREEN_SHARE, AMBER_SHARE = 0.95, 0.75
MOST_SLIP_MONTHS = 3
"""A milestone that slips by more is red: a term is lost."""


class Colour(StrEnum):
    """The word is always shown with the colour."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Rating:
    """``computed`` stands for ever beside what a person says instead (``override``, with ``by`` and ``why``)."""

    computed: Colour
    cause: str
    override: Colour | None = None
    by: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if self.override is not None and not (self.by.strip() and self.why.strip()):
            message = "a colour that differs from the computed one needs who says so and why"
            raise ValueError(message)

    @property
    def shown(self) -> Colour:
        return self.override or self.computed


def delivery_rating(measure: Measure, *, as_at: date) -> Rating:
    """By the milestones alone."""
    overdue = [one for one in measure.dependencies if one.is_overdue(as_at)]
    if overdue:
        return Rating(Colour.RED, f"{overdue[0].what} is overdue and has no new date")
    slip = measure.slip_months
    if slip > MOST_SLIP_MONTHS:
        return Rating(Colour.RED, f"slipped by {slip} months")
    if slip:
        return Rating(Colour.AMBER, f"slipped by {slip} month{'s' if slip > 1 else ''}")
    return Rating(Colour.GREEN, "no milestone has slipped")


def money_rating(measure: Measure, *, promised_pence: float, counted_pence: float) -> Rating:
    """By the year's money: ``counted_pence`` is what is evidenced or forecast, whichever is more."""
    if not measure.levers or not measure.owner.strip():
        return Rating(Colour.RED, "no owner" if measure.levers else "no mechanism")
    if promised_pence <= 0:
        return Rating(Colour.GREEN, "nothing is promised for the year")
    share = counted_pence / promised_pence
    said = f"{share:.0%} of what was promised"
    if share >= GREEN_SHARE and measure.slip_months:
        return Rating(Colour.AMBER, f"{said}, and a milestone has slipped")
    return Rating(Colour.GREEN if share >= GREEN_SHARE else Colour.AMBER if share >= AMBER_SHARE else Colour.RED, said)
