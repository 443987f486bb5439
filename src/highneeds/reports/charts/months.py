"""Spending by month, cumulative: budget to date, actual to date, and where the year is forecast to end."""

from __future__ import annotations

from highneeds.governance.record import MonthRecord
from highneeds.reports import findings, words
from highneeds.reports.charts.scale import Frame, linear, spread, ticks
from highneeds.reports.charts.svg import FORECAST, INK, MID, PAPER, RULE, Svg
from highneeds.reports.tables import Cell, Column, Kind, Table

_MILLION = 100_000_000
_LAST_MONTH = 12
_MONTH_LETTERS = 3

Point = tuple[float, float]


_WIDE = Frame(720, 340, 52, 160)
_NARROW = Frame(320, 320, 40, 84)


def table(record: MonthRecord) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, budget, actual in record.outturn_by_month:
        planned, spent = words.in_millions(budget, 2), words.in_millions(actual, 2)
        rows.append((name, planned, spent, spent - planned, words.side(actual - budget)))
    columns = (
        Column("To the end of"),
        Column("Budget, £m", Kind.MILLIONS),
        Column("Actual, £m", Kind.MILLIONS),
        Column("Difference", Kind.CHANGE_MILLIONS),
        Column("Side"),
    )
    basis = record.figure("actual_to_date").basis
    note = f"Each month includes those before it. Basis of actual: {basis}."
    return Table("months", findings.months(record), columns, tuple(rows), note)


def draw(record: MonthRecord, *, key: str, is_narrow: bool) -> str:
    frame = _NARROW if is_narrow else _WIDE
    svg = Svg(
        key=key, width=frame.width, height=frame.height, title=findings.months(record), description=in_words(record)
    )
    months = record.outturn_by_month
    outturn, block = record.figure("forecast_outturn"), record.figure("block_budget")
    top = max([outturn.high or outturn.value, block.value, *(max(row[1:]) for row in months)])
    marks = ticks(0, top)
    heights = linear((0, marks[-1]), (frame.height - frame.foot, frame.top))
    across = linear((1, _LAST_MONTH), (frame.left + 10, frame.width - frame.right))
    _axes(svg, frame, marks, record, is_narrow=is_narrow)
    planned = [(across(i), heights(row[1])) for i, row in enumerate(months, 1)]
    spent = [(across(i), heights(row[2])) for i, row in enumerate(months, 1)]
    budget_end, forecast_end = (
        (across(_LAST_MONTH), heights(block.value)),
        (across(_LAST_MONTH), heights(outturn.value)),
    )
    svg.path([*planned, budget_end], colour=INK, dash="6 4")
    if spent:
        svg.path([spent[-1], forecast_end], colour=FORECAST, dash="2 4")
        svg.path(spent, colour=FORECAST, width=3)
    for point in spent:
        svg.dot(point, 4.2, fill=FORECAST, outline=FORECAST)
    if outturn.low is not None and outturn.high is not None:
        _whisker(svg, forecast_end[0], (heights(outturn.high), heights(outturn.low)))
    svg.dot(forecast_end, 4.2, fill=PAPER, outline=FORECAST)
    _labels(svg, frame, record, (spent, budget_end, forecast_end), is_narrow=is_narrow)
    return svg.markup()


def in_words(record: MonthRecord) -> str:
    """The numbers of the chart for someone who cannot see it."""
    steps = "; ".join(
        f"{name} budget {words.millions(budget)}, actual {words.millions(actual)}"
        for name, budget, actual in record.outturn_by_month
    )
    budget, over, forecast = findings.budget_over_forecast(record)
    ends = f"budget {findings.tenths(budget)}, forecast {findings.tenths(forecast)}, {findings.tenths_over(over)}"
    year = f"Whole year: {ends}."
    return f"Spending to the end of each month: {steps}. {year}" if steps else year


def _axes(svg: Svg, frame: Frame, marks: list[float], record: MonthRecord, *, is_narrow: bool) -> None:
    foot = frame.height - frame.foot
    heights = linear((0, marks[-1]), (foot, frame.top))
    across = linear((1, _LAST_MONTH), (frame.left + 10, frame.width - frame.right))
    end = frame.width - frame.right + 8
    for mark in marks:
        svg.line((frame.left, heights(mark)), (end, heights(mark)), colour=RULE, width=0.75)
        svg.text((frame.left - 6, heights(mark) + 4.5), f"{mark / _MILLION:,.0f}", size=13, anchor="end", colour=MID)
    svg.text((0, 13), "£m since 1 April", size=13, colour=MID)
    svg.line((frame.left, foot), (end, foot), width=1.25)
    every = 3 if is_narrow else 1
    for i, first in enumerate(record.financial_year.months(), 1):
        if (i - 1) % every == 0 or (is_narrow and i == _LAST_MONTH):
            svg.text((across(i), foot + 19), f"{first:%B}"[:_MONTH_LETTERS], size=13, anchor="middle")


def _whisker(svg: Svg, x: float, ends: tuple[float, float]) -> None:
    svg.line((x, ends[0]), (x, ends[1]), colour=FORECAST, width=2)
    for y in ends:
        svg.line((x - 5, y), (x + 5, y), colour=FORECAST, width=2)


def _labels(
    svg: Svg, frame: Frame, record: MonthRecord, lines: tuple[list[Point], Point, Point], *, is_narrow: bool
) -> None:
    spent, budget_end, forecast_end = lines
    budget, _, forecast = findings.budget_over_forecast(record)
    gap = 34.0 if is_narrow else 18.0
    heights = spread([forecast_end[1], budget_end[1]], gap=gap, low=frame.top - 6, high=frame.height - frame.foot)
    x = frame.width - frame.right + 14
    names = ((findings.tenths(forecast), "forecast", True), (findings.tenths(budget), "budget", False))
    for height, (number, name, is_bold) in zip(heights, names, strict=True):
        colour = FORECAST if is_bold else INK
        if is_narrow:
            svg.text((x, height), number, size=13, colour=colour, is_bold=is_bold)
            svg.text((x, height + 14), name, size=13, colour=colour, is_bold=is_bold)
        else:
            svg.text((x, height + 5), f"{number} {name}", colour=colour, is_bold=is_bold)
    if spent:
        actual = words.millions(record.outturn_by_month[-1][2])
        x, y = spent[-1]
        text = actual if is_narrow else f"{actual} spent"
        svg.text((x - 8, y - 8), text, size=13, anchor="end", colour=FORECAST, is_bold=True)
