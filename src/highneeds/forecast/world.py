"""One draw's world, compiled: its rates and the size of its levers (drawn once), and its years' effects.

With ``is_drawn`` false a world has the central rates, and all its years are alike.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from highneeds.core.elementary import exponential
from highneeds.core.philox import compiled, of_type
from highneeds.forecast.posterior import Hazard, Rates, YearEffect
from highneeds.forecast.sampling import FIRST, NO_YEAR, Key, draw_gamma, draw_normals, fill_normals
from highneeds.forecast.scene import Acts
from highneeds.forecast.types import Floats

Odds = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Luck = tuple[Key, bool]  # the key of a world, and whether it is drawn

# What a random number is for; each decision has its own, so that changing one leaves the luck of the others alone.
REMAIN = of_type(1)  # words: leaving; moving by choice; a change of need; the month
NEED_CHANGE = of_type(2)  # first uniform: to which need
MOVE = of_type(3)  # words: where to; the price there; a lever that sends children elsewhere
JOIN_COUNT = of_type(4)
JOIN = of_type(5)  # words: first setting; price; a lever that sends children elsewhere; the month
REFUSED = of_type(6)  # how many requests do not become plans
_LEAVE_EFFECT, _MOVE_EFFECT, _JOIN_EFFECT = of_type(100), of_type(101), of_type(102)
_LEAVE_MAIN, _LEAVE_OWN, _MOVE_MAIN, _MOVE_OWN, _NEED_MAIN, _NEED_OWN = (of_type(n) for n in range(103, 109))
_DESTINATIONS, _NEW_NEEDS, _JOIN_RATE, _JOIN_NEEDS, _JOIN_SETTINGS, _LEVER = (of_type(n) for n in range(109, 115))
_LARGEST_SHOCK_RATIO = 3.0
CERTAIN = 1e30  # odds of what must happen
LEAVES, MOVES, CHANGES_NEED = of_type(0), of_type(1), of_type(2)


class World(NamedTuple):
    """Rates of one draw; axes as in ``Rates``, years' effects by step. Choices are weights, but ``join_settings``
    running sums over the settings that are valid.

    ``odds[cell, which]`` of leaving, moving and a change of need, as single-precision numbers so that they stay close
    at hand; ``band_odds[tenure]`` multiplies those of leaving.
    """

    key: Key
    is_drawn: bool
    odds: Odds
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
def _main_deviations(key: Key, event: int, hazard: Hazard) -> Floats:
    """``main_lower`` @ normals: column after column, as it lies in memory."""
    mains = len(hazard.main_lower)
    normals, deviation = np.empty(mains), np.zeros(mains)
    fill_normals(key, event, normals)
    for column in range(mains):
        if hazard.main_lower[column, column] == 0.0:  # an effect that does not vary
            continue
        for row in range(column, mains):
            deviation[row] += hazard.main_lower[row, column] * normals[column]
    return deviation


@compiled
def _fill_hazard(key: Key, events: tuple[int, int], hazard: Hazard, which: int, odds: Odds, band_odds: Floats) -> None:
    """``odds[cell, which]`` and ``band_odds`` of a drawn world, as ``Hazard`` says."""
    need_count, setting_count, nc_count = hazard.centre.shape
    deviation = _main_deviations(key, events[0], hazard)
    own = np.empty(setting_count * nc_count)
    fill_normals(key, events[1], own)
    of_nc, of_setting = deviation[:nc_count], deviation[nc_count:]
    of_need, of_pair = of_setting[setting_count:], of_setting[setting_count + need_count :]
    for band in range(len(hazard.band_centre)):
        of_band = deviation[len(deviation) - len(hazard.band_centre) + band]
        band_odds[band] = exponential(hazard.band_centre[band] + of_band)
    surface, log_odds = np.empty(nc_count), np.empty(hazard.centre.shape)
    for setting in range(setting_count):
        surface[:] = of_setting[setting] + of_nc
        for need in range(need_count):
            deviates = of_need[need] + of_pair[need * setting_count + setting]
            for nc in range(nc_count):
                surface[nc] += hazard.need_share[setting, need, nc] * deviates
        for nc in range(nc_count):
            pulled = of_setting[setting] + of_nc[nc] - hazard.pull[setting, nc] * surface[nc]
            surface[nc] = pulled + hazard.own_sd[setting, nc] * own[setting * nc_count + nc]
        for need in range(need_count):
            deviates = of_need[need] + of_pair[need * setting_count + setting]
            for nc in range(nc_count):
                centre = hazard.centre[need, setting, nc] + hazard.draw_shift[need, setting, nc]
                log_odds[need, setting, nc] = centre + surface[nc] + deviates
    _write_odds(log_odds.reshape(-1), which, odds)


@compiled
def _write_odds(log_odds: Floats, which: int, odds: Odds) -> None:
    """Two loops, since only the first can take several cells at a time."""
    for cell in range(len(log_odds)):
        log_odds[cell] = exponential(log_odds[cell])
    for cell in range(len(log_odds)):
        odds[cell, which] = np.float32(log_odds[cell])


@compiled
def _fill_central(hazard: Hazard, which: int, odds: Odds, band_odds: Floats) -> None:
    _write_odds(hazard.centre.copy().reshape(-1), which, odds)
    for band in range(len(band_odds)):
        band_odds[band] = exponential(hazard.band_centre[band])


@compiled
def _fill_year_effect(key: Key, event: int, first_year: int, effect: YearEffect, factor: Floats) -> None:
    """``factor[step]`` = exp(level + damped growth + shock) for the years that start in ``first_year`` and later."""
    z_level, z_growth = draw_normals(key, np.uint64(0), NO_YEAR, event, FIRST)
    level = effect.level_mean + effect.level_sd * z_level
    growth = effect.growth_mean + effect.growth_on_level * z_level + effect.growth_sd * z_growth
    half_chi_squared = draw_gamma(key, np.uint64(2), event, 0.5 * effect.shock_degrees)
    ratio = math.sqrt(0.5 * effect.shock_degrees / half_chi_squared)
    shock_sd = math.sqrt(effect.shock_variance) * min(ratio, _LARGEST_SHOCK_RATIO)
    grown, damped = 0.0, 1.0
    for step in range(len(factor)):
        damped *= effect.damping
        grown += damped
        normal, _ = draw_normals(key, np.uint64(1), first_year + step, event, FIRST)
        factor[step] = exponential(level + growth * grown + shock_sd * normal - 0.5 * shock_sd * shock_sd)


@compiled
def _fill_odds(world: World, rates: Rates) -> None:
    """Past the last NC year leaving is certain; past the setting's, moving is."""
    need_count, setting_count, nc_count = rates.is_valid.shape
    unused = np.empty_like(world.band_odds)
    if world.is_drawn:
        _fill_hazard(world.key, (_NEED_MAIN, _NEED_OWN), rates.need_change, CHANGES_NEED, world.odds, unused)
        _fill_hazard(world.key, (_MOVE_MAIN, _MOVE_OWN), rates.move, MOVES, world.odds, unused)
        _fill_hazard(world.key, (_LEAVE_MAIN, _LEAVE_OWN), rates.leave, LEAVES, world.odds, world.band_odds)
    else:
        _fill_central(rates.need_change, CHANGES_NEED, world.odds, unused)
        _fill_central(rates.move, MOVES, world.odds, unused)
        _fill_central(rates.leave, LEAVES, world.odds, world.band_odds)
    odds = world.odds.reshape(need_count, setting_count, nc_count, 4)
    odds[:, :, nc_count - 1, LEAVES] = CERTAIN
    for need in range(need_count):
        for setting in range(setting_count):
            for nc in range(nc_count - 1):
                if not rates.is_valid[need, setting, nc + 1]:
                    odds[need, setting, nc, MOVES] = CERTAIN


