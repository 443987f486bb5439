"""What is known and assumed of a block besides its spending: what comes in, is saved, is owed, and what cash costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from highneeds.core import FinancialYear, Parameter, Pence
from highneeds.finance.block.accrued import Accrued
from highneeds.finance.block.allocation import AllocationVersion, Stage
from highneeds.finance.block.borrowing import BORROWING_RATE
from highneeds.finance.block.grant import GrantStatus, StabilityGrant
from highneeds.finance.block.measures import Measure
from highneeds.finance.block.tranches import Opening
from highneeds.finance.block.transfers import Transfer
from highneeds.finance.outlook import Growth
from highneeds.finance.past import PastYear
from highneeds.finance.types import Assumption
from highneeds.rules import last_day_of_grant, parameter

_PENCE_IN_A_POUND = 100


@dataclass(frozen=True)
class BlockPlan:
    """``does_spending_hold_deductions``: whether the books count as spending (and as income) the places that the
    department pays itself; the outlook takes them out of both.
    """

    versions: tuple[AllocationVersion, ...]
    growth: Growth
    transfers: tuple[Transfer, ...]
    measures: tuple[Measure, ...]
    opening: Opening
    grant: StabilityGrant
    borrowing_rate: Parameter
    does_spending_hold_deductions: bool
    assumptions: tuple[Assumption, ...]


def allocation_as_budgeted(
    financial_year: FinancialYear, income_pence: Pence
) -> tuple[AllocationVersion, tuple[Assumption, ...]]:
    """The year's allocation where no version is at hand: the income of the books, with nothing deducted."""
    source = f"income lines of the budget book {financial_year}"
    version = AllocationVersion(
        financial_year, Stage.BUDGETED, financial_year.first_day, income_pence, Pence(0), (), source
    )
    said = (
        f"£{income_pence / _PENCE_IN_A_POUND:,.0f}, as budgeted; nothing is taken as deducted, here or in the spending"
    )
    return version, (Assumption(f"Allocation of {financial_year}", said, source),)


def opening_of_books(
    past: Sequence[PastYear], before_pence: Pence, financial_year: FinancialYear
) -> tuple[Opening, tuple[Assumption, ...]]:
    """The deficit on 1 April of ``financial_year`` from the ledger's whole years and what was owed before them.

    All that accrued while the grant still covered it is taken to be eligible.
    """
    since = {year.financial_year: year.deficit_pence for year in past if not _is_covered(year.financial_year)}
    accrued = before_pence + sum(year.deficit_pence for year in past if _is_covered(year.financial_year))
    whole = Accrued(Pence(accrued), {}, {}, is_difference_explained=True)
    opening = Opening(whole.eligible_pence, whole.not_eligible_pence, since)
    years = f"{past[0].financial_year} to {past[-1].financial_year}" if past else "no whole year"
    source = f"spending less income in the ledger, {years}"
    owed = f"£{opening.total_pence / _PENCE_IN_A_POUND:,.0f}"
    said = f"{owed}, all taken to be on high needs and told alike in every return"
    return opening, (Assumption(f"Deficit before {financial_year}", said, source),)


def grant_not_known(financial_year: FinancialYear) -> tuple[StabilityGrant, tuple[Assumption, ...]]:
    """Nothing is counted of a grant of which nothing has been said."""
    source = "nothing said of the council's local SEND reform plan"
    first = FinancialYear.containing(last_day_of_grant()).next
    grant = StabilityGrant(GrantStatus.NOT_KNOWN, 0.0, max(first, financial_year), source)
    said = "not counted: whether the council's local SEND reform plan is approved is not known here"
    return grant, (Assumption("High Needs Stability Grant", said, source),)


def usual_borrowing_rate(day: date) -> tuple[Parameter, tuple[Assumption, ...]]:
    """The rate to start from, to be replaced by that of the council's treasury team."""
    rate = parameter(BORROWING_RATE)
    dated = rate.dated(day)
    said = f"{dated.value:.1%} a year on the average balance"
    source = f"{dated.source.title}: {dated.source.paragraph}"
    return rate, (Assumption("Interest on the cash that carries the deficit", said, source),)


def _is_covered(financial_year: FinancialYear) -> bool:
    return financial_year.last_day <= last_day_of_grant()
