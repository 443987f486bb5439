"""Why the placements cost more or less than budgeted: more children, another mix of settings, or other prices.

With budgeted and actual children n (year-average) and cost by setting, and N the sum of n:
volume = (N_a - N_b) x average budgeted cost; price = sum of n_a x (c_a - c_b); mix is what the change of shares costs
at budgeted prices. The three add to the variance exactly. A setting without budgeted children, or
without actual ones, has no price to compare, so that all of it is mix. What was reported and the rows do not hold is a
residual, always shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from highneeds.core import Pence


@dataclass(frozen=True, slots=True)
class SettingCost:
    """Budget and actual (or forecast) of one setting: children as year-average, cost in pence."""

    setting: str
    budget_children: float
    budget_pence: Pence
    actual_children: float
    actual_pence: Pence


class SettingShare(NamedTuple):
    """What one setting has of each cause; the shares of all settings add to the cause, to the penny."""

    setting: str
    volume_pence: Pence
    mix_pence: Pence
    price_pence: Pence


@dataclass(frozen=True, slots=True)
class Variance:
    """The three causes, in pence, and what each setting has of them; positive is over."""

    volume_pence: Pence
    mix_pence: Pence
    price_pence: Pence
    residual_pence: Pence
    by_setting: tuple[SettingShare, ...]

    @property
    def total_pence(self) -> Pence:
        return Pence(sum(pence for _, pence in self.steps))

    @property
    def steps(self) -> tuple[tuple[str, Pence], ...]:
        """Volume, mix, price and residual, always all four: a residual of nought is said to be nought."""
        parts = (self.volume_pence, self.mix_pence, self.price_pence, self.residual_pence)
        return tuple(zip(("volume", "mix", "price", "residual"), parts, strict=True))


def volume_mix_price(rows: Sequence[SettingCost], reported_pence: Pence | None = None) -> Variance:
    """Split the variance of ``rows`` so that the parts re-add to it to the penny.

    ``reported_pence``: the variance somebody reported for the same placements; what the rows do not explain of it is
    the residual. With no budgeted children at all everything is mix: nothing says what more children should have cost.
    """
    budget_children = sum((Fraction(row.budget_children) for row in rows), Fraction(0))
    actual_children = sum((Fraction(row.actual_children) for row in rows), Fraction(0))
    growth = actual_children / budget_children if budget_children else Fraction(1)
    prices = [_price(row) for row in rows]
    mixes = [row.actual_pence - price - growth * row.budget_pence for row, price in zip(rows, prices, strict=True)]
    volumes = [(growth - 1) * row.budget_pence for row in rows]
    causes = (volumes, mixes, prices)
    sums = [sum(cause, Fraction(0)) for cause in causes]
    whole = _round_to_re_add(sums, int(sum(sums, Fraction(0))))
    shares = [_round_to_re_add(cause, pence) for cause, pence in zip(causes, whole, strict=True)]
    return Variance(
        volume_pence=whole[0],
        mix_pence=whole[1],
        price_pence=whole[2],
        by_setting=tuple(map(SettingShare, (row.setting for row in rows), *shares)),
        residual_pence=Pence(0 if reported_pence is None else reported_pence - sum(whole)),
    )


def _price(row: SettingCost) -> Fraction:
    if not row.budget_children or not row.actual_children:
        return Fraction(0)
    return row.actual_pence - Fraction(row.actual_children) * row.budget_pence / Fraction(row.budget_children)


def _round_to_re_add(parts: Sequence[Fraction], whole: int) -> list[Pence]:
    """Whole pence that add to ``whole``, less than a penny from the sum of ``parts``: the largest remainders go up."""
    floors = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    for i in by_remainder[: whole - sum(floors)]:
        floors[i] += 1
    return [Pence(floor) for floor in floors]
