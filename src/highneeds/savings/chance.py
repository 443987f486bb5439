"""How likely a programme is to meet each year's target, and what would have to be true for it to.

Two chances: that it is met if every measure is delivered as planned, and that it is met when each comes about as its
delivery confidence has it, the same in all years of a draw. Of what must be true the smallest change is told: of one
measure's size, or of moves in September beyond those forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.core import FinancialYear, Pence
from highneeds.finance.block.luck import comes_about
from highneeds.finance.types import Floats
from highneeds.savings.effect import ProgrammeEffect
from highneeds.savings.types import Target
from highneeds.savings.volume import VolumeNeeded, volume_needed

EVEN, LIKELY = 0.5, 0.8
_RANGE = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Moves:
    """What one move away from dear placements saves: ``pence_per_child_year``, in so many ``placements``, in words."""

    pence_per_child_year: float
    placements: float
    what: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The measure that would have to do ``factor`` times what is forecast of it, all else as planned."""

    name: str
    factor: float


@dataclass(frozen=True, slots=True)
class YearChance:
    """One year's target. Pence; ``low`` and ``high`` are the 10th and 90th percentiles of what is saved.

    ``volume``: the moves that the whole target asks for; ``further_even``, ``further_likely``: September moves beyond
    those forecast for an even chance, and for eight in ten (0 where it has it). ``stretch``: the smallest change of one
    measure that gives an even chance, None where it has one or no measure saves anything. ``must_deliver``: measures
    without any one of which the middle draw misses the target, empty where it misses it anyway.
    """

    year: FinancialYear
    target_pence: Pence
    low_pence: float
    median_pence: float
    high_pence: float
    prob_all_delivered: float
    prob_weighted: float
    volume: VolumeNeeded | None
    further_even: float | None
    further_likely: float | None
    stretch: Stretch | None
    must_deliver: tuple[str, ...]


def chances(effect: ProgrammeEffect, target: Target, moves: Moves | None, *, seed: int) -> tuple[YearChance, ...]:
    """Of every year of the forecast that the target speaks of or that follows the last one it does."""
    wanted = [
        (position, year)
        for position, year in enumerate(effect.financial_years)
        if year >= target.entered.years[0] and target.entered.saved_in(year) > 0
    ]
    uncertain = delivered_savings(effect, seed=seed)
    return tuple(_chance(effect, uncertain, target, moves, position, year) for position, year in wanted)


def delivered_savings(effect: ProgrammeEffect, *, seed: int) -> Floats:
    """Pence saved ``[draw, financial year]`` when each measure comes about in its weight's share of draws.

    A measure that comes about adds what it adds after all those before it.
    """
    draws = len(effect.joint)
    saved = np.zeros_like(effect.joint)
    for one in effect.measures:
        comes = comes_about(one.measure.weight, name=f"delivery of {one.measure.ref}", seed=seed, draws=draws)
        saved += one.marginal * comes[:, None]
    return saved


def _chance(
    effect: ProgrammeEffect,
    uncertain: Floats,
    target: Target,
    moves: Moves | None,
    position: int,
    year: FinancialYear,
) -> YearChance:
    wanted, saved = target.entered.saved_in(year), effect.joint[:, position]
    low, median, high = np.quantile(saved, _RANGE)
    marginal = {one.measure.name: one.marginal[:, position] for one in effect.measures}
    return YearChance(
        year=year,
        target_pence=wanted,
        low_pence=float(low),
        median_pence=float(median),
        high_pence=float(high),
        prob_all_delivered=float((saved >= wanted).mean()),
        prob_weighted=float((uncertain[:, position] >= wanted).mean()),
        volume=_volume(wanted, moves, year),
        further_even=_further(wanted - _at_chance(saved, EVEN), moves, year),
        further_likely=_further(wanted - _at_chance(saved, LIKELY), moves, year),
        stretch=_smallest_stretch(marginal, saved, wanted),
        must_deliver=_must_deliver(marginal, saved, wanted),
    )


def _at_chance(saved: Floats, prob: float) -> float:
    """What is saved at least with the probability ``prob``."""
    return float(np.quantile(saved, 1.0 - prob))


def _volume(pence: float, moves: Moves | None, year: FinancialYear) -> VolumeNeeded | None:
    if moves is None:
        return None
    return volume_needed(pence, moves.pence_per_child_year, moves.placements, year=year)


def _further(short: float, moves: Moves | None, year: FinancialYear) -> float | None:
    needed = _volume(max(0.0, short), moves, year)
    return None if needed is None else needed.september_moves


def _smallest_stretch(marginal: dict[str, Floats], saved: Floats, wanted: float) -> Stretch | None:
    """In proportion: a measure that saves twice as much is taken to do so in every draw."""
    short = wanted - float(np.median(saved))
    means = {name: float(values.mean()) for name, values in marginal.items()}
    savers = {name: mean for name, mean in means.items() if mean > 0}
    if short <= 0 or not savers:
        return None
    largest = max(savers, key=lambda name: savers[name])
    return Stretch(largest, 1.0 + short / savers[largest])


def _must_deliver(marginal: dict[str, Floats], saved: Floats, wanted: float) -> tuple[str, ...]:
    if np.median(saved) < wanted:
        return ()
    return tuple(name for name, values in marginal.items() if np.median(saved - values) < wanted)
