"""Money moved between the schools block and high needs: counted only as far as its status goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from highneeds.core import FinancialYear, Labelled, Pence
from highneeds.finance.block.luck import comes_about
from highneeds.rules import parameter

FORUM_LIMIT = "block_transfer_forum_limit_share"
_ALWAYS, _NEVER = 1.0, 0.0


class TransferStatus(StrEnum):
    """How far a transfer has come; each year's needs its own consultation and decision."""

    PLANNED = "planned"
    CONSULTED = "consulted"
    FORUM_AGREED = "forum agreed"
    DECIDED = "secretary of state decided"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Transfer:
    """``pence`` is positive into high needs. ``schools_block_pence``: of that year, for the limit of what a forum may
    agree.

    Raises ValueError for a probability outside 0 to 1, one that the status contradicts, or none with a source.
    """

    name: str
    financial_year: FinancialYear
    pence: Pence
    status: TransferStatus
    prob: float
    source: str
    schools_block_pence: Pence | None = None

    def __post_init__(self) -> None:
        settled = settled_prob(self.status, self.pence, self.financial_year, self.schools_block_pence)
        if not 0.0 <= self.prob <= 1.0 or settled not in {None, self.prob}:
            message = f"transfer {self.name!r}, {self.status}, cannot have the probability {self.prob}"
            raise ValueError(message)
        if not self.source.strip():
            message = f"transfer {self.name!r} has no source"
            raise ValueError(message)

    @property
    def expected_pence(self) -> float:
        return self.prob * self.pence


def forum_limit_pence(schools_block_pence: Pence, financial_year: FinancialYear) -> Pence:
    """The most that the schools forum may agree to move out of that year's schools block."""
    return Pence(int(schools_block_pence * parameter(FORUM_LIMIT).on(financial_year.first_day)))


def settled_prob(
    status: TransferStatus, pence: Pence, financial_year: FinancialYear, schools_block_pence: Pence | None
) -> float | None:
    """1 once nothing more is needed, 0 once refused; None while somebody has still to decide.

    What the forum agreed beyond its limit still waits for the Secretary of State, and so does what cannot be held
    against the limit because the schools block is not known.
    """
    if status is TransferStatus.REFUSED:
        return _NEVER
    if status is TransferStatus.DECIDED:
        return _ALWAYS
    if status is not TransferStatus.FORUM_AGREED:
        return None
    if pence <= 0:  # out of high needs: no limit
        return _ALWAYS
    is_within = schools_block_pence is not None and pence <= forum_limit_pence(schools_block_pence, financial_year)
    return _ALWAYS if is_within else None


def transfer_draws(
    transfers: Sequence[Transfer], financial_years: Sequence[FinancialYear], *, draws: int, seed: int
) -> Labelled:
    """What comes in by draw and financial year, in pence: each transfer whole, in the draws in which it comes about."""
    values = np.zeros((draws, len(financial_years)))
    for transfer in transfers:
        if transfer.financial_year in financial_years:
            name = f"transfer/{transfer.financial_year}/{transfer.name}"
            comes = comes_about(transfer.prob, name=name, seed=seed, draws=draws)
            values[:, list(financial_years).index(transfer.financial_year)] += comes * float(transfer.pence)
    axes = (("draw", tuple(range(draws))), ("financial_year", tuple(map(str, financial_years))))
    return Labelled(values, axes, "pence")
