"""Earlier forecasts of all children: the line that was counted, and what was said of it at each past January."""

from __future__ import annotations

from collections.abc import Callable

from highneeds.governance.record import PastForecast, PastForecasts
from highneeds.reports import past_words, words
from highneeds.reports.charts.scale import Frame, linear, ticks
from highneeds.reports.charts.svg import FORECAST, INK, MID, PAPER, RULE, Svg
from highneeds.reports.tables import Cell, Column, Kind, Table, percent_off

_WIDE = Frame(720, 330, 58, 84, top=64, foot=34)
_NARROW = Frame(320, 360, 48, 64, top=104, foot=34)
# Forecasts for one January stand side by side, so that their ranges can be told apart.
_SIDE_BY_SIDE = 0.15

Place = Callable[[float, float], tuple[float, float]]


def table(past: PastForecasts | None) -> Table:
    """One row for each forecast of all children made again at a past January."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"January {each.origin}",
            f"January {each.target}",
            *(words.whole(value) for value in (each.mean, each.low, each.high, each.counted)),
            percent_off(each.mean, each.counted),
        )
        for each in (past.forecasts if past else ())
    ]
    numbers = ("Forecast", "Low end", "High end", "Counted")
    columns = (
        Column("Made at"),
        Column("For"),
        *(Column(name, Kind.COUNT) for name in numbers),
        Column("Out by, %", Kind.CHANGE_PERCENT),
    )
    note = "Headcount on census day. Low and high end are the 8-in-10 range as the model gave it. Plus: too high."
    return Table("earlier", past_words.finding(past), columns, tuple(rows), note)


def draw(past: PastForecasts | None, *, key: str, is_narrow: bool) -> str:
    frame = _NARROW if is_narrow else _WIDE
    svg = Svg(
        key=key, width=frame.width, height=frame.height, title=past_words.finding(past), description=in_words(past)
    )
    if past is None or not past.forecasts:
        return svg.markup()
    levels = [value for each in past.forecasts for value in (each.low, each.high, each.mean)]
    levels += [count for _, count in past.counted]
    marks = ticks(min(levels), max(levels))
    first, last = past.counted[0][0], past.counted[-1][0]
    heights = linear((marks[0], marks[-1]), (frame.height - frame.foot, frame.top))
    across = linear((first, last), (frame.left + 10, frame.width - frame.right))

    def place(january: float, value: float) -> tuple[float, float]:
        return across(january), heights(value)

    _axes(svg, frame, past, marks, place)
    _key(svg, is_narrow=is_narrow)
    for origin in past.origins:
        _fan(svg, past, origin, place)
    svg.path([place(january, count) for january, count in past.counted], colour=INK, width=2.5)
    for january, count in past.counted:
        svg.dot(place(january, count), 4, fill=INK, outline=PAPER)
    x, y = place(
        last + max((_shift(past, each) for each in past.forecasts if each.target == last), default=0), levels[-1]
    )
    svg.text((x + 10, y + 5), words.count(past.counted[-1][1]), size=13, is_bold=True)
    return svg.markup()


def in_words(past: PastForecasts | None) -> str:
    """Every number of the drawing."""
    if past is None or not past.forecasts:
        return "There is no past forecast to show."
    counted = ", ".join(f"January {january} {words.count(count)}" for january, count in past.counted)
    said = " ".join(
        f"Forecast at January {each.origin} for January {each.target}: {words.count(each.mean)} "
        f"({words.count(each.low)} to {words.count(each.high)})."
        for each in past.forecasts
    )
    return f"Children counted: {counted}. {said}"


def _axes(svg: Svg, frame: Frame, past: PastForecasts, marks: list[float], place: Place) -> None:
    first, last = past.counted[0][0], past.counted[-1][0]
    foot = frame.height - frame.foot
    for mark in marks:
        y = place(first, mark)[1]
        svg.line((frame.left, y), (frame.width - frame.right + 8, y), colour=RULE, width=0.75)
        svg.text((frame.left - 6, y + 4.5), f"{mark:,.0f}", size=13, anchor="end", colour=MID)
    start = "" if marks[0] == 0 else f"; axis from {marks[0]:,.0f}"
    svg.text((0, frame.top - 14), f"children each January{start}", size=13, colour=MID)
    svg.line((frame.left, foot), (frame.width - frame.right + 8, foot), width=1.25)
    room = (frame.width - frame.left - frame.right) / max(last - first, 1)
    every = max(1, round(42 / room + 0.49))
    for january in range(last, first - 1, -every):
        svg.text((place(january, marks[0])[0], foot + 20), f"{january}", size=13, anchor="middle")


def _key(svg: Svg, *, is_narrow: bool) -> None:
    """What line, ring and bar mean, over the drawing."""
    counted, ring = (0.0, 12.0), (0.0, 34.0) if is_narrow else (160.0, 12.0)
    bar = (0.0, 56.0) if is_narrow else (430.0, 12.0)
    svg.line(counted, (counted[0] + 24, counted[1]), width=2.5)
    svg.dot((counted[0] + 12, counted[1]), 4, fill=INK, outline=PAPER)
    svg.text((counted[0] + 32, counted[1] + 5), "counted", size=13)
    svg.line(ring, (ring[0] + 24, ring[1]), colour=FORECAST, dash="4 3", width=1.5)
    svg.dot((ring[0] + 12, ring[1]), 4, fill=PAPER, outline=FORECAST)
    svg.text((ring[0] + 32, ring[1] + 5), "forecast made at a past January", size=13, colour=FORECAST)
    svg.line((bar[0] + 12, bar[1] - 9), (bar[0] + 12, bar[1] + 9), colour=FORECAST, width=3)
    svg.text((bar[0] + 32, bar[1] + 5), "its 8-in-10 range", size=13, colour=FORECAST)


def _fan(svg: Svg, past: PastForecasts, origin: int, place: Place) -> None:
    """One past forecast: from what was counted then through what was said of the years after."""
    made = [each for each in past.forecasts if each.origin == origin]
    start = place(origin, dict(past.counted)[origin])
    at = [place(each.target + _shift(past, each), each.mean) for each in made]
    svg.path([start, *at], colour=FORECAST, width=1.5, dash="4 3")
    for each, point in zip(made, at, strict=True):
        ends = (place(origin, each.low)[1], place(origin, each.high)[1])
        svg.line((point[0], ends[0]), (point[0], ends[1]), colour=FORECAST, width=3)
        svg.dot(point, 4, fill=PAPER, outline=FORECAST)


def _shift(past: PastForecasts, each: PastForecast) -> float:
    """In years: forecasts of one January in the order in which they were made, about the January itself."""
    same = sorted(other.origin for other in past.forecasts if other.target == each.target)
    step = min(_SIDE_BY_SIDE, 0.6 / len(same))
    return (same.index(each.origin) - (len(same) - 1) / 2) * step
