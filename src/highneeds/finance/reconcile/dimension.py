"""What a number counts: pounds and children, each to a whole power. Pounds per child are (1, -1); a share is (0, 0)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DimensionError(ValueError):
    """Pounds were added to children, or the like; the message says what to what."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Adding two that differ raises DimensionError, so that no identity can compare pounds with children."""

    pounds: int = 0
    children: int = 0

    def __add__(self, other: Dimension) -> Dimension:
        if self != other:
            message = f"It adds {other} to {self}."
            raise DimensionError(message)
        return self

    def __sub__(self, other: Dimension) -> Dimension:
        if self != other:
            message = f"It takes {other} from {self}."
            raise DimensionError(message)
        return self

    def __mul__(self, other: Dimension) -> Dimension:
        return Dimension(self.pounds + other.pounds, self.children + other.children)

    def __truediv__(self, other: Dimension) -> Dimension:
        return Dimension(self.pounds - other.pounds, self.children - other.children)

    def __str__(self) -> str:
        known = {(0, 0): "a plain number", (1, 0): "pounds", (0, 1): "children", (1, -1): "pounds per child"}
        return known.get((self.pounds, self.children), f"pounds^{self.pounds} x children^{self.children}")


class Unit(StrEnum):
    """The units a page of figures may use."""

    POUNDS = "£"
    CHILDREN = "children"
    FTE = "FTE"
    POUNDS_PER_CHILD = "£ per child"
    SHARE = "%"
    NUMBER = "number"

    @property
    def dimension(self) -> Dimension:
        return _DIMENSIONS[self]


_DIMENSIONS = {
    Unit.POUNDS: Dimension(pounds=1),
    Unit.CHILDREN: Dimension(children=1),
    Unit.FTE: Dimension(children=1),
    Unit.POUNDS_PER_CHILD: Dimension(pounds=1, children=-1),
    Unit.SHARE: Dimension(),
    Unit.NUMBER: Dimension(),
}


def unit_of(dimension: Dimension) -> Unit:
    """The unit in which to show a result; a plain number where no unit fits."""
    units = (Unit.POUNDS, Unit.CHILDREN, Unit.POUNDS_PER_CHILD, Unit.NUMBER)
    return next((unit for unit in units if unit.dimension == dimension), Unit.NUMBER)
