"""What a programme is forecast to save, year by year, with its range and the target of each year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from highneeds.core import FinancialYear
from highneeds.finance.types import Floats
from highneeds.reports import words
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import ADDS, FORECAST, INK, MID, RULE, Svg
from highneeds.savings import ProgrammeEffect, YearChance

_WIDTH, _LEFT, _RIGHT, _TOP, _PITCH, _FOOT = 720.0, 84.0, 40.0, 116.0, 44.0, 40.0
_RANGE = (0.1, 0.5, 0.9)


def programme_chart(effect: ProgrammeEffect, chances: Sequence[YearChance], *, name: str) -> str:
    """SVG text: a bar for the range of each financial year, a dot for its middle draw, a line where its target is."""
    spread = np.quantile(effect.joint, _RANGE, axis=0).T
    targets = {one.year: float(one.target_pence) for one in chances}
    height = _TOP + _PITCH * len(spread) + _FOOT
    title = f"{name}: saved by all measures together"
    svg = Svg(
        key="programme", width=_WIDTH, height=height, title=title, description=_described(effect, spread, targets)
    )
    svg.text((0, 18), name, size=16, is_bold=True)
    svg.text((0, 42), "Saved by all measures together", size=14, is_bold=True)
    svg.text(
        (0, 66), "£ million in the financial year. Dot: middle draw. Bar: eight draws in ten.", colour=MID, size=13
    )
    svg.text(
        (0, 86), "Upright line: target. Left of nought the programme costs more than it saves.", colour=MID, size=13
    )
    least, most = min(0.0, float(spread.min())), max([float(spread.max()), *targets.values(), 1.0])
    marks = ticks(least, most, about=5)
    place = linear((marks[0], marks[-1]), (_LEFT, _WIDTH - _RIGHT))
    foot = height - _FOOT
    for mark in marks:
        svg.line((place(mark), _TOP - 8), (place(mark), foot), colour=INK if mark == 0 else RULE)
        svg.text((place(mark), foot + 20), words.millions(mark, 1), anchor="middle", colour=MID, size=13)
    for row, (year, (low, middle, high)) in enumerate(zip(effect.financial_years, spread.tolist(), strict=True)):
        y = _TOP + _PITCH * row + 14
        svg.text((0, y + 5), str(year))
        svg.rect((place(low), y - 5), (max(1.0, place(high) - place(low)), 10), fill=FORECAST)
        svg.dot((place(middle), y), 6, fill="#ffffff", outline=FORECAST)
        if year in targets:
            svg.rect((place(targets[year]) - 2, y - 15), (4, 30), fill=ADDS)
    return svg.markup() + "\n"


def _described(effect: ProgrammeEffect, spread: Floats, targets: Mapping[FinancialYear, float]) -> str:
    said = []
    for year, (low, middle, high) in zip(effect.financial_years, spread.tolist(), strict=True):
        target = f", target {words.millions(targets[year], 2)}" if year in targets else ""
        said.append(
            f"{year}: {words.millions(middle, 2)} ({words.millions(low, 2)} to {words.millions(high, 2)}){target}."
        )
    return " ".join(said)
