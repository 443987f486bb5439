"""One draw's world, compiled: its rates (drawn once), its years' effects (drawn once per year), and who joins.

Rates of cells are drawn when first asked for; being keyed by cell, they do not depend on when that is.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from highneeds.core.philox import compiled, inlined
from highneeds.forecast.posterior import Rates, YearEffect
from highneeds.forecast.sampling import Key, draw_beta, draw_gamma, draw_normal
from highneeds.forecast.types import Floats

# What a random number is for; each decision has its own, so that changing one leaves the luck of the others alone.
REMAIN = 1  # first uniform: leaving; second: moving by choice
DESTINATION = 2
MOVE_PRICE = 3
NEED_CHANGE = 4  # first: whether; second: to which
JOIN_COUNT = 5
JOIN_STATE = 6  # first: need; second: setting
JOIN_PRICE = 7
LEAVE_RATE, MOVE_RATE, NEED_RATE, _DESTINATIONS, _NEW_NEEDS = 100, 101, 102, 103, 104
_JOIN_RATE, _JOIN_NEEDS, _JOIN_SETTINGS = 105, 106, 107
_LEAVE_EFFECT, _JOIN_EFFECT = 108, 109
_STEPS_APART = 1000
_NOT_DRAWN = -1.0
_LARGEST_SHOCK_RATIO = 3.0


class World(NamedTuple):
    """Rates of one draw, -1 where not drawn yet; axes as in ``Rates``. ``leave_odds``, ``join_factor`` by year."""

    key: Key
    prob_leave: Floats
    prob_move: Floats
    prob_need_change: Floats
    destinations: Floats
    new_needs: Floats
    join_rate: Floats
    join_needs: Floats
    join_settings: Floats
    leave_odds: Floats
    join_factor: Floats


@compiled
def _fill_dirichlet(key: Key, item: int, event: int, alpha: Floats, weights: Floats) -> None:
    """Gamma weights whose shares are Dirichlet(alpha); they need not add to one."""
    for i in range(len(alpha)):
        weights[i] = draw_gamma(key, np.uint64(item), event, i * _STEPS_APART, alpha[i])


@compiled
def _fill_year_effect(key: Key, event: int, first_year: int, effect: YearEffect, factor: Floats) -> None:
    """``factor[year]`` = exp(level + damped growth + shock) for the Januaries after ``first_year``; position 0 is 1."""
    parameters, shocks = np.uint64(0), np.uint64(1)
    z_level = draw_normal(key, parameters, 0, event, 0)
    z_growth = draw_normal(key, parameters, 0, event, 1)
    level = effect.level_mean + effect.level_sd * z_level
    growth = effect.growth_mean + effect.growth_on_level * z_level + effect.growth_sd * z_growth
    half_chi_squared = draw_gamma(key, np.uint64(2), event, 0, 0.5 * effect.shock_degrees)
    ratio = math.sqrt(0.5 * effect.shock_degrees / half_chi_squared)
    shock_sd = math.sqrt(effect.shock_variance) * min(ratio, _LARGEST_SHOCK_RATIO)
    factor[0] = 1.0
    grown, step = 0.0, 1.0
    for year in range(1, len(factor)):
        step *= effect.damping
        grown += step
        shock = shock_sd * draw_normal(key, shocks, first_year + year, event, 0)
        factor[year] = math.exp(level + growth * grown + shock - 0.5 * shock_sd * shock_sd)


@compiled
def new_world(key: Key, rates: Rates, first_year: int, years: int) -> World:
    """The world of ``key``, with its whole-year effects for ``years`` Januaries after ``first_year``."""
    need_count, setting_count, nc_count = rates.is_valid.shape
    world = World(
        key,
        np.full((need_count, setting_count, nc_count), _NOT_DRAWN),
        np.full((need_count, setting_count, nc_count), _NOT_DRAWN),
        np.full((need_count, 1, nc_count), _NOT_DRAWN),
        np.full((setting_count, nc_count, setting_count), _NOT_DRAWN),
        np.full((need_count, need_count), _NOT_DRAWN),
        np.zeros(nc_count),
        np.full((nc_count, need_count), _NOT_DRAWN),
        np.full((nc_count, need_count, setting_count), _NOT_DRAWN),
        np.empty(years + 1),
        np.empty(years + 1),
    )
    for nc in range(nc_count):
        joins = draw_gamma(key, np.uint64(nc), _JOIN_RATE, 0, rates.join_alpha[nc])
        world.join_rate[nc] = joins / rates.join_beta[nc]
    _fill_year_effect(key, _LEAVE_EFFECT, first_year, rates.leave_effect, world.leave_odds)
    _fill_year_effect(key, _JOIN_EFFECT, first_year, rates.join_effect, world.join_factor)
    return world


@inlined
def _cell(rates: Rates, need: int, setting: int, nc: int) -> int:
    _, setting_count, nc_count = rates.is_valid.shape
    return int((need * setting_count + setting) * nc_count + nc)


@compiled
def _draw_prob(key: Key, event: int, cache: Floats, alpha: Floats, beta: Floats, cell: tuple[int, int, int]) -> float:
    need, setting, nc = cell
    _, setting_count, nc_count = alpha.shape
    item = np.uint64((need * setting_count + setting) * nc_count + nc)
    prob = draw_beta(key, item, event, alpha[need, setting, nc], beta[need, setting, nc])
    cache[need, setting, nc] = prob
    return prob


@inlined
def prob_in_cell(key: Key, event: int, cache: Floats, alpha: Floats, beta: Floats, cell: tuple[int, int, int]) -> float:
    """This world's probability of ``event`` in a cell (need, setting, nc), drawn when first asked for.

    Takes single arrays, not ``World`` and ``Rates``: handing those over costs more than all the rest of a child's year.
    """
    prob: float = cache[cell]
    if prob < 0.0:
        prob = _draw_prob(key, event, cache, alpha, beta, cell)
    return prob


@inlined
def destinations(world: World, rates: Rates, setting: int, nc: int) -> Floats:
    """Weights ``[setting to]`` of a move from ``setting`` by a child of NC position ``nc`` after it."""
    weights: Floats = world.destinations[setting, nc]
    if weights[0] < 0.0:
        item = _cell(rates, 0, setting, nc)
        _fill_dirichlet(world.key, item, _DESTINATIONS, rates.destination_alpha[setting, nc], weights)
    return weights


@inlined
def new_needs(world: World, rates: Rates, need: int) -> Floats:
    """Weights ``[need to]`` of a change from ``need``."""
    weights: Floats = world.new_needs[need]
    if weights[0] < 0.0:
        _fill_dirichlet(world.key, need, _NEW_NEEDS, rates.new_need_alpha[need], weights)
    return weights


@inlined
def join_needs(world: World, rates: Rates, nc: int) -> Floats:
    """Weights ``[need]`` of a joiner."""
    weights: Floats = world.join_needs[nc]
    if weights[0] < 0.0:
        _fill_dirichlet(world.key, nc, _JOIN_NEEDS, rates.join_need_alpha[nc], weights)
    return weights


@inlined
def join_settings(world: World, rates: Rates, nc: int, need: int) -> Floats:
    """Weights ``[setting]`` of a joiner of ``need``."""
    weights: Floats = world.join_settings[nc, need]
    if weights[0] < 0.0:
        item = _cell(rates, need, 0, nc)
        _fill_dirichlet(world.key, item, _JOIN_SETTINGS, rates.join_setting_alpha[nc, need], weights)
    return weights
