"""What a risk would cost if it came about: levers on the forecast's drivers, savings lost or late, and direct costs.

A score is never turned into money, and scores are never added: money comes from the forecast's own draws alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from highneeds.core import FinancialYear
from highneeds.forecast.levers.types import Lever


class FallsOn(StrEnum):
    """Who pays. Legal costs and remedies are the council's own: the dedicated schools grant may not pay them."""

    BLOCK = "the block"
    COUNCIL = "the council's own funds"


@dataclass(frozen=True, slots=True)
class SavingLoss:
    """What a measure of the plan would lose: a share of its saving for good, or months before it begins.

    Raises ValueError when nothing is lost, more than everything, or it would begin earlier.
    """

    measure: str
    share: float
    delay_months: int
    source: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0 or self.delay_months < 0:
            message = f"of {self.measure!r} a share from 0 to 1 is lost, or it comes later, not {self.share}"
            raise ValueError(message)
        if self.share == 0.0 and self.delay_months == 0:
            message = f"of {self.measure!r} nothing would be lost"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class DirectCost:
    """Pence in each of the years ``first`` to ``last``: at least, most likely, at most.

    Raises ValueError when these do not rise, fall below nothing, or the years run backwards.
    """

    name: str
    low_pence: int
    likely_pence: int
    high_pence: int
    first: FinancialYear
    last: FinancialYear
    falls_on: FallsOn
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.low_pence <= self.likely_pence <= self.high_pence:
            message = f"cost {self.name!r}: low, likely and high rise, from nothing on"
            raise ValueError(message)
        if self.last < self.first:
            message = f"cost {self.name!r} ends before it begins"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class RiskMoney:
    """``prob`` that it comes about at all. ``in_forecast``: why the forecast holds it already, and nothing is added.

    Raises ValueError for what is no probability, for a risk that costs nothing, and for one that is in the forecast and
    would be added once more.
    """

    risk: str
    prob: float
    source: str
    levers: tuple[Lever, ...] = ()
    losses: tuple[SavingLoss, ...] = ()
    costs: tuple[DirectCost, ...] = ()
    in_forecast: str = ""

    def __post_init__(self) -> None:
        if not 0.0 <= self.prob <= 1.0:
            message = f"risk {self.risk} has the probability {self.prob}"
            raise ValueError(message)
        has_effect = bool(self.levers or self.losses or self.costs)
        if has_effect and self.in_forecast.strip():
            message = f"risk {self.risk} is in the forecast already; its cost would be counted twice"
            raise ValueError(message)
        if not has_effect and not self.in_forecast.strip():
            message = f"risk {self.risk} is said to cost money, and nothing says what"
            raise ValueError(message)
