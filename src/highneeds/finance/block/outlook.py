"""The block over the years to come, draw by draw: what it spends, receives and owes, and what carrying that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from highneeds.core import FinancialYear, Labelled
from highneeds.finance.block.allocation import AllocationYear, allocation_by_year
from highneeds.finance.block.borrowing import borrowing_cost
from highneeds.finance.block.measures import Measure
from highneeds.finance.block.plan import BlockPlan
from highneeds.finance.block.series import Series, three_series
from highneeds.finance.block.tranches import Balances, roll
from highneeds.finance.block.transfers import transfer_draws
from highneeds.finance.types import Assumption
from highneeds.rules import last_day_held_apart

_PENCE_IN_A_POUND = 100


@dataclass(frozen=True)
class BlockOutlook:
    """Everything in whole pence, axes draw and financial_year. ``spending`` is net: without what the department pays
    itself. ``in_year`` is what each year adds to the deficit, positive when it owes. ``borrowing`` falls on the council
    and is not in the block's deficit.
    """

    financial_years: tuple[FinancialYear, ...]
    plan: BlockPlan
    spending: Labelled
    allocation: tuple[AllocationYear, ...]
    transfers: Labelled
    in_year: Mapping[Series, Labelled]
    balances: Mapping[Series, Balances]
    borrowing: Mapping[Series, Labelled]
    assumptions: tuple[Assumption, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.plan.measures

    @property
    def last_year_held_apart(self) -> FinancialYear | None:
        """The year at whose end the deficit ceases to be kept apart; None when the outlook does not hold it."""
        year = FinancialYear.containing(last_day_held_apart())
        return year if year in self.financial_years else None


def block_outlook(spending: Labelled, plan: BlockPlan, *, day: date, seed: int) -> BlockOutlook:
    """From ``spending`` by draw and financial year in GBP (``five_years`` gives it as ``block_cost``), as seen on
    ``day``. What is uncertain in ``plan`` has its own luck from ``seed``, the same in all three series.

    Raises ValueError when the first year has no allocation by ``day`` or a measure is of other years.
    """
    if spending.axis_names != ("draw", "financial_year") or spending.unit != "GBP":
        message = f"spending goes by draw and financial year in GBP, not {spending.axis_names} in {spending.unit}"
        raise ValueError(message)
    years = tuple(FinancialYear.parse(str(label)) for label in spending.labels("financial_year"))
    allocation = allocation_by_year(plan.versions, years, day=day, growth=plan.growth)
    net = np.array([float(year.net_pence) for year in allocation])
    held = np.array([float(year.deducted_pence) for year in allocation]) * plan.does_spending_hold_deductions
    spent = np.rint(spending.values * _PENCE_IN_A_POUND) - held
    transfers = transfer_draws(plan.transfers, years, draws=len(spent), seed=seed)
    unmitigated = Labelled(spent - net - transfers.values, spending.axes, "pence")
    in_year = three_series(unmitigated, plan.measures)
    balances = {series: roll(adds, plan.opening, plan.grant, seed=seed) for series, adds in in_year.items()}
    return BlockOutlook(
        financial_years=years,
        plan=plan,
        spending=Labelled(spent, spending.axes, "pence"),
        allocation=allocation,
        transfers=Labelled(transfers.values, spending.axes, "pence"),
        in_year=in_year,
        balances=balances,
        borrowing={series: borrowing_cost(balance, plan.borrowing_rate) for series, balance in balances.items()},
        assumptions=(*plan.assumptions, *_assumptions()),
    )


def _assumptions() -> tuple[Assumption, ...]:
    day = last_day_held_apart()
    return (
        Assumption(
            "Savings of measures",
            "none is in the forecast of spending already; investment is spent whether its saving comes or not",
            "the block's own list of measures, each with its owner and source",
        ),
        Assumption(
            "A year's surplus",
            "stays below nothing in the tranche of its year and counts against the whole",
            "no rule says which tranche it would repay",
        ),
        Assumption(
            f"After {day.day} {day:%B %Y}",
            "what accrues is shown as if nobody paid for it; no funding by central government is counted",
            "Budget of 26 November 2025: from 2028-29 councils are not expected to meet it from general funds; how is "
            "not known",
        ),
        Assumption(
            "Interest",
            "on the mean of what is owed on 1 April and 31 March; paid by the council, not by the block",
            "regulation 30L of SI 2003/3146 keeps the deficit apart, not the cash",
        ),
    )
