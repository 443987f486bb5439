"""Two drawings of a measure: the council over the years beside England and its neighbours, and one year as bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from highneeds.forecast.benchmarking import Unit
from highneeds.reports.charts.scale import linear, spread, ticks
from highneeds.reports.charts.svg import ADDS, BAND, FORECAST, INK, MID, PAPER, RULE, Svg

_ENGLAND_DASH, _MIDDLE_DASH = "2 4", "7 4"
_BAND_SAID = "lowest to highest neighbour"
_WITH_NEIGHBOURS = 3  # lines: the council, England and the neighbours' median
_LEAST_SHARE_OF_TOP = 0.5
"""Where every value is above this share of the largest, the axis begins above nought."""


@dataclass(frozen=True, slots=True)
class YearShown:
    """One year; None is not published."""

    period: str
    own: float | None
    england: float | None
    middle: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """``said``: its number in words, or the mark that stands in its place."""

    name: str
    value: float | None
    said: str
    is_own: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    own: str
    england: str
    unit: str


def short(value: float, unit: Unit) -> str:
    """As it stands beside a line or a bar."""
    if unit is Unit.POUNDS:
        return f"{'−' if value < 0 else ''}£{abs(value):,.0f}"  # noqa: RUF001 - a minus sign
    return f"{'−' if value < 0 else ''}{abs(value):,.1f}{'%' if unit is Unit.PERCENT else ''}"  # noqa: RUF001 - as above


def years_chart(key: str, years: Sequence[YearShown], names: Names, unit: Unit, *, is_narrow: bool = False) -> str:
    """SVG text. The band runs from the lowest to the highest neighbour; lines are told apart by dashes too."""
    width, left, right = (320.0, 50.0, 10.0) if is_narrow else (720.0, 58.0, 200.0)
    top, height = (118.0, 350.0) if is_narrow else (40.0, 340.0)
    key = f"{key}-narrow" if is_narrow else key
    svg = Svg(
        key=key, width=width, height=height, title=f"{names.own} over the years", description=described(years, names)
    )
    every = [
        one for year in years for one in (year.own, year.england, year.middle, year.low, year.high) if one is not None
    ]
    if not every:
        return svg.markup() + "\n"
    marks = _marks(every)
    start = "" if marks[0] == 0 else f"; axis from {short(marks[0], unit)}"
    svg.text((0, 18), f"{names.unit}{start}", colour=MID, size=13)
    place_y = linear((marks[0], marks[-1]), (height - 40, top))
    place_x = linear((0.0, max(1.0, len(years) - 1.0)), (left + 10, width - right - 14))
    for mark in marks:
        svg.line((left, place_y(mark)), (width - right, place_y(mark)), colour=RULE, width=0.75)
        svg.text((left - 6, place_y(mark) + 4.5), f"{mark:,.10g}", size=13, anchor="end", colour=MID)
    _periods(svg, years, place_x, (width - left - right) / max(1, len(years) - 1))
    _band(svg, years, place_x, place_y)
    lines = _lines(years, names)
    for _, values, colour, dash, wide in lines:
        _line(
            svg,
            [(place_x(i), None if value is None else place_y(value)) for i, value in enumerate(values)],
            colour,
            dash,
            wide,
        )
    told = [line for line in reversed(lines) if any(value is not None for value in line[1])]
    if is_narrow:
        _key(svg, told, unit)
    else:
        _labels(svg, told, place_y, unit)
    return svg.markup() + "\n"


def _periods(svg: Svg, years: Sequence[YearShown], place_x: Callable[[float], float], room: float) -> None:
    """Below the axis, from the newest back, as many as there is ``room`` for."""
    step = max(1, round(58 / room + 0.49))
    for column in range(len(years) - 1, -1, -step):
        said = years[column].period.removeprefix("January ")
        svg.text((place_x(column), svg.height - 14), said, size=13, anchor="middle")


_Line = tuple[str, list[float | None], str, str, float]


def _lines(years: Sequence[YearShown], names: Names) -> tuple[_Line, ...]:
    return (
        ("Neighbours' median", [year.middle for year in years], MID, _MIDDLE_DASH, 2.0),
        (names.england, [year.england for year in years], ADDS, _ENGLAND_DASH, 2.5),
        (names.own, [year.own for year in years], FORECAST, "", 3.0),
    )


def _marks(every: Sequence[float]) -> list[float]:
    low, high = min(every), max(every)
    return ticks(low if 0 <= high * _LEAST_SHARE_OF_TOP < low or low < 0 else 0.0, high, about=4)


def _band(
    svg: Svg, years: Sequence[YearShown], place_x: Callable[[float], float], place_y: Callable[[float], float]
) -> None:
    """Broken where no neighbour has a figure; a year alone between two gaps is a bar."""
    run: list[tuple[float, float, float]] = []
    for column, year in enumerate((*years, None)):
        if year is not None and year.low is not None and year.high is not None:
            run.append((place_x(column), place_y(year.low), place_y(year.high)))
            continue
        if len(run) > 1:
            svg.path([*((x, high) for x, _, high in run), *((x, low) for x, low, _ in reversed(run))], fill=BAND)
        elif run:
            svg.line((run[0][0], run[0][1]), (run[0][0], run[0][2]), colour=BAND, width=14)
        run = []


def _line(svg: Svg, points: Sequence[tuple[float, float | None]], colour: str, dash: str, width: float) -> None:
    """Broken where there is no figure; a figure alone between two gaps is a dot."""
    run: list[tuple[float, float]] = []
    for x, y in (*points, (0.0, None)):
        if y is not None:
            run.append((x, y))
            continue
        if len(run) > 1:
            svg.path(run, colour=colour, width=width, dash=dash)
        for point in run if not dash or len(run) == 1 else ():
            svg.dot(point, 4, fill=colour, outline=PAPER)
        run = []


def _key(svg: Svg, told: Sequence[_Line], unit: Unit) -> None:
    """What each line is, over a narrow drawing."""
    for number, (name, values, colour, dash, width) in enumerate(told):
        y = 38.0 + 20 * number
        svg.line((0, y), (34, y), colour=colour, width=width, dash=dash)
        svg.text((42, y + 4.5), f"{name} {_last(values, unit)}", size=13, is_bold=not number)
    if len(told) == _WITH_NEIGHBOURS:
        svg.rect((0, 38.0 + 20 * len(told) - 7), (34, 13), fill=BAND)
        svg.text((42, 38.0 + 20 * len(told) + 4.5), _BAND_SAID, size=13)


def _labels(svg: Svg, told: Sequence[_Line], place_y: Callable[[float], float], unit: Unit) -> None:
    """Each line's name and last number where it ends."""
    ends = [next(value for value in reversed(values) if value is not None) for _, values, *_ in told]
    places = spread([place_y(end) for end in ends], gap=20, low=30, high=svg.height - 50)
    for (name, values, colour, *_), y in zip(told, places, strict=True):
        ink, said = INK if colour == MID else colour, f"{name} {_last(values, unit)}"
        svg.text((svg.width - 196, y + 4.5), said, size=13, colour=ink, is_bold=colour == FORECAST)
    if len(told) == _WITH_NEIGHBOURS:
        svg.rect((svg.width - 196, svg.height - 36), (20, 12), fill=BAND)
        svg.text((svg.width - 170, svg.height - 25), _BAND_SAID, size=13, colour=MID)


