"""The fan: the cost of the block by financial year, actual then forecast with its 8-in-10 band, beside the grant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from highneeds.governance.record import MonthRecord, RangeSeries, YearRange
from highneeds.reports import findings, words
from highneeds.reports.charts.scale import Frame, linear, spread, ticks
from highneeds.reports.charts.svg import BAND, FORECAST, INK, MID, PAPER, RULE, Svg
from highneeds.reports.tables import Cell, Column, Kind, Table

_MILLION = 100_000_000
_LABEL_GAP = 18.0


_WIDE = Frame(720, 380, 52, 150)
_NARROW = Frame(320, 340, 40, 86)

Place = Callable[[int, float], tuple[float, float]]


def table(record: MonthRecord) -> Table:
    cost, block = _pair(record)
    rows: list[tuple[Cell, ...]] = []
    for year in cost.years if cost else ():
        grant = findings.year_of(block, year.label)
        low, high = (None, None) if year.is_actual else (words.in_millions(year.p10), words.in_millions(year.p90))
        spend = words.in_millions(year.mean)
        budget = None if grant is None else words.in_millions(grant.mean)
        gap = None if budget is None else spend - budget
        kind = "actual" if year.is_actual else "forecast"
        rows.append((year.label, kind, spend, low, high, budget, gap))
    columns = (
        Column("Year"),
        Column("Kind"),
        Column("Cost, £m", Kind.MILLIONS),
        Column("Low end", Kind.MILLIONS),
        Column("High end", Kind.MILLIONS),
        Column("Block, £m", Kind.MILLIONS),
        Column("Above block", Kind.CHANGE_MILLIONS),
    )
    return Table("fan", findings.fan(record), columns, tuple(rows), _note(cost, record))


def draw(record: MonthRecord, *, key: str, is_narrow: bool) -> str:
    frame = _NARROW if is_narrow else _WIDE
    svg = Svg(key=key, width=frame.width, height=frame.height, title=findings.fan(record), description=in_words(record))
    cost, block = _pair(record)
    if cost is None:
        return svg.markup()
    marks = _scale(cost, block)
    heights = linear((marks[0], marks[-1]), (frame.height - frame.foot, frame.top))
    across = linear((0, max(len(cost.years) - 1, 1)), (frame.left + 8, frame.width - frame.right))

    def place(i: int, value: float) -> tuple[float, float]:
        return across(i), heights(value)

    _axes(svg, frame, cost, marks, place, is_narrow=is_narrow)
    _band(svg, cost.years, place)
    labels = _block_line(svg, cost, block, place)
    labels += _cost_line(svg, cost, place)
    _end_labels(svg, frame, labels, is_narrow=is_narrow)
    return svg.markup()


def in_words(record: MonthRecord) -> str:
    """The numbers of the chart for someone who cannot see it."""
    cost, block = _pair(record)
    if cost is None:
        return "There is no forecast of later years."
    actual = ", ".join(f"{year.label} {words.millions(year.mean)}" for year in cost.years if year.is_actual)
    ahead = "; ".join(
        f"{year.label} {words.millions(year.mean)} ({words.millions(year.p10)} to {words.millions(year.p90)})"
        for year in cost.years
        if not year.is_actual
    )
    parts = [f"Actual cost: {actual}." if actual else "", f"Forecast with its 8-in-10 range: {ahead}." if ahead else ""]
    if block:
        grant = ", ".join(f"{year.label} {words.millions(year.mean)}" for year in block.years)
        parts.append(f"Block: {grant}.")
    return " ".join(part for part in parts if part)


def _pair(record: MonthRecord) -> tuple[RangeSeries | None, RangeSeries | None]:
    return findings.series(record, "block_cost"), findings.series(record, "allocation")


def _scale(cost: RangeSeries, block: RangeSeries | None) -> list[float]:
    shown = {year.label for year in cost.years}
    levels = [value for year in cost.years for value in (year.p10, year.p90, year.mean)]
    levels += [year.mean for year in block.years if year.label in shown] if block else []
    return ticks(min(levels), max(levels))


def _axes(svg: Svg, frame: Frame, cost: RangeSeries, marks: Sequence[float], place: Place, *, is_narrow: bool) -> None:
    end = place(len(cost.years) - 1, 0.0)[0] + 6
    size = 13
    for mark in marks:
        y = place(0, mark)[1]
        svg.line((frame.left, y), (end, y), colour=RULE, width=0.75)
        svg.text((frame.left - 6, y + 4.5), f"{mark / _MILLION:,.0f}", size=size, anchor="end", colour=MID)
    svg.text(
        (0, 13),
        "£m" if marks[0] == 0 else f"£m; the axis starts at £{marks[0] / _MILLION:,.0f}m",
        size=size,
        colour=MID,
    )
    first = next((i for i, year in enumerate(cost.years) if not year.is_actual), None)
    foot, top = place(0, marks[0])[1], place(0, marks[-1])[1]
    if first:
        x = (place(first - 1, 0.0)[0] + place(first, 0.0)[0]) / 2
        svg.line((x, foot), (x, top), colour=MID, dash="3 3")
        svg.text((x - 5, top + 15), "actual", size=size, anchor="end", colour=MID)
        svg.text((x + 5, top + 15), "forecast", size=size, colour=MID)
    svg.line((frame.left, foot), (end, foot), width=1.25)
    every = 3 if is_narrow else 1
    last = len(cost.years) - 1
    for i, year in enumerate(cost.years):
        if (last - i) % every == 0:
            svg.text((place(i, 0.0)[0], foot + 19), _short(year.label), size=size, anchor="middle")


def _band(svg: Svg, years: Sequence[YearRange], place: Place) -> None:
    start = next((i for i, year in enumerate(years) if not year.is_actual), len(years))
    inside = range(max(start - 1, 0), len(years))
    if len(inside) > 1 and start < len(years):
        upper = [place(i, years[i].p90) for i in inside]
        lower = [place(i, years[i].p10) for i in reversed(inside)]
        svg.path(upper + lower, fill=BAND)


def _block_line(svg: Svg, cost: RangeSeries, block: RangeSeries | None, place: Place) -> list[tuple[float, str, bool]]:
    grants = [(i, findings.year_of(block, year.label)) for i, year in enumerate(cost.years)]
    points = [(place(i, grant.mean), grant.mean) for i, grant in grants if grant is not None]
    if not points:
        return []
    svg.path([point for point, _ in points], colour=INK, width=2, dash="6 4")
    (_, y), value = points[-1]
    return [(y, f"{words.millions(value)} block", False)]


def _cost_line(svg: Svg, cost: RangeSeries, place: Place) -> list[tuple[float, str, bool]]:
    years = cost.years
    points = [place(i, year.mean) for i, year in enumerate(years)]
    svg.path(points, colour=FORECAST, width=3)
    for point, year in zip(points, years, strict=True):
        svg.dot(point, 4.2, fill=FORECAST if year.is_actual else PAPER, outline=FORECAST)
    last, end = years[-1], len(years) - 1
    labels = [(points[-1][1], f"{words.millions(last.mean)} cost", True)]
    if not last.is_actual:
        labels.append((place(end, last.p90)[1], f"{words.millions(last.p90)} high end", False))
        labels.append((place(end, last.p10)[1], f"{words.millions(last.p10)} low end", False))
    return labels


def _end_labels(svg: Svg, frame: Frame, labels: Sequence[tuple[float, str, bool]], *, is_narrow: bool) -> None:
    gap = _LABEL_GAP * (2.1 if is_narrow else 1)
    heights = spread([label[0] for label in labels], gap=gap, low=frame.top + 4, high=frame.height - frame.foot - 6)
    x = frame.width - frame.right + 14
    for height, (_, text, is_cost) in zip(heights, labels, strict=True):
        number, _, name = text.partition(" ")
        colour = FORECAST if is_cost else INK
        if is_narrow:
            svg.text((x, height + 1), number, size=13, colour=colour, is_bold=is_cost)
            svg.text((x, height + 15), name, size=13, colour=colour, is_bold=is_cost)
        else:
            svg.text((x, height + 5), text, colour=colour, is_bold=is_cost)


def _short(label: str) -> str:
    """``2026-27`` as ``26-27``: the century is in the table."""
    return label[2:] if label[:2].isdigit() else label


def _note(cost: RangeSeries | None, record: MonthRecord) -> str:
    ranges = f" {record.past.cost_in_words}" if record.past else ""
    basis = f"Basis: {cost.basis}. " if cost else ""
    return (
        f"{basis}Forecasts are means of the draws; the range should hold the result 8 times in 10.{ranges} "
        "[z] not applicable."
    )
