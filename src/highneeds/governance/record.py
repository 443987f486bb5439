"""The month's record: every number a page or a paper of that month may show, frozen. Nothing downstream computes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from highneeds.core import Fault, Figure, FinancialYear, SnapshotId


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step from budget to forecast outturn: ``cause`` is volume, mix, price, places, services or residual."""

    cause: str
    pence: int  # positive is over
    in_words: str


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line of the children and cost table. ``None`` where a setting has no budget line.

    ``children_without_cost`` of those now placed cost the placement budget nothing: home education, no placement yet.
    """

    setting: str  # the DSG management plan's row title
    children_year_ago: int
    children_now: int
    budget_fte: float | None
    forecast_fte: float
    budget_pence: int | None
    forecast_pence: int
    children_without_cost: int = 0


@dataclass(frozen=True, slots=True)
class YearRange:
    """One year of a forecast: mean and percentiles over draws. ``is_actual`` years carry one number in all columns."""

    label: str  # financial year or census day
    mean: float
    p10: float
    p50: float
    p90: float
    is_actual: bool = False


@dataclass(frozen=True, slots=True)
class RangeSeries:
    """A forecast by year, with its basis; ``unit`` is ``pence`` or ``children``; ``group`` is ``All`` or a row."""

    key: str
    label: str
    group: str
    unit: str
    basis: str
    years: tuple[YearRange, ...]


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How often one rule was broken in the imports the month stands on, with one row as example."""

    rule: str
    what: str
    severity: str
    rows: int
    advice: str
    example: Fault


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """One closed view of one month. ``figures`` by key; see docs/guide/figures.md for what each key means."""

    council: str
    is_invented: bool
    financial_year: FinancialYear
    month: int
    as_at: date
    made_on: date
    snapshot: SnapshotId
    seed: int
    draws: int
    figures: tuple[Figure, ...]
    bridge: tuple[BridgeStep, ...]
    settings: tuple[SettingRow, ...]
    outturn_by_month: tuple[tuple[str, int, int], ...]  # month, budget to date pence, actual to date pence
    forecasts: tuple[RangeSeries, ...]
    faults: tuple[FaultCount, ...]
    assumptions: tuple[tuple[str, str, str], ...]  # name, value in words, source

    def figure(self, key: str) -> Figure:
        """Raises KeyError when the month has no such figure."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        message = f"the month has no figure {key!r}"
        raise KeyError(message)
