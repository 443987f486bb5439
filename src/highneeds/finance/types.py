"""The frozen records of finance: whole pence in lines and tables, float pounds in draws; an overspend is positive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from highneeds.core import FinancialYear, Labelled, Pence

Floats = npt.NDArray[np.float64]

MONTHS_IN_A_YEAR = 12
_NOTHING = Pence(0)


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something the numbers stand on that no file says: its name, its value in words, and where it comes from."""

    name: str
    in_words: str
    source: str


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step from budget to forecast outturn: ``cause`` is volume, mix, price, places, services or residual."""

    cause: str
    pence: int  # positive is over
    in_words: str


@dataclass(frozen=True)
class Tally:
    """A caseload to be priced, actual or simulated: children, and the sum of their own whole-year prices.

    Both have the axes draw, month (``2026-04``: its middle) and setting; units ``children`` and ``GBP per year``. An
    actual caseload has a draw axis of one. Raises ValueError when the two differ in shape or the axes are others.
    """

    children: Labelled
    price: Labelled

    def __post_init__(self) -> None:
        if self.children.axes != self.price.axes:
            message = "children and prices of a tally have different axes"
            raise ValueError(message)
        if self.children.axis_names != ("draw", "month", "setting"):
            message = f"a tally has the axes draw, month and setting, not {self.children.axis_names}"
            raise ValueError(message)

    @property
    def settings(self) -> tuple[str, ...]:
        return tuple(str(label) for label in self.children.labels("setting"))


@dataclass(frozen=True, slots=True)
class PriceUplift:
    """Growth of what one placement costs, a share per financial year after ``base``; ``source`` says who says so."""

    base: FinancialYear
    share_per_year: float
    source: str

    def factor(self, financial_year: FinancialYear) -> float:
        """What £1 of ``base`` has become; 1 in ``base`` and before."""
        return float((1.0 + self.share_per_year) ** max(0, financial_year.starts - self.base.starts))


@dataclass(frozen=True)
class PricedCaseload:
    """What a caseload costs: ``cost`` in GBP and ``children`` as year-average, axes draw, financial_year, setting."""

    cost: Labelled
    children: Labelled


@dataclass(frozen=True, slots=True)
class OutturnLine:
    """This year's forecast of one budget line; ``forecast`` is the sum of its parts, to the penny.

    ``accrued``: owed for the year to date and not yet paid. ``prepaid``: paid for days still to come, and so counted
    against it. ``committed``: cost lines now live, to the year's end. ``expected``: mean effect of those yet to start,
    move or leave. ``remaining``: the rest of the year of a service, of place funding or of income.
    """

    budget_line: str
    cost_centre: str
    kind: str
    setting: str | None
    budget_pence: Pence
    budget_fte: float | None
    actual_to_date_pence: Pence
    accrued_pence: Pence
    committed_pence: Pence
    expected_pence: Pence
    remaining_pence: Pence
    forecast_fte: float | None
    prepaid_pence: Pence = _NOTHING

    @property
    def forecast_pence(self) -> Pence:
        return Pence(
            self.actual_to_date_pence
            + self.accrued_pence
            - self.prepaid_pence
            + self.committed_pence
            + self.expected_pence
            + self.remaining_pence
        )

    @property
    def variance_pence(self) -> Pence:
        """Positive is over."""
        return Pence(self.forecast_pence - self.budget_pence)


@dataclass(frozen=True)
class Outturn:
    """This year's forecast outturn: its lines, and the draws of the total spending in GBP (income left out)."""

    financial_year: FinancialYear
    months_closed: int
    lines: tuple[OutturnLine, ...]
    spending_draws_gbp: Floats
    placements: Labelled  # GBP, axes draw and setting
    assumptions: tuple[Assumption, ...]

    def total(self, *kinds: str) -> Pence:
        """Forecast of the lines of those kinds; of all lines when none is named."""
        return Pence(sum(line.forecast_pence for line in self.lines if not kinds or line.kind in kinds))

    def budget(self, *kinds: str) -> Pence:
        return Pence(sum(line.budget_pence for line in self.lines if not kinds or line.kind in kinds))


SPENDING_KINDS = ("placement", "places", "service", "unbudgeted")


@dataclass(frozen=True, slots=True)
class YearSummary:
    """One financial year of a series: mean and percentiles over draws, in GBP or children."""

    financial_year: FinancialYear
    mean: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class FiveYears:
    """This year and five more. ``placements`` has axes draw, financial_year, setting; the others draw, financial_year.

    ``children`` is year-average, axes as ``placements``. The deficits are positive when the block owes.
    Allocation and places are taken as certain: one number per year. ``services_gbp``: the mean over draws of services
    and unbudgeted spending, which differ between draws only where a service follows children.
    """

    financial_years: tuple[FinancialYear, ...]
    placements: Labelled
    children: Labelled
    places_gbp: Floats
    services_gbp: Floats
    allocation_gbp: Floats
    block_cost: Labelled
    in_year_deficit: Labelled
    cumulative_deficit: Labelled
    assumptions: tuple[Assumption, ...]
