"""What placements and places cost with none of a programme, with all of it, and with what may be counted on of it."""

from __future__ import annotations

from collections.abc import Sequence

from highneeds.governance.programme_run import Ends, RunYear
from highneeds.reports import words
from highneeds.reports.charts.scale import linear, spread, ticks
from highneeds.reports.charts.svg import ADDS, FORECAST, INK, LOWERS, MID, RULE, Svg

SERIES = ("without the programme", "by delivery confidence", "with all of it")
_COLOURS = {SERIES[0]: ADDS, SERIES[1]: FORECAST, SERIES[2]: LOWERS}
_DASHES = {SERIES[0]: "", SERIES[1]: "6 4", SERIES[2]: "2 4"}
_PENCE_IN_A_MILLION = 100_000_000.0
_MIDDLE = 1


def of_series(year: RunYear) -> tuple[tuple[str, Ends], ...]:
    """The three series of a year, each with its ends."""
    return tuple(zip(SERIES, (year.unmitigated, year.risk_weighted, year.mitigated), strict=True))


def series_chart(years: Sequence[RunYear], *, is_narrow: bool = False) -> str:
    """SVG text: a line for the middle draw of each series, labelled where it ends; told apart by dashes too."""
    width, left, right = (320.0, 44.0, 8.0) if is_narrow else (720.0, 52.0, 190.0)
    top, height = (104.0, 330.0) if is_narrow else (40.0, 320.0)
    key = "series-narrow" if is_narrow else "series"
    svg = Svg(key=key, width=width, height=height, title="Cost of placements and places", description=described(years))
    svg.text((0, 18), "£ million in the financial year, middle draw", colour=MID, size=13)
    middles = [ends[_MIDDLE] / _PENCE_IN_A_MILLION for year in years for _, ends in of_series(year)]
    marks = ticks(min(middles), max(middles), about=4)
    place_y = linear((marks[0], marks[-1]), (height - 40, top))
    place_x = linear((0.0, max(1.0, len(years) - 1.0)), (left + 6, width - right - (18 if is_narrow else 6)))
    for mark in marks:
        svg.line((left, place_y(mark)), (width - right, place_y(mark)), colour=RULE, width=0.75)
        svg.text((left - 6, place_y(mark) + 4.5), f"{mark:,.10g}", size=13, anchor="end", colour=MID)
    for column, year in enumerate(years):
        if not is_narrow or column % 2 == 0:
            svg.text((place_x(column), height - 14), year.year, size=13, anchor="middle")
    ends_at = []
    for series in SERIES:
        points = [
            (place_x(column), place_y(dict(of_series(year))[series][_MIDDLE] / _PENCE_IN_A_MILLION))
            for column, year in enumerate(years)
        ]
        svg.path(points, colour=_COLOURS[series], width=2.5, dash=_DASHES[series])
        ends_at.append(points[-1][1])
    _labelled(svg, ends_at, width - right + 8, is_narrow=is_narrow)
    return svg.markup() + "\n"


def _labelled(svg: Svg, ends_at: Sequence[float], x: float, *, is_narrow: bool) -> None:
    places = spread(ends_at, gap=18, low=30, high=svg.height - 30)
    for number, series in enumerate(SERIES):
        if is_narrow:
            y = 40.0 + 20 * number
            svg.line((0, y), (34, y), colour=_COLOURS[series], width=2.5, dash=_DASHES[series])
            svg.text((42, y + 4.5), series, size=13)
        else:
            svg.text((x, places[number] + 4.5), series, size=13, colour=INK if series != SERIES[0] else ADDS)


def described(years: Sequence[RunYear]) -> str:
    """Every number of the drawing."""
    said = []
    for year in years:
        parts = ", ".join(f"{series} {words.millions(ends[_MIDDLE], 2)}" for series, ends in of_series(year))
        said.append(f"{year.year}: {parts}.")
    return " ".join(said)
