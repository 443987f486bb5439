"""Money: whole pence in ledgers, budgets and papers; float pounds only inside draws; this module is the border."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import NewType

Pence = NewType("Pence", int)

_PENCE_IN_A_POUND = 100


def pence_from_pounds(pounds: Decimal | str | int) -> Pence:
    """Exact pence; raises ValueError when ``pounds`` is not a number or has a fraction of a penny."""
    try:
        pence = Decimal(pounds) * _PENCE_IN_A_POUND
    except InvalidOperation:
        pence = Decimal("NaN")
    if not pence.is_finite():
        message = f"{pounds!r} is not an amount in pounds"
        raise ValueError(message)
    if pence != pence.to_integral_value():
        message = f"£{pounds} has a fraction of a penny"
        raise ValueError(message)
    return Pence(int(pence))


def pence_from_draws(pounds: float) -> Pence:
    """Float pounds from a simulation, rounded to a penny, a half away from nought."""
    return Pence(int((Decimal(repr(float(pounds))) * _PENCE_IN_A_POUND).quantize(Decimal(1), ROUND_HALF_UP)))


def pounds_from_pence(pence: int) -> Decimal:
    return Decimal(pence) / _PENCE_IN_A_POUND


def allocate(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole ``total`` in proportion to ``weights`` so that the parts re-add to it exactly (largest remainder).

    Ties go to the earlier part; a negative total splits too. Raises ValueError when the weights are negative, are
    not finite or sum to zero.
    """
    if not all(weight >= 0 and math.isfinite(weight) for weight in weights) or not any(weights):
        message = "weights must be finite and non-negative with a positive sum"
        raise ValueError(message)
    fractions = [Fraction(weight) for weight in weights]  # exact: a float's own value, without rounding on the way
    weight_sum = sum(fractions)
    exact = [total * fraction / weight_sum for fraction in fractions]
    parts = [math.floor(share) for share in exact]
    short = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:short]:
        parts[i] += 1
    return parts


def round_to_add(values: Sequence[int], unit: int) -> list[int]:
    """Round each of ``values`` to whole multiples of ``unit`` (say £10,000) so that they add to the rounded total.

    Returns counts of units. Every part is within one unit of its value; the total rounds a half away from nought.
    """
    total = int((Decimal(sum(values)) / unit).quantize(Decimal(1), ROUND_HALF_UP))
    floors = [value // unit for value in values]
    by_remainder = sorted(range(len(values)), key=lambda i: (-(values[i] % unit), i))
    for i in by_remainder[: total - sum(floors)]:
        floors[i] += 1
    return floors
