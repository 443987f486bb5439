"""A table as data: what it finds, its columns with their kind of number, rows, and the note under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from highneeds.core import round_to_add
from highneeds.reports import words

Cell = str | int | Decimal | None  # None is "not applicable"

PENCE_SHOWN = 1_000_000  # tables show £m to two places: £10,000
_UNITS_IN_A_MILLION = 100
_THOUSANDTHS = 1000


class Kind(StrEnum):
    """How the numbers of a column are written."""

    TEXT = "text"
    COUNT = "count"
    CHANGE = "change"
    MILLIONS = "millions"
    CHANGE_MILLIONS = "change_millions"
    POUNDS = "pounds"
    PERCENT = "percent"
    CHANGE_PERCENT = "change_percent"

    @property
    def is_number(self) -> bool:
        return self is not Kind.TEXT


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = Kind.TEXT
    group: str = ""  # a heading over several neighbouring columns


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is a short word for links and sheets; ``title`` is the finding; the first column heads its row.

    ``has_total``: the last row is the sum of those above it, in every column of counts, changes and millions.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    has_total: bool = False

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The rows as they are read, each cell in the words of its column."""
        return tuple(
            tuple(cell_text(cell, column.kind) for cell, column in zip(row, self.columns, strict=True))
            for row in self.rows
        )


def cell_text(cell: Cell, kind: Kind) -> str:
    if cell is None:
        return words.NOT_APPLICABLE
    if isinstance(cell, str):
        return cell
    if kind in {Kind.CHANGE, Kind.CHANGE_MILLIONS, Kind.CHANGE_PERCENT}:
        return words.change(cell)
    return f"{words.MINUS if cell < 0 else ''}{abs(cell):,}"


def rounded(value: float | None, places: int) -> Decimal | None:
    """Rounded half up to ``places``; not applicable stays so."""
    return None if value is None else Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def whole(value: float | None) -> int | None:
    """The nearest whole number; not applicable stays so."""
    return None if value is None else words.whole(value)


def percent_off(said: float, came: float) -> Decimal | None:
    """How far what was said lies above (plus) or below what came, in percent of it; not applicable to nothing."""
    return rounded(100.0 * (said - came) / came, 1) if came else None


def millions_that_add(pence: Sequence[float]) -> list[Decimal]:
    """£m to two places whose sum is the rounded sum of ``pence``."""
    units = round_to_add([words.whole(value) for value in pence], PENCE_SHOWN)
    return [Decimal(unit) / _UNITS_IN_A_MILLION + Decimal("0.00") for unit in units]


def counts_that_add(values: Sequence[float]) -> list[int]:
    """Whole children whose sum is the rounded sum of ``values``."""
    return round_to_add([words.whole(value * _THOUSANDTHS) for value in values], _THOUSANDTHS)
