"""The month's figures: each number with its unit, basis, period, scope and the way it was made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from highneeds.core import Basis, Figure, FinancialYear, SnapshotId, Unit
from highneeds.finance import OutturnLine, Position
from highneeds.governance.record import PastForecasts, RangeSeries
from highneeds.rules import Setting, dsg_plan_row

INDEPENDENT_ROW = dsg_plan_row(Setting.INDEPENDENT_SPECIAL)

_ACCRUALS = Basis(money="accruals, net of contributions by health and social care")
_POSTED = Basis(money="as posted in the ledger")
_BUDGET = Basis(money="budget as set, gross of the grant")
_YEAR_AVERAGE = Basis(count="year-average full-time equivalent", money=_ACCRUALS.money)
_ON_THE_DAY = Basis(count="headcount on the day")
_ROWS = Basis(count="rows of the files in use")
_WHOLE_BLOCK = "whole high needs block"
_ALL_PLANS = "all plans the council maintains"
_PLACEMENTS = "placements of children with a plan, without place funding"
_INDEPENDENT = f"row of the DSG management plan: {INDEPENDENT_ROW}"


@dataclass(frozen=True, slots=True)
class FigureStamp:
    """What every figure of a month carries."""

    financial_year: FinancialYear
    as_at: date
    snapshot: SnapshotId
    draws: int


class _Entry(NamedTuple):
    """A figure without its stamp; a period of None is the financial year."""

    key: str
    label: str
    value: float
    unit: Unit
    basis: Basis
    scope: str
    trace: str
    period: str | None = None
    ends: tuple[float, float] | None = None


def month_figures(
    stamp: FigureStamp,
    money: Position,
    series: tuple[RangeSeries, ...],
    past: PastForecasts,
    *,
    rows_with_faults: int,
    held_rows: int,
) -> tuple[Figure, ...]:
    """Every figure a page or a paper of the month may show; docs/guide/figures.md lists the keys."""
    entries = (
        *_block(money),
        *_placements(money),
        *_averages(money),
        *_children(stamp, money),
        *_later(series, past, stamp.draws),
        *_rows(stamp, rows_with_faults, held_rows),
    )
    return tuple(_stamped(entry, stamp) for entry in entries)


def _stamped(entry: _Entry, stamp: FigureStamp) -> Figure:
    low, high = entry.ends or (None, None)
    return Figure(
        key=entry.key,
        label=entry.label,
        value=entry.value,
        unit=entry.unit,
        basis=entry.basis,
        period=entry.period or str(stamp.financial_year),
        as_at=stamp.as_at,
        scope=entry.scope,
        source=f"snapshot {stamp.snapshot}",
        trace=entry.trace,
        low=low,
        high=high,
    )


def _block(money: Position) -> Iterable[_Entry]:
    budget, forecast = money.spending_budget_pence, money.spending_forecast_pence
    ends = (money.spending_low_pence, money.spending_high_pence)
    over = (ends[0] - budget, ends[1] - budget)
    posted = money.outturn_by_month[-1][2]
    months = money.outturn.months_closed
    lines = "sum of the budget lines' forecasts: paid, owed, committed, expected and remaining"
    book = "sum of the spending lines of the budget book"
    yield _Entry("block_budget", "High needs block budget", budget, Unit.PENCE, _BUDGET, _WHOLE_BLOCK, book)
    yield _Entry(
        "forecast_outturn", "Forecast outturn", forecast, Unit.PENCE, _ACCRUALS, _WHOLE_BLOCK, lines, None, ends
    )
    yield _Entry(
        "forecast_variance",
        "Forecast against budget (plus is over)",
        forecast - budget,
        Unit.PENCE,
        _ACCRUALS,
        _WHOLE_BLOCK,
        "forecast outturn less budget",
        None,
        over,
    )
    yield _Entry(
        "actual_to_date",
        "Spent to date",
        posted,
        Unit.PENCE,
        _POSTED,
        _WHOLE_BLOCK,
        f"postings of months 1 to {months}, income left out",
    )
    for key, label, kind in (
        ("places_forecast", "Place funding forecast", "places"),
        ("services_forecast", "Services forecast", "service"),
    ):
        trace = "posted to date and the rest of the year, line by line"
        yield _Entry(key, label, money.outturn.total(kind), Unit.PENCE, _ACCRUALS, f"{kind} lines of the block", trace)


def _placements(money: Position) -> Iterable[_Entry]:
    budget, forecast = money.outturn.budget("placement"), money.outturn.total("placement")
    independent = next(row for row in money.settings if row.setting == INDEPENDENT_ROW)
    trace = "placement lines: paid, owed, committed and expected"
    yield _Entry("placements_forecast", "Placements forecast", forecast, Unit.PENCE, _YEAR_AVERAGE, _PLACEMENTS, trace)
    yield _Entry(
        "placements_variance",
        "Placements against budget (plus is over)",
        forecast - budget,
        Unit.PENCE,
        _YEAR_AVERAGE,
        _PLACEMENTS,
        "placements forecast less their budget",
    )
    yield _Entry(
        "independent_cost",
        "Independent and non-maintained schools forecast",
        independent.forecast_pence,
        Unit.PENCE,
        _YEAR_AVERAGE,
        _INDEPENDENT,
        trace,
    )


def _averages(money: Position) -> Iterable[_Entry]:
    lines = [line for line in money.outturn.lines if line.kind == "placement" and line.budget_fte is not None]
    for key, word in (("average_cost_budget", "budget"), ("average_cost_forecast", "forecast")):
        yield _Entry(
            key,
            f"Average cost of a placement, {word}",
            _average_pence(lines, is_budget=word == "budget"),
            Unit.PENCE_PER_CHILD_YEAR,
            _YEAR_AVERAGE,
            _PLACEMENTS,
            f"{word} of the placement lines that say a number of children, divided by those children",
        )


def _average_pence(lines: list[OutturnLine], *, is_budget: bool) -> int:
    pence = sum(line.budget_pence if is_budget else line.forecast_pence for line in lines)
    children = sum((line.budget_fte if is_budget else line.forecast_fte) or 0.0 for line in lines)
    return round(pence / children) if children else 0


def _children(stamp: FigureStamp, money: Position) -> Iterable[_Entry]:
    now = sum(row.children_now for row in money.settings)
    before = sum(row.children_year_ago for row in money.settings)
    independent = next(row for row in money.settings if row.setting == INDEPENDENT_ROW)
    today = f"{stamp.as_at:%-d %B %Y}"
    year_ago = f"{stamp.as_at.replace(year=stamp.as_at.year - 1):%-d %B %Y}"
    trace = "plans live on the day, each child once"
    label = "Children with a plan"
    yield _Entry("children_now", label, now, Unit.CHILDREN, _ON_THE_DAY, _ALL_PLANS, trace, today)
    yield _Entry(
        "children_year_ago", f"{label} a year before", before, Unit.CHILDREN, _ON_THE_DAY, _ALL_PLANS, trace, year_ago
    )
    yield _Entry(
        "independent_children",
        "Children in independent and non-maintained schools",
        independent.children_now,
        Unit.CHILDREN,
        _ON_THE_DAY,
        _INDEPENDENT,
        trace,
        today,
    )


def _later(series: tuple[RangeSeries, ...], past: PastForecasts, draws: int) -> Iterable[_Entry]:
    by_key = {of.key: of for of in series if of.group == "All"}
    for key, name, label, unit, scope in (
        ("block_cost_in_five_years", "block_cost", "Cost of the block", Unit.PENCE, _WHOLE_BLOCK),
        ("children_in_five_years", "children", "Children with a plan", Unit.CHILDREN, _ALL_PLANS),
    ):
        years = by_key[name].years
        last = next(year for year in reversed(years) if unit is Unit.PENCE or year.label == years[-1].label)
        basis = _YEAR_AVERAGE if unit is Unit.PENCE else _ON_THE_DAY
        ends = (round(last.p10), round(last.p90))
        ranges = past.cost_in_words if unit is Unit.PENCE else past.children_in_words
        trace = f"mean and 8-in-10 range of {draws:,} simulated futures. {ranges}"
        yield _Entry(key, f"{label}, {last.label}", round(last.mean), unit, basis, scope, trace, last.label, ends)


def _rows(stamp: FigureStamp, rows_with_faults: int, held_rows: int) -> Iterable[_Entry]:
    day = f"{stamp.as_at:%-d %B %Y}"
    scope = "files imported and in use"
    found = "faults found on import, each counted once for each rule it breaks"
    held = "rows that broke a rule and are kept apart with the reason"
    yield _Entry("faults_rows", "Faults found in the files", rows_with_faults, Unit.ROWS, _ROWS, scope, found, day)
    yield _Entry("held_rows", "Rows held", held_rows, Unit.ROWS, _ROWS, scope, held, day)