def _last(values: Sequence[float | None], unit: Unit) -> str:
    return "not published" if values[-1] is None else short(values[-1], unit)


def described(years: Sequence[YearShown], names: Names) -> str:
    """Every number of the drawing."""

    def said(value: float | None) -> str:
        return "not published" if value is None else f"{value:,.1f}"

    return " ".join(
        f"{year.period}: {names.own} {said(year.own)}, {names.england} {said(year.england)}, neighbours' median "
        f"{said(year.middle)}, lowest {said(year.low)}, highest {said(year.high)}."
        for year in years
    )


def bars_chart(key: str, bars: Sequence[Bar], unit_said: str, *, is_narrow: bool = False) -> str:
    """SVG text: one bar for each, in the order given; a mark in place of a bar where nothing is published."""
    width, left, row = (320.0, 0.0, 40.0) if is_narrow else (720.0, 190.0, 26.0)
    right = 64.0
    svg = Svg(
        key=f"{key}-narrow" if is_narrow else key,
        width=width,
        height=36 + row * len(bars) + 8,
        title="Beside each neighbour",
        description="; ".join(f"{bar.name} {bar.said}" for bar in bars) + ".",
    )
    svg.text((0, 18), unit_said, colour=MID, size=13)
    values = [bar.value for bar in bars if bar.value is not None]
    place = linear((min(0.0, *values, 0.0), max(0.0, *values, 0.0)), (left, width - right))
    for number, bar in enumerate(bars):
        _bar(svg, bar, (left, 36 + row * number), place, is_narrow=is_narrow)
    svg.line((place(0.0), 32), (place(0.0), 36 + row * len(bars)), width=1.25)
    return svg.markup() + "\n"


def _bar(svg: Svg, bar: Bar, at: tuple[float, float], place: Callable[[float], float], *, is_narrow: bool) -> None:
    left, y = at
    colour = FORECAST if bar.is_own else ADDS if bar.is_sum else RULE
    name = (0.0, y + 13) if is_narrow else (left - 10, y + 14)
    svg.text(name, bar.name, size=13, anchor="start" if is_narrow else "end", is_bold=bar.is_own)
    top = y + 19 if is_narrow else y + 3
    if bar.value is None:
        svg.text((left + 6, top + 11), bar.said, size=13, colour=MID)
        return
    nought, end = place(0.0), place(bar.value)
    svg.rect((min(nought, end), top), (max(abs(end - nought), 0.5), 14), fill=colour)
    svg.text((max(nought, end) + 6, top + 12), bar.said, size=13, is_bold=bar.is_own)
