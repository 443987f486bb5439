"""What risks add to a year's cost, draw by draw: each alone, all together, and what they do to one another.

Amounts are whole pence in floating point, so that each alone and the interaction add to the whole exactly in every
draw. Two risks that would lose the same saving lose it once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, Philox

from highneeds.core import FinancialYear
from highneeds.forecast.types import Bools, Floats
from highneeds.risk.money import DirectCost, FallsOn, RiskMoney, SavingLoss
from highneeds.risk.worlds import Worlds

_MONTHS_IN_A_YEAR = 12
_KEY_BYTES = 16


@dataclass(frozen=True)
class LeverPence:
    """What levers add, ``[draw, year]`` in whole pence: of each risk alone, nought where it does not come about, and of
    all that come about together.
    """

    alone: Mapping[str, Floats]
    together: Floats


@dataclass(frozen=True)
class RiskEffect:
    """Of one risk alone, ``[draw, year]``: nought in draws in which it does not come about."""

    risk: str
    happens: Bools
    block_pence: Floats
    council_pence: Floats


@dataclass(frozen=True)
class RiskEffects:
    """``alone`` and ``interaction_pence`` add to ``block_pence``, exactly and in every draw and year.

    What falls on the council's own funds is in none of the block's deficit.
    """

    financial_years: tuple[FinancialYear, ...]
    alone: tuple[RiskEffect, ...]
    interaction_pence: Floats
    block_pence: Floats
    council_pence: Floats


def effects_of_risks(
    money: Sequence[RiskMoney],
    worlds: Worlds,
    financial_years: Sequence[FinancialYear],
    savings: Mapping[str, Floats],
    levers: LeverPence,
    *,
    seed: int,
) -> RiskEffects:
    """``savings``: of each measure that a risk names, in whole pence ``[draw, year]``, or one row for all draws.

    Raises KeyError for a measure that is not among them.
    """
    years = tuple(financial_years)
    adding = [one for one in money if not one.in_forecast]
    alone = tuple(_alone(one, worlds, years, savings, levers, seed=seed) for one in adding)
    lost = _lost(adding, worlds, savings, len(years))
    costs = [_costs(one, worlds, years, FallsOn.BLOCK, seed=seed) for one in adding]
    nothing = np.zeros((worlds.draws, len(years)))
    block = sum([levers.together, lost, *costs], nothing)
    council = sum((effect.council_pence for effect in alone), nothing)
    interaction = block - sum((effect.block_pence for effect in alone), nothing)
    return RiskEffects(years, alone, interaction, block, council)


def _alone(
    one: RiskMoney,
    worlds: Worlds,
    years: tuple[FinancialYear, ...],
    savings: Mapping[str, Floats],
    levers: LeverPence,
    *,
    seed: int,
) -> RiskEffect:
    of_levers = levers.alone.get(one.risk, np.zeros((worlds.draws, len(years))))
    lost = _lost([one], worlds, savings, len(years))
    block = of_levers + lost + _costs(one, worlds, years, FallsOn.BLOCK, seed=seed)
    council = _costs(one, worlds, years, FallsOn.COUNCIL, seed=seed)
    return RiskEffect(one.risk, worlds.of(one.risk), block, council)


def _lost(money: Iterable[RiskMoney], worlds: Worlds, savings: Mapping[str, Floats], years: int) -> Floats:
    """Of every measure once: shares that are lost compound, and of several delays the longest counts."""
    by_measure: dict[str, list[tuple[str, SavingLoss]]] = {}
    for one in money:
        for loss in one.losses:
            by_measure.setdefault(loss.measure, []).append((one.risk, loss))
    total = np.zeros((worlds.draws, years))
    for measure, losses in by_measure.items():
        planned = np.broadcast_to(savings[measure], total.shape)
        kept, delay = np.ones(worlds.draws), np.zeros(worlds.draws, np.int64)
        for risk, loss in losses:
            happens = worlds.of(risk)
            kept = np.where(happens, kept * (1.0 - loss.share), kept)
            delay = np.where(happens, np.maximum(delay, loss.delay_months), delay)
        left = planned.copy()
        for months in np.unique(delay):
            of_draws = delay == months
            left[of_draws] = later(planned[of_draws], int(months))
        total += planned - np.rint(left * kept[:, None])
    return total


def later(savings: Floats, months: int) -> Floats:
    """``[draw, year]`` savings that begin ``months`` later; a year's saving lies evenly in it."""
    whole, share = divmod(months, _MONTHS_IN_A_YEAR)
    return _shifted(savings, whole) * (1 - share / _MONTHS_IN_A_YEAR) + _shifted(savings, whole + 1) * (
        share / _MONTHS_IN_A_YEAR
    )


def _shifted(savings: Floats, years: int) -> Floats:
    moved = np.zeros_like(savings)
    if years < savings.shape[1]:
        moved[:, years:] = savings[:, : savings.shape[1] - years]
    return moved


def _costs(one: RiskMoney, worlds: Worlds, years: tuple[FinancialYear, ...], falls_on: FallsOn, *, seed: int) -> Floats:
    total = np.zeros((worlds.draws, len(years)))
    for cost in one.costs:
        if cost.falls_on is falls_on:
            of_year = np.rint(_triangular(cost, one.risk, worlds.draws, seed)) * worlds.of(one.risk)
            is_due = np.array([cost.first <= year <= cost.last for year in years])
            total += of_year[:, None] * is_due
    return total


def _triangular(cost: DirectCost, risk: str, draws: int, seed: int) -> Floats:
    """The triangular distribution by its inverse, with the cost's own luck."""
    key = int.from_bytes(hashlib.sha256(f"{seed}/risk {risk}/{cost.name}".encode()).digest()[:_KEY_BYTES], "big")
    luck = Generator(Philox(key=key)).random(draws)
    low, likely, high = cost.low_pence, cost.likely_pence, cost.high_pence
    if high == low:
        return np.full(draws, float(low))
    turn = (likely - low) / (high - low)
    up = low + np.sqrt(luck * (high - low) * (likely - low))
    down = high - np.sqrt((1.0 - luck) * (high - low) * (high - likely))
    return np.where(luck < turn, up, down)
