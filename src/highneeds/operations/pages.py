"""What the pages show of a month: the month itself, its drawings with their numbers, and each figure in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from highneeds.core import Figure, Unit
from highneeds.governance.record import MonthRecord
from highneeds.reports import Table, chart_in_words, chart_svg, chart_table, children, words
from highneeds.store.months import latest_month

_UNIT_IN_WORDS = {
    "bridge": "£ million, high needs block, financial year ({year})",
    "fan": "£ million, high needs block, by financial year ({year})",
    "months": "£ million, from 1 April to the end of each month ({year})",
    "earlier": "Children with a plan each January: forecasts made again at past Januaries, and what was counted",
}


@dataclass(frozen=True, slots=True)
class ShownColumn:
    title: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table that needs no drawing. ``groups`` are headings over several columns: words, and how many columns wide."""

    finding: str
    groups: tuple[tuple[str, int], ...]
    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[tuple[str, ShownColumn], ...], ...]
    has_total: bool
    note: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure block: the finding over it, the drawing for a wide and a narrow screen, its numbers and its note."""

    name: str
    finding: str
    caption: str
    wide: str
    narrow: str
    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool
    note: str


def month_on_show() -> MonthRecord | None:
    """The latest month made, or None before the first."""
    return latest_month()


def drawing(record: MonthRecord, name: str) -> Drawing:
    """One of ``highneeds.reports.CHART_NAMES``; raises KeyError for another."""
    table = replace(chart_table(record, name), name=name)
    made = drawn(
        table,
        chart_svg(record, name),
        chart_svg(record, name, narrow=True),
        _UNIT_IN_WORDS[name].format(year=record.financial_year),
    )
    return made if table.note else replace(made, note=chart_in_words(record, name))


def drawn(table: Table, wide: str, narrow: str, caption: str) -> Drawing:
    """The figure block of a table and its two drawings as SVG."""
    return Drawing(
        name=table.name,
        finding=table.title,
        caption=caption,
        wide=wide,
        narrow=narrow,
        columns=tuple(ShownColumn(column.title, column.kind.is_number) for column in table.columns),
        rows=table.texts(),
        has_total=table.has_total,
        note=table.note,
    )


def children_and_cost(record: MonthRecord) -> ShownTable:
    """Children and cost by setting, as the paper prints it: small counts withheld."""
    return shown(children.table(record))


def shown(table: Table) -> ShownTable:
    """A table of the paper as a page shows it."""
    columns = tuple(ShownColumn(column.title, column.kind.is_number) for column in table.columns)
    return ShownTable(
        finding=table.title,
        groups=tuple((group, len(list(same))) for group, same in groupby(column.group for column in table.columns)),
        columns=columns,
        rows=tuple(tuple(zip(row, columns, strict=True)) for row in table.texts()),
        has_total=table.has_total,
        note=table.note,
    )


def in_words(value: float, unit: Unit) -> str:
    """A number as read: ``£121.4m``, ``7,024``, ``£15,459``, ``12.3%``."""
    if unit is Unit.PENCE:
        return words.millions(value)
    if unit is Unit.PENCE_PER_CHILD_YEAR:
        return words.pounds(value)
    if unit is Unit.SHARE:
        return words.percent(value)
    return words.count(value)


def exactly(value: float, unit: Unit) -> str:
    """The unrounded number: money to the penny, children to a tenth when they are not whole."""
    if unit in {Unit.PENCE, Unit.PENCE_PER_CHILD_YEAR}:
        return f"{words.MINUS if value < 0 else ''}£{abs(value) / 100:,.2f}"
    if unit is Unit.SHARE:
        return f"{value:.2%}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def range_in_words(figure: Figure) -> str:
    """``£119.6m to £123.5m``, or nothing for a figure without a range."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{in_words(figure.low, figure.unit)} to {in_words(figure.high, figure.unit)}"
