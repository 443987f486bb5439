"""The tables that a text may ask for by name, each as the paper itself makes it: with what is withheld kept back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from highneeds.reports.papers.blocks import boards, position, risks, savings
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Item, Shown

_MAKERS: Mapping[str, Callable[[Context], Iterator[Item]]] = MappingProxyType(
    {
        "bridge": position.budget_and_outturn,
        "fan": position.years_ahead,
        "months": position.spent_by_month,
        "children": position.placements,
        "earlier": position.past_forecasts,
        "targets": savings.targets,
        "progress": savings.progress,
        "risks": risks.key_risks,
        "waiting": boards.waiting,
    }
)
"""By the name of the table; all of them may be published."""

BLOCKS = tuple(_MAKERS)


def block_of(of: Context, name: str) -> Shown | None:
    """None where there is no such table, or the facts have nothing to put into it."""
    items = _MAKERS[name](of) if name in _MAKERS else ()
    return next((item for item in items if isinstance(item, Shown) and _is_called(item, name)), None)


def _is_called(item: Shown, name: str) -> bool:
    return item.table.name == name
