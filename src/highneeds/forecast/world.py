"""One draw's world, compiled: its rates and the size of its levers (drawn once), and its years' effects.

Choices (where to, which need) are drawn when first asked for; being keyed by what they are for, they do not depend on
when that is. With ``is_drawn`` false a world has the central rates, and all its years are alike.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from highneeds.core.philox import compiled, inlined
from highneeds.forecast.posterior import Hazard, Rates, Shares, YearEffect
from highneeds.forecast.sampling import Key, draw_gamma, draw_normals, fill_normals
from highneeds.forecast.scene import Acts
from highneeds.forecast.types import Floats, Ints

Luck = tuple[Key, bool]  # the key of a world, and whether it is drawn

# What a random number is for; each decision has its own, so that changing one leaves the luck of the others alone.
REMAIN = 1  # words: leaving; moving by choice; a change of need; the month
NEED_CHANGE = 2  # first uniform: to which need
MOVE = 3  # words: where to; the price there; a lever that sends children elsewhere
JOIN_COUNT = 4
JOIN = 5  # words: first setting; price; a lever that sends children elsewhere; the month
REFUSED = 6  # how many requests do not become plans
_LEAVE_EFFECT, _MOVE_EFFECT, _JOIN_EFFECT = 100, 101, 102
_LEAVE_MAIN, _LEAVE_OWN, _MOVE_MAIN, _MOVE_OWN, _NEED_MAIN, _NEED_OWN = 103, 104, 105, 106, 107, 108
_DESTINATIONS, _NEW_NEEDS, _JOIN_RATE, _JOIN_NEEDS, _JOIN_SETTINGS, _LEVER = 109, 110, 111, 112, 113, 114
_PAIRS_APART = 1 << 20  # of the items of one event, so that many choices of many alternatives never meet
_NOT_DRAWN = -1.0
_LARGEST_SHOCK_RATIO = 3.0
CERTAIN = 1e30  # odds of what must happen
LEAVES, MOVES, CHANGES_NEED = 0, 1, 2


class World(NamedTuple):
    """Rates of one draw; axes as in ``Rates``, choices -1 where not drawn yet, years' effects by step.

    ``odds[cell, which]`` of leaving, moving and a change of need, as single-precision numbers so that they stay close
    at hand; ``band_odds[tenure]`` multiplies those of leaving.
    """

    key: Key
    is_drawn: bool
    odds: np.ndarray[tuple[int, int], np.dtype[np.float32]]
    band_odds: Floats
    destinations: Floats
    new_needs: Floats
    join_rate: Floats  # [nc, need]
    join_settings: Floats
    leave_year: Floats
    move_year: Floats
    join_year: Floats
    sizes: Floats


@compiled
def _fill_hazard(key: Key, events: tuple[int, int], hazard: Hazard, odds: np.ndarray, band_odds: Floats) -> None:
    """``odds[need, setting, nc]`` and ``band_odds`` of a drawn world, as ``Hazard`` says."""
    need_count, setting_count, nc_count = hazard.centre.shape
    mains = len(hazard.main_lower)
    normals = np.empty(mains)
    fill_normals(key, 0, events[0], normals)
    deviation = np.zeros(mains)
    for column in range(mains):
        for row in range(column, mains):
            deviation[row] += hazard.main_lower[row, column] * normals[column]
    own = np.empty(setting_count * nc_count)
    fill_normals(key, 0, events[1], own)
    of_nc, of_setting = deviation[:nc_count], deviation[nc_count:]
    of_need, of_pair = of_setting[setting_count:], of_setting[setting_count + need_count :]
    for band in range(len(hazard.band_centre)):
        of_band = deviation[mains - len(hazard.band_centre) + band]
        band_odds[band] = math.exp(hazard.band_centre[band] + of_band)
    for setting in range(setting_count):
        for nc in range(nc_count):
            main = of_nc[nc] + of_setting[setting]
            of_needs = 0.0
            for need in range(need_count):
                deviates = of_need[need] + of_pair[need * setting_count + setting]
                of_needs += hazard.need_share[setting, nc, need] * deviates
            surface = main - hazard.pull[setting, nc] * (main + of_needs)
            surface += hazard.own_sd[setting, nc] * own[setting * nc_count + nc]
            for need in range(need_count):
                centre = hazard.centre[need, setting, nc] + hazard.draw_shift[need, setting, nc]
                deviates = of_need[need] + of_pair[need * setting_count + setting]
                odds[need, setting, nc] = math.exp(centre + surface + deviates)


@compiled
def _fill_central(hazard: Hazard, odds: np.ndarray, band_odds: Floats) -> None:
    odds[:] = np.exp(hazard.centre)
    band_odds[:] = np.exp(hazard.band_centre)


@compiled
def _fill_year_effect(key: Key, event: int, first_year: int, effect: YearEffect, factor: Floats) -> None:
    """``factor[step]`` = exp(level + damped growth + shock) for the years that start in ``first_year`` and later."""
    z_level, z_growth = draw_normals(key, np.uint64(0), 0, event, 0)
    level = effect.level_mean + effect.level_sd * z_level
    growth = effect.growth_mean + effect.growth_on_level * z_level + effect.growth_sd * z_growth
    half_chi_squared = draw_gamma(key, np.uint64(2), event, 0.5 * effect.shock_degrees)
    ratio = math.sqrt(0.5 * effect.shock_degrees / half_chi_squared)
    shock_sd = math.sqrt(effect.shock_variance) * min(ratio, _LARGEST_SHOCK_RATIO)
    grown, damped = 0.0, 1.0
    for step in range(len(factor)):
        damped *= effect.damping
        grown += damped
        normal, _ = draw_normals(key, np.uint64(1), first_year + step, event, 0)
        factor[step] = math.exp(level + growth * grown + shock_sd * normal - 0.5 * shock_sd * shock_sd)


@compiled
def _fill_odds(world: World, rates: Rates) -> None:
    """Past the last NC year leaving is certain; past the setting's, moving is."""
    need_count, setting_count, nc_count = rates.is_valid.shape
    odds = world.odds.reshape(need_count, setting_count, nc_count, 4)
    unused = np.empty_like(world.band_odds)
    if world.is_drawn:
        _fill_hazard(world.key, (_LEAVE_MAIN, _LEAVE_OWN), rates.leave, odds[:, :, :, LEAVES], world.band_odds)
        _fill_hazard(world.key, (_MOVE_MAIN, _MOVE_OWN), rates.move, odds[:, :, :, MOVES], unused)
        _fill_hazard(world.key, (_NEED_MAIN, _NEED_OWN), rates.need_change, odds[:, :, :, CHANGES_NEED], unused)
    else:
        _fill_central(rates.leave, odds[:, :, :, LEAVES], world.band_odds)
        _fill_central(rates.move, odds[:, :, :, MOVES], unused)
        _fill_central(rates.need_change, odds[:, :, :, CHANGES_NEED], unused)
    odds[:, :, nc_count - 1, LEAVES] = CERTAIN
    for need in range(need_count):
        for setting in range(setting_count):
            for nc in range(nc_count - 1):
                if not rates.is_valid[need, setting, nc + 1]:
                    odds[need, setting, nc, MOVES] = CERTAIN


