"""The tables of a return as data, before a template says where each stands and what its rows are called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from highneeds.reports.tables import Cell

TOTAL = "total"
"""Key of the row that is the sum of the others."""


class Unit(StrEnum):
    """What the numbers of a table are."""

    CHILDREN = "children"
    GBP = "GBP"
    PERCENT = "percent"
    TEXT = "text"


class Basis(StrEnum):
    """Where the numbers of a column come from."""

    COUNTED = "counted"
    FORECAST = "forecast"
    OUTTURN = "outturn"
    BUDGET = "budget"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: ``label`` as a template heads it (a year, a line's column)."""

    label: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row by ``key``; a cell of None is "not applicable". ``unit``: of this row, where it is not the table's."""

    key: str
    cells: tuple[Cell, ...]
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class ReturnTable:
    """One table of a return. ``has_total``: the row ``total`` is the sum of the others."""

    key: str
    headings: tuple[Heading, ...]
    rows: tuple[ReturnRow, ...]
    unit: Unit
    note: str = ""
    has_total: bool = False

    def row(self, key: str) -> ReturnRow:
        """Raises KeyError when there is none of that key."""
        for row in self.rows:
            if row.key == key:
                return row
        message = f"table {self.key} has no row {key!r}"
        raise KeyError(message)

    def unit_of(self, row: ReturnRow) -> Unit:
        return row.unit or self.unit


@dataclass(frozen=True, slots=True)
class Stated:
    """Something a return's numbers stand on: its name, its value in words, and where it comes from."""

    name: str
    in_words: str
    source: str
