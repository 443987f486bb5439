"""The benefits profile as bars: for each year and kind of saving what was promised, and how much of it is agreed,
evidenced, forecast and at risk.
"""

from __future__ import annotations

from collections.abc import Sequence

from highneeds.reports import words
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import ADDS, BAND, FORECAST, LOWERS, MID, PAPER, RULE, Svg
from highneeds.savings import Kind, MeasureYear

_FOOT = 40.0
_PARTS = (("finance agreed", FORECAST), ("evidenced", LOWERS), ("forecast", BAND))


def profile_chart(lines: Sequence[MeasureYear], *, name: str = "", is_narrow: bool = False) -> str:
    """SVG text. Kinds of saving have bars of their own, since they are not added. With ``name`` it stands by itself."""
    rows = _rows(lines)
    title = f"{name or 'Programme'}: benefits by year and kind"
    width, left, right, pitch = (320.0, 0.0, 24.0, 52.0) if is_narrow else (720.0, 210.0, 90.0, 36.0)
    top = 72.0 + (48.0 if name else 0.0)
    height = top + pitch * len(rows) + _FOOT
    key = "profile-narrow" if is_narrow else "profile"
    svg = Svg(key=key, width=width, height=height, title=title, description=described(lines))
    _headed(svg, name, is_narrow=is_narrow)
    marks = ticks(0.0, max([max(values) for _, values in rows] + [1.0]), about=3 if is_narrow else 4)
    place = linear((marks[0], marks[-1]), (left, width - right))
    foot, down = height - _FOOT, 18 if is_narrow else 0
    for mark in marks:
        svg.line((place(mark), top - 8), (place(mark), foot), colour=RULE)
        anchor = "start" if is_narrow and mark == 0 else "middle"
        svg.text((place(mark), foot + 20), words.millions(mark, 1), anchor=anchor, colour=MID, size=13)
    for number, (label, (promised, agreed, evidenced, forecast)) in enumerate(rows):
        y = top + pitch * number
        if is_narrow:
            svg.rect((0, y), (width, 20), fill=PAPER)
        svg.text((0, y + (14 if is_narrow else 17)), label, size=13)
        for value, colour in ((forecast, BAND), (evidenced, LOWERS), (agreed, FORECAST)):
            svg.rect((left, y + 4 + down), (max(0.0, place(value) - left), 16), fill=colour)
        svg.rect((place(promised) - 2, y + down), (4, 24), fill=ADDS)
    return svg.markup() + "\n"


def _headed(svg: Svg, name: str, *, is_narrow: bool) -> None:
    first = 14.0
    if name:
        svg.text((0, 18), name, size=16, is_bold=True)
        svg.text((0, 42), "Benefits by year and kind", size=14, is_bold=True)
        first = 64.0
    svg.text((0, first), "£ million in the financial year. Upright line: promised.", colour=MID, size=13)
    at = 0.0
    for part, colour in _PARTS:
        svg.rect((at, first + 14), (14, 14), fill=colour)
        svg.text((at + 20, first + 26), part, size=13)
        at += (30 if is_narrow else 40) + (6.2 if is_narrow else 7.5) * len(part)


def _rows(lines: Sequence[MeasureYear]) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Label, then promised, agreed, evidenced and forecast pence; kinds of which there is nothing are left out."""
    rows = []
    for year in sorted({line.year for line in lines}):
        for kind in Kind:
            of = [line for line in lines if line.year == year and line.measure.kind is kind]
            values = (
                float(sum(line.promised for line in of)),
                float(sum(line.agreed for line in of)),
                float(sum(line.evidenced for line in of)),
                max(0.0, float(sum(line.forecast or 0 for line in of))),
            )
            if any(values):
                rows.append((f"{year} {kind}", values))
    return rows


def described(lines: Sequence[MeasureYear]) -> str:
    """Every number of the drawing."""
    said = [
        f"{label}: promised {words.millions(promised, 2)}, finance agreed {words.millions(agreed, 2)}, evidenced "
        f"{words.millions(evidenced, 2)}, forecast {words.millions(forecast, 2)}."
        for label, (promised, agreed, evidenced, forecast) in _rows(lines)
    ]
    return " ".join(said) or "Nothing is promised."