@compiled
def _fill_shares(luck: Luck, item: int, event: int, share: Floats, log_sd: Floats, weights: Floats) -> None:
    """Weights of a choice; they need not add to one."""
    key, is_drawn = luck
    if not is_drawn:
        weights[:] = share
        return
    fill_normals(key, item * _PAIRS_APART, event, weights)
    for i in range(len(weights)):
        if share[i] > 0.0:
            weights[i] = share[i] * math.exp(log_sd[i] * (weights[i] - 0.5 * log_sd[i]))
        else:
            weights[i] = 0.0


@compiled
def _fill_joining(world: World, rates: Rates) -> None:
    nc_count, need_count = world.join_rate.shape
    normals = np.zeros(nc_count)
    if world.is_drawn:
        fill_normals(world.key, 0, _JOIN_RATE, normals)
    for nc in range(nc_count):
        log_sd = rates.join_rate_log_sd[nc] if world.is_drawn else 0.0
        rate = rates.join_rate[nc] * math.exp(log_sd * (normals[nc] - 0.5 * log_sd))
        shares = world.join_rate[nc]
        _fill_shares(
            (world.key, world.is_drawn), nc, _JOIN_NEEDS, rates.join_need.share[nc], rates.join_need.log_sd[nc], shares
        )
        total = shares.sum()
        for need in range(need_count):
            shares[need] *= rate / total if total > 0.0 else 0.0


