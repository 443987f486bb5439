"""Invented councils whose rates are known, drawn child by child in plain NumPy, and draws from a fitted posterior.

The truth is hierarchical, as councils are: needs, settings, their pairs and ages differ by normal amounts, and
each year has a shock of its own. Nothing here uses the code that fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.forecast.posterior import Hazard, YearEffect
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, NO_PLAN, History, Population, StateSpace

NC_COUNT = len(NC_YEARS)
AGES = np.arange(5, 25)  # positions of Reception to NC year 19
Array = np.ndarray


@dataclass(frozen=True)
class Council:
    """What is known of an invented council. Log odds are those of the last year's line, shocks left out."""

    space: StateSpace
    leave: Array  # [need, setting, nc]
    move: Array  # [need, setting, nc]
    join_log_rate: Array  # [nc]
    leave_growth: float
    move_growth: float
    join_growth: float
    history: History
    population: Population
    children: Array  # [need, setting, nc]: share of the children of a January


@dataclass(frozen=True)
class Size:
    children: int
    years: int
    needs: int = 4
    settings: int = 6
    join_per_resident: float = 0.004
    shock_sd: float = 0.13


SMALL = Size(children=500, years=3)
MIDDLING = Size(children=2500, years=5)


def _log_odds(rng: np.random.Generator, size: Size, level: float, jumps: dict[int, float]) -> Array:
    walk = np.cumsum(rng.normal(0.0, 0.12, NC_COUNT))
    walk -= walk[AGES].mean()
    for nc_year, jump in jumps.items():
        walk[nc_year - FIRST_NC_YEAR] += jump + rng.normal(0.0, 0.4)
    need = rng.normal(0.0, 0.25, size.needs)[:, None, None]
    setting = rng.normal(0.0, 0.4, size.settings)[:, None]
    pair = rng.normal(0.0, 0.2, (size.needs, size.settings, 1))
    own = rng.normal(0.0, 0.25, (size.settings, NC_COUNT))
    return level + walk + need + setting + pair + own


def _space(size: Size) -> StateSpace:
    is_valid = np.ones((size.needs, size.settings, NC_COUNT), np.bool_)
    is_valid[:, 0, 17:] = False  # the first setting ends at Year 11
    is_valid[:, 1, :17] = False  # the second begins at Year 12
    needs, settings = (
        tuple(f"{letter}{i}" for i in range(n)) for letter, n in (("n", size.needs), ("s", size.settings))
    )
    return StateSpace(needs, settings, is_valid, ~np.eye(size.settings, dtype=np.bool_))


def draw_council(seed: int, size: Size) -> Council:
    rng = np.random.default_rng(seed)
    space = _space(size)
    leave = _log_odds(rng, size, -3.0, {11: 1.5, 13: 1.5, 14: 2.0})
    move = _log_odds(rng, size, -2.8, {6: 1.2, 11: 1.0, 13: 1.0})
    growths = rng.normal([0.0, 0.0, 0.05], [0.06, 0.06, 0.06])
    weights = (
        rng.dirichlet(np.full(size.needs * size.settings, 1.5)).reshape(size.needs, size.settings, 1) * space.is_valid
    )
    weights[..., [i for i in range(NC_COUNT) if i not in AGES]] = 0.0
    children = weights / weights.sum()
    log_rate = np.log(size.join_per_resident) + np.cumsum(rng.normal(0.0, 0.2, NC_COUNT)) * 0.5
    log_rate[[5, 12, 17]] += [1.0, 0.4, -0.5]
    residents = np.full((size.years + 1, NC_COUNT), 0.0)
    residents[:, AGES[0] : AGES[-1] + 2] = size.children * rng.uniform(0.9, 1.1, (size.years + 1, len(AGES) + 1))
    rows = [
        _interval(
            rng,
            space,
            size,
            (leave, move, log_rate, children, residents[t + 1]),
            t - size.years + 1.0,
            growths,
            2020 + t,
        )
        for t in range(size.years)
    ]
    history = History(*np.concatenate(rows, axis=1).astype(np.int32))
    return Council(space, leave, move, log_rate, *growths, history, Population(2020, residents), children)


def _interval(
    rng: np.random.Generator,
    space: StateSpace,
    size: Size,
    truth: tuple[Array, ...],
    since: float,
    growths: Array,
    year: int,
) -> Array:
    leave, move, log_rate, children, residents = truth
    on_leave, on_move, on_join = growths * since + rng.normal(0.0, size.shock_sd, 3)
    cell = rng.choice(children.size, size.children, p=children.ravel())
    need, setting, nc = np.unravel_index(cell, children.shape)
    leaves = rng.random(size.children) < 1.0 / (1.0 + np.exp(-(leave[need, setting, nc] + on_leave)))
    stays = space.is_valid[need, setting, nc + 1]
    chooses = rng.random(size.children) < 1.0 / (1.0 + np.exp(-(move[need, setting, nc] + on_move)))
    options = space.is_valid[need, :, nc + 1] & (np.arange(size.settings) != setting[:, None])
    other = np.argmax(options * rng.random(options.shape), axis=1)
    after = np.where(chooses | ~stays, other, setting)
    old = np.stack(
        [
            np.full(size.children, year),
            nc + FIRST_NC_YEAR,
            need,
            setting,
            np.where(leaves, NO_PLAN, need),
            np.where(leaves, NO_PLAN, after),
        ]
    )
    joins = rng.poisson(residents * np.exp(log_rate + on_join))
    nc_to = np.repeat(np.arange(NC_COUNT), joins)
    new_need = rng.integers(0, size.needs, len(nc_to))
    chosen = np.argmax(space.is_valid[new_need, :, nc_to] * rng.random((len(nc_to), size.settings)), axis=1)
    none = np.full(len(nc_to), NO_PLAN)
    new = np.stack([np.full(len(nc_to), year), nc_to + FIRST_NC_YEAR - 1, none, none, new_need, chosen])
    return np.concatenate([old, new], axis=1)


def drawn_log_odds(hazard: Hazard, rng: np.random.Generator, draws: int) -> Array:
    """``[draw, need, setting, nc]`` of drawn worlds, as the posterior's own words say."""
    needs, settings, ncs = hazard.centre.shape
    main = rng.normal(size=(draws, len(hazard.main_lower))) @ hazard.main_lower.T
    of_nc, rest = main[:, :ncs], main[:, ncs:]
    of_setting, rest = rest[:, :settings], rest[:, settings:]
    of_need, rest = rest[:, :needs], rest[:, needs:]
    of_pair = rest[:, : needs * settings].reshape(draws, needs, settings)
    deviation = of_nc[:, None, None, :] + (of_setting[:, None, :] + of_need[:, :, None] + of_pair)[..., None]
    mean = np.einsum("dnsc,snc->dsc", deviation, hazard.need_share)
    own = -hazard.pull * mean + hazard.own_sd * rng.normal(size=(draws, settings, ncs))
    return hazard.centre + hazard.draw_shift + deviation + own[:, None]


def drawn_level_and_growth(effect: YearEffect, rng: np.random.Generator, draws: int) -> tuple[Array, Array]:
    z_level, z_growth = rng.normal(size=(2, draws))
    level = effect.level_mean + effect.level_sd * z_level
    return level, effect.growth_mean + effect.growth_on_level * z_level + effect.growth_sd * z_growth


def is_within(draws: Array, truth: Array, prob: float = 0.9) -> Array:
    """Whether each truth lies in the middle ``prob`` of its draws (first axis)."""
    low, high = np.quantile(draws, [(1 - prob) / 2, (1 + prob) / 2], axis=0)
    return (low <= truth) & (truth <= high)
