"""The figures of our own paper as a page to be reconciled: as printed, with what should hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from highneeds.core import Figure
from highneeds.core import Unit as FigureUnit
from highneeds.core.errors import Refusal
from highneeds.finance.reconcile import (
    Identity,
    IdentityKind,
    Page,
    Reconciliation,
    Stated,
    Unit,
    parse_relation,
    read_printed,
    reconcile,
)
from highneeds.governance.record import MonthRecord
from highneeds.reports import Table, chart_table, children, words
from highneeds.reports.tables import Kind, cell_text

_UNITS: Mapping[FigureUnit, Unit] = {
    FigureUnit.PENCE: Unit.POUNDS,
    FigureUnit.CHILDREN: Unit.CHILDREN,
    FigureUnit.FTE: Unit.FTE,
    FigureUnit.PENCE_PER_CHILD_YEAR: Unit.POUNDS_PER_CHILD,
    FigureUnit.SHARE: Unit.SHARE,
    FigureUnit.ROWS: Unit.NUMBER,
}
_HOLDS = (
    ("variance", "Forecast less budget", IdentityKind.DIFFERENCE,
     "forecast_variance = forecast_outturn - block_budget"),
    ("parts", "Placements, places and services are within the forecast", IdentityKind.SUM,
     "placements_forecast + places_forecast + services_forecast <= forecast_outturn"),
    ("independent", "Independent schools are within placements", IdentityKind.SUM,
     "independent_cost <= placements_forecast"),
    ("bridge", "The bridge leads from budget to forecast", IdentityKind.SUM, "bridge_total = forecast_variance"),
    ("settings_cost", "The settings cost what placements do", IdentityKind.SUM,
     "children_cost_total = placements_forecast"),
    ("settings_now", "The settings hold every child", IdentityKind.SUM, "children_now_total = children_now"),
    ("settings_before", "The settings held every child a year ago", IdentityKind.SUM,
     "children_before_total = children_year_ago"),
)  # fmt: skip
_COST, _NOW, _BEFORE = -1, 2, 1
"""Columns of the children and cost table."""


def reconcile_month(record: MonthRecord) -> Reconciliation:
    """Of the month's figures and tables as its paper prints them; numbers withheld take no part."""
    return reconcile(page_of_month(record))


def refuse_broken(record: MonthRecord) -> None:
    """Raises Refusal, naming each break, when the paper's own figures do not agree: such a paper does not go out."""
    broken = [one for one in reconcile_month(record).checked if one.is_broken]
    if broken:
        told = "\n".join(f"  {one.identity.name}: {one.identity.written} does not hold." for one in broken)
        message = f"No paper was written, since figures of it do not agree with one another.\n{told}"
        raise Refusal(message)


def page_of_month(record: MonthRecord) -> Page:
    """Every figure and table row of the month that its paper prints, and what should hold between them."""
    stated = (*map(_stated, record.figures), *_bridge(record), *_settings(record))
    there = {one.key for one in stated}
    return Page(
        name=f"{record.council}, {record.financial_year}, month {record.month}",
        source=f"snapshot {record.snapshot}",
        figures=stated,
        identities=tuple(one for one in _identities() if _names(one) <= there),
    )


def _stated(figure: Figure) -> Stated:
    return _printed(
        figure.key, figure.label, _as_printed(figure), _UNITS[figure.unit], str(figure.basis), figure.period
    )


def _as_printed(figure: Figure) -> str:
    if figure.unit is FigureUnit.PENCE:
        return words.millions(figure.value)
    if figure.unit is FigureUnit.PENCE_PER_CHILD_YEAR:
        return words.pounds(figure.value)
    return words.percent(figure.value) if figure.unit is FigureUnit.SHARE else words.count(figure.value)


def _bridge(record: MonthRecord) -> Iterator[Stated]:
    basis = str(record.figure("forecast_outturn").basis)
    yield from _rows(chart_table(record, "bridge"), 1, "bridge", Unit.POUNDS, (basis, str(record.financial_year)))


def _settings(record: MonthRecord) -> Iterator[Stated]:
    made = children.table(record)
    year, day = str(record.financial_year), words.day(record.as_at)
    cost, count = (str(record.figure(key).basis) for key in ("placements_forecast", "children_now"))
    yield from _rows(made, _COST, "children_cost", Unit.POUNDS, (cost, year))
    yield from _rows(made, _NOW, "children_now", Unit.CHILDREN, (count, day))
    yield from _rows(made, _BEFORE, "children_before", Unit.CHILDREN, (count, f"a year before {day}"))


def _rows(made: Table, column: int, name: str, unit: Unit, said: tuple[str, str]) -> Iterator[Stated]:
    """The numbers of one column; a table in which any is withheld is not added up."""
    cells = [(row[0], row[column]) for row in made.rows]
    is_whole = not any(cell == words.WITHHELD for _, cell in cells)
    for number, (label, cell) in enumerate(cells):
        is_total = number == len(cells) - 1
        if cell is None or isinstance(cell, str):
            continue
        sign = words.MINUS if cell < 0 else ""
        text = f"{sign}£{abs(cell)}m" if unit is Unit.POUNDS else cell_text(cell, Kind.COUNT)
        key = f"{name}_total" if is_total else f"{name}_{number}"
        table = name if is_whole else ""
        yield _printed(key, f"{label} ({name})", text, unit, *said, table=table, is_total=is_total and is_whole)


def _printed(
    key: str, label: str, text: str, unit: Unit, basis: str, period: str, *, table: str = "", is_total: bool = False
) -> Stated:
    value, could_be = read_printed(text, unit)
    return Stated(key, label, text, value, could_be, unit, basis, period, table=table, is_total=is_total)


def _identities() -> Iterator[Identity]:
    for key, name, kind, written in _HOLDS:
        left, relation, right = parse_relation(written)
        yield Identity(key, name, kind, left, relation, right, written)


def _names(identity: Identity) -> set[str]:
    return {word for word in identity.written.replace("<=", "=").split() if word not in {"=", "+", "-"}}
