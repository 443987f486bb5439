"""Money: whole pence in ledgers, budgets and papers; float pounds only inside draws; this module is the border."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

Pence = NewType("Pence", int)

_PENCE_IN_A_POUND = 100


def pence_from_pounds(pounds: Decimal | str | int) -> Pence:
    """Exact pence; raises ValueError when ``pounds`` has a fraction of a penny."""
    pence = Decimal(pounds) * _PENCE_IN_A_POUND
    if pence != pence.to_integral_value():
        message = f"£{pounds} has a fraction of a penny"
        raise ValueError(message)
    return Pence(int(pence))


def pence_from_draws(pounds: float) -> Pence:
    """Float pounds from a simulation, rounded half up to a penny."""
    return Pence(int((Decimal(repr(float(pounds))) * _PENCE_IN_A_POUND).quantize(Decimal(1), ROUND_HALF_UP)))


def pounds_from_pence(pence: int) -> Decimal:
    return Decimal(pence) / _PENCE_IN_A_POUND


def allocate(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole ``total`` in proportion to ``weights`` so that the parts re-add to it exactly (largest remainder).

    Ties go to the earlier part. Raises ValueError when the weights are negative or sum to zero.
    """
    if not weights or min(weights) < 0 or sum(weights) <= 0:
        message = "weights must be non-negative with a positive sum"
        raise ValueError(message)
    weight_sum = sum(map(Decimal, weights))
    exact = [Decimal(total) * Decimal(weight) / weight_sum for weight in weights]
    parts = [int(share // 1) for share in exact]
    short = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:short]:
        parts[i] += 1
    return parts


def round_to_add(values: Sequence[int], unit: int) -> list[int]:
    """Round each of ``values`` to whole multiples of ``unit`` (say £10,000) so that they add to the rounded total.

    Returns counts of units. Every part is within one unit of its value.
    """
    total = int((Decimal(sum(values)) / unit).quantize(Decimal(1), ROUND_HALF_UP))
    floors = [value // unit for value in values]
    by_remainder = sorted(range(len(values)), key=lambda i: (-(values[i] % unit), i))
    for i in by_remainder[: total - sum(floors)]:
        floors[i] += 1
    return floors