@compiled
def _fill_shares(luck: Luck, event: int, choice: tuple[Floats, Floats], weights: Floats) -> None:
    """Weights of choices, all in one row; they need not add to one. ``choice`` is share and log_sd, likewise."""
    key, is_drawn = luck
    share, log_sd = choice
    if not is_drawn:
        weights[:] = share
        return
    fill_normals(key, event, weights)
    for i in range(len(weights)):
        weights[i] = share[i] * exponential(log_sd[i] * (weights[i] - 0.5 * log_sd[i]))


@compiled
def _fill_choices(world: World, rates: Rates) -> None:
    luck = (world.key, world.is_drawn)
    of = (rates.destination.share.reshape(-1), rates.destination.log_sd.reshape(-1))
    _fill_shares(luck, _DESTINATIONS, of, world.destinations.reshape(-1))
    of = (rates.new_need.share.reshape(-1), rates.new_need.log_sd.reshape(-1))
    _fill_shares(luck, _NEW_NEEDS, of, world.new_needs.reshape(-1))
    of = (rates.join_setting.share.reshape(-1), rates.join_setting.log_sd.reshape(-1))
    _fill_shares(luck, _JOIN_SETTINGS, of, world.join_settings.reshape(-1))
    nc_count, need_count, setting_count = world.join_settings.shape
    for nc in range(nc_count):
        for need in range(need_count):
            total = 0.0
            for setting in range(setting_count):
                if rates.is_valid[need, setting, nc]:
                    total += world.join_settings[nc, need, setting]
                world.join_settings[nc, need, setting] = total