@compiled
def new_world(key: Key, is_drawn: bool, rates: Rates, acts: Acts, first_year: int, steps: int) -> World:  # noqa: FBT001  compiled code has no keyword-only arguments
    """The world of ``key``, with its years' effects for ``steps`` years from the January of ``first_year``."""
    need_count, setting_count, nc_count = rates.is_valid.shape
    world = World(
        key,
        is_drawn,
        np.empty((need_count * setting_count * nc_count, 4), np.float32),
        np.empty(len(rates.leave.band_centre)),
        np.full((setting_count, nc_count, setting_count), _NOT_DRAWN),
        np.full((need_count, need_count), _NOT_DRAWN),
        np.empty((nc_count, need_count)),
        np.full((nc_count, need_count, setting_count), _NOT_DRAWN),
        np.ones(steps),
        np.ones(steps),
        np.ones(steps),
        acts.mean.copy(),
    )
    _fill_odds(world, rates)
    _fill_joining(world, rates)
    if is_drawn:
        _fill_year_effect(key, _LEAVE_EFFECT, first_year, rates.leave_effect, world.leave_year)
        _fill_year_effect(key, _MOVE_EFFECT, first_year, rates.move_effect, world.move_year)
        _fill_year_effect(key, _JOIN_EFFECT, first_year, rates.join_effect, world.join_year)
        for lever in range(len(acts.kind)):
            normal, _ = draw_normals(key, acts.key[lever], 0, _LEVER, 0)
            world.sizes[lever] += acts.sd[lever] * normal
    return world


@inlined
def destinations(luck: Luck, table: Floats, choice: Shares, setting: int, nc: int) -> Floats:
    """Weights ``[setting to]`` of a move from ``setting`` by a child of NC position ``nc`` after it.

    ``table`` is ``World.destinations``: whole worlds are not handed over child by child, which would cost more than
    the rest of the child's year.
    """
    weights: Floats = table[setting, nc]
    if weights[0] < 0.0:
        item = setting * table.shape[1] + nc
        _fill_shares(luck, item, _DESTINATIONS, choice.share[setting, nc], choice.log_sd[setting, nc], weights)
    return weights


@inlined
def new_needs(luck: Luck, table: Floats, choice: Shares, need: int) -> Floats:
    """Weights ``[need to]`` of a change from ``need``; ``table`` is ``World.new_needs``."""
    weights: Floats = table[need]
    if weights[0] < 0.0:
        _fill_shares(luck, need, _NEW_NEEDS, choice.share[need], choice.log_sd[need], weights)
    return weights


@compiled
def fill_join_settings(world: World, rates: Rates, needs: Ints, ncs: Ints, count: int) -> None:
    """Make ``World.join_settings`` ready for ``count`` joiners: running sums over the settings valid for them."""
    choice, luck = rates.join_setting, (world.key, world.is_drawn)
    for i in range(count):
        nc, need = ncs[i], needs[i]
        sums = world.join_settings[nc, need]
        if sums[0] >= 0.0:
            continue
        item = need * world.join_settings.shape[0] + nc
        _fill_shares(luck, item, _JOIN_SETTINGS, choice.share[nc, need], choice.log_sd[nc, need], sums)
        total = 0.0
        for setting in range(len(sums)):
            if rates.is_valid[need, setting, nc]:
                total += sums[setting]
            sums[setting] = total
