"""What it costs the council to carry the deficit in cash: interest on the average balance, outside the block."""

from __future__ import annotations

import numpy as np

from highneeds.core import FinancialYear, Labelled, Parameter
from highneeds.finance.block.tranches import Balances

BORROWING_RATE = "deficit_borrowing_rate_share_per_year"


def borrowing_cost(balances: Balances, rate: Parameter) -> Labelled:
    """Pence by draw and financial year: the year's rate on the mean of what is owed at its start and its end.

    Nothing is earned on a surplus. Raises LookupError when the rate does not reach back to the first year.
    """
    years = [FinancialYear.parse(str(label)) for label in balances.opening.labels("financial_year")]
    rates = np.array([rate_of_year(rate, year) for year in years])
    average = (balances.opening.sum("tranche").values + balances.closing.sum("tranche").values) / 2.0
    return Labelled(np.rint(np.maximum(average, 0.0) * rates), balances.grant.axes, "pence")


def rate_of_year(rate: Parameter, financial_year: FinancialYear) -> float:
    """The mean of the rates in force on the first day of each month."""
    months = financial_year.months()
    return float(sum(rate.on(day) for day in months) / len(months))
