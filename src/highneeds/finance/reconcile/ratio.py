"""A formula seen as a function of one of its figures: a polynomial over a polynomial, with exact coefficients.

It answers two questions: what would that figure have to be for the formula to be nought; and does the formula run
only up or only down as the figure grows (which a straight line over a straight line does)?
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

_Coefficients = tuple[Fraction, ...]  # of x^0, x^1, ...; the last is not nought


@dataclass(frozen=True, slots=True)
class Ratio:
    """``over`` / ``under``. Nothing common is cancelled: what looks bent may be straight, but never the reverse."""

    over: _Coefficients
    under: _Coefficients = (Fraction(1),)

    @classmethod
    def of(cls, value: Fraction) -> Ratio:
        return cls(_trimmed([value]))

    @classmethod
    def variable(cls) -> Ratio:
        return cls((Fraction(0), Fraction(1)))

    def __add__(self, other: Ratio) -> Ratio:
        if self.under == other.under:
            return Ratio(_sum(self.over, other.over), self.under)
        over = _sum(_product(self.over, other.under), _product(other.over, self.under))
        return Ratio(over, _product(self.under, other.under))

    def __sub__(self, other: Ratio) -> Ratio:
        return self + Ratio(tuple(-one for one in other.over), other.under)

    def __mul__(self, other: Ratio) -> Ratio:
        return Ratio(_product(self.over, other.over), _product(self.under, other.under))

    def __truediv__(self, other: Ratio) -> Ratio:
        if not other.over:
            message = "the divisor is nought"
            raise ZeroDivisionError(message)
        return Ratio(_product(self.over, other.under), _product(self.under, other.over))

    @property
    def is_monotone(self) -> bool:
        """A straight line over a straight line: between its poles it only rises or only falls."""
        return len(self.over) <= 2 and len(self.under) <= 2  # noqa: PLR2004 - a straight line has two coefficients

    @property
    def zero(self) -> Fraction | None:
        """Where it is nought; None when it never is, always is, or is too bent to say."""
        if not self.is_monotone or len(self.over) < 2:  # noqa: PLR2004 - as above
            return None
        found = -self.over[0] / self.over[1]
        return found if sum(one * found**power for power, one in enumerate(self.under)) else None


def _trimmed(coefficients: list[Fraction]) -> _Coefficients:
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)


def _sum(one: _Coefficients, two: _Coefficients) -> _Coefficients:
    return _trimmed([a + b for a, b in zip_longest(one, two, fillvalue=Fraction(0))])


def _product(one: _Coefficients, two: _Coefficients) -> _Coefficients:
    powers = [Fraction(0)] * max(0, len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            powers[i + j] += a * b
    return _trimmed(powers)
