"""Spending, income and children of the block by year: as posted, this year's forecast, and the years ahead.

The one place where returns take money from finance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from highneeds.core import FinancialYear, Labelled, Pence, allocate, pence_from_draws
from highneeds.finance import Books, Position, by_dsg_plan_row
from highneeds.finance.block import BlockOutlook, Series
from highneeds.reports.returns.money_rows import PLACEMENT_ROWS, expenditure_row
from highneeds.reports.returns.posted import posted
from highneeds.reports.returns.sheets import SHEETS
from highneeds.reports.returns.types import Basis
from highneeds.rules.expenditure_rows import EXPENDITURE_ROWS

_PAST_YEARS = 3


@dataclass(frozen=True, slots=True)
class BlockYear:
    """One year; all in pence. ``spending`` by expenditure row; ``children`` year-average by placement sheet, or None
    where they were not priced; ``income`` positive, as it came or is planned: gross of what the department deducts and
    pays itself (``deducted``, None where it is not told apart; ``spending`` leaves it out), before ``transfers`` in.
    ``grant``: towards the deficit.
    """

    financial_year: FinancialYear
    basis: Basis
    spending: Mapping[str, int]
    income: int
    children: Mapping[str, float] | None
    deducted: int | None = None
    transfers: int = 0
    grant: int = 0


@dataclass(frozen=True, slots=True)
class BlockYears:
    """The years in order, and what the block owed before the first of them (positive: owed)."""

    years: tuple[BlockYear, ...]
    opening_pence: int


def block_years(money: Position, books: Books, own_rows: Mapping[str, str], outlook: BlockOutlook) -> BlockYears:
    """Up to three whole years of the ledger, this year and five more. ``own_rows``: the council's own rows by line.

    ``outlook``: of the same month and the years ahead; years behind add up to what it owes on 1 April.
    """
    past = money.past[-_PAST_YEARS:]
    opening = outlook.plan.opening.total_pence - sum(year.deficit_pence for year in past)
    posted = [
        BlockYear(
            year.financial_year,
            Basis.OUTTURN,
            _posted(books, year.financial_year, own_rows),
            int(year.income_pence),
            None,
        )
        for year in past
    ]
    return BlockYears((*posted, *_ahead(money, own_rows, outlook)), int(opening))


def _posted(books: Books, year: FinancialYear, own_rows: Mapping[str, str]) -> dict[str, int]:
    """The ledger by row; what was posted to no line of the book stands in the row of other services."""
    found = dict.fromkeys(EXPENDITURE_ROWS, 0)
    for line in posted(books, year):
        found[expenditure_row(line.kind, line.setting, line.budget_line, own_rows)] += line.pence
    return found


def _ahead(money: Position, own_rows: Mapping[str, str], outlook: BlockOutlook) -> list[BlockYear]:
    years = money.five_years
    cost = by_dsg_plan_row(years.placements).mean("draw")
    children = by_dsg_plan_row(years.children).mean("draw")
    shares = _shares_of_the_rest(money, own_rows)
    there = [(tab, row) for tab, row in SHEETS.items() if row in cost.labels("dsg_plan_row")]
    found = []
    for i, year in enumerate(years.financial_years):
        placed = cost.at("financial_year", str(year))
        spending = dict.fromkeys(EXPENDITURE_ROWS, 0)
        for tab, row in there:
            spending[PLACEMENT_ROWS[tab]] += pence_from_draws(float(placed.at("dsg_plan_row", row).values))
        places = pence_from_draws(float(years.places_gbp[i]))
        rest = pence_from_draws(float(years.block_cost.values[:, i].mean())) - sum(spending.values()) - places
        allocation = outlook.allocation[i]
        paid_elsewhere = int(allocation.deducted_pence) * outlook.plan.does_spending_hold_deductions
        _add_by_share(spending, places - paid_elsewhere, shares["places"])
        _add_by_share(spending, rest, shares["service"])
        taught = children.at("financial_year", str(year))
        found.append(
            BlockYear(
                year,
                Basis.FORECAST,
                spending,
                int(allocation.gross_pence),
                {tab: float(taught.at("dsg_plan_row", row).values) for tab, row in there},
                deducted=int(allocation.deducted_pence),
                transfers=_mean_pence(outlook.transfers, i),
                grant=_mean_pence(outlook.balances[Series.UNMITIGATED].grant, i),
            )
        )
    return found


def _add_by_share(spending: dict[str, int], pence: int, weights: Mapping[str, float]) -> None:
    for row, part in zip(weights, allocate(Pence(pence), list(weights.values())), strict=True):
        spending[row] += part


def _mean_pence(by_draw: Labelled, year: int) -> int:
    return round(float(by_draw.values[:, year].mean()))


def _shares_of_the_rest(money: Position, own_rows: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Places and services of the years ahead stand in rows as this year's forecast does."""
    found: dict[str, dict[str, float]] = {"places": defaultdict(float), "service": defaultdict(float)}
    for line in money.outturn.lines:
        kind = "service" if line.kind == "unbudgeted" else line.kind
        if kind in found:
            row = expenditure_row(kind, line.setting, line.budget_line, own_rows)
            found[kind][row] += abs(line.forecast_pence)
    for kind, fallback in (("places", "maintained_special"), ("service", "other_hn_services")):
        if not sum(found[kind].values()):
            found[kind] = {fallback: 1.0}
    return found
