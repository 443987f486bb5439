"""One function prices any caseload, actual or simulated, so that monitoring and forecast agree by construction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from highneeds.core import FinancialYear, Labelled
from highneeds.finance.path import month_label
from highneeds.finance.types import MONTHS_IN_A_YEAR, PricedCaseload, PriceUplift, Tally


def price_caseload(tally: Tally, *, financial_years: Sequence[FinancialYear], uplift: PriceUplift) -> PricedCaseload:
    """Cost of each financial year: the mean of its twelve months' annual prices, at that year's price level.

    Axes draw, financial_year, setting; units GBP and children (year-average). Place funding is priced apart: it is paid
    whether or not a place is filled. Raises ValueError when a month is missing.
    """
    months = [str(label) for label in tally.children.labels("month")]
    positions = [_months_of(year, months) for year in financial_years]
    factors = np.array([uplift.factor(year) for year in financial_years])
    cost = np.stack([tally.price.values[:, months_of].mean(axis=1) for months_of in positions], axis=1)
    children = np.stack([tally.children.values[:, months_of].mean(axis=1) for months_of in positions], axis=1)
    axes = (
        ("draw", tally.children.labels("draw")),
        ("financial_year", tuple(str(year) for year in financial_years)),
        ("setting", tally.settings),
    )
    return PricedCaseload(
        Labelled(cost * factors[None, :, None], axes, "GBP"), Labelled(children, axes, "children, year-average")
    )


def _months_of(year: FinancialYear, months: list[str]) -> list[int]:
    wanted = [month_label(day) for day in year.months()]
    missing = [label for label in wanted if label not in months]
    if missing:
        message = f"the caseload does not cover {len(missing)} of {MONTHS_IN_A_YEAR} months of {year}: {missing[0]}"
        raise ValueError(message)
    return [months.index(label) for label in wanted]
