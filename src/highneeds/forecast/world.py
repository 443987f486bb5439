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
_LEAVE_RATE, _MOVE_RATE, _NEED_RATE, _DESTINATIONS, _NEW_NEEDS = 100, 101, 102, 103, 104
_JOIN_RATE, _JOIN_NEEDS, _JOIN_SETTINGS = 105, 106, 107
_LEAVE_EFFECT, _JOIN_EFFECT = 108, 109
LEAVES, MOVES, CHANGES_NEED = 0, 1, 2  # positions in ``World.cells``
_STEPS_APART = 1000
_NOT_DRAWN = -1.0
_LARGEST_SHOCK_RATIO = 3.0


class World(NamedTuple):
    """Rates of one draw, -1 where not drawn yet; axes as in ``Rates``. ``leave_odds`` and ``join_factor`` by year.

    ``cells[need, setting, nc, which]``: probabilities of leaving, of moving (not having left) and of a change of need.
    ``weights[setting]`` and ``need_weights[need]`` are room to work in.
    """

    key: Key
    cells: Floats
    destinations: Floats
    new_needs: Floats
    join_rate: Floats
    join_needs: Floats
    join_settings: Floats
    leave_odds: Floats
    join_factor: Floats
    weights: Floats
    need_weights: Floats


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
        np.full((need_count, setting_count, nc_count, 3), _NOT_DRAWN),
        np.full((setting_count, nc_count, setting_count), _NOT_DRAWN),
        np.full((need_count, need_count), _NOT_DRAWN),
        np.zeros(nc_count),
        np.full((nc_count, need_count), _NOT_DRAWN),
        np.full((nc_count, need_count, setting_count), _NOT_DRAWN),
        np.empty(years + 1),
        np.empty(years + 1),
        np.empty(setting_count),
        np.empty(need_count),
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
def fill_cell(world: World, rates: Rates, need: int, setting: int, nc: int) -> None:
    """Draw the probabilities of a cell. Past the last NC year leaving is certain; past the setting's, moving is."""
    _, setting_count, nc_count = rates.is_valid.shape
    cell = world.cells[need, setting, nc]
    if nc + 1 >= nc_count:
        cell[LEAVES], cell[MOVES], cell[CHANGES_NEED] = 1.0, 0.0, 0.0
        return
    item = np.uint64((need * setting_count + setting) * nc_count + nc)
    cell[LEAVES] = draw_beta(
        world.key, item, _LEAVE_RATE, rates.leave_alpha[need, setting, nc], rates.leave_beta[need, setting, nc]
    )
    cell[MOVES] = 1.0
    if rates.is_valid[need, setting, nc + 1]:
        cell[MOVES] = draw_beta(
            world.key, item, _MOVE_RATE, rates.move_alpha[need, setting, nc], rates.move_beta[need, setting, nc]
        )
    # Keyed without the setting: all settings have the same probability of a change of need.
    item = np.uint64(need * nc_count + nc)
    cell[CHANGES_NEED] = draw_beta(
        world.key, item, _NEED_RATE, rates.need_change_alpha[need, nc], rates.need_change_beta[need, nc]
    )


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
