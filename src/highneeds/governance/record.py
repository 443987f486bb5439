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
class PastScore:
    """How one method would have done at past Januaries, for one group of series, ``years_ahead``; None: no such mark.

    ``group``: all children, cost, age, need or setting. Errors and bias are percentages, ``crps`` in the group's unit,
    ``in_50`` and the like the shares of truths inside the ranges of those levels.
    """

    group: str
    years_ahead: int
    method: str
    is_ours: bool
    forecasts: int
    error_percent: float | None
    bias_percent: float | None
    mase: float | None
    crps: float | None
    in_50: float | None
    in_80: float | None
    in_95: float | None


@dataclass(frozen=True, slots=True)
class PastForecast:
    """All children, as forecast in the January of ``origin`` for that of ``target``, with the 8-in-10 range."""

    origin: int
    target: int
    mean: float
    low: float
    high: float
    counted: float


@dataclass(frozen=True, slots=True)
class RangeFactor:
    """Ranges ``years_ahead`` are to be ``factor`` times as wide, since ``missed`` of ``forecasts`` fell outside."""

    years_ahead: int
    forecasts: int
    missed: int
    factor: float


@dataclass(frozen=True, slots=True)
class PastForecasts:
    """The forecast made again at every past January, its marks, and what they ask of the ranges shown.

    ``counted``: January and all children in it. ``children_ranges`` and ``cost_ranges`` by years ahead from 1, each
    with the reason in words; empty, as all else, when there are too few Januaries for a single past forecast.
    """

    draws: int
    counted: tuple[tuple[int, float], ...]
    forecasts: tuple[PastForecast, ...]
    scores: tuple[PastScore, ...]
    children_ranges: tuple[RangeFactor, ...]
    children_in_words: str
    cost_ranges: tuple[RangeFactor, ...]
    cost_in_words: str

    @property
    def origins(self) -> tuple[int, ...]:
        """The Januaries at which forecasts were made again."""
        return tuple(sorted({forecast.origin for forecast in self.forecasts}))


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
    past: PastForecasts | None = None  # a month made before forecasts were looked back on has none

    def figure(self, key: str) -> Figure:
        """Raises KeyError when the month has no such figure."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        message = f"the month has no figure {key!r}"
        raise KeyError(message)
