"""What shows that a saving came: a child's move at a lawful decision point, a price that changed, or income received.

Children are named by their pseudonymous keys alone. A move counts only where the law has a decision in its place: a
phase transfer, or the decision after a review. Nothing here says which child should move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.core import FinancialYear, Pence


class Sort(StrEnum):
    """What the evidence is; the value is shown."""

    MOVE = "move"
    PRICE = "price change"
    INCOME = "income"


class DecisionPoint(StrEnum):
    """Where the law lets a placement change: Children and Families Act 2014, section 44; SEND Regulations 2014,
    regulations 18 to 22.
    """

    PHASE_TRANSFER = "phase transfer"
    REVIEW = "decision after a review"


@dataclass(frozen=True, slots=True)
class Evidence:
    """``what``: the child's key, the provider, or the income line. ``pence_per_year``: what it saves in a whole year.

    ``decision``: of a move. ``actual_pence``: what was saved by the as-at day by what was paid or priced, None where
    nothing stored says so. ``trace`` names the rows it was found in. Raises ValueError for a move without a decision
    point or without a trace.
    """

    sort: Sort
    what: str
    day: date
    pence_per_year: Pence
    trace: str
    decision: DecisionPoint | None = None
    actual_pence: Pence | None = None

    def __post_init__(self) -> None:
        if not self.what.strip() or not self.trace.strip():
            message = "evidence names what it is about and the rows it was found in"
            raise ValueError(message)
        if (self.sort is Sort.MOVE) != (self.decision is not None):
            message = "a move, and only a move, has a decision point"
            raise ValueError(message)

    @property
    def is_matched(self) -> bool:
        return self.actual_pence is not None

    def saved_in(self, year: FinancialYear) -> Pence:
        """From its day on, a share of the year by calendar days; before it nothing."""
        return self.saved_by(year.last_day)

    def saved_by(self, day: date) -> Pence:
        """Of the financial year of ``day``, up to the end of that day: as ``saved_in``."""
        year = FinancialYear.containing(day)
        days = (day - max(self.day, year.first_day)).days + 1
        in_year = (year.last_day - year.first_day).days + 1
        return Pence(round(self.pence_per_year * max(0, days) / in_year))
