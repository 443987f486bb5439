"""What is assumed of the years to come: growth of prices, grant, places and services, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
class Outlook:
    """What is assumed of the years to come. ``places_pence_per_year``: a whole year of funded places, None as budgeted.

    ``deficit_before_pence``: what the block owed before the first year of the ledger, positive.
    """

    price: PriceUplift
    allocation: Growth
    places: Growth
    services: Growth
    places_pence_per_year: Pence | None = None
    deficit_before_pence: Pence = _NOTHING


def usual_outlook(financial_year: FinancialYear, *, allocation_share_per_year: float = 0.03) -> Outlook:
    """To start from, and to be replaced by the council's own: prices 4.3%, services and grant 3% a year."""
    return Outlook(
        price=PriceUplift(
            financial_year,
            0.043,
            "County Councils Network and Isos, November 2025, for independent places; here for all",
        ),
        allocation=Growth(
            allocation_share_per_year,
            "assumed here: nothing is published after 2026-27",
        ),
        places=Growth(0.0, "place rates have not risen since 2013-14; no new places are counted"),
        services=Growth(0.03, "pay and prices, to be replaced by the council's own medium-term plan"),
    )
