"""The charts of a month and the table behind each: ``bridge``, ``fan``, ``months`` and ``earlier`` forecasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from highneeds.governance.record import MonthRecord
from highneeds.reports.charts import bridge, earlier, fan, months
from highneeds.reports.tables import Table

CHART_NAMES = ("bridge", "fan", "months", "earlier")

_TABLES: dict[str, Callable[[MonthRecord], Table]] = {
    "bridge": bridge.table,
    "fan": fan.table,
    "months": months.table,
    "earlier": lambda record: earlier.table(record.past),
}
_WORDS: dict[str, Callable[[MonthRecord], str]] = {
    "bridge": bridge.in_words,
    "fan": fan.in_words,
    "months": months.in_words,
    "earlier": lambda record: earlier.in_words(record.past),
}


class _Draw(Protocol):
    def __call__(self, record: MonthRecord, *, key: str, is_narrow: bool) -> str: ...


def _draw_earlier(record: MonthRecord, *, key: str, is_narrow: bool) -> str:
    return earlier.draw(record.past, key=key, is_narrow=is_narrow)


_DRAWINGS: dict[str, _Draw] = {
    "bridge": bridge.draw,
    "fan": fan.draw,
    "months": months.draw,
    "earlier": _draw_earlier,
}


def chart_svg(record: MonthRecord, name: str, *, narrow: bool = False) -> str:
    """The chart as SVG text, 720 units wide, or 320 when ``narrow``; no style attribute, script or link in it.

    Its title and description say what it shows; the caption to print over it is ``chart_table(record, name).title``.
    Raises KeyError for an unknown name.
    """
    return _DRAWINGS[name](record, key=f"{name}-{'narrow' if narrow else 'wide'}", is_narrow=narrow)


def chart_table(record: MonthRecord, name: str) -> Table:
    """The numbers of the chart: ``title`` is the finding, ``texts()`` the rows as read.

    Raises KeyError for an unknown name.
    """
    return _TABLES[name](record)


def chart_in_words(record: MonthRecord, name: str) -> str:
    """The text alternative: all numbers of the chart in a sentence or two. Raises KeyError for an unknown name."""
    return _WORDS[name](record)
