"""Accruals and prepayments: what was had of a placement by a day, against what was invoiced for it.

A term that was charged whole is consumed school day by school day; a child who leaves within it has had it all on the
last day, since nothing is given back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from highneeds.core import Pence
from highneeds.finance.apportion import Falls, Method, portions, round_half_up
from highneeds.finance.contracts.cost import cost_of_portion, exact_cost
from highneeds.finance.contracts.notice import paid_days
from highneeds.finance.contracts.types import Calendars, Component, FundingEpisode


@dataclass(frozen=True, slots=True)
class Accrual:
    """Consumed by a day against invoiced by then: one of the two differences is nought. All funders; whole pence."""

    consumed_pence: Pence
    invoiced_pence: Pence

    @property
    def prepayment_pence(self) -> Pence:
        """Invoiced and not yet consumed: belongs to days to come."""
        return Pence(max(0, self.invoiced_pence - self.consumed_pence))

    @property
    def accrual_pence(self) -> Pence:
        """Consumed and not yet invoiced: owed."""
        return Pence(max(0, self.consumed_pence - self.invoiced_pence))


def accrual(episode: FundingEpisode, since: date, day: date, invoiced: Pence, calendars: Calendars) -> Accrual:
    """The position at the end of ``day``; ``invoiced`` is what was billed for the days from ``since``, transport left
    out. Raises LookupError when term dates are missing.
    """
    consumed = sum(
        (_consumed(episode, one, since, day, calendars) for one in episode.components if one.kind.is_in_block),
        Fraction(0),
    )
    return Accrual(Pence(round_half_up(consumed)), invoiced)


def _consumed(episode: FundingEpisode, component: Component, since: date, day: date, calendars: Calendars) -> Fraction:
    paid, terms = paid_days(episode, component, calendars), tuple(calendars.get(component.calendar, ()))
    if component.method is not Method.TERMS:
        return exact_cost(component, paid, since, day, terms)
    by_day = (replace(one, falls=Falls.SCHOOL_DAYS) for one in portions(Method.TERMS, paid, (since, day), terms))
    return sum((cost_of_portion(component, one, since, day) for one in by_day), Fraction(0))
