"""The chart of targets and savings: each year's target, what is forecast of it, and the 8-in-10 range."""

from __future__ import annotations

from collections.abc import Callable

from highneeds.governance.papers.facts import ProgrammeFacts, TargetYear
from highneeds.reports import words
from highneeds.reports.charts.scale import linear, ticks
from highneeds.reports.charts.svg import FORECAST, INK, MID, PAPER, RULE, Svg
from highneeds.reports.papers.money_words import chance, millions, span

_HEIGHT, _LEFT, _RIGHT, _TOP, _FOOT = 224.0, 44.0, 16.0, 52.0, 30.0
_WIDE, _NARROW = 720.0, 340.0
_BAR_SHARE, _GAP = 0.3, 5.0
_PENCE_IN_A_MILLION = 100_000_000


def savings_chart(programme: ProgrammeFacts, *, is_narrow: bool = False) -> str:
    """SVG text; ``is_narrow``: half as wide, for beside a table that has the numbers, without a label on each bar."""
    years, width = programme.targets, _NARROW if is_narrow else _WIDE
    most = max((max(one.target_pence, one.high_pence) for one in years), default=1.0)
    least = min((min(0.0, one.low_pence) for one in years), default=0.0)
    marks = ticks(least / _PENCE_IN_A_MILLION, max(most, 1.0) / _PENCE_IN_A_MILLION, about=4)
    place = linear((marks[0], marks[-1]), (_HEIGHT - _FOOT, _TOP))
    title, alternative = "Savings: target and forecast by year", savings_in_words(programme)
    svg = Svg(key="savings-paper", width=width, height=_HEIGHT, title=title, description=alternative)
    _legend(svg, is_narrow=is_narrow)
    for mark in marks:
        svg.line((_LEFT, place(mark)), (width - _RIGHT, place(mark)), colour=INK if mark == 0 else RULE)
        svg.text((_LEFT - 8, place(mark) + 5), _signed(f"{mark:g}"), anchor="end", colour=MID, size=13)
    pitch = (width - _LEFT - _RIGHT) / max(len(years), 1)
    for number, one in enumerate(years):
        _year(svg, one, (_LEFT + pitch * (number + 0.5), pitch * _BAR_SHARE), place, is_labelled=not is_narrow)
    return svg.markup()


def _year(
    svg: Svg, one: TargetYear, at: tuple[float, float], place: Callable[[float], float], *, is_labelled: bool
) -> None:
    middle, bar = at
    target, forecast = one.target_pence / _PENCE_IN_A_MILLION, one.median_pence / _PENCE_IN_A_MILLION
    zero = place(0.0)
    _bar(svg, (middle - bar - _GAP, zero, bar), place(target), fill=PAPER, outline=INK)
    _bar(svg, (middle, zero, bar), place(forecast), fill=FORECAST, outline=FORECAST)
    if is_labelled:
        over_target, over_forecast = place(max(target, 0.0)) - 6, place(max(forecast, 0.0)) - 6
        svg.text(
            (middle - bar / 2 - _GAP, over_target),
            _signed(str(words.in_millions(one.target_pence, 2))),
            anchor="middle",
            size=13,
        )
        name = _signed(str(words.in_millions(one.median_pence, 2)))
        svg.text((middle + bar / 2, over_forecast), name, anchor="middle", size=13, is_bold=True, colour=FORECAST)
    x = middle + bar + 8
    low, high = (place(end / _PENCE_IN_A_MILLION) for end in (one.low_pence, one.high_pence))
    svg.line((x, low), (x, high), width=2)
    for y in (low, high):
        svg.line((x - 5, y), (x + 5, y), width=2)
    svg.text((middle, _HEIGHT - 8), one.year[2:] if not is_labelled else one.year, anchor="middle", size=13)


def _legend(svg: Svg, *, is_narrow: bool) -> None:
    svg.text((0, 16), "£m a year" if is_narrow else "£ million a year", colour=MID, size=13)
    x = 86.0 if is_narrow else 170.0
    svg.rect((x, 5), (16, 12), fill=PAPER, outline=INK)
    svg.text((x + 22, 16), "target", size=13)
    svg.rect((x + 74, 5), (16, 12), fill=FORECAST, outline=FORECAST)
    svg.text((x + 96, 16), "forecast", size=13)
    svg.line((x + 162, 4), (x + 162, 18), width=2)
    svg.text((x + 172, 16), "8-in-10", size=13)


def _signed(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")


def _bar(svg: Svg, base: tuple[float, float, float], end: float, *, fill: str, outline: str) -> None:
    x, zero, width = base
    svg.rect((x, min(zero, end)), (width, max(abs(zero - end), 1.0)), fill=fill, outline=outline, width=1.5)


def savings_in_words(programme: ProgrammeFacts) -> str:
    """Every number of the chart."""
    return " ".join(
        f"{one.year}: target {millions(one.target_pence)}, forecast {millions(one.median_pence)} "
        f"({span(one.low_pence, one.high_pence)}), chance {chance(one.prob_weighted)}."
        for one in programme.targets
    )
