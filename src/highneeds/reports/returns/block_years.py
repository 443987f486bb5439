"""Spending, income and children of the block by year: as posted, this year's forecast, and the years ahead.

The one place where returns take money from finance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from highneeds.core import FinancialYear, allocate, pence_from_draws
from highneeds.finance import Books, Position, by_dsg_plan_row
from highneeds.reports.returns.money_rows import EXPENDITURE_ROWS, PLACEMENT_ROWS, expenditure_row
from highneeds.reports.returns.sheets import SHEETS
from highneeds.reports.returns.types import Basis

_PAST_YEARS = 3


@dataclass(frozen=True, slots=True)
class BlockYear:
    """One year; all in pence. ``spending`` by expenditure row; ``children`` year-average by placement sheet, or None
    where they were not priced; ``income`` positive, as it came or is planned.
    """

    financial_year: FinancialYear
    basis: Basis
    spending: Mapping[str, int]
    income: int
    children: Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class BlockYears:
    """The years in order, and what the block owed before the first of them (positive: owed)."""

    years: tuple[BlockYear, ...]
    opening_pence: int


def block_years(money: Position, books: Books, own_rows: Mapping[str, str]) -> BlockYears:
    """Up to three whole years of the ledger, this year and five more. ``own_rows``: the council's own rows by line."""
    past = money.past[-_PAST_YEARS:]
    opening = money.opening_deficit_pence - sum(year.deficit_pence for year in past)
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
    return BlockYears((*posted, *_ahead(money, own_rows)), int(opening))


def _posted(books: Books, year: FinancialYear, own_rows: Mapping[str, str]) -> dict[str, int]:
    """The ledger by row; a cost centre of several lines is shared in proportion to their budgets."""
    of_year = pl.col("financial_year") == str(year)
    kinds = pl.col("kind", "setting").cast(pl.String)
    book = books.budget.filter(of_year).with_columns(kinds).to_dicts()
    income = {line["cost_centre"] for line in book if line["kind"] == "income"}
    found = dict.fromkeys(EXPENDITURE_ROWS, 0)
    totals = books.ledger.filter(of_year).group_by("cost_centre").agg(pl.col("amount_pence").sum()).sort("cost_centre")
    for centre, pence in totals.iter_rows():
        if centre in income:
            continue
        lines = [line for line in book if line["cost_centre"] == centre]
        weights = [float(abs(line["amount_pence"])) for line in lines]
        if not sum(weights):
            found["other_hn_services"] += pence
            continue
        for line, part in zip(lines, allocate(pence, weights), strict=True):
            found[expenditure_row(line["kind"], line["setting"], line["budget_line"], own_rows)] += part
    return found


def _ahead(money: Position, own_rows: Mapping[str, str]) -> list[BlockYear]:
    years = money.five_years
    cost = by_dsg_plan_row(years.placements).mean("draw")
    children = by_dsg_plan_row(years.children).mean("draw")
    shares = _shares_of_the_rest(money, own_rows)
    found = []
    for i, year in enumerate(years.financial_years):
        spending = dict.fromkeys(EXPENDITURE_ROWS, 0)
        for tab, row in SHEETS.items():
            if row in cost.labels("dsg_plan_row"):
                gbp = cost.at("financial_year", str(year)).at("dsg_plan_row", row).values
                spending[PLACEMENT_ROWS[tab]] += pence_from_draws(float(gbp))
        whole = pence_from_draws(float(years.block_cost.values[:, i].mean()))
        rest = whole - sum(spending.values())
        for row, part in zip(shares["places"], _split(years.places_gbp[i], shares["places"]), strict=True):
            spending[row] += part
            rest -= part
        weights = shares["service"]
        for row, part in zip(weights, allocate(rest, list(weights.values())), strict=True):
            spending[row] += part
        there = {
            tab: float(children.at("financial_year", str(year)).at("dsg_plan_row", row).values)
            for tab, row in SHEETS.items()
            if row in children.labels("dsg_plan_row")
        }
        income = pence_from_draws(float(years.allocation_gbp[i]))
        found.append(BlockYear(year, Basis.FORECAST, spending, int(income), there))
    return found


def _split(gbp: float, weights: Mapping[str, float]) -> list[int]:
    return allocate(pence_from_draws(float(gbp)), list(weights.values()))


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
