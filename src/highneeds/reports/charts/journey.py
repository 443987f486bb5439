"""From the budget over the forecasts to the outturn: a bar for each cause, and a dark one for each number it led to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from highneeds.core import FinancialYear
from highneeds.governance.vintages import Leg
from highneeds.reports import words
from highneeds.reports.charts.scale import linear
from highneeds.reports.charts.svg import INK, MID, Svg
from highneeds.reports.charts.waterfall import Bar, bars_of, domain, draw_bar
from highneeds.reports.tables import Cell, Column, Kind, Table, millions_that_add

_ROOM_AT_THE_FOOT = 10.0


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of ``financial_year``'s forecast from its budget; ``legs`` as ``governance.vintages.legs``."""

    financial_year: FinancialYear
    budget_pence: int
    legs: tuple[Leg, ...]

    @property
    def ends_at_pence(self) -> int:
        return self.legs[-1].ends_at_pence if self.legs else self.budget_pence

    @property
    def ends_at(self) -> str:
        return self.legs[-1].to if self.legs else "the budget"


@dataclass(frozen=True, slots=True)
class _Row:
    """A bar of a cause, or what a leg led to (``level``: the number there in £m)."""

    name: str
    bar: Bar
    level: Decimal | None = None


def finding(journey: Journey) -> str:
    """What the chart says, as its title: where the forecast stands against the budget, and what did most of it."""
    over = journey.ends_at_pence - journey.budget_pence
    steps = [step for leg in journey.legs for step in leg.steps]
    opening = f"{words.sentence(journey.ends_at)} is {words.over_or_under(over, 2)}"
    if not steps:
        return opening
    most = max(steps, key=lambda step: abs(step.pence))
    return f"{opening}; the largest step is {most.cause}, {words.over_or_under(most.pence, 2)}"


def table(journey: Journey) -> Table:
    """Each step with what it led to, and each number on the way; £m that add."""
    rows: list[tuple[Cell, ...]] = [
        (row.name, row.bar.change if row.level is None else None, row.level) for row in _rows(journey)
    ]
    columns = (Column("Step"), Column("Change, £m", Kind.CHANGE_MILLIONS), Column("Stands at, £m", Kind.MILLIONS))
    budget = ("Budget", None, _budget(journey))
    note = (
        "Spending of the block; plus is more cost. Rounded so that the steps add. A residual is what no cause explains."
    )
    return Table("journey", finding(journey), columns, (budget, *rows), note)


def draw(journey: Journey, *, key: str, is_narrow: bool) -> str:
    """The steps down the page, from the budget's line: to the right is more cost."""
    rows = _rows(journey)
    width, left, right, pitch = (320.0, 8.0, 76.0, 42.0) if is_narrow else (720.0, 220.0, 120.0, 30.0)
    top, height = 34.0, 18.0
    size = (width, top + pitch * len(rows) + _ROOM_AT_THE_FOOT)
    svg = Svg(key=key, width=size[0], height=size[1], title=finding(journey), description=in_words(journey))
    place = linear(domain([row.bar for row in rows]), (left, width - right))
    zero, drop = place(0.0), (19.0 if is_narrow else 6.0)
    svg.text((max(zero - 4, 0), 18), f"£{_budget(journey):,}m budget", is_bold=True)
    svg.line((zero, 24), (zero, size[1] - _ROOM_AT_THE_FOOT), width=1.5)
    for number, row in enumerate(rows):
        y = top + pitch * number + drop
        label = (left + 6, y - 5) if is_narrow else (left - 14, y + 14)
        svg.text(label, row.name, anchor="start" if is_narrow else "end", size=13, is_bold=row.level is not None)
        _draw_row(svg, row, (place(float(row.bar.start)), place(float(row.bar.end))), (y, height), zero)
        if number + 1 < len(rows):
            end = place(float(row.bar.end))
            svg.line((end, y + height), (end, y + pitch), colour=MID)
    return svg.markup()


def in_words(journey: Journey) -> str:
    """The numbers of the chart for someone who cannot see it."""
    told = [f"Bars start at the budget of £{_budget(journey):,}m"]
    for row in _rows(journey):
        if row.level is None:
            told.append(f"{row.name.lower()} {words.change(row.bar.change)}")
        else:
            told.append(f"{row.name.lower()} £{row.level:,}m")
    return "; ".join(told) + "."


def _draw_row(svg: Svg, row: _Row, ends: tuple[float, float], band: tuple[float, float], zero: float) -> None:
    y, height = band
    if row.level is None:
        draw_bar(svg, row.bar, ends, band)
        svg.text((max(ends) + 6, y + 14), words.change(row.bar.change), size=13)
        return
    svg.rect((min(zero, ends[1]), y), (abs(ends[1] - zero), height), fill=INK)
    svg.text((max(zero, ends[1]) + 6, y + 14), f"£{row.level:,}m", size=13, is_bold=True)


def _rows(journey: Journey) -> list[_Row]:
    budget = _budget(journey)
    rows: list[_Row] = []
    stands_at = budget
    for leg in journey.legs:
        level = words.in_millions(leg.ends_at_pence, 2)
        begins = stands_at - budget
        bars = bars_of([words.sentence(step.cause) for step in leg.steps], _rounded(leg, level - stands_at))
        rows += [_Row(bar.name, Bar(bar.name, begins + bar.start, begins + bar.end)) for bar in bars]
        at = level - budget
        rows.append(_Row(words.sentence(leg.to.removeprefix("the ")), Bar(leg.to, at, at), level))
        stands_at = level
    return rows


def _rounded(leg: Leg, moved: Decimal) -> list[Decimal]:
    """The leg's steps in £m that add to how far its rounded ends are apart: what that takes falls on its largest."""
    amounts = millions_that_add([step.pence for step in leg.steps])
    if amounts:
        largest = max(range(len(amounts)), key=lambda i: abs(leg.steps[i].pence))
        amounts[largest] += moved - sum(amounts, Decimal("0.00"))
    return amounts


def _budget(journey: Journey) -> Decimal:
    return words.in_millions(journey.budget_pence, 2)
