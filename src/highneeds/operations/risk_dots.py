"""A deficit with a risk on and off as twenty dots each: a chance of 1 in 20 that anybody can count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from highneeds.governance.risk_run import RiskDraws, RiskOnOff
from highneeds.reports import words
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import ADDS, FORECAST, INK, MID, PAPER, RULE, Svg

_PENCE_IN_A_MILLION = 100_000_000.0
_GAP, _RADIUS = 13.0, 5.5
_LABELS = (("Risk on", "as it is judged"), ("Risk off", "as if it could not happen"))


def dots_chart(run: RiskDraws, one: RiskOnOff, *, is_narrow: bool = False) -> str:
    """SVG text: two rows of twenty dots on one scale; those past the limit are filled."""
    width, left, right = (320.0, 8.0, 12.0) if is_narrow else (720.0, 170.0, 30.0)
    limit = None if run.limit_pence is None else run.limit_pence / _PENCE_IN_A_MILLION
    every = [pence / _PENCE_IN_A_MILLION for pence in (*one.on_twentieths, *one.off_twentieths)]
    ends = every if limit is None else [*every, limit]
    marks = ticks(min(ends), max(ends), about=5)
    place = linear((marks[0], marks[-1]), (left + 10, width - right))
    rows = [
        _Row(label, of_row, colour, _stacked(of_row, place))
        for label, of_row, colour in zip(
            _LABELS, (one.on_twentieths, one.off_twentieths), (ADDS, FORECAST), strict=True
        )
    ]
    head = 66.0 if is_narrow else 44.0
    first = head + rows[0].height
    foot = first + head + rows[1].height
    key = "risk-money-narrow" if is_narrow else "risk-money"
    title = "Deficit with the risk on and off"
    svg = Svg(key=key, width=width, height=foot + 44, title=title, description=described(run, one))
    if limit is not None:
        svg.line((place(limit), 20), (place(limit), foot), colour=ADDS, width=1.5, dash="5 4")
        anchor = "end" if place(limit) > width * 0.6 else "start"
        svg.text((place(limit), 14), f"limit £{limit:,.1f}m", size=13, anchor=anchor, colour=ADDS, is_bold=True)
    for row, at in zip(rows, (first, foot), strict=True):
        svg.line((left, at), (width - right, at), colour=RULE)
        row.draw(svg, at, limit, is_narrow=is_narrow)
    for mark in marks[::2] if is_narrow else marks:
        svg.line((place(mark), foot), (place(mark), foot + 5), colour=INK)
        svg.text((place(mark), foot + 20), f"{mark:,.10g}", size=13, anchor="middle", colour=MID)
    svg.text((width - right, foot + 38), "£ million owed", size=13, anchor="end", colour=MID)
    return svg.markup() + "\n"


@dataclass(frozen=True, slots=True)
class _Row:
    """``dots``: where each stands, and how many are under it."""

    label: tuple[str, str]
    pence: Sequence[float]
    colour: str
    dots: Sequence[tuple[float, int]]

    @property
    def height(self) -> float:
        return max(1 + level for _, level in self.dots) * _GAP

    def draw(self, svg: Svg, foot: float, limit: float | None, *, is_narrow: bool) -> None:
        name, as_what = self.label
        if is_narrow:
            svg.rect((0, foot - self.height - 26), (236, 20), fill=PAPER)
            svg.text((0, foot - self.height - 12), f"{name}: {as_what}", size=13)
        else:
            svg.text((0, foot - 20), name, size=13, is_bold=True)
            svg.text((0, foot - 3), as_what, size=13, colour=MID)
        for (x, level), pence in zip(self.dots, self.pence, strict=True):
            is_past = limit is not None and pence / _PENCE_IN_A_MILLION > limit
            centre = (x, foot - _RADIUS - 2 - level * _GAP)
            svg.dot(centre, _RADIUS, fill=self.colour if is_past else PAPER, outline=self.colour)


def _stacked(values: Sequence[float], place: Callable[[float], float]) -> list[tuple[float, int]]:
    """Where each dot stands: in columns of one dot's width, one over another."""
    found: list[tuple[float, int]] = []
    for pence in values:
        x = round(place(pence / _PENCE_IN_A_MILLION) / _GAP) * _GAP
        found.append((x, sum(each == x for each, _ in found)))
    return found


def described(run: RiskDraws, one: RiskOnOff) -> str:
    """The numbers of the drawing."""
    said = [
        f"{name}: middle {words.millions(ends[1], 2)}, eight in ten {words.millions(ends[0], 2)} to "
        f"{words.millions(ends[2], 2)}."
        for name, ends in (("With the risk on", one.on), ("With it off", one.off))
    ]
    limit = "" if run.limit_pence is None else f" Limit: {words.millions(run.limit_pence, 2)}."
    return f"Deficit on {words.day(run.day)}. {' '.join(said)}{limit}"
