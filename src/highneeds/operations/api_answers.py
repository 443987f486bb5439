"""What other systems are answered: figures of the latest month, series of forecasts and lists that are aggregates.

No answer holds a row about a child; counts of few children are withheld as the paper withholds them. Money is whole
pence unless a name says otherwise; over is plus.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from highneeds.core import Figure
from highneeds.governance.record import MonthRecord, RangeSeries
from highneeds.operations.month_series import ALL
from highneeds.operations.pages import month_on_show
from highneeds.reports import children
from highneeds.reports.words import WITHHELD

_POUNDS_IN_A_MILLION = 1_000_000
_MARKING = "Internal: not for publication"
_ACCRUALS = "accruals, net of contributions by health and social care"
_LEDGER = "the council's ledger and budget, as imported"
_OF_CHILDREN = (
    "headcount on the day beside year-average full-time equivalent; accruals; counts of few children withheld"
)


@dataclass(frozen=True, slots=True)
class About:
    """How an answer is to be read: basis how it was counted, as_at the day it tells of, source from what."""

    council: str
    is_invented: bool
    basis: str
    period: str
    as_at: date | None
    source: str
    made_on: date | None
    snapshot: str
    marking: str
    caution: str


@dataclass(frozen=True, slots=True)
class OneFigure:
    """A figure of the month; low and high are its 10th and 90th percentiles where it is uncertain."""

    key: str
    label: str
    value: float
    unit: str
    low: float | None
    high: float | None
    basis: str
    period: str
    as_at: date
    scope: str
    source: str
    trace: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of the latest month: the block, its forecast outturn, the variance and what stands beside them."""

    about: About
    figures: tuple[OneFigure, ...]


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """One figure of the latest month."""

    about: About
    figure: OneFigure


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the budget to the forecast outturn; plus is over."""

    cause: str
    pence: int
    in_words: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """Why the forecast outturn differs from the budget: the steps add up to the variance."""

    about: About
    budget_pence: int
    forecast_outturn_pence: int
    variance_pence: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class MonthSoFar:
    """Budget and actual from 1 April to the end of a month."""

    month: str
    budget_to_date_pence: int
    actual_to_date_pence: int
    variance_pence: int


@dataclass(frozen=True, slots=True)
class Outturn:
    """Spending so far this year, by month, beside the budget so far."""

    about: About
    months: tuple[MonthSoFar, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a series: the mean and the 10th, 50th and 90th percentiles; of a year behind, one number in all."""

    label: str
    mean: float
    p10: float
    p50: float
    p90: float
    is_actual: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A forecast by year with the years behind it; unit is pence or children."""

    key: str
    label: str
    group: str
    unit: str
    basis: str
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Every series of the latest month but those of a setting whose children are too few."""

    about: About
    series: tuple[Series, ...]
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingLine:
    """Children and cost of one kind of setting; null where it does not arise, or where withheld names it."""

    setting: str
    children_year_ago: int | None
    children_now: int | None
    change: int | None
    budget_fte: int | None
    forecast_fte: int | None
    pounds_each: int | None
    forecast_cost_pounds: int | None
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChildrenBySetting:
    """Children with a plan and what they cost by setting, then all together; few children are withheld."""

    about: About
    note: str
    settings: tuple[SettingLine, ...]


_CELLS = (
    "children_year_ago",
    "children_now",
    "change",
    "budget_fte",
    "forecast_fte",
    "pounds_each",
    "forecast_cost_pounds",
)


def figures_answer() -> Figures | None:
    """None before the first month; so are the others."""
    record = month_on_show()
    if record is None:
        return None
    basis = "as each figure says"
    return Figures(_about(record, basis, "as each figure says"), tuple(map(_figure, record.figures)))


def figure_answer(key: str) -> FigureAnswer | None:
    """None where the month has no such figure."""
    record = month_on_show()
    found = next((one for one in record.figures if one.key == key), None) if record else None
    if record is None or found is None:
        return None
    return FigureAnswer(_about(record, str(found.basis), found.source), _figure(found))


