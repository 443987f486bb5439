"""The bridge from budget to forecast outturn: one bar for each cause, starting where the one above ended."""

from __future__ import annotations

from decimal import Decimal

from highneeds.governance.record import MonthRecord
from highneeds.reports import findings, words
from highneeds.reports.charts.scale import linear
from highneeds.reports.charts.svg import FORECAST, INK, MID, PAPER, Svg
from highneeds.reports.charts.waterfall import Bar, bars_of, domain, draw_bar
from highneeds.reports.tables import Column, Kind, Table, millions_that_add


def table(record: MonthRecord) -> Table:
    amounts = millions_that_add([step.pence for step in record.bridge])
    rows = [
        (findings.cause_name(step), amount, _side(amount), step.in_words)
        for step, amount in zip(record.bridge, amounts, strict=True)
    ]
    over = sum(amounts, Decimal("0.00"))
    budget, forecast = _ends(record, over)
    rows.append(("Total", over, _side(over), f"£{budget:,}m budget to £{forecast:,}m forecast"))
    columns = (Column("Cause"), Column("£m", Kind.CHANGE_MILLIONS), Column("Side"), Column("In words"))
    return Table("bridge", findings.bridge(record), columns, tuple(rows), _note(record), has_total=True)


def draw(record: MonthRecord, *, key: str, is_narrow: bool) -> str:
    """The bridge with its own labels: cause at the left, or above the bar when narrow, and amount at its end."""
    bars, budget, forecast = _bars(record)
    width, left, right, pitch = (320.0, 8.0, 84.0, 44.0) if is_narrow else (720.0, 100.0, 150.0, 34.0)
    top = 34.0
    svg = _canvas(record, key, (width, top + pitch * (len(bars) + 1) + 4))
    place = linear(domain(bars), (left, width - right))
    zero, bar_height, drop = place(0.0), 20.0, (20.0 if is_narrow else 6.0)
    svg.text((max(zero - 4, 0), 18), f"£{budget:,}m budget", is_bold=True)
    svg.line((zero, 24), (zero, top + pitch * (len(bars) + 1)), width=1.5)
    for i, bar in enumerate(bars):
        y = top + pitch * i + drop
        draw_bar(svg, bar, (place(float(bar.start)), place(float(bar.end))), (y, bar_height))
        svg.line((place(float(bar.end)), y + bar_height), (place(float(bar.end)), y + pitch), colour=MID)
        label = (left + 6, y - 5) if is_narrow else (left - 14, y + 15)
        svg.text(label, bar.name, anchor="start" if is_narrow else "end")
        end = place(float(max(bar.start, bar.end)))
        svg.text((end + 7, y + 15), f"{words.change(bar.change)} {_side(bar.change)}", size=13 if is_narrow else 14)
    y = top + pitch * len(bars) + drop
    reach = place(float(bars[-1].end if bars else Decimal(0)))
    svg.rect((min(zero, reach), y), (abs(reach - zero), bar_height), fill=INK)
    svg.text(
        (left + 6, y - 5) if is_narrow else (left - 14, y + 15),
        "Total",
        anchor="start" if is_narrow else "end",
        is_bold=True,
    )
    _label_total(svg, f"£{forecast:,}m forecast", (max(zero, reach), y), is_narrow=is_narrow)
    return svg.markup()


def draw_beside(record: MonthRecord, *, key: str, size: tuple[float, float], head: float) -> str:
    """Bars alone, one for each row of the table that stands to the left: ``head`` is the height of its header row."""
    bars, budget, forecast = _bars(record)
    width, height = size
    svg = _canvas(record, key, size)
    pitch = (height - head) / (len(bars) + 1)
    thick = pitch * 0.64
    place = linear(domain(bars), (8, width - 4))
    zero = place(0.0)
    svg.text((max(zero - 4, 0), head - 10), f"£{budget:,}m budget", size=13)
    svg.line((zero, head - 4), (zero, height), width=1.5)
    for i, bar in enumerate(bars):
        y = head + pitch * i + (pitch - thick) / 2
        draw_bar(svg, bar, (place(float(bar.start)), place(float(bar.end))), (y, thick))
        svg.line((place(float(bar.end)), y + thick), (place(float(bar.end)), y + pitch), colour=MID)
    y = head + pitch * len(bars) + (pitch - thick) / 2
    reach = place(float(bars[-1].end if bars else Decimal(0)))
    svg.rect((min(zero, reach), y), (abs(reach - zero), thick), fill=INK)
    text = f"£{forecast:,}m forecast"
    if abs(reach - zero) > len(text) * 7.5:
        svg.text((max(zero, reach) - 6, y + thick * 0.5 + 4.6), text, size=13, anchor="end", colour=PAPER, is_bold=True)
    return svg.markup()


def in_words(record: MonthRecord) -> str:
    """The numbers of the chart for someone who cannot see it."""
    bars, budget, forecast = _bars(record)
    steps = ", ".join(f"{bar.name.lower()} £{abs(bar.change)}m {_side(bar.change)}" for bar in bars)
    return f"Bars start at the budget of £{budget:,}m: {steps}. They end at the forecast of £{forecast:,}m."


def _canvas(record: MonthRecord, key: str, size: tuple[float, float]) -> Svg:
    return Svg(key=key, width=size[0], height=size[1], title=findings.bridge(record), description=in_words(record))


def _bars(record: MonthRecord) -> tuple[list[Bar], Decimal, Decimal]:
    amounts = millions_that_add([step.pence for step in record.bridge])
    bars = bars_of([findings.cause_name(step) for step in record.bridge], amounts)
    budget, forecast = _ends(record, sum(amounts, Decimal("0.00")))
    return bars, budget, forecast


def _ends(record: MonthRecord, over: Decimal) -> tuple[Decimal, Decimal]:
    """Budget and forecast in £m whose difference is ``over``, the rounded sum of the steps."""
    forecast = words.in_millions(record.figure("forecast_outturn").value, 2)
    return forecast - over, forecast


def _label_total(svg: Svg, text: str, at: tuple[float, float], *, is_narrow: bool) -> None:
    end, y = at
    size = 13 if is_narrow else 14
    if end - 8 > len(text) * 8 and is_narrow:
        svg.text((end - 6, y + 15), text, size=size, anchor="end", colour=PAPER, is_bold=True)
    else:
        svg.text((end + 7, y + 15), text, size=size, is_bold=True, colour=FORECAST)


def _side(amount: Decimal) -> str:
    return "over" if amount > 0 else "under" if amount < 0 else "level"


def _note(record: MonthRecord) -> str:
    basis = record.figure("forecast_outturn").basis
    return (
        f"Basis: {basis}. Volume is priced at the budgeted average, mix at budgeted prices, price on forecast "
        "children. Amounts are rounded so that they add. Residual is what no cause explains."
    )
