"""The fan of a forecast as one small SVG, written by hand: it must be there within the second the command has left."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_WIDTH, _HEIGHT = 720.0, 400.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 90.0, 56.0, 44.0
_BANDS = (("p05", "p95", "#d2e2f1"), ("p10", "p90", "#a8c6e3"), ("p25", "p75", "#6d9fcd"))
_LINE = "#144e81"
_TEXT = "#0b0c0c"
_OPENING = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" '
    f'aria-labelledby="title desc" font-family="Arial, Helvetica, sans-serif" font-size="14" fill="{_TEXT}">'
)
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def fan_chart(total: pl.DataFrame) -> str:
    """SVG text of the children by January, with bands of 50, 80 and 90 % of draws; ``total`` as in ``total_table``."""
    rows = total.filter(pl.col("measure") == "children").sort("year").to_dicts()
    ticks = _ticks(max(row["p95"] for row in rows))
    years = [row["year"] for row in rows]

    def at(row: dict[str, float], column: str) -> str:
        return f"{_x(int(row['year']), years):.1f},{_y(row[column], ticks[-1]):.1f}"

    bands = []
    for low, high, colour in _BANDS:
        outline = " ".join([at(row, low) for row in rows] + [at(row, high) for row in rows[::-1]])
        bands.append(f'<polygon fill="{colour}" points="{outline}"/>')
    median = " ".join(at(row, "p50") for row in rows)
    line = f'<polyline fill="none" stroke="{_LINE}" stroke-width="3" points="{median}"/>'
    words = _words(rows)
    return "\n".join(
        [
            _OPENING,
            f'<title id="title">Children with a plan</title><desc id="desc">{words}</desc>',
            f'<rect width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" fill="#ffffff"/>',
            _label(_LEFT, 22, "Children with a plan each January", size=16),
            _label(_LEFT, 42, "Median, with the middle 50, 80 and 90 % of draws"),
            *_axes(years, ticks),
            *bands,
            line,
            *_ends(rows[-1], years, ticks[-1]),
            "</svg>",
            "",
        ]
    )


def _words(rows: Sequence[dict[str, float]]) -> str:
    first, last = rows[0], rows[-1]
    return (
        f"From {first['p50']:,.0f} children in January {first['year']} to a median of {last['p50']:,.0f} in January "
        f"{last['year']}; nine draws in ten end between {last['p05']:,.0f} and {last['p95']:,.0f}."
    )


def _ticks(largest: float) -> list[float]:
    """Round steps from 0 to above ``largest``, four to six of them."""
    rough = max(largest, 1.0) / 5.0
    power = 10.0 ** (len(f"{rough:.0f}") - 1)
    step = next(power * nice for nice in _NICE if power * nice >= rough)
    count = int(largest / step) + 1
    return [step * i for i in range(count + 1)]


def _x(year: int, years: Sequence[int]) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (year - years[0]) / max(1, years[-1] - years[0])


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top


def _label(x: float, y: float, words: str, *, size: int = 14, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def _axes(years: Sequence[int], ticks: Sequence[float]) -> list[str]:
    right = _WIDTH - _RIGHT
    grid = [
        f'<line x1="{_LEFT}" x2="{right}" y1="{_y(t, ticks[-1]):.1f}" y2="{_y(t, ticks[-1]):.1f}" stroke="#b1b4b6"/>'
        for t in ticks
    ]
    values = [_label(_LEFT - 8, _y(tick, ticks[-1]) + 5, f"{tick:,.0f}", anchor="end") for tick in ticks]
    names = [_label(_x(year, years), _HEIGHT - _BOTTOM + 22, str(year), anchor="middle") for year in years]
    return grid + values + names


def _ends(last: dict[str, float], years: Sequence[int], top: float) -> list[str]:
    """The figures at the right-hand end; the outer two are left out where they would run into the median's."""
    x = _x(years[-1], years) + 8
    middle = _y(last["p50"], top)
    outer = [column for column in ("p05", "p95") if abs(_y(last[column], top) - middle) >= 16]  # noqa: PLR2004 - a line of text is 16 high
    return [_label(x, _y(last[column], top) + 5, f"{last[column]:,.0f}") for column in ("p50", *outer)]
