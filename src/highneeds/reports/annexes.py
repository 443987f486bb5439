"""The tables that let a reader check the paper: forecasts by year, faults in the files, assumptions, every figure."""

from __future__ import annotations

from decimal import Decimal

from highneeds.core import Figure, Unit
from highneeds.governance.disclosure import FEW
from highneeds.governance.record import MonthRecord
from highneeds.reports import children, disclosure, words
from highneeds.reports.tables import Cell, Column, Kind, Table

_COUNTS_OF_CHILDREN = frozenset({Unit.CHILDREN, Unit.FTE})


def faults(record: MonthRecord) -> Table:
    rows = [
        (fault.rule, words.sentence(fault.what), fault.rows, words.sentence(str(fault.severity)), fault.advice)
        for fault in record.faults
    ]
    total: tuple[Cell, ...] = ("All", "", sum(fault.rows for fault in record.faults), "", "")
    columns = (
        Column("Rule"),
        Column("What is wrong"),
        Column("Rows", Kind.COUNT),
        Column("What it does"),
        Column("What to do"),
    )
    held = words.count(record.figure("held_rows").value)
    note = (
        f"{held} rows are held out until they are mended; none is dropped in silence. Rows are of files, not children."
    )
    title = f"{words.count(record.figure('faults_rows').value)} rows of the files have a fault; {held} are held out"
    return Table("faults", title, columns, (*rows, total) if rows else (), note, has_total=bool(rows))


def assumptions(record: MonthRecord) -> Table:
    columns = (Column("Assumption"), Column("Value"), Column("Source"))
    rows = tuple(
        (name, f"{words.WITHHELD} counts few children" if disclosure.tells_of_few(value) else value, source)
        for name, value, source in record.assumptions
    )
    return Table("assumptions", "What the forecast takes as given", columns, rows)


def forecasts(record: MonthRecord) -> Table:
    """Every forecast series, one row for each year; money in £m."""
    hidden = children.hidden_settings(record)
    rows: list[tuple[Cell, ...]] = []
    for series in record.forecasts:
        if series.group in hidden:
            continue
        for year in series.years:
            low, high = (None, None) if year.is_actual else (year.p10, year.p90)
            shown = [None if value is None else _in_unit(value, series.unit) for value in (year.mean, low, high)]
            unit = "£m" if series.unit == "pence" else series.unit
            kind = "actual" if year.is_actual else "forecast"
            rows.append((series.label, series.group, year.label, kind, unit, *shown, series.basis))
    names = ("Forecast", "Group", "Year", "Kind", "Unit")
    numbers = tuple(Column(name, Kind.MILLIONS) for name in ("Mean", "Low end", "High end"))
    columns = (*(Column(name) for name in names), *numbers, Column("Basis"))
    note = "Low and high end are the 10th and 90th of 100 draws in order. Low and high ends of parts do not add."
    return Table("forecasts", "Every forecast by year, with its range", columns, tuple(rows), note)


def figures(record: MonthRecord) -> Table:
    """Every figure of the paper with what it takes to read it rightly."""
    rows = tuple(
        (
            *(figure.label, *_shown(figure, record), str(figure.basis), figure.period, words.day(figure.as_at)),
            *(figure.scope, figure.source, figure.trace),
        )
        for figure in record.figures
    )
    titles = ("Basis", "Period", "As at", "Scope", "Source", "Trace")
    numbers = tuple(Column(name, Kind.MILLIONS) for name in ("Value", "Low end", "High end"))
    columns = (Column("Figure"), Column("Unit"), *numbers, *(Column(title) for title in titles))
    return Table("figures", "Every figure, how it was counted and where it came from", columns, rows)


def unit_in_words(unit: Unit) -> str:
    names = {Unit.PENCE: "£m", Unit.PENCE_PER_CHILD_YEAR: "£ a child a year", Unit.FTE: "FTE", Unit.SHARE: "%"}
    return names.get(unit, str(unit))


def _shown(figure: Figure, record: MonthRecord) -> tuple[Cell, Cell, Cell, Cell]:
    """Unit, value, low and high end; withheld for a small count, and for the money of children whose count is small."""
    unit = unit_in_words(figure.unit)
    if _is_withheld(figure, record):
        return unit, words.WITHHELD, words.WITHHELD, words.WITHHELD
    ends = [None if end is None else _value(end, figure.unit) for end in (figure.low, figure.high)]
    return unit, _value(figure.value, figure.unit), ends[0], ends[1]


def _is_withheld(figure: Figure, record: MonthRecord) -> bool:
    if figure.unit in _COUNTS_OF_CHILDREN:
        return FEW.is_few(words.whole(figure.value))
    if figure.key == "independent_cost":
        return FEW.is_few(words.whole(record.figure("independent_children").value))
    return False


def _value(value: float, unit: Unit) -> Cell:
    if unit is Unit.PENCE:
        return words.in_millions(value, 3)
    if unit is Unit.PENCE_PER_CHILD_YEAR:
        return words.whole(value / 100)
    if unit is Unit.SHARE:
        return (Decimal(repr(value)) * 100).quantize(Decimal("0.1"))
    return words.whole(value)


def _in_unit(value: float, unit: str) -> Cell:
    return words.in_millions(value, 2) if unit == "pence" else words.whole(value)
