"""The years of the section 251 return, from the council's books, this year's forecast and the block's allocation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance import Books, Position
from highneeds.finance.block import BlockOutlook, Series, version_in_force
from highneeds.reports.returns.posted import LineAmount, budgeted, posted
from highneeds.reports.returns.s251 import S251Year
from highneeds.reports.returns.s251_lines import by_line
from highneeds.reports.returns.types import Basis


def s251_years(
    money: Position, books: Books, block: BlockOutlook, shares: Mapping[str, float], own: Mapping[str, str]
) -> tuple[S251Year, ...]:
    """The last whole year of the ledger, if there is one, and this one; ``shares`` as ``academy_shares`` gives."""
    owed_on_1_april = int(block.plan.opening.total_pence)

    def year_of(
        year: FinancialYear, basis: Basis, outturn: Iterable[LineAmount], owed_before: int, owed_after: int
    ) -> S251Year:
        version = version_in_force(block.plan.versions, year, money.as_at)
        known = version is not None and bool(version.deductions)
        return S251Year(
            financial_year=year,
            basis=basis,
            budget=by_line(budgeted(books, year), shares, own),
            outturn=by_line(outturn, shares, own),
            recouped=int(version.deducted_pence) if version is not None and known else None,
            do_books_hold_them=block.plan.does_spending_hold_deductions,
            carried_forward_budget=owed_before + _planned(books, year),
            carried_forward_outturn=owed_after,
        )

    this = money.outturn.financial_year
    forecast = tuple(
        LineAmount(line.kind, line.setting, line.budget_line, int(line.forecast_pence))
        for line in money.outturn.lines
        if line.kind != "income"
    )
    owed_after = round(float(block.balances[Series.UNMITIGATED].cumulative.values[:, 0].mean()))
    now = year_of(this, Basis.FORECAST, forecast, owed_on_1_april, owed_after)
    if not money.past or money.past[-1].financial_year != this.previous:
        return (now,)
    owed_a_year_before = owed_on_1_april - int(money.past[-1].deficit_pence)
    last = year_of(this.previous, Basis.OUTTURN, posted(books, this.previous), owed_a_year_before, owed_on_1_april)
    return (last, now)


def _planned(books: Books, year: FinancialYear) -> int:
    """What the year's book would add to the deficit: its spending less its income."""
    return int(books.budget.filter(pl.col("financial_year") == str(year))["amount_pence"].sum())
