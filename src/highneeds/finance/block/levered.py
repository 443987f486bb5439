"""What less a difference between two futures lets the block cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from highneeds.core import FinancialYear, Labelled
from highneeds.finance.types import Floats, PriceUplift
from highneeds.forecast.effects import Outcome

_PENCE_IN_A_POUND = 100


def savings_of(difference: Outcome, financial_years: Sequence[FinancialYear], uplift: PriceUplift) -> Labelled:
    """What less a lever lets placements and places cost, in pence by draw and year: placements at each year's prices,
    places at their rates, which do not rise.
    """
    years = len(financial_years)
    factors = np.array([uplift.factor(year) for year in financial_years])
    cost = difference.cost_gbp[:, :years] * factors + _padded(difference.places_gbp, years)
    draws = tuple(range(len(cost)))
    axes = (("draw", draws), ("financial_year", tuple(map(str, financial_years))))
    return Labelled(np.rint(-cost * _PENCE_IN_A_POUND) + 0.0, axes, "pence")


def _padded(places_gbp: Floats, years: int) -> Floats:
    """Nothing in years of which no place rate is known."""
    known = places_gbp[:, :years]
    return np.pad(known, ((0, 0), (0, years - known.shape[1])))
