"""A closed month: the outturn by budget line, how it ties to the ledger, and what is wrong with the payments, frozen.

A closed month is never changed. A correction closes the month again as its next version, with the reason; both stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from highneeds.core import FinancialYear, SnapshotId

FROM_BUDGET = "the budget"
"""What the first month closed in a year has moved from."""


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One budget line; an overspend is positive. ``prepaid_pence`` was paid for days still to come.

    ``full_year_pence``: what the placements now paid for cost in a whole year; None of lines that are no placements.
    """

    budget_line: str
    cost_centre: str
    kind: str
    budget_pence: int
    actual_pence: int
    accrued_pence: int
    prepaid_pence: int
    committed_pence: int
    expected_pence: int
    remaining_pence: int
    full_year_pence: int | None = None

    @property
    def forecast_pence(self) -> int:
        """Actual, and owed, less paid ahead, and what is still to come."""
        return (
            self.actual_pence
            + self.accrued_pence
            - self.prepaid_pence
            + self.committed_pence
            + self.expected_pence
            + self.remaining_pence
        )

    @property
    def variance_pence(self) -> int:
        return self.forecast_pence - self.budget_pence


@dataclass(frozen=True, slots=True)
class TieLine:
    """The ledger of one cost centre to date, and the payments in it; what no payment explains are journals."""

    cost_centre: str
    ledger_pence: int
    matched_pence: int
    unmatched_pence: int

    @property
    def journals_pence(self) -> int:
        return self.ledger_pence - self.matched_pence - self.unmatched_pence


@dataclass(frozen=True, slots=True)
class ExceptionCount:
    """How many payments, or places without one, broke a rule, and the pounds at stake."""

    rule: str
    what: str
    rows: int
    pence: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One step from the forecast before to this one; positive is more cost."""

    cause: str
    pence: int
    in_words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What may still come and is in no forecast: placements not committed, or rises not settled, at one status.

    ``prob`` that each comes, as ``source`` says; the pence are of the year, from none to all of them, and of a whole
    year.
    """

    kind: str
    status: str
    cases: int
    prob: float
    expected_pence: int
    all_pence: int
    standard_deviation_pence: int
    full_year_pence: int
    source: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A rung of the ladder that the forecast holds: what is committed, or growth that nobody has identified yet.

    The range is that of 8 in 10 simulated futures; of what is committed all three amounts are the same. ``source``:
    where the amount comes from.
    """

    status: str
    expected_pence: int
    low_pence: int
    high_pence: int
    source: str


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """``month`` 1 is April. ``snapshot`` holds the tables it was made from, and every match and exception by row.

    ``moved_from``: the forecast before, in words; ``movements`` lead from it to this forecast and re-add to the penny,
    and ``moved_from_snapshot`` holds its tables ("" after the budget). ``counted`` are the rungs within the forecast's
    placements, ``beside`` those beside it. ``low_pence`` and ``high_pence``: where 8 in 10 simulated futures of the
    forecast lie; None in months closed before that was kept.
    ``transport_pence``: of the year, of the children carried; the council pays it, the block does not.
    """

    financial_year: FinancialYear
    month: int
    as_at: date
    snapshot: SnapshotId
    lines: tuple[ClosedLine, ...]
    ties: tuple[TieLine, ...]
    exceptions: tuple[ExceptionCount, ...]
    moved_from: str
    movements: tuple[Movement, ...]
    assumptions: tuple[tuple[str, str, str], ...]  # name, value in words, source
    beside: tuple[Beside, ...] = ()
    counted: tuple[Counted, ...] = ()
    low_pence: int | None = None
    high_pence: int | None = None
    moved_from_snapshot: str = ""
    transport_children: int = 0
    transport_pence: int = 0

    @property
    def forecast_pence(self) -> int:
        """Of all spending; income is left out."""
        return sum(line.forecast_pence for line in self.lines if line.kind != "income")

    @property
    def budget_pence(self) -> int:
        return sum(line.budget_pence for line in self.lines if line.kind != "income")


@dataclass(frozen=True, slots=True)
class Closing:
    """One version of a closed month; ``reason`` says why it replaced the one before, and is empty of the first."""

    version: int
    reason: str
    closed_on: date
    month: ClosedMonth
