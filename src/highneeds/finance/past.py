"""What earlier years cost, from their ledgers, and the deficit they leave."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from highneeds.core import FinancialYear, Pence, allocate
from highneeds.finance.types import MONTHS_IN_A_YEAR

_MONTH_NAMES = (
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
)


@dataclass(frozen=True, slots=True)
class PastYear:
    """A whole year as posted. ``income_pence`` is positive; the deficit is positive when spending was the larger."""

    financial_year: FinancialYear
    spending_pence: Pence
    income_pence: Pence

    @property
    def deficit_pence(self) -> Pence:
        return Pence(self.spending_pence - self.income_pence)


def past_years(ledger: pl.DataFrame, budget: pl.DataFrame, before: FinancialYear) -> tuple[PastYear, ...]:
    """The years before ``before`` with all twelve months in the ledger, in order; income by the budget book's lines."""
    whole = (
        ledger.filter(pl.col("financial_year") < str(before))
        .with_columns(pl.col("cost_centre").is_in(_income_centres(budget)).alias("is_income"))
        .group_by("financial_year")
        .agg(
            pl.col("month").n_unique().alias("months"),
            pl.col("amount_pence").filter(~pl.col("is_income")).sum().alias("spending"),
            pl.col("amount_pence").filter(pl.col("is_income")).sum().alias("income"),
        )
        .filter(pl.col("months") == MONTHS_IN_A_YEAR)
        .sort("financial_year")
    )
    return tuple(
        PastYear(FinancialYear.parse(year), Pence(spending), Pence(-income))
        for year, spending, income in whole.select("financial_year", "spending", "income").iter_rows()
    )


def outturn_by_month(
    ledger: pl.DataFrame, budget: pl.DataFrame, financial_year: FinancialYear, months_closed: int
) -> tuple[tuple[str, Pence, Pence], ...]:
    """Month, budget to date in twelfths, actual to date; spending only, for the months closed."""
    of_year = pl.col("financial_year") == str(financial_year)
    book = budget.filter(of_year & (pl.col("kind").cast(pl.String) != "income"))
    postings = ledger.filter(of_year & ~pl.col("cost_centre").is_in(_income_centres(budget)))
    twelfths = allocate(int(book["amount_pence"].sum()), [1.0] * MONTHS_IN_A_YEAR)
    return tuple(
        (
            _MONTH_NAMES[month - 1],
            Pence(sum(twelfths[:month])),
            Pence(int(postings.filter(pl.col("month") <= month)["amount_pence"].sum())),
        )
        for month in range(1, months_closed + 1)
    )


def _income_centres(budget: pl.DataFrame) -> list[str]:
    income = budget.filter(pl.col("kind").cast(pl.String) == "income")
    return sorted(income["cost_centre"].unique().to_list())
