"""What the scenario room says of a scenario that was lived: figures, tables, drawings and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from highneeds.core import Basis, Figure, Unit
from highneeds.finance.types import Floats
from highneeds.operations.pages import Drawing, ShownTable, drawn, in_words, range_in_words, shown
from highneeds.operations.room_charts import (
    BridgeStep,
    FanYear,
    bridge_chart,
    fan_chart,
)
from highneeds.operations.scenario_room import RANGE, SEED, Lived
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind, millions_that_add

INTERACTION = "Levers acting on one another"
TOGETHER = "All levers together"
_MONEY = Basis(money="placements and places, accrual, gross, at each year's prices")
_CHILDREN = Basis(count="headcount on census day")
_RANGE_NOTE = "A range holds eight draws in ten."


@dataclass(frozen=True, slots=True)
class Target:
    """By how many pence cost is to fall in the financial year; None where nothing is aimed at."""

    year: str
    pence: int | None = None


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure in words. ``basis`` with its period."""

    label: str
    value: str
    reach: str
    basis: str


@dataclass(frozen=True, slots=True)
class Results:
    """All that the page shows of a scenario that was lived; ``bridge`` None until each lever is lived alone."""

    lead: str
    figures: tuple[ShownFigure, ...]
    fan: Drawing
    bridge: Drawing | None
    children: ShownTable
    chance: str
    made: str
    source: str
    as_at: str


def results_of(lived: Lived, target: Target, *, read_seconds: float | None = None) -> Results:
    """``read_seconds``: how long the council's data took to be read, where this page waited for it."""
    return Results(
        lead_of(lived, target),
        tuple(_shown_figure(one) for one in figures_of(lived, target)),
        _fan(lived),
        _bridge(lived, target) if lived.levers else None,
        shown(children_table(lived)),
        chance_of(lived, target),
        _made(lived, read_seconds),
        _source(lived),
        words.day(lived.as_at),
    )


def figures_of(lived: Lived, target: Target) -> tuple[Figure, ...]:
    """Cost as things are, in the scenario and their difference in the target's year; children in the last January."""
    at = lived.position(target.year)
    year, january = str(lived.financial_years[at]), f"January {lived.januaries[-1]}"
    money = (
        ("cost_as_things_are", "Cost as things are", lived.baseline),
        ("cost_in_scenario", "Cost in the scenario", lived.cost),
        ("cost_change", "Difference in cost", lived.change),
    )
    change = lived.children - lived.baseline_children
    return (
        *(_figure(lived, key, label, values[:, at], Unit.PENCE, _MONEY, year) for key, label, values in money),
        _figure(lived, "children_change", "Difference in children", change[:, -1], Unit.CHILDREN, _CHILDREN, january),
    )


def _figure(lived: Lived, key: str, label: str, draws: Floats, unit: Unit, basis: Basis, period: str) -> Figure:
    low, middle, high = _spread(draws)
    if unit is Unit.PENCE:
        low, middle, high = (float(round(value)) for value in (low, middle, high))
    return Figure(
        key=key, label=label, value=middle, unit=unit, basis=basis, period=period, as_at=lived.as_at,
        scope="children with a plan of the council", source=_source(lived), low=low, high=high,
        trace=f"the middle of {len(draws):,} draws of the forecast, lived with and without the levers",
    )  # fmt: skip


def _shown_figure(one: Figure) -> ShownFigure:
    is_change = one.key.endswith("change")
    value, reach = in_words(one.value, one.unit), range_in_words(one)
    if is_change:
        value, reach = (
            _change(one.value, one.unit),
            f"{_change(one.low or 0, one.unit)} to {_change(one.high or 0, one.unit)}",
        )
    return ShownFigure(one.label, value, reach, f"{one.period}. {words.sentence(str(one.basis))}.")


def _change(value: float, unit: Unit) -> str:
    """``+£1.20m`` or ``+58``; below nought with a true minus sign."""
    if unit is not Unit.PENCE:
        return words.change(words.whole(value))
    return words.signed_millions(value, 2)


