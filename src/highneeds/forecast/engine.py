"""The engine, compiled: one child at a time, year by year, in one draw's world; draws do not know of each other.

A year of a child: leaving; then a move, forced when the setting's ages are passed or by choice; then a change of need.
A child who can stay nowhere (past the last NC year of every setting for the need) is counted as having left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from highneeds.core.philox import compiled, inlined, uniform_pair
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Rates
from highneeds.forecast.sampling import Key, draw_poisson
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR, Floats, Ints

NOWHERE = -1
_LAST_NC = LAST_NC_YEAR - FIRST_NC_YEAR
_JOINER_BIT = np.uint64(1 << 63)
_YEAR_SHIFT = np.uint64(40)
_NC_SHIFT = np.uint64(32)


class Start(NamedTuple):
    """The stock, ``[child]``: NC positions, not years."""

    first_year: int
    child_id: npt.NDArray[np.uint64]
    nc: Ints
    need: Ints
    setting: Ints
    price: Floats


class Prices(NamedTuple):
    """The price book: pool ``[need, setting]`` is ``pool[start:end]``, sorted."""

    pool: Floats
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]


class Tally(NamedTuple):
    """What is counted, first axis draw; the rest as in ``Simulation``."""

    children: Ints
    price: Floats
    children_by_nc: Ints
    price_by_nc: Floats
    joined: Ints
    left: Ints
    moved: Ints
    starters: Ints
    leavers: Ints


@inlined
def _pick(weights: Floats, uniform: float) -> int:
    """Position in proportion to ``weights``; NOWHERE when all are 0."""
    total = 0.0
    for weight in weights:
        total += weight
    chosen = NOWHERE
    target = uniform * total
    below = 0.0
    for i in range(len(weights)):
        if weights[i] > 0.0 and below <= target:
            chosen = i
        below += weights[i]
    return chosen


@inlined
def _price(prices: Prices, need: int, setting: int, uniform: float) -> float:
    first, end = prices.start[need, setting], prices.end[need, setting]
    price: float = prices.pool[first + min(int(uniform * (end - first)), end - first - 1)]
    return price


@compiled
def _destination(world: w.World, rates: Rates, need: int, setting: int, nc: int, uniform: float) -> int:
    """Where a mover goes, valid for the need at the NC position reached; NOWHERE when no allowed move leads there."""
    drawn = w.destinations(world, rates, setting, nc)
    weights = world.weights
    for to in range(len(drawn)):
        weights[to] = 0.0
        if to != setting and rates.is_valid[need, to, nc] and rates.may_move[setting, to]:
            weights[to] = drawn[to] * rates.affinity[need, to]
    return _pick(weights, uniform)


@compiled
def _any_destination(rates: Rates, need: int, nc: int, uniform: float) -> int:
    """Any setting valid for the need at the NC position reached, each alike; NOWHERE when there is none."""
    return _pick(rates.is_valid[need, :, nc].astype(np.float64), uniform)


@compiled
def _need_after(world: w.World, rates: Rates, need: int, setting: int, nc: int, uniform: float) -> int:
    """The new primary need, valid in the setting at the NC position reached; the old one when there is none."""
    drawn = w.new_needs(world, rates, need)
    weights = world.need_weights
    for to in range(len(drawn)):
        weights[to] = 0.0
        if to != need and rates.is_valid[to, setting, nc]:
            weights[to] = drawn[to]
    chosen = _pick(weights, uniform)
    return need if chosen == NOWHERE else chosen


@compiled
def _setting_after_move(
    world: w.World, rates: Rates, child: np.uint64, year: int, need: int, setting: int, nc: int
) -> int:
    """Where a child goes who chose to move, or must: valid at NC position ``nc``; NOWHERE when it must and cannot."""
    uniform, _ = uniform_pair(world.key, child, year, w.DESTINATION, 0)
    chosen = _destination(world, rates, need, setting, nc, uniform)
    if chosen != NOWHERE:
        return chosen
    return setting if rates.is_valid[need, setting, nc] else _any_destination(rates, need, nc, uniform)


@inlined
def _count_present(tally: Tally, draw: int, position: int, need: int, setting: int, nc: int, price: float) -> None:
    tally.children[draw, position, need, setting] += 1
    tally.price[draw, position, need, setting] += price
    tally.children_by_nc[draw, position, nc] += 1
    tally.price_by_nc[draw, position, nc] += price


@inlined
def _follow(
    world: w.World,
    rates: Rates,
    prices: Prices,
    tally: Tally,
    draw: int,
    child: np.uint64,
    state: tuple[int, int, int, float],
    since: tuple[int, int],
) -> None:
    """Count one child from ``since`` (position of the year, year) to the end or till it leaves.

    ``state`` is need, setting, NC position and price.
    """
    need, setting, nc, price = state
    first, year = since
    key, cells = world.key, world.cells
    _count_present(tally, draw, first, need, setting, nc, price)
    for position in range(first + 1, tally.joined.shape[1]):
        year += 1
        if cells[need, setting, nc, w.LEAVES] < 0.0:
            w.fill_cell(world, rates, need, setting, nc)
        prob = cells[need, setting, nc, w.LEAVES]
        changes = cells[need, setting, nc, w.CHANGES_NEED]
        leaving, moving = uniform_pair(key, child, year, w.REMAIN, 0)
        odds = prob * world.leave_odds[position]
        after = setting
        if leaving * (1.0 - prob + odds) < odds:
            after = NOWHERE
        elif moving < cells[need, setting, nc, w.MOVES]:
            after = _setting_after_move(world, rates, child, year, need, setting, nc + 1)
        if after == NOWHERE:
            tally.left[draw, position] += 1
            tally.leavers[draw, position, setting] += 1
            return
        changing, which = uniform_pair(key, child, year, w.NEED_CHANGE, 0)
        nc += 1
        if changing < changes:
            need = _need_after(world, rates, need, after, nc, which)
        if after != setting:
            setting = after
            tally.moved[draw, position] += 1
            quantile, _ = uniform_pair(key, child, year, w.MOVE_PRICE, 0)
            price = _price(prices, need, setting, quantile)
        _count_present(tally, draw, position, need, setting, nc, price)


@compiled
def _add_joiners(
    world: w.World,
    rates: Rates,
    prices: Prices,
    tally: Tally,
    draw: int,
    nc: int,
    moment: tuple[int, int],
    mean: float,
) -> None:
    """All joiners of one NC position and year; the first ones are the same children whatever ``mean`` is."""
    position, year = moment
    group = _JOINER_BIT | (np.uint64(year) << _YEAR_SHIFT) | (np.uint64(nc) << _NC_SHIFT)
    for number in range(draw_poisson(world.key, group, year, w.JOIN_COUNT, mean)):
        child = group | np.uint64(number)
        for_need, for_setting = uniform_pair(world.key, child, year, w.JOIN_STATE, 0)
        need = _pick(w.join_needs(world, rates, nc), for_need)
        if need == NOWHERE:
            return
        setting = _pick(w.join_settings(world, rates, nc, need), for_setting)
        quantile, _ = uniform_pair(world.key, child, year, w.JOIN_PRICE, 0)
        tally.joined[draw, position] += 1
        tally.starters[draw, position, setting] += 1
        state = (need, setting, nc, _price(prices, need, setting, quantile))
        _follow(world, rates, prices, tally, draw, child, state, (position, year))


@compiled
def run_draws(
    seed: int, first_draw: int, rates: Rates, start: Start, prices: Prices, population: Floats, tally: Tally
) -> None:
    """Fill every draw of ``tally`` (its first is number ``first_draw`` of the run).

    ``population[year, nc]`` already carries the scenario's factor on joins; position 0 is the stock's year, unused.
    """
    years = population.shape[0] - 1
    for draw in range(len(tally.joined)):
        key: Key = (np.uint64(seed), np.uint64(first_draw + draw))
        world = w.new_world(key, rates, start.first_year, years)
        for i in range(len(start.child_id)):
            state = (int(start.need[i]), int(start.setting[i]), int(start.nc[i]), float(start.price[i]))
            _follow(world, rates, prices, tally, draw, start.child_id[i], state, (0, start.first_year))
        for position in range(1, years + 1):
            for nc in range(_LAST_NC + 1):
                mean = population[position, nc] * world.join_rate[nc] * world.join_factor[position]
                moment = (position, start.first_year + position)
                _add_joiners(world, rates, prices, tally, draw, nc, moment, mean)
