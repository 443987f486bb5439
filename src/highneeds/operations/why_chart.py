"""Why two forecasts differ as a waterfall: from the one to the other, a bar for each cause."""

from __future__ import annotations

from decimal import Decimal

from highneeds.forecast.effects import Measure
from highneeds.forecast.why import Why
from highneeds.operations.amounts import amount, more_or_less, signed
from highneeds.reports.charts.scale import linear
from highneeds.reports.charts.svg import INK, MID, Svg
from highneeds.reports.charts.waterfall import bars_of, domain, draw_bar

_WIDTH, _LEFT, _RIGHT, _TOP, _PITCH, _THICK = 720.0, 160.0, 150.0, 84.0, 34.0, 20.0


def why_chart(why: Why, *, measure: Measure, year: int) -> str:
    """SVG text of the mean difference by cause in the year at position ``year``; plus is more."""
    values = [(cause.value, float(part.of(measure)[:, year].mean())) for cause, part in why.parts.items()]
    bars = bars_of([name for name, _ in values], [Decimal(repr(value)) for _, value in values])
    before, after = (float(outcome.of(measure)[:, year].mean()) for outcome in (why.before, why.after))
    name = f"{measure.value.removesuffix(', £')} {why.before.years(measure)[year].removeprefix('January ')}"
    title = f"Why the forecasts differ: {name}"
    foot = _TOP + _PITCH * (len(bars) + 1)
    svg = Svg(key="why", width=_WIDTH, height=foot + 12, title=title, description=in_words(why, measure, year))
    svg.text((0, 18), title, size=16, is_bold=True)
    svg.text((0, 40), "Mean of all draws. Bars to the right add, hatched bars to the left take away.", size=12.5)
    place = linear(domain(bars), (_LEFT, _WIDTH - _RIGHT))
    zero = place(0.0)
    svg.text((zero, 68), f"{amount(before, measure)} before", is_bold=True, anchor="middle")
    svg.line((zero, 74), (zero, foot), width=1.5)
    for i, bar in enumerate(bars):
        y = _TOP + _PITCH * i
        ends = (place(float(bar.start)), place(float(bar.end)))
        draw_bar(svg, bar, ends, (y, _THICK))
        svg.line((ends[1], y + _THICK), (ends[1], y + _PITCH), colour=MID)
        svg.text((_LEFT - 14, y + 15), bar.name, anchor="end")
        svg.text((max(ends) + 7, y + 15), signed(values[i][1], measure))
    reach, y = place(float(bars[-1].end)), _TOP + _PITCH * len(bars)
    svg.rect((min(zero, reach), y), (abs(reach - zero), _THICK), fill=INK)
    svg.text((_LEFT - 14, y + 15), "the whole", anchor="end", is_bold=True)
    svg.text((max(zero, reach) + 7, y + 15), f"{amount(after, measure)} after", is_bold=True)
    return svg.markup() + "\n"


def in_words(why: Why, measure: Measure, year: int) -> str:
    """Every number of the drawing."""
    before, after = (float(outcome.of(measure)[:, year].mean()) for outcome in (why.before, why.after))
    causes = "; ".join(
        f"{cause.value}: {more_or_less(float(part.of(measure)[:, year].mean()), measure)}"
        for cause, part in why.parts.items()
    )
    return f"Before: {amount(before, measure)}. {causes}. After: {amount(after, measure)}."
