"""The High Needs Stability Grant: towards the eligible deficit of the years it covers, on condition of a plan.

Source: DfE, High needs stability grant: explanatory note, 9 February 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from highneeds.core import FinancialYear, Pence
from highneeds.finance.types import Floats
from highneeds.rules import last_day_of_grant, parameter
from highneeds.rules.deficit import GRANT_SHARE

_CERTAIN = 1.0
_NEVER = 0.0


class GrantStatus(StrEnum):
    """Of the local SEND reform plan that the grant depends on, then of the grant itself."""

    NOT_KNOWN = "not known"
    IN_PREPARATION = "plan in preparation"
    SUBMITTED = "plan submitted"
    APPROVED = "plan approved"
    PAID = "paid"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class StabilityGrant:
    """``pence``: the amount told by the department, None while it is 90 % of what is eligible. Never more is counted.

    Raises ValueError for a probability outside 0 to 1 or one that the status contradicts, an amount below nothing, or
    no source.
    """

    status: GrantStatus
    prob: float
    paid_in: FinancialYear
    source: str
    pence: Pence | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.prob <= 1.0 or settled_prob(self.status) not in {None, self.prob}:
            message = f"a grant whose status is {self.status!r} cannot have the probability {self.prob}"
            raise ValueError(message)
        if self.pence is not None and self.pence < 0:
            message = "the grant is below nothing"
            raise ValueError(message)
        if not self.source.strip():
            message = "the grant has no source"
            raise ValueError(message)

    def amount(self, eligible_pence: Floats) -> Floats:
        """By draw, if it comes: never more than its share of the eligible deficit, in whole pence rounded down."""
        most = largest_grant(eligible_pence)
        return most if self.pence is None else np.minimum(most, float(self.pence))

    def received(self, eligible_pence: Floats, comes: npt.NDArray[np.bool_]) -> Floats:
        """By draw, where ``comes``."""
        return np.asarray(self.amount(eligible_pence) * comes)


def settled_prob(status: GrantStatus) -> float | None:
    """1 once paid, 0 once refused or while nobody has said anything; None while it is for the council to judge."""
    if status is GrantStatus.PAID:
        return _CERTAIN
    return _NEVER if status in {GrantStatus.REFUSED, GrantStatus.NOT_KNOWN} else None


def largest_grant(eligible_pence: Floats) -> Floats:
    """The grant's share of an eligible deficit, in whole pence rounded down; nothing of a surplus."""
    share = Fraction(parameter(GRANT_SHARE).on(last_day_of_grant()))
    # Whole numbers throughout: 0.9 times a number of pence is seldom exact in floating point.
    owed = np.maximum(eligible_pence, 0.0).astype(np.int64)
    return np.asarray(owed * share.numerator // share.denominator, dtype=np.float64)
