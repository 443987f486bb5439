"""How much wider or narrower a range should be, judged by how earlier ranges of the same council did.

Split conformal prediction (Vovk, Gammerman and Shafer 2005, Algorithmic Learning in a Random World; Lei, G'Sell,
Rinaldo, Tibshirani and Wasserman 2018, JASA 113) scales a range so that the wanted share of past truths would have
fallen inside. It promises that share when past and future forecasts are exchangeable. Successive Januaries are not, so
nothing is promised here (Barber, Candes, Ramdas and Tibshirani 2023, Annals of Statistics 51, bound what is lost), and
a council has few of them: the record is therefore weighed against a prior of ten forecasts whose ranges were right.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from highneeds.forecast.types import Floats

# Ten Januaries are about as many as any council will have: until then the model's own range counts for more.
FORECASTS_IN_PRIOR = 10.0
# With one or two past forecasts a single miss is luck as likely as not.
FEWEST_FORECASTS = 3
# One miss in three, the nearest a record of three can come to being right, asks for 1.15: no change is made for less.
LEAST_CHANGE = 1.15
_AS_THEY_ARE = "; they are shown as the model gives them."
_UNLIKELY = 0.1
_STEPS_OF_BISECTION = 60
_WIDEST = 20.0


@dataclass(frozen=True)
class Adjustment:
    """``factor`` multiplies the range about its median at ``years_ahead``; 1 leaves it as it is.

    Of ``forecasts`` past ones, ``missed`` truths lay outside their range of ``level``. ``found`` is what this record
    alone asks for, before it is judged enough to act on and set beside the shorter horizons.
    """

    years_ahead: int
    level: float
    forecasts: int
    missed: int
    found: float
    factor: float


def scaled_misses(truth: Floats, median: Floats, low: Floats, high: Floats) -> Floats:
    """How far the truth lay from the median, in half-ranges of its own side: 1 is the end of the range.

    The truth at the median of a range without width gives 0, elsewhere infinity.
    """
    distance = np.abs(truth - median)
    half = np.where(truth >= median, high - median, median - low)
    return np.where(distance > 0.0, np.divide(distance, half, out=np.full(distance.shape, np.inf), where=half > 0), 0.0)


def adjustments(
    misses: Mapping[int, Sequence[float]], *, level: float, most_years_ahead: int
) -> tuple[Adjustment, ...]:
    """One for each horizon from 1, from the ``scaled_misses`` of earlier forecasts by years ahead.

    A longer horizon is never narrowed more or widened less than a shorter one: it knows less, and has fewer forecasts
    to show for it.
    """
    made: list[Adjustment] = []
    for years_ahead in range(1, most_years_ahead + 1):
        past = [float(miss) for miss in misses.get(years_ahead, ())]
        found = _factor(past, level)
        own = found if len(past) >= FEWEST_FORECASTS and _is_a_change(found) else 1.0
        factor = max(made[-1].factor, own) if made else own
        missed = sum(miss > 1.0 for miss in past)
        made.append(Adjustment(years_ahead, level, len(past), missed, found, factor))
    return tuple(made)


def adjusted(median: Floats, end: Floats, factor: float) -> Floats:
    """An end of a range, ``factor`` times as far from the median, never below 0."""
    return np.maximum(0.0, median + factor * (end - median))


def in_words(made: Sequence[Adjustment]) -> str:
    """What the record asks of the ranges and why, and how they are therefore shown, in a sentence."""
    forecasts, missed = sum(one.forecasts for one in made), sum(one.missed for one in made)
    if not any(one.forecasts >= FEWEST_FORECASTS for one in made):
        most = max((one.forecasts for one in made), default=0)
        return too_few(most)
    expected = forecasts * (1.0 - made[0].level)
    record = f"{missed} of {forecasts} earlier forecasts fell outside their {_in_ten(made[0].level)} range"
    factors = [one.factor for one in made if one.factor != 1.0]
    if not factors:
        if _is_unlikely(missed, forecasts, 1.0 - made[0].level):
            return (
                f"{record}, where {expected:.1f} would be expected; there are too few at each horizon to say by how "
                f"much the ranges should change{_AS_THEY_ARE}"
            )
        return f"{record}, no clear sign that ranges are too narrow or too wide{_AS_THEY_ARE}"
    times = " to ".join(dict.fromkeys(f"{factor:.1f}" for factor in (min(factors), max(factors))))
    verb = "widened" if min(factors) > 1.0 else "narrowed" if max(factors) < 1.0 else "changed"
    return f"Ranges are {verb} to {times} times the model's, since {record} where {expected:.1f} would be expected."


def too_few(forecasts: int) -> str:
    """What is said of a record with no more than ``forecasts`` at any horizon, fewer than are needed."""
    return (
        f"There are too few earlier forecasts ({forecasts} at one horizon; {FEWEST_FORECASTS} are needed) to judge the "
        f"ranges by{_AS_THEY_ARE}"
    )


class Factor(Protocol):
    """What a range ``years_ahead`` is to be multiplied by."""

    @property
    def years_ahead(self) -> int: ...

    @property
    def factor(self) -> float: ...


def factor_at(made: Sequence[Factor], years_ahead: int) -> float:
    """What a range ``years_ahead`` is to be multiplied by: beyond the record its last factor; 1 without a record."""
    reached = [one.factor for one in made if one.years_ahead <= years_ahead]
    return reached[-1] if reached else 1.0


def _in_ten(level: float) -> str:
    return f"{level * 10:.0f}-in-10"


def _is_unlikely(missed: int, forecasts: int, prob_miss: float) -> bool:
    """Whether right ranges would miss so often, or so seldom, in fewer than one record in ten."""
    probs = [
        math.comb(forecasts, count) * prob_miss**count * (1.0 - prob_miss) ** (forecasts - count)
        for count in range(forecasts + 1)
    ]
    return min(sum(probs[missed:]), sum(probs[: missed + 1])) < _UNLIKELY


def _is_a_change(factor: float) -> bool:
    return factor >= LEAST_CHANGE or factor <= 1.0 / LEAST_CHANGE


def _factor(misses: Sequence[float], level: float) -> float:
    """The smallest factor within which the wanted share of record and prior lies.

    The share is of (forecasts + prior + the new forecast itself); the last counts only as far as the record does, so
    that no record gives 1 and a long one the quantile of split conformal prediction.
    """
    if not misses:
        return 1.0
    count = len(misses)
    wanted = level * (count + FORECASTS_IN_PRIOR + count / (count + FORECASTS_IN_PRIOR))
    ordered = sorted(misses)

    def reached(factor: float) -> bool:
        within = sum(miss <= factor for miss in ordered)
        return within + FORECASTS_IN_PRIOR * _share_within(factor, level) >= wanted

    low, high = 0.0, _WIDEST
    for _ in range(_STEPS_OF_BISECTION):
        middle = (low + high) / 2.0
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def _share_within(factor: float, level: float) -> float:
    """How much a normal distribution holds within ``factor`` times its own central range of ``level``."""
    normal = statistics.NormalDist()
    return 2.0 * normal.cdf(factor * normal.inv_cdf((1.0 + level) / 2.0)) - 1.0
