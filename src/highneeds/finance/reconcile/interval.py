"""Intervals: every value that a rounded number may have had. Ends are exact fractions, and belong to the interval."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``. An operation gives every result that values from the two intervals can have.

    That is exact where no number is used twice in one formula; ``exact_range`` sees to the others. Division raises
    ZeroDivisionError when the divisor may be nought.
    """

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, value: Fraction) -> Interval:
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        products = [one * two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __truediv__(self, other: Interval) -> Interval:
        if Fraction(0) in other:
            message = "the divisor may be nought"
            raise ZeroDivisionError(message)
        return self * Interval(1 / other.high, 1 / other.low)

    def __contains__(self, value: Fraction) -> bool:
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    @property
    def least_size(self) -> Fraction:
        """The distance from nought, which is nought when the interval holds it."""
        return max(self.low, -self.high, Fraction(0))
