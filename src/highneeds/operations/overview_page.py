"""The overview: one sentence, eight numbers each with its context and its change in words, three drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from highneeds.core import Figure, Severity, Unit
from highneeds.governance.record import FaultCount, MonthRecord, SettingRow
from highneeds.operations.pages import (
    Drawing,
    ShownTable,
    children_and_cost,
    drawing,
    in_words,
    range_in_words,
)
from highneeds.reports import findings, past_words, words

UP, DOWN, LEVEL = "▲", "▼", "●"
_ORDER = (Severity.STOPS_FILE, Severity.STOPS_ROW, Severity.CHECK, Severity.MENDED)
_SHORT_LABELS = {
    "independent_children": "Children in independent schools",
    "average_cost_forecast": "Average cost of a placement",
    "held_rows": "Rows held out",
}


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """``change`` begins with its shape; ``key`` is the figure that says how the number was made."""

    key: str
    label: str
    value: str
    unit: str
    context: str
    change: str
    basis: str


@dataclass(frozen=True, slots=True)
class Lead:
    """One sentence in three parts; the middle one is set in bold."""

    opening: str
    position: str
    rest: str


@dataclass(frozen=True, slots=True)
class Overview:
    lead: Lead
    key_numbers: tuple[KeyNumber, ...]
    bridge: Drawing
    fan: Drawing
    months: Drawing
    children: ShownTable
    faults: tuple[FaultCount, ...]
    rows_to_look_at: int
    rows_mended: int
    past: str


def overview_of(record: MonthRecord) -> Overview:
    """All that the overview shows of a month. Figures that the month lacks are left out."""
    waiting = [count for count in record.faults if count.severity != Severity.MENDED]
    return Overview(
        lead=_lead(record),
        key_numbers=tuple(_key_numbers(record)),
        bridge=drawing(record, "bridge"),
        fan=drawing(record, "fan"),
        months=drawing(record, "months"),
        children=children_and_cost(record),
        faults=tuple(sorted(waiting, key=lambda count: (_place(count.severity), -count.rows))),
        rows_to_look_at=sum(count.rows for count in waiting),
        rows_mended=sum(count.rows for count in record.faults if count.severity == Severity.MENDED),
        past=past_words.in_a_sentence(record.past).replace("; annex)", ")"),
    )


def _place(severity: str) -> int:
    return _ORDER.index(Severity(severity))


def _lead(record: MonthRecord) -> Lead:
    budget, over, forecast = findings.budget_over_forecast(record)
    rest = f" of {findings.tenths(budget)}."
    children = _found(record, "children_now")
    if children is not None:
        rest += f" {words.count(children.value)} children have a plan"
        before = _found(record, "children_year_ago")
        if before is not None:
            rest += f", {words.more_or_fewer(children.value - before.value)} than a year ago"
        rest += "."
    later = _found(record, "block_cost_in_five_years")
    if later is not None:
        rest += f" The block is forecast to cost {words.millions(later.value)} in {later.period}."
    position = f"{findings.tenths(forecast)}: {findings.tenths_over(over)}"
    position = position if over == 0 else f"{position} the budget"
    return Lead(f"Spending in {record.financial_year} is forecast to be ", position, rest)


def _key_numbers(record: MonthRecord) -> Iterator[KeyNumber]:
    makers: tuple[tuple[str, Callable[[MonthRecord, Figure], tuple[str, str, str]]], ...] = (
        ("forecast_outturn", _outturn),
        ("forecast_variance", _variance),
        ("actual_to_date", _to_date),
        ("block_cost_in_five_years", _in_five_years),
        ("children_now", _children),
        ("independent_children", _independent),
        ("average_cost_forecast", _average_cost),
        ("held_rows", _held),
    )
    for key, make in makers:
        figure = _found(record, key)
        if figure is not None:
            value, context, change = make(record, figure)
            unit = _unit_beside(figure)
            yield KeyNumber(key, _short_label(figure), value, unit, context, change, str(figure.basis))


def _short_label(figure: Figure) -> str:
    """A label that fits over a number."""
    if figure.key == "forecast_variance":
        return f"Forecast {words.side(figure.value, 1)} budget".replace("on budget budget", "against budget")
    return _SHORT_LABELS.get(figure.key, figure.label)


def _unit_beside(figure: Figure) -> str:
    """The word that stands small beside the number."""
    if figure.key == "forecast_variance":
        side = words.side(figure.value, 1)
        return "" if side == "on budget" else side
    return {Unit.CHILDREN: "children", Unit.ROWS: "rows"}.get(figure.unit, "")


def _found(record: MonthRecord, key: str) -> Figure | None:
    return next((figure for figure in record.figures if figure.key == key), None)


def _shape(value: float | Decimal) -> str:
    return UP if value > 0 else DOWN if value < 0 else LEVEL


def _outturn(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    budget, over, forecast = findings.budget_over_forecast(record)
    reach = range_in_words(figure)
    context = f"8-in-10 range {reach}" if reach else "for the whole year"
    return findings.tenths(forecast), context, _against(over, budget)


def _against(over: int, budget: int) -> str:
    if over == 0:
        return f"{LEVEL} on the budget of {findings.tenths(budget)}"
    return f"{_shape(over)} {findings.tenths_over(over)} the {findings.tenths(budget)} budget"


def _variance(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    budget, over, _ = findings.budget_over_forecast(record)
    share = words.percent(figure.value / record.figure("block_budget").value) if budget else ""
    return (
        findings.tenths(over),
        findings.range_of_variance(record) or "for the whole year",
        f"{_shape(over)} {share} {words.side(figure.value, 1)}" if over else f"{LEVEL} on budget",
    )


def _to_date(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    value = words.millions(figure.value)
    if not record.outturn_by_month:
        return value, "no month of the ledger read", ""
    month, budget, actual = record.outturn_by_month[-1]
    gap = actual - budget
    change = f"{_shape(words.in_millions(gap))} {words.over_or_under(gap)} for the months so far"
    if words.side(gap, 1) == "on budget":
        change = f"{LEVEL} in line with the budget so far"
    return value, f"from April to {month}; budget {words.millions(budget)}", change


def _in_five_years(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    rise = figure.value - record.figure("forecast_outturn").value
    change = f"{_shape(rise)} {words.millions(abs(rise))} {'more' if rise > 0 else 'less'} than this year"
    reach = range_in_words(figure)
    adjusted = past_words.range_word(record.past)
    because = f", {adjusted} by the record of past forecasts" if adjusted else ""
    return words.millions(figure.value), f"8-in-10 range {reach}{because}" if reach else figure.period, change


def _children(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    before = _found(record, "children_year_ago")
    change = ""
    if before is not None:
        change = (
            f"{_shape(figure.value - before.value)} {words.more_or_fewer(figure.value - before.value)} than a year ago"
        )
    return words.count(figure.value), f"on {words.day(figure.as_at)}", change


def _independent(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    row = _independent_row(record, figure.value)
    cost = _found(record, "independent_cost")
    context = (
        "independent and non-maintained special schools"
        if cost is None
        else f"cost {words.millions(cost.value)} this year"
    )
    if row is None:
        return words.count(figure.value), context, ""
    gap = row.children_now - row.children_year_ago
    return words.count(figure.value), context, f"{_shape(gap)} {words.more_or_fewer(gap)} than a year ago"


def _independent_row(record: MonthRecord, children: float) -> SettingRow | None:
    """The row of the settings table that counts the same children, and so can say how many there were a year ago."""
    named = [row for row in record.settings if "independent" in row.setting.casefold()]
    return next((row for row in named if row.children_now == children), None)


def _average_cost(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    budget = _found(record, "average_cost_budget")
    if budget is None:
        return in_words(figure.value, figure.unit), "for a full year", ""
    gap = words.whole(figure.value / 100) - words.whole(budget.value / 100)
    side = "above" if gap > 0 else "below"
    change = (
        f"{_shape(gap)} £{abs(gap):,} {side} the budget's {words.pounds(budget.value)}"
        if gap
        else f"{LEVEL} as budgeted"
    )
    return words.pounds(figure.value), "for a child's full year, all placements", change


def _held(record: MonthRecord, figure: Figure) -> tuple[str, str, str]:
    checks = sum(count.rows for count in record.faults if count.severity == Severity.CHECK)
    return (
        words.count(figure.value),
        "waiting until a person mends them",
        f"{LEVEL} {checks:,} more went in and need a look",
    )
