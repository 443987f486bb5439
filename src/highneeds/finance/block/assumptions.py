"""What is counted of each transfer, each measure and the grant, in words, with its source."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from highneeds.core import FinancialYear
from highneeds.finance.block.grant import StabilityGrant
from highneeds.finance.block.measures import Measure
from highneeds.finance.block.tranches import Opening
from highneeds.finance.block.transfers import Transfer
from highneeds.finance.types import Assumption

_PENCE_IN_A_POUND = 100


def transfers_in_words(
    transfers: Sequence[Transfer], financial_years: Sequence[FinancialYear]
) -> tuple[Assumption, ...]:
    """One line for each, whether it is counted or not."""
    return tuple(
        Assumption(
            f"Transfer {transfer.financial_year}: {transfer.name}",
            f"{_pounds(transfer.pence)}, {transfer.status}: {_how_counted(transfer, financial_years)}",
            transfer.source,
        )
        for transfer in transfers
    )


def measures_in_words(measures: Sequence[Measure]) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(
            f"Measure: {measure.name}",
            f"{measure.delivery}: {measure.weight:.0%} of its saving is counted on; owner: {measure.owner}",
            measure.source,
        )
        for measure in measures
    )


def grant_in_words(grant: StabilityGrant, opening: Opening) -> Assumption:
    """``opening``: what is eligible when the forecast begins."""
    most = float(grant.amount(np.array([float(opening.eligible_pence)]))[0])
    told = "the amount told by the department" if grant.pence is not None else "90% of what is eligible"
    said = f"{_pounds(most)}, {told}, in {grant.paid_in}; {grant.status}: {_share_of_draws(grant.prob)}"
    return Assumption("High Needs Stability Grant", said, grant.source)


def _how_counted(transfer: Transfer, financial_years: Sequence[FinancialYear]) -> str:
    if transfer.financial_year not in financial_years:
        return "outside the years shown"
    words = _share_of_draws(transfer.prob)
    return f"{words}, {_pounds(transfer.expected_pence)} expected" if 0.0 < transfer.prob < 1.0 else words


def _share_of_draws(prob: float) -> str:
    if prob == 0.0:
        return "not counted"
    return "counted in full" if prob == 1.0 else f"counted in {prob:.0%} of draws"


def _pounds(pence: float) -> str:
    return f"{'-' if pence < 0 else ''}£{abs(pence) / _PENCE_IN_A_POUND:,.0f}"
