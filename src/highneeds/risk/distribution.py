"""The deficit with a risk on and off, and what the money suggests a score should be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.forecast.types import Bools, Floats
from highneeds.risk.matrix import Matrix

_PROBS = (0.1, 0.5, 0.9)
_TWENTIETHS = tuple((2 * n + 1) / 40 for n in range(20))


@dataclass(frozen=True, slots=True)
class Spread:
    """Of draws: mean, and what one in ten, half and nine in ten are below. ``twentieths``: the middle of each of
    twenty equal parts, least first.
    """

    mean: float
    p10: float
    p50: float
    p90: float
    twentieths: tuple[float, ...] = ()


def spread_of(values: Floats) -> Spread:
    low, middle, high = (float(end) for end in np.quantile(values, _PROBS))
    return Spread(float(values.mean()), low, middle, high, tuple(np.quantile(values, _TWENTIETHS).tolist()))


@dataclass(frozen=True, slots=True)
class OnAndOff:
    """A deficit on a day, in pence, plus is owed: ``on`` as the risk is judged, ``off`` as if it could not happen.

    ``expected_pence`` is the mean of the difference over all draws; ``if_it_happens`` over those in which it does,
    None where it happens in none. ``prob_past_limit_*`` are None where there is no limit.
    """

    risk: str
    prob: float
    on: Spread
    off: Spread
    expected_pence: float
    if_it_happens: Spread | None
    council_expected_pence: float
    prob_past_limit_on: float | None
    prob_past_limit_off: float | None


def on_and_off(
    risk: str, happens: Bools, *, on: Floats, off: Floats, council: Floats, limit_pence: int | None
) -> OnAndOff:
    """From the same draws, ``[draw]`` each. Raises ValueError when these are not as many."""
    if not len(happens) == len(on) == len(off) == len(council):
        message = f"the deficits with and without {risk} are not of the same draws"
        raise ValueError(message)
    added = on - off
    past = (None, None) if limit_pence is None else tuple(float((side > limit_pence).mean()) for side in (on, off))
    return OnAndOff(
        risk,
        float(happens.mean()),
        spread_of(on),
        spread_of(off),
        float(added.mean()),
        spread_of(added[happens]) if happens.any() else None,
        float(council.mean()),
        *past,
    )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the money says of a score; a person decides."""

    likelihood: int
    money_impact: int


def suggestion(matrix: Matrix, prob: float, worst_year_pence: float, block_budget_pence: int) -> Suggestion:
    """From the chance, and the middle of what the worst year would cost if it came about, as a share of the block."""
    return Suggestion(matrix.likelihood_of(prob), matrix.money_impact_of(worst_year_pence / block_budget_pence))
