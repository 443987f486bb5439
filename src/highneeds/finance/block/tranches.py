"""The deficit by the time in which it accrued, since each time has its own fate, and how it rolls from year to year.

What accrued up to the last day of the grant is eligible for it or not; each year of the statutory override after it
stands alone; what comes after the override is one tranche. A year's surplus stays in the tranche of its year, below
nothing, and counts against the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from highneeds.core import FinancialYear, Labelled, Pence
from highneeds.finance.block.grant import StabilityGrant
from highneeds.finance.block.luck import comes_about
from highneeds.rules import last_day_held_apart, last_day_of_grant


@dataclass(frozen=True, slots=True)
class Opening:
    """What the block owes when the forecast begins, positive. ``since``: what each whole year after the last day of the
    grant has added, where the forecast begins later than that.
    """

    eligible_pence: Pence
    not_eligible_pence: Pence
    since: Mapping[FinancialYear, Pence]

    @property
    def total_pence(self) -> Pence:
        return Pence(self.eligible_pence + self.not_eligible_pence + sum(self.since.values()))


@dataclass(frozen=True)
class Balances:
    """In pence, plus is owed. ``opening`` and ``closing`` have the axes draw, financial_year and tranche; ``grant``
    draw and financial_year. Closing is opening plus the year's own less the grant, and is the next year's opening.
    """

    opening: Labelled
    closing: Labelled
    grant: Labelled

    @property
    def cumulative(self) -> Labelled:
        """At 31 March, all tranches together."""
        return self.closing.sum("tranche")


def eligible_tranche() -> str:
    return f"to {_words(last_day_of_grant())}, eligible"


def tranches() -> tuple[str, ...]:
    """In the order in which they accrued."""
    first = FinancialYear.containing(last_day_of_grant()).next
    last = FinancialYear.containing(last_day_held_apart())
    apart = tuple(str(FinancialYear(starts)) for starts in range(first.starts, last.starts + 1))
    not_eligible = f"to {_words(last_day_of_grant())}, not eligible"
    return (eligible_tranche(), not_eligible, *apart, f"after {_words(last_day_held_apart())}")


def tranche_of(financial_year: FinancialYear) -> str:
    """Where the deficit of a whole year goes. One that the grant still covers is taken to be eligible."""
    if financial_year.last_day <= last_day_of_grant():
        return eligible_tranche()
    return str(financial_year) if financial_year.last_day <= last_day_held_apart() else tranches()[-1]


def roll(in_year: Labelled, opening: Opening, grant: StabilityGrant, *, seed: int) -> Balances:
    """The balances of every draw from what each year adds (draw, financial_year; pence)."""
    names = tranches()
    years = [FinancialYear.parse(str(label)) for label in in_year.labels("financial_year")]
    draws = len(in_year.labels("draw"))
    comes = comes_about(grant.prob, name="High Needs Stability Grant", seed=seed, draws=draws)
    eligible = names.index(eligible_tranche())
    balance = np.tile(_opening(opening, names), (draws, 1))
    if grant.paid_in < years[0]:
        balance[:, eligible] -= grant.received(balance[:, eligible], comes)
    opened, closed, paid = [], [], []
    for position, year in enumerate(years):
        opened.append(balance.copy())
        balance[:, names.index(tranche_of(year))] += in_year.values[:, position]
        is_due = year == grant.paid_in
        paid.append(grant.received(balance[:, eligible], comes & is_due))
        balance[:, eligible] -= paid[-1]
        closed.append(balance.copy())
    axes = (*in_year.axes, ("tranche", names))
    return Balances(
        Labelled(np.stack(opened, axis=1), axes, "pence"),
        Labelled(np.stack(closed, axis=1), axes, "pence"),
        Labelled(np.stack(paid, axis=1), in_year.axes, "pence"),
    )


def _opening(opening: Opening, names: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.zeros(len(names))
    values[0], values[1] = opening.eligible_pence, opening.not_eligible_pence
    for year, pence in opening.since.items():
        values[names.index(tranche_of(year))] += pence
    return values


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