def _spread(draws: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(draws, RANGE, axis=0).tolist()
    return low, middle, high


def lead_of(lived: Lived, target: Target) -> str:
    at = lived.position(target.year)
    low, middle, high = _spread(lived.change[:, at])
    year = lived.financial_years[at]
    amount = words.in_millions(middle, 2)
    if not amount and not words.in_millions(low, 2) and not words.in_millions(high, 2):
        return f"The scenario makes no difference to what {year} costs."
    side = "raises" if middle > 0 else "lowers"
    return (
        f"The scenario {side} the cost of {year} by £{abs(amount):,}m at the middle; eight draws in ten lie from "
        f"{_change(low, Unit.PENCE)} to {_change(high, Unit.PENCE)}."
    )


def chance_of(lived: Lived, target: Target) -> str:
    at = lived.position(target.year)
    year = lived.financial_years[at]
    lower = f"Cost is lower in {year} in {_in_100(lived.prob_lower(at))} draws"
    if target.pence is None:
        return f"{lower}. Enter a target to see how likely it is."
    wanted = words.millions(target.pence, 2)
    return (
        f"The chance that cost in {year} falls by {wanted} or more is {_in_100(lived.prob_saved(target.pence, at))}. "
        f"{lower}."
    )


def _in_100(prob: float) -> str:
    return f"{words.whole(100 * prob)} in 100"


def fan_years(lived: Lived) -> tuple[FanYear, ...]:
    return tuple(
        FanYear(str(year), _spread(lived.baseline[:, i]), _spread(lived.cost[:, i]))
        for i, year in enumerate(lived.financial_years)
    )


def fan_table(lived: Lived) -> Table:
    columns = (
        Column("Financial year"),
        *(Column(name, Kind.MILLIONS, "As things are, £m") for name in ("Middle", "Range")),
        *(Column(name, Kind.MILLIONS, "Scenario, £m") for name in ("Middle", "Range")),
        Column("Middle", Kind.CHANGE_MILLIONS, "Difference, £m"),
        Column("Range", Kind.MILLIONS, "Difference, £m"),
    )
    rows: list[tuple[Cell, ...]] = []
    for i, year in enumerate(lived.financial_years):
        cells: list[Cell] = [str(year)]
        for values in (lived.baseline, lived.cost):
            low, middle, high = _spread(values[:, i])
            cells += [words.in_millions(middle, 2), f"{_plain(low)} to {_plain(high)}"]
        low, middle, high = _spread(lived.change[:, i])
        rows.append((*cells, words.in_millions(middle, 2), _changes(low, high)))
    at = len(lived.financial_years) - 1
    middle = float(np.median(lived.change[:, at]))
    side = "more" if words.in_millions(middle, 2) > 0 else "less"
    year, much = lived.financial_years[at], words.millions(abs(middle), 2)
    title = f"In {year} the scenario costs {much} {side} than things as they are"
    note = f"{_RANGE_NOTE} The middle of a difference is not the difference of middles. {_where_from(lived)}"
    return Table("cost", title, columns, tuple(rows), note)


def _plain(pence: float) -> str:
    return f"{words.in_millions(pence, 2):,}".replace("-", words.MINUS)


def _changes(low: float, high: float) -> str:
    return f"{words.change(words.in_millions(low, 2))} to {words.change(words.in_millions(high, 2))}"


def _fan(lived: Lived) -> Drawing:
    years = fan_years(lived)
    caption = "£ million: cost of placements and places in the financial year"
    return drawn(fan_table(lived), fan_chart(years), fan_chart(years, is_narrow=True), caption)


def bridge_lines(lived: Lived, at: int) -> tuple[tuple[str, Floats], ...]:
    """Each lever alone, and what they do to one another: the lines add to the change in every draw."""
    lines = [(one.name, one.cost[:, at]) for one in lived.levers]
    return (*lines, (INTERACTION, lived.interaction[:, at])) if len(lines) > 1 else tuple(lines)


def bridge_table(lived: Lived, target: Target) -> Table:
    at = lived.position(target.year)
    lines = bridge_lines(lived, at)
    amounts = millions_that_add([float(draws.mean()) for _, draws in lines])
    rows = [
        (name, amount, _changes(*np.quantile(draws, (RANGE[0], RANGE[2])).tolist()), _in_100(float((draws < 0).mean())))
        for (name, draws), amount in zip(lines, amounts, strict=True)
    ]
    change = lived.change[:, at]
    rows.append(
        (
            TOGETHER,
            sum(amounts, Decimal(0)),
            _changes(*np.quantile(change, (RANGE[0], RANGE[2])).tolist()),
            _in_100(lived.prob_lower(at)),
        )
    )
    largest = max(lines, key=lambda line: abs(float(line[1].mean())))
    year = lived.financial_years[at]
    title = f"In {year} most comes of: {largest[0][:1].lower()}{largest[0][1:]}"
    columns = (
        Column("Lever"),
        Column("Mean, £m", Kind.CHANGE_MILLIONS),
        Column("Range, £m", Kind.MILLIONS),
        Column("Draws in which it costs less", Kind.COUNT),
    )
    note = f"Each lever alone, then what they do to one another: means add, ranges never do. {_where_from(lived)}"
    return Table("levers", title, columns, tuple(rows), note, has_total=True)


def _steps(lived: Lived, target: Target) -> tuple[tuple[BridgeStep, ...], Decimal, str]:
    at = lived.position(target.year)
    lines = bridge_lines(lived, at)
    amounts = millions_that_add([float(draws.mean()) for _, draws in lines])
    start = words.in_millions(float(lived.baseline[:, at].mean()), 2)
    steps = tuple(BridgeStep(name, amount) for (name, _), amount in zip(lines, amounts, strict=True))
    return steps, start, str(lived.financial_years[at])


def _bridge(lived: Lived, target: Target) -> Drawing:
    steps = _steps(lived, target)
    caption = f"£ million in {steps[2]}: what each lever adds to the cost of placements and places, mean of all draws"
    return drawn(bridge_table(lived, target), bridge_chart(*steps), bridge_chart(*steps, is_narrow=True), caption)


def children_table(lived: Lived) -> Table:
    columns = (
        Column("January"),
        Column("As things are", Kind.COUNT),
        Column("Scenario", Kind.COUNT),
        Column("Difference", Kind.CHANGE),
        Column("Range of the difference", Kind.COUNT),
    )
    rows = tuple(_children_row(lived, i, year) for i, year in enumerate(lived.januaries))
    change = words.more_or_fewer(float(np.median((lived.children - lived.baseline_children)[:, -1])))
    title = f"Children with a plan in January {lived.januaries[-1]}: {change} than as things are".replace(
        "no change than as things are", "as many as things are"
    )
    note = f"{words.sentence(str(_CHILDREN))}; the middle of all draws. {_RANGE_NOTE} {_where_from(lived)}"
    return Table("children", title, columns, rows, note)


def _children_row(lived: Lived, i: int, year: int) -> tuple[Cell, ...]:
    change = (lived.children - lived.baseline_children)[:, i]
    low, middle, high = (words.whole(value) for value in _spread(change))
    without, within = (words.whole(float(np.median(of[:, i]))) for of in (lived.baseline_children, lived.children))
    return (str(year), without, within, middle, f"{words.change(low)} to {words.change(high)}")


def compare_table(lived: Sequence[tuple[str, Lived]], target: Target) -> Table:
    """One row for each scenario, all of the same worlds."""
    first = lived[0][1]
    at = first.position(target.year)
    year, january = first.financial_years[at], first.januaries[-1]
    columns = (
        Column("Scenario"),
        Column(f"Children, January {january}", Kind.COUNT),
        Column("Difference in children", Kind.COUNT),
        Column(f"Cost {year}, £m", Kind.MILLIONS),
        Column("Difference in cost, £m", Kind.COUNT),
        Column("Chance of the target" if target.pence is not None else "Chance that it costs less", Kind.COUNT),
    )
    rows = (_as_things_are(first, at, target), *(_compared(name, one, at, target) for name, one in lived))
    best = min(lived, key=lambda pair: float(np.median(pair[1].change[:, at])))
    title = (
        f"In {year} {best[0]} costs least of {words.plural(len(lived), 'scenario', 'scenarios')}"
        if len(lived) > 1
        else f"{best[0]} beside things as they are in {year}"
    )
    aim = "" if target.pence is None else f" Target: cost falls by {words.millions(target.pence, 2)} or more in {year}."
    how = f"Middles of {len(first.cost):,} draws, with ranges in brackets; every scenario in the same worlds."
    note = f"{how} {_RANGE_NOTE}{aim}"
    return Table("compared", title, columns, rows, note)


def _as_things_are(one: Lived, at: int, target: Target) -> tuple[Cell, ...]:
    reached = "" if target.pence is None else _in_100(float(target.pence <= 0))
    cost = words.in_millions(float(np.median(one.baseline[:, at])), 2)
    return (
        "As things are",
        words.whole(float(np.median(one.baseline_children[:, -1]))),
        None,
        cost,
        None,
        reached or None,
    )


def _compared(name: str, one: Lived, at: int, target: Target) -> tuple[Cell, ...]:
    fewest, middle, most = (words.whole(value) for value in _spread((one.children - one.baseline_children)[:, -1]))
    low, cost, high = _spread(one.change[:, at])
    chance = one.prob_lower(at) if target.pence is None else one.prob_saved(target.pence, at)
    return (
        name,
        words.whole(float(np.median(one.children[:, -1]))),
        f"{words.change(middle)} ({words.change(fewest)} to {words.change(most)})",
        words.in_millions(float(np.median(one.cost[:, at])), 2),
        f"{words.change(words.in_millions(cost, 2))} ({_changes(low, high)})",
        _in_100(chance),
    )


def _made(lived: Lived, read_seconds: float | None) -> str:
    lives, anew = lived.lives
    kept = lives - anew
    said = (
        f"{len(lived.cost):,} draws of {lived.council_children:,} children and those who join, in {lived.seconds:.1f} "
        f"seconds: {words.plural(anew, 'life', 'lives')} lived for this, {kept} kept from before."
    )
    return (
        said
        if read_seconds is None
        else f"{said} Before that the council's data were read in {read_seconds:.1f} seconds."
    )


def _where_from(lived: Lived) -> str:
    return f"Data as at {words.day(lived.as_at)}. Source: {_source(lived)}."


def _source(lived: Lived) -> str:
    return f"the stored council, data {lived.data[:12]}, seed {SEED}"


def tables_of(lived: Lived, target: Target) -> Iterator[Table]:
    """Those that can be downloaded."""
    yield fan_table(lived)
    yield bridge_table(lived, target)
    yield children_table(lived)
