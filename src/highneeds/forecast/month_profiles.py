"""When in the year children join, leave and move, by age, from the events whose day is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.forecast.ages import neighbour_weights
from highneeds.forecast.choices import leaning, shares_of
from highneeds.forecast.posterior import MONTHS_IN_A_YEAR, Months
from highneeds.forecast.types import NC_YEARS, Floats


@dataclass(frozen=True)
class EventMonths:
    """Dated events ``[nc, month]``: NC position after the summer, month 0 from the January census day to a month on."""

    joining: Floats
    leaving: Floats
    moving: Floats

    def __post_init__(self) -> None:
        shape = (len(NC_YEARS), MONTHS_IN_A_YEAR)
        for counts in (self.joining, self.leaving, self.moving):
            if counts.shape != shape or not (counts >= 0.0).all():
                message = f"events by NC year and month have the shape {shape} and are never negative"
                raise ValueError(message)


def fit_months(events: EventMonths | None) -> Months:
    """The running shares of a year's events by the end of each month; spread evenly where no day is known."""
    if events is None:
        none = np.zeros((len(NC_YEARS), MONTHS_IN_A_YEAR))
        events = EventMonths(none, none, none)
    return Months(*(_by_month(counts) for counts in (events.joining, events.leaving, events.moving)))


def _by_month(counts: Floats) -> Floats:
    """An age leans on the ages near within its phase, these on the whole year's events, these on an even spread."""
    even = np.full(MONTHS_IN_A_YEAR, 1.0 / MONTHS_IN_A_YEAR)
    overall = shares_of(leaning(counts.sum(axis=0), even))
    nearby = shares_of(leaning(neighbour_weights(with_self=False) @ counts, overall))
    running = np.cumsum(shares_of(leaning(counts, nearby)), axis=1)
    running[:, -1] = 1.0
    return np.ascontiguousarray(running)
