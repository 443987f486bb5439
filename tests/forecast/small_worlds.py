"""Small random councils for the engine's tests, and its slow twin: one child at a time, in plain Python."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.core.philox import uniform_pair
from highneeds.forecast import world as w
from highneeds.forecast.prices import price_book
from highneeds.forecast.sampling import draw_poisson
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, NO_PLAN, History, Population, PriceBook, StateSpace, Stock


@dataclass(frozen=True)
class SmallCouncil:
    space: StateSpace
    history: History
    population: Population
    stock: Stock
    prices: PriceBook


def small_council(seed: int, *, children: int = 40, horizon: int = 4) -> SmallCouncil:
    """Two needs, three settings (the last for all ages), three intervals from January 2020."""
    rng = np.random.default_rng(seed)
    is_valid = np.zeros((2, 3, len(NC_YEARS)), dtype=np.bool_)
    for setting, (first, last) in enumerate([(-2, int(rng.integers(2, 9))), (3, 14), (-5, 20)]):
        is_valid[:, setting, first - FIRST_NC_YEAR : last - FIRST_NC_YEAR + 1] = True
    space = StateSpace(("A", "B"), ("primary", "college", "any"), is_valid, ~np.eye(3, dtype=np.bool_))
    rows = []
    for year in (2020, 2021, 2022):
        for _ in range(children):
            nc, need = int(rng.integers(-4, 18)), int(rng.integers(2))
            now, then = (int(rng.choice(np.flatnonzero(is_valid[need, :, n - FIRST_NC_YEAR]))) for n in (nc, nc + 1))
            then = now if rng.random() < 0.8 and is_valid[need, now, nc + 1 - FIRST_NC_YEAR] else then
            kind = rng.random()
            before, after = (need, now), (int(rng.integers(2)) if kind > 0.9 else need, then)
            no_plan = (NO_PLAN, NO_PLAN)
            before, after = (no_plan, after) if kind < 0.2 else (before, no_plan) if kind < 0.3 else (before, after)
            rows.append((year, nc, *before, *after))
    history = History(*np.array(rows, dtype=np.int32).T)
    population = Population(2020, np.full((4 + horizon, len(NC_YEARS)), 30.0))
    has_plan = (history.census_year_from == 2022) & (history.need_to != NO_PLAN)
    count = int(has_plan.sum())
    price = np.round(rng.gamma(2.0, 5000.0, count), 2)
    need, setting = history.need_to[has_plan], history.setting_to[has_plan]
    stock = Stock(2023, np.arange(count, dtype=np.uint64), history.nc_year_to[has_plan], need, setting, price)
    book = price_book(need, setting, price, space, smallest_pool=3, default_gbp_per_year=np.full(3, 1000.0))
    return SmallCouncil(space, history, population, stock, book)


def pick(weights: list[float], uniform: float) -> int | None:
    """Position in proportion to ``weights``."""
    total = 0.0
    for weight in weights:
        total += weight
    below, chosen = 0.0, None
    for i, weight in enumerate(weights):
        chosen = i if weight > 0 and below <= uniform * total else chosen
        below += weight
    return chosen


def follow_one_child(world, rates, prices, child, state, position, year, last):  # noqa: ANN001, ANN201 - the oracle stays one screen
    """The slow twin: yields (position, event, need, setting, nc, price) for one child; at most 30 lines."""
    need, setting, nc, price = state
    yield position, "present", need, setting, nc, price
    while position < last:
        position, year = position + 1, year + 1
        w.fill_cell.py_func(world, rates, need, setting, nc)
        p_leave, p_move, p_change = world.cells[need, setting, nc]
        leaving, moving = uniform_pair(world.key, child, year, w.REMAIN, 0)
        if leaving < p_leave * world.leave_odds[position] / (1 - p_leave + p_leave * world.leave_odds[position]):
            yield position, "left", need, setting, nc, price
            return
        allowed, to = rates.is_valid[need, :, nc + 1], setting
        if moving < p_move or not allowed[setting]:
            drawn = w.destinations.py_func(world, rates, setting, nc + 1) * rates.affinity[need]
            fits = [allowed[s] and rates.may_move[setting, s] and s != setting for s in range(len(allowed))]
            luck = uniform_pair(world.key, child, year, w.DESTINATION, 0)[0]
            to = pick([d if ok else 0.0 for d, ok in zip(drawn, fits, strict=True)], luck)
            to = to if to is not None else setting if allowed[setting] else pick([float(ok) for ok in allowed], luck)
        if to is None:
            yield position, "left", need, setting, nc, price
            return
        changing, which = uniform_pair(world.key, child, year, w.NEED_CHANGE, 0)
        nc += 1
        if changing < p_change:
            drawn = w.new_needs.py_func(world, rates, need)
            fits = [d if rates.is_valid[n, to, nc] and n != need else 0.0 for n, d in enumerate(drawn)]
            chosen = pick(fits, which)
            need = need if chosen is None else chosen
        if to != setting:
            setting, price = to, new_price(world, prices, child, year, w.MOVE_PRICE, need, to)
            yield position, "moved", need, setting, nc, price
        yield position, "present", need, setting, nc, price


def new_price(world, prices, child, year, event, need, setting):  # noqa: ANN001, ANN201 - as above
    pool = prices.prices_gbp_per_year[prices.start[need, setting] : prices.end[need, setting]]
    return pool[int(uniform_pair(world.key, child, year, event, 0)[0] * len(pool))]


def joiners(world, rates, prices, population, first_year):  # noqa: ANN001, ANN201 - as above
    """(child, state, position, year) of every joiner of one draw."""
    for position in range(1, len(population)):
        year = first_year + position
        for nc in range(len(NC_YEARS)):
            mean = population[position, nc] * world.join_rate[nc] * world.join_factor[position]
            group = np.uint64((1 << 63) | (year << 40) | (nc << 32))
            for number in range(draw_poisson(world.key, group, year, w.JOIN_COUNT, mean)):
                child = group | np.uint64(number)
                for_need, for_setting = uniform_pair(world.key, child, year, w.JOIN_STATE, 0)
                need = pick(list(w.join_needs.py_func(world, rates, nc)), for_need)
                setting = pick(list(w.join_settings.py_func(world, rates, nc, need)), for_setting)
                price = new_price(world, prices, child, year, w.JOIN_PRICE, need, setting)
                yield child, (need, setting, nc, price), position, year
