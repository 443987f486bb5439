"""What is assumed of the years to come: growth of prices, grant, places and services, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from highneeds.core import FinancialYear, Pence
from highneeds.finance.types import Floats, PriceUplift

_NOTHING = Pence(0)


@dataclass(frozen=True, slots=True)
class Growth:
    """A share per year after this one, with its source; 0.03 is 3% more each year."""

    share_per_year: float
    source: str

    def factors(self, years: int) -> Floats:
        return (1.0 + self.share_per_year) ** np.arange(years, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ServiceDriver:
    """What drives the cost of one service after this year: children with plans in ``settings`` (none: in all).

    ``responsiveness``: 0, the service costs the same however many there are, to 1, it costs as much more as there are
    more of them. Raises ValueError outside 0 to 1 or without a source.
    """

    budget_line: str
    settings: frozenset[str]
    responsiveness: float
    source: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.responsiveness <= 1.0 or not self.source.strip():
            message = f"the driver of {self.budget_line!r} needs a responsiveness from 0 to 1 and a source"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is assumed of the years to come. ``places_pence_per_year``: a whole year of funded places, None as budgeted.
    ``drivers``: of services that follow the number of children; the others only grow.

    ``deficit_before_pence``: what the block owed before the first year of the ledger, positive.
    """

    price: PriceUplift
    allocation: Growth
    places: Growth
    services: Growth
    places_pence_per_year: Pence | None = None
    deficit_before_pence: Pence = _NOTHING
    drivers: tuple[ServiceDriver, ...] = ()


def usual_outlook(
    financial_year: FinancialYear, *, budget: pl.DataFrame | None = None, allocation_share_per_year: float = 0.03
) -> Outlook:
    """To start from, to be replaced by the council's own. Prices rise as in the budget books, else by 4.3% a year."""
    own = None if budget is None else own_price_growth(budget, financial_year)
    return Outlook(
        price=own
        or PriceUplift(
            financial_year,
            0.043,
            "County Councils Network and Isos, November 2025, for independent places; here for all",
        ),
        allocation=Growth(allocation_share_per_year, "assumed here: nothing is published after 2026-27"),
        places=Growth(0.0, "place rates have not risen since 2013-14; no new places are counted"),
        services=Growth(0.03, "pay and prices, to be replaced by the council's own medium-term plan"),
    )


def own_price_growth(budget: pl.DataFrame, financial_year: FinancialYear) -> PriceUplift | None:
    """How budgeted prices have risen a year up to ``financial_year``, mix held still; None with fewer than two books.

    Each year's children at this year's prices over the same children at the year's before, setting by setting; the
    geometric mean of the years.
    """
    prices = (
        budget.filter(
            (pl.col("kind").cast(pl.String) == "placement")
            & (pl.col("children_fte") > 0)
            & (pl.col("financial_year") <= str(financial_year))
        )
        .group_by("financial_year", pl.col("setting").cast(pl.String))
        .agg(pl.col("children_fte").sum(), pl.col("amount_pence").sum())
        .with_columns((pl.col("amount_pence") / pl.col("children_fte")).alias("price"))
    )
    years = sorted(FinancialYear.parse(text) for text in prices["financial_year"].unique())
    ratios = []
    for year in years[1:]:
        now = prices.filter(pl.col("financial_year") == str(year))
        before = prices.filter(pl.col("financial_year") == str(year.previous)).select("setting", was="price")
        both = now.join(before, on="setting")
        was = float((both["children_fte"] * both["was"]).sum())
        if was > 0:
            ratios.append(float(both["amount_pence"].sum()) / was)
    if not ratios:
        return None
    share = float(np.prod(ratios)) ** (1 / len(ratios)) - 1
    return PriceUplift(financial_year, share, f"the council's budget books {years[0]} to {years[-1]}, mix held still")
