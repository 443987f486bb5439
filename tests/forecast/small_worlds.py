"""Small random councils for the engine's tests, and its slow twin: one child at a time, in plain Python."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.core.philox import uniform_pair, words
from highneeds.forecast import world as w
from highneeds.forecast.prices import price_book
from highneeds.forecast.sampling import draw_normals, draw_poisson
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


def luck(world, child, year, event):  # noqa: ANN001, ANN201 - the oracle stays one screen
    return [(int(word) + 0.5) / 2**32 for word in words(world.key, child, year, event, 0)]


def month_of(by_month, uniform):  # noqa: ANN001, ANN201 - as above
    return next((month for month in range(11) if uniform < by_month[month]), 11)


def follow_one_child(world, rates, prices, child, state, step, year, last):  # noqa: ANN001, ANN201 - as above
    """The slow twin: yields (event, month, need, setting, nc, price) for one child that is there from ``step`` on."""
    need, setting, nc, price, tenure = state
    _, settings, ncs = rates.is_valid.shape
    while step < last:
        odds = world.odds[(need * settings + setting) * ncs + nc].astype(float)
        odds *= [world.band_odds[(0, 1, 2, 3, 3, 4)[tenure]] * world.leave_year[step], world.move_year[step], 1.0, 1.0]
        leaving, moving, changing, when = luck(world, child, year, w.REMAIN)
        leaves, changes = leaving < odds[0] / (1 + odds[0]), changing < odds[2] / (1 + odds[2])
        nc, to, new = nc + 1, setting, need
        open_to = rates.is_valid[:, :, nc] * rates.affinity if nc < ncs else None
        moves = not leaves and (not rates.is_valid[need, setting, nc] or moving < odds[1] / (1 + odds[1]))
        if changes and not leaves:
            drawn = drawn_shares(world, "new_need", rates, need)
            fits = rates.is_valid[:, :, nc].any(axis=1) if moves else rates.is_valid[:, setting, nc]
            ups = [d if fits[n] and n != need else 0.0 for n, d in enumerate(drawn)]
            chosen = pick(ups, uniform_pair(world.key, child, year, w.NEED_CHANGE, 0)[1])
            new = need if chosen is None else chosen
        if moves:
            where, dear, _, _ = luck(world, child, year, w.MOVE)
            drawn = drawn_shares(world, "destination", rates, (setting, nc))
            to = pick([d * o * (s != setting) for s, (d, o) in enumerate(zip(drawn, open_to[new], strict=True))], where)
            stay = (
                setting
                if rates.is_valid[new, setting, nc]
                else pick(list(map(float, rates.is_valid[new, :, nc])), where)
            )
            to = stay if to is None else to
        if leaves or to is None:
            yield (
                "left",
                12 * step + 1 + month_of(rates.months.leaving[min(nc, ncs - 1)], when),
                need,
                setting,
                nc,
                price,
            )
            return
        if to != setting:
            month = 12 * step + 1 + month_of(rates.months.moving[nc], when)
            yield "went", month, need, setting, nc, price
            price = new_price(prices, new, to, dear)
            yield "came", month, new, to, nc, price
        need, setting, tenure, step, year = new, to, tenure + (0 < tenure < 5), step + 1, year + 1
        yield "present", 12 * step, need, setting, nc, price


def drawn_shares(world, which, rates, at):  # noqa: ANN001, ANN201 - as above
    """The weights of one choice: ``share`` * exp(log_sd * normal - log_sd**2 / 2), each normal from its own number."""
    choice, event = {
        "destination": (rates.destination, 109),
        "new_need": (rates.new_need, 110),
        "join_setting": (rates.join_setting, 113),
    }[which]
    share, log_sd = choice.share[at], choice.log_sd[at]
    first = np.ravel_multi_index((*at, 0) if isinstance(at, tuple) else (at, 0), choice.share.shape)
    pairs = [
        draw_normals(world.key, np.uint64(int(n) // 2), 0, event, 0)[n % 2] for n in range(first, first + len(share))
    ]
    return share * np.exp(log_sd * (np.array(pairs) - 0.5 * log_sd)) if world.is_drawn else share


def new_price(prices, need, setting, quantile):  # noqa: ANN001, ANN201 - as above
    pool = prices.prices_gbp_per_year[prices.start[need, setting] : prices.end[need, setting]]
    return pool[int(quantile * len(pool))]


def joiners(world, rates, prices, population, first_year):  # noqa: ANN001, ANN201 - as above
    """(child, state, step, month) of every joiner of one draw."""
    for step in range(len(population) - 1):
        year = first_year + step
        for nc, need in np.ndindex(world.join_rate.shape):
            mean = population[step + 1, nc] * world.join_rate[nc, need] * world.join_year[step]
            group = np.uint64((1 << 63) | (year << 40) | (nc << 32) | (need << 24))
            for number in range(draw_poisson(world.key, group, year, w.JOIN_COUNT, mean)):
                child = group | np.uint64(number)
                where, dear, _, when = luck(world, child, year, w.JOIN)
                drawn = drawn_shares(world, "join_setting", rates, (nc, need))
                setting = pick(list(drawn * rates.is_valid[need, :, nc]), where)
                month = 12 * step + 1 + month_of(rates.months.joining[nc], when)
                if setting is not None:
                    yield child, (need, setting, nc, new_price(prices, need, setting, dear), 1), step + 1, month
