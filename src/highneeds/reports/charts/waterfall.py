"""Bars that each start where the one above ended: what bridges from one amount to another are drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from highneeds.reports.charts.svg import ADDS, INK, MID, Svg


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    start: Decimal
    end: Decimal

    @property
    def change(self) -> Decimal:
        return self.end - self.start


def bars_of(names: Sequence[str], amounts: Sequence[Decimal]) -> list[Bar]:
    """One bar for each amount, from nought on."""
    ends = list(accumulate(amounts))
    return [Bar(name, end - amount, end) for name, amount, end in zip(names, amounts, ends, strict=True)]


def domain(bars: Sequence[Bar]) -> tuple[float, float]:
    """From the lowest to the highest amount that a bar reaches, nought among them."""
    levels = [0.0, *(float(bar.end) for bar in bars)]
    low, high = min(levels), max(levels)
    return (low, high) if high > low else (low, low + 1.0)


def draw_bar(svg: Svg, bar: Bar, ends: tuple[float, float], band: tuple[float, float]) -> None:
    """``ends`` are the places of the bar's start and end, ``band`` its top and its height."""
    if not bar.change:  # only the thread from the bar above to the bar below
        svg.line((ends[0], band[0]), (ends[0], band[0] + band[1]), colour=MID)
        return
    fill = ADDS if bar.change > 0 else svg.hatch
    svg.rect((min(ends), band[0]), (abs(ends[1] - ends[0]), band[1]), fill=fill, outline=INK, width=0.75)
