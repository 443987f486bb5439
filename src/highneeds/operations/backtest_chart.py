"""Earlier forecasts of all children as one drawing: for each January the ranges said before it, and what came."""

from __future__ import annotations

from highneeds.forecast.backtest import LEVELS, BackTest
from highneeds.forecast.series import ALL_CHILDREN
from highneeds.reports import words
from highneeds.reports.charts.scale import Frame, linear, ticks
from highneeds.reports.charts.svg import FORECAST, INK, MID, RULE, Svg

_FRAME = Frame(720, 400, 60, 20, top=76, foot=58)
_TITLE = "What earlier forecasts said of all children, and what came"
_KEY = (
    "Bar: 8-in-10 range and mean of a forecast; the number under it: how many years before it was made. Line: counted."
)
_SHARE_OF_YEAR = 0.7


def past_forecasts_chart(test: BackTest) -> str:
    """SVG text; ``in_words`` is its text alternative, and forecasts.csv the table beside it."""
    svg = Svg(key="earlier", width=_FRAME.width, height=_FRAME.height, title=_TITLE, description=in_words(test))
    rows = _rows(test)
    marks = ticks(min(min(row[2:]) for row in rows), max(max(row[2:]) for row in rows))
    foot = _FRAME.height - _FRAME.foot
    height = linear((marks[0], marks[-1]), (foot, _FRAME.top))
    svg.text((0, 18), _TITLE, size=16, is_bold=True)
    svg.text((0, 38), _KEY, size=12.5, colour=MID)
    if marks[0] > 0:
        svg.text((0, _FRAME.top - 6), f"the axis starts at {marks[0]:,.0f}", size=12.5, colour=MID)
    for mark in marks:
        svg.line((_FRAME.left, height(mark)), (_FRAME.width - _FRAME.right, height(mark)), colour=RULE, width=0.75)
        svg.text((_FRAME.left - 6, height(mark) + 4.5), f"{mark:,.0f}", size=13, anchor="end", colour=MID)
    targets = sorted({int(row[0]) for row in rows})
    width = (_FRAME.width - _FRAME.left - _FRAME.right) / len(targets)
    for place, target in enumerate(targets):
        left = _FRAME.left + width * (place + (1.0 - _SHARE_OF_YEAR) / 2.0)
        said = sorted((row for row in rows if row[0] == target), key=lambda row: -row[1])
        truth = height(said[0][2])
        svg.line((left, truth), (left + width * _SHARE_OF_YEAR, truth), width=2.5)
        middle = left + width * _SHARE_OF_YEAR / 2.0
        svg.text((middle, foot + 46), f"January {target}: {words.count(said[0][2])}", size=13, anchor="middle")
        for i, (_, years, _, mean, low, high) in enumerate(said):
            x = left + width * _SHARE_OF_YEAR * (i + 0.5) / len(said)
            svg.line((x, height(low)), (x, height(high)), colour=FORECAST, width=5)
            svg.dot((x, height(mean)), 5, fill="#ffffff", outline=FORECAST)
            svg.text((x, foot + 20), f"{years:.0f}", size=13, anchor="middle", colour=FORECAST)
    svg.line((_FRAME.left, foot), (_FRAME.width - _FRAME.right, foot), colour=INK, width=1.25)
    return svg.markup() + "\n"


def in_words(test: BackTest) -> str:
    """Every number of the drawing."""
    return " ".join(
        f"January {target:.0f}, said {years:.0f} year{'s' if years > 1 else ''} before: {words.count(mean)} children "
        f"({words.count(low)} to {words.count(high)}); counted: {words.count(truth)}."
        for target, years, truth, mean, low, high in _rows(test)
    )


def _rows(test: BackTest) -> list[tuple[float, ...]]:
    """(target, years ahead, truth, mean, low, high) of all children."""
    position = [series.group for series in test.series].index(ALL_CHILDREN)
    level = LEVELS.index(0.8)
    columns = (
        *(test.target, test.years_ahead, test.truth[:, position], test.mean[:, position]),
        *(test.low[:, position, level], test.high[:, position, level]),
    )
    return [tuple(float(value) for value in row) for row in zip(*columns, strict=True)]
