"""What a programme is forecast to save, year by year, with its range and the target of each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from highneeds.reports import words
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import ADDS, FORECAST, INK, MID, RULE, Svg
from highneeds.savings.chance import YearChance
from highneeds.savings.effect import ProgrammeEffect

_PITCH, _FOOT = 44.0, 40.0
_RANGE = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class SavedYear:
    """Pence. ``target`` None: the programme has none for the year."""

    year: str
    low: float
    middle: float
    high: float
    target: float | None = None


def saved_years(effect: ProgrammeEffect, chances: Sequence[YearChance]) -> tuple[SavedYear, ...]:
    """By all measures together."""
    targets = {one.year: float(one.target_pence) for one in chances}
    spread = np.quantile(effect.joint, _RANGE, axis=0).T.tolist()
    return tuple(
        SavedYear(str(year), low, middle, high, targets.get(year))
        for year, (low, middle, high) in zip(effect.financial_years, spread, strict=True)
    )


def programme_chart(years: Sequence[SavedYear], *, name: str = "", is_narrow: bool = False) -> str:
    """SVG text: a bar for the range of each financial year, a dot for its middle draw, a line where its target is.

    With ``name`` it stands by itself, under a heading of its own.
    """
    width, left, right = (320.0, 62.0, 18.0) if is_narrow else (720.0, 84.0, 40.0)
    top = (80.0 if is_narrow else 60.0) + (48.0 if name else 0.0)
    height = top + _PITCH * len(years) + _FOOT
    title = f"{name or 'Programme'}: saved by all measures together"
    key = "programme-narrow" if is_narrow else "programme"
    svg = Svg(key=key, width=width, height=height, title=title, description=described(years))
    _headed(svg, name, is_narrow=is_narrow)
    ends = [end for one in years for end in (one.low, one.high, one.target or 0.0)]
    marks = ticks(min([0.0, *ends]), max([1.0, *ends]), about=3 if is_narrow else 5)
    place = linear((marks[0], marks[-1]), (left, width - right))
    foot = height - _FOOT
    for mark in marks:
        svg.line((place(mark), top - 8), (place(mark), foot), colour=INK if mark == 0 else RULE)
        svg.text((place(mark), foot + 20), words.millions(mark, 1), anchor="middle", colour=MID, size=13)
    for row, one in enumerate(years):
        y = top + _PITCH * row + 14
        svg.text((0, y + 5), one.year, size=13)
        svg.rect((place(one.low), y - 5), (max(1.0, place(one.high) - place(one.low)), 10), fill=FORECAST)
        svg.dot((place(one.middle), y), 6, fill="#ffffff", outline=FORECAST)
        if one.target is not None:
            svg.rect((place(one.target) - 2, y - 15), (4, 30), fill=ADDS)
    return svg.markup() + "\n"


def _headed(svg: Svg, name: str, *, is_narrow: bool) -> None:
    first = 14.0
    if name:
        svg.text((0, 18), name, size=16, is_bold=True)
        svg.text((0, 42), "Saved by all measures together", size=14, is_bold=True)
        first = 66.0
    lines = ["£ million. Dot: middle draw. Bar: eight draws in ten."]
    lines += (
        ["Upright line: target. Below nought it costs", "more than it saves."]
        if is_narrow
        else ["Upright line: target. Left of nought the programme costs more than it saves."]
    )
    for number, line in enumerate(lines):
        svg.text((0, first + 20 * number), line, colour=MID, size=13)


def described(years: Sequence[SavedYear]) -> str:
    """Every number of the drawing."""
    said = []
    for one in years:
        target = "" if one.target is None else f", target {words.millions(one.target, 2)}"
        span = f"{words.millions(one.low, 2)} to {words.millions(one.high, 2)}"
        said.append(f"{one.year}: {words.millions(one.middle, 2)} ({span}){target}.")
    return " ".join(said)