def bridge_answer() -> Bridge | None:
    record = month_on_show()
    if record is None:
        return None
    budget, forecast = (int(record.figure(key).value) for key in ("block_budget", "forecast_outturn"))
    steps = tuple(Step(step.cause, step.pence, step.in_words) for step in record.bridge)
    source = record.figure("forecast_outturn").source
    return Bridge(_about(record, _ACCRUALS, source), budget, forecast, forecast - budget, steps)


def outturn_answer() -> Outturn | None:
    record = month_on_show()
    if record is None:
        return None
    months = tuple(
        MonthSoFar(name, budget, actual, actual - budget) for name, budget, actual in record.outturn_by_month
    )
    return Outturn(_about(record, _ACCRUALS, _LEDGER), months)


def forecasts_answer() -> Forecasts | None:
    record = month_on_show()
    if record is None:
        return None
    hidden = children.hidden_settings(record)
    shown = tuple(_series(one) for one in record.forecasts if one.group not in hidden)
    source = f"the forecast of {record.draws:,} simulated futures from seed {record.seed}; the ledger for years behind"
    first, last = _reach(record.forecasts)
    about = _about(record, "as each series says", source, period=f"{first} to {last}")
    return Forecasts(about, shown, tuple(sorted(hidden)))


def children_answer() -> ChildrenBySetting | None:
    record = month_on_show()
    if record is None:
        return None
    table = children.table(record)
    source = record.figure("children_now").source
    return ChildrenBySetting(_about(record, _OF_CHILDREN, source), table.note, tuple(map(_setting_line, table.rows)))


def about_list(basis: str, period: str, as_at: date | None, source: str, caution: str = "") -> About:
    """Of a list that does not stand in the month's record."""
    record = month_on_show()
    council, is_invented = (record.council, record.is_invented) if record else ("", False)
    return About(council, is_invented, basis, period, as_at, source, None, "", _MARKING, caution)


def _about(record: MonthRecord, basis: str, source: str, *, period: str = "") -> About:
    return About(
        record.council,
        record.is_invented,
        basis,
        period or str(record.financial_year),
        record.as_at,
        source,
        record.made_on,
        str(record.snapshot),
        _MARKING,
        "",
    )


def _figure(figure: Figure) -> OneFigure:
    return OneFigure(
        figure.key,
        figure.label,
        figure.value,
        figure.unit.value,
        figure.low,
        figure.high,
        str(figure.basis),
        figure.period,
        figure.as_at,
        figure.scope,
        figure.source,
        figure.trace,
    )


def _series(series: RangeSeries) -> Series:
    years = tuple(Year(one.label, one.mean, one.p10, one.p50, one.p90, one.is_actual) for one in series.years)
    return Series(series.key, series.label, series.group, series.unit, series.basis, years)


def _reach(forecasts: Collection[RangeSeries]) -> tuple[str, str]:
    """The first and the last financial year of the whole council's series."""
    labels = sorted({year.label for one in forecasts if one.unit == "pence" and one.group == ALL for year in one.years})
    return (labels[0], labels[-1]) if labels else ("no year", "no year")


def _setting_line(row: tuple[object, ...]) -> SettingLine:
    """A row of the paper's table, with what it withholds named."""
    cells = dict(zip(_CELLS, row[1:], strict=True))
    withheld = tuple(name for name, cell in cells.items() if cell == WITHHELD)

    cost = cells["forecast_cost_pounds"]
    return SettingLine(
        str(row[0]),
        _whole(cells["children_year_ago"]),
        _whole(cells["children_now"]),
        _whole(cells["change"]),
        _whole(cells["budget_fte"]),
        _whole(cells["forecast_fte"]),
        _whole(cells["pounds_each"]),
        int(cost * _POUNDS_IN_A_MILLION) if isinstance(cost, Decimal) else None,
        withheld,
    )


def _whole(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None