@compiled
def _fill_joining(world: World, rates: Rates) -> None:
    nc_count, need_count = world.join_rate.shape
    normals = np.zeros(nc_count)
    if world.is_drawn:
        fill_normals(world.key, _JOIN_RATE, normals)
    shares = (rates.join_need.share.reshape(-1), rates.join_need.log_sd.reshape(-1))
    _fill_shares((world.key, world.is_drawn), _JOIN_NEEDS, shares, world.join_rate.reshape(-1))
    for nc in range(nc_count):
        log_sd = rates.join_rate_log_sd[nc] if world.is_drawn else 0.0
        rate = rates.join_rate[nc] * exponential(log_sd * (normals[nc] - 0.5 * log_sd))
        total = world.join_rate[nc].sum()
        for need in range(need_count):
            world.join_rate[nc, need] *= rate / total if total > 0.0 else 0.0


@compiled
def new_world(key: Key, is_drawn: bool, rates: Rates, acts: Acts, first_year: int, steps: int) -> World:  # noqa: FBT001  compiled code has no keyword-only arguments
    """The world of ``key``, with its years' effects for ``steps`` years from the January of ``first_year``."""
    need_count, setting_count, nc_count = rates.is_valid.shape
    world = World(
        key,
        is_drawn,
        np.empty((need_count * setting_count * nc_count, 4), np.float32),
        np.empty(len(rates.leave.band_centre)),
        np.empty((setting_count, nc_count, setting_count)),
        np.empty((need_count, need_count)),
        np.empty((nc_count, need_count)),
        np.empty((nc_count, need_count, setting_count)),
        np.ones(steps),
        np.ones(steps),
        np.ones(steps),
        sizes_of(key, is_drawn, acts),
    )
    _fill_odds(world, rates)
    _fill_joining(world, rates)
    _fill_choices(world, rates)
    if is_drawn:
        _fill_year_effect(key, _LEAVE_EFFECT, first_year, rates.leave_effect, world.leave_year)
        _fill_year_effect(key, _MOVE_EFFECT, first_year, rates.move_effect, world.move_year)
        _fill_year_effect(key, _JOIN_EFFECT, first_year, rates.join_effect, world.join_year)
    return world


@compiled
def sizes_of(key: Key, is_drawn: bool, acts: Acts) -> Floats:  # noqa: FBT001  as ``new_world``
    """``[lever]``: how much each does in the world of ``key``, each by its own normal number."""
    sizes = acts.mean.copy()
    if is_drawn:
        for lever in range(len(acts.kind)):
            normal, _ = draw_normals(key, acts.key[lever], NO_YEAR, _LEVER, FIRST)
            sizes[lever] += acts.sd[lever] * normal
    return sizes


@compiled
def with_levers(world: World, acts: Acts) -> World:
    """The same world with other levers: what it is made of is shared, not copied."""
    return World(
        world.key,
        world.is_drawn,
        world.odds,
        world.band_odds,
        world.destinations,
        world.new_needs,
        world.join_rate,
        world.join_settings,
        world.leave_year,
        world.move_year,
        world.join_year,
        sizes_of(world.key, world.is_drawn, acts),
    )
