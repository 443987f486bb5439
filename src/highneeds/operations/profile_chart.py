"""The benefits profile as bars: for each year and kind of saving what was promised, and how much of it is agreed,
evidenced, forecast and at risk.
"""

from __future__ import annotations

from collections.abc import Sequence

from highneeds.reports import words
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import ADDS, BAND, FORECAST, LOWERS, MID, RULE, Svg
from highneeds.savings import Kind, MeasureYear

_WIDTH, _LEFT, _RIGHT, _TOP, _PITCH, _FOOT = 720.0, 250.0, 90.0, 120.0, 36.0, 40.0
_PARTS = (("finance agreed", FORECAST), ("evidenced", LOWERS), ("forecast", BAND))


def profile_chart(lines: Sequence[MeasureYear], *, name: str) -> str:
    """SVG text. Kinds of saving have bars of their own, since they are not added."""
    rows = _rows(lines)
    title = f"{name}: benefits by year and kind"
    height = _TOP + _PITCH * len(rows) + _FOOT
    svg = Svg(key="profile", width=_WIDTH, height=height, title=title, description=_described(rows))
    svg.text((0, 18), name, size=16, is_bold=True)
    svg.text((0, 42), "Benefits by year and kind", size=14, is_bold=True)
    svg.text((0, 64), "£ million in the financial year. Upright line: promised.", colour=MID, size=13)
    at = 0.0
    for part, colour in _PARTS:
        svg.rect((at, 78), (14, 14), fill=colour)
        svg.text((at + 20, 90), part, size=13)
        at += 40 + 7.5 * len(part)
    marks = ticks(0.0, max([max(values) for _, values in rows] + [1.0]), about=4)
    place = linear((marks[0], marks[-1]), (_LEFT, _WIDTH - _RIGHT))
    foot = height - _FOOT
    for mark in marks:
        svg.line((place(mark), _TOP - 8), (place(mark), foot), colour=RULE)
        svg.text((place(mark), foot + 20), words.millions(mark, 1), anchor="middle", colour=MID, size=13)
    for number, (label, (promised, agreed, evidenced, forecast)) in enumerate(rows):
        y = _TOP + _PITCH * number
        svg.text((0, y + 17), label, size=13)
        for value, colour in ((forecast, BAND), (evidenced, LOWERS), (agreed, FORECAST)):
            svg.rect((_LEFT, y + 4), (max(0.0, place(value) - _LEFT), 16), fill=colour)
        svg.rect((place(promised) - 2, y), (4, 24), fill=ADDS)
    return svg.markup() + "\n"


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


def _described(rows: list[tuple[str, tuple[float, float, float, float]]]) -> str:
    said = [
        f"{label}: promised {words.millions(promised, 2)}, finance agreed {words.millions(agreed, 2)}, evidenced "
        f"{words.millions(evidenced, 2)}, forecast {words.millions(forecast, 2)}."
        for label, (promised, agreed, evidenced, forecast) in rows
    ]
    return " ".join(said) or "Nothing is promised."
