"""The drawings of the scenario room: cost with and without the levers, and a bridge from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from highneeds.reports import words
from highneeds.reports.charts.scale import linear, spread, ticks
from highneeds.reports.charts.svg import BAND, FORECAST, INK, LOWERS, MID, RULE, Svg
from highneeds.reports.charts.waterfall import bars_of, domain, draw_bar

_FOOT = 40.0
_MILLION = 100_000_000.0


@dataclass(frozen=True, slots=True)
class FanYear:
    """Pence: one in ten below, middle and one in ten above; as things are, and in the scenario."""

    year: str
    as_things_are: tuple[float, float, float]
    scenario: tuple[float, float, float]


def fan_chart(years: Sequence[FanYear], *, is_narrow: bool = False) -> str:
    """SVG text: the range as things are as an area, its middle as a line; the scenario's middle dashed, with its range
    as an upright bar in each year.
    """
    width, left, right = (320.0, 44.0, 14.0) if is_narrow else (720.0, 52.0, 190.0)
    top, height = (120.0, 350.0) if is_narrow else (44.0, 360.0)
    key = "room-fan-narrow" if is_narrow else "room-fan"
    svg = Svg(
        key=key,
        width=width,
        height=height,
        title="Cost as things are and in the scenario",
        description=fan_in_words(years),
    )
    levels = [value / _MILLION for one in years for value in (*one.as_things_are, *one.scenario)]
    marks = ticks(min(levels), max(levels), about=4)
    svg.text((0, 16), f"£ million in the financial year; the scale starts at {marks[0]:,.10g}", colour=MID, size=13)
    across = linear((0.0, max(1.0, len(years) - 1.0)), (left + 10, width - right - (14 if is_narrow else 10)))
    up = linear((marks[0], marks[-1]), (height - _FOOT, top))
    for mark in marks:
        svg.line((left, up(mark)), (width - right, up(mark)), colour=RULE, width=0.75)
        svg.text((left - 6, up(mark) + 4.5), f"{mark:,.10g}", size=13, anchor="end", colour=MID)

    def place(column: int, pence: float) -> tuple[float, float]:
        return across(column), up(pence / _MILLION)

    columns = range(len(years))
    svg.path(
        [place(i, years[i].as_things_are[2]) for i in columns]
        + [place(i, years[i].as_things_are[0]) for i in reversed(columns)],
        fill=BAND,
    )
    svg.path([place(i, years[i].as_things_are[1]) for i in columns], colour=FORECAST, width=2.5)
    svg.path([place(i, years[i].scenario[1]) for i in columns], colour=LOWERS, width=2.5, dash="7 4")
    for i, one in enumerate(years):
        svg.line(place(i, one.scenario[0]), place(i, one.scenario[2]), colour=LOWERS, width=3)
        svg.dot(place(i, one.scenario[1]), 4.5, fill="#ffffff", outline=LOWERS)
        if not is_narrow or (len(years) - 1 - i) % 2 == 0:
            svg.text((across(i), height - 14), one.year, size=13, anchor="middle")
    _fan_labels(svg, years, [up(value / _MILLION) for value in _ends(years)], width - right + 8, is_narrow=is_narrow)
    return svg.markup() + "\n"


def _ends(years: Sequence[FanYear]) -> tuple[float, float]:
    return years[-1].as_things_are[1], years[-1].scenario[1]


def _fan_labels(svg: Svg, years: Sequence[FanYear], ends_at: Sequence[float], x: float, *, is_narrow: bool) -> None:
    said = [
        f"{name} {words.in_millions(value):,}"
        for name, value in zip(("As things are", "This scenario"), _ends(years), strict=True)
    ]
    if not is_narrow:
        for text, y, colour in zip(said, spread(ends_at, gap=20, low=30, high=svg.height - 50), _COLOURS, strict=True):
            svg.text((x, y + 4.5), text, size=14, is_bold=True, colour=colour)
        return
    for number, (text, colour) in enumerate(zip(said, (FORECAST, LOWERS), strict=True)):
        y = 42.0 + 22 * number
        svg.line((0, y), (34, y), colour=colour, width=2.5, dash="" if number == 0 else "7 4")
        svg.text((42, y + 4.5), f"{text} in {years[-1].year}", size=13)
    svg.text((0, 90), "Area and bars: eight draws in ten", size=13, colour=MID)


_COLOURS = (FORECAST, "#1c776f")  # the darker teal of text


def fan_in_words(years: Sequence[FanYear]) -> str:
    """Every number of the drawing."""
    said = []
    for one in years:
        parts = [
            f"{name} {words.millions(middle, 2)} ({words.millions(low, 2)} to {words.millions(high, 2)})"
            for name, (low, middle, high) in (("as things are", one.as_things_are), ("in the scenario", one.scenario))
        ]
        said.append(f"{one.year}: {', '.join(parts)}.")
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """£m to two places: what one lever adds alone, or what the levers do to one another; plus adds cost."""

    name: str
    amount: Decimal


def bridge_chart(steps: Sequence[BridgeStep], start: Decimal, year: str, *, is_narrow: bool = False) -> str:
    """SVG text: a bar for each step, from the cost as things are (``start``, £m) to that of the scenario."""
    width, left, right, pitch = (320.0, 4.0, 60.0, 52.0) if is_narrow else (720.0, 250.0, 80.0, 38.0)
    top = 56.0
    height = top + pitch * (len(steps) + 1) + 8
    key = "room-bridge-narrow" if is_narrow else "room-bridge"
    svg = Svg(
        key=key, width=width, height=height, title=f"From things as they are to the scenario, {year}",
        description=bridge_in_words(steps, start, year),
    )  # fmt: skip
    bars = bars_of([step.name for step in steps], [step.amount for step in steps])
    place = linear(domain(bars), (left + 40, width - right))
    svg.text((0, 16), f"£ million, {year}. Plum adds cost, hatched lowers it.", colour=MID, size=13)
    zero = place(0.0)
    svg.text((0, 42), f"As things are: {start:,}", size=14, is_bold=True, colour=FORECAST)
    svg.line((zero, 48), (zero, height - pitch), width=1.25)
    for number, bar in enumerate(bars):
        y = top + pitch * number
        svg.text((0, y + 15), bar.name, size=13)
        from_top = y + (22 if is_narrow else 2)
        ends = place(float(bar.start)), place(float(bar.end))
        draw_bar(svg, bar, ends, (from_top, 20.0))
        svg.text((max(*ends, zero) + 6, from_top + 15), words.change(bar.change), size=13)
    end = start + sum((step.amount for step in steps), Decimal(0))
    svg.line((0, height - pitch + 2), (width, height - pitch + 2), colour=INK)
    svg.text((0, height - pitch + 24), f"This scenario: {end:,} ({words.change(end - start)})", size=14, is_bold=True)
    return svg.markup() + "\n"


def bridge_in_words(steps: Sequence[BridgeStep], start: Decimal, year: str) -> str:
    """Every number of the drawing."""
    said = ", ".join(f"{step.name} {words.change(step.amount)}" for step in steps)
    end = start + sum((step.amount for step in steps), Decimal(0))
    return f"{year}, £ million: as things are {start:,}; {said}; in the scenario {end:,}."
