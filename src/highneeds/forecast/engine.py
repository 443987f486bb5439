"""The engine, compiled: every child of one draw's world, year by year; draws do not know of each other.

A year of a child: leaving; a change of need; then a move, forced when the setting's ages are passed or by choice. Those
who joined and those who move then find their settings, in the order of their months where places can run out (children
who already have a plan before new ones within a month). A child who can stay nowhere (past the last NC year of every
setting for the need) is counted as having left.
"""

from __future__ import annotations

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, uniform_pair, words
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Rates
from highneeds.forecast.sampling import Key, draw_poisson
from highneeds.forecast.scene import (
    AGE_LIMIT,
    LEAVING,
    MOVING,
    NEED_CHANGE,
    PRICE,
    Acts,
    Places,
    Prices,
    Queue,
    Start,
    Tally,
)
from highneeds.forecast.types import Bools, Floats, Ints

_ANY_LEVER_ON_ODDS = (LEAVING, MOVING, NEED_CHANGE, AGE_LIMIT)


@compiled
def _year_odds(world: w.World, acts: Acts, step: int) -> np.ndarray:
    """``odds[cell, which]`` of one year: the world's own, or a copy that the levers in force have changed."""
    odds = world.odds
    for lever in range(len(acts.kind)):
        kind, strength = acts.kind[lever], acts.strength[lever, step]
        if strength <= 0.0 or kind not in _ANY_LEVER_ON_ODDS:
            continue
        if odds is world.odds:
            odds = world.odds.copy()
        size = world.sizes[lever] * strength
        cells = acts.cells[lever].reshape(-1)
        which = w.MOVES if kind == MOVING else w.CHANGES_NEED if kind == NEED_CHANGE else w.LEAVES
        for cell in range(len(cells)):
            if not cells[cell] or odds[cell, which] >= w.CERTAIN:
                continue
            if kind == AGE_LIMIT:
                least = size / (1.0 - size) if size < 1.0 else w.CERTAIN
                odds[cell, which] = max(odds[cell, which], np.float32(least))
            else:
                odds[cell, which] *= np.float32(max(0.0, 1.0 + size))
    return odds


@compiled
def _price_factor(world: w.World, acts: Acts, months: int, settings: int) -> Floats:
    """``factor[month, setting]`` on prices."""
    factor = np.ones((months, settings))
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != PRICE:
            continue
        for setting in range(settings):
            if acts.cells[lever, 0, setting, 0]:
                for month in range(months):
                    factor[month, setting] *= max(0.0, 1.0 + world.sizes[lever] * acts.strength_by_month[lever, month])
    return factor


@compiled
def _need_after(
    drawn: Floats,
    is_valid: Bools,
    place: tuple[int, int, int],
    is_moving: bool,
    uniform: float,
) -> int:
    """The new primary need; the old one where none is valid in the setting (or, for a mover, in any) at the NC
    position reached. ``place`` is need, setting and that NC position.
    """
    need, setting, nc = place
    sums, total = np.empty(len(drawn)), 0.0
    for to in range(len(drawn)):
        fits = is_valid[to, :, nc].any() if is_moving else is_valid[to, setting, nc]
        if to != need and fits:
            total += drawn[to]
        sums[to] = total
    chosen = j.pick(sums, uniform)
    return need if chosen < 0 else chosen


@inlined
def _leave(
    book: c.Book,
    tally: Tally,
    months: Floats,
    at: tuple[int, int],
    place: tuple[int, int, int],
    when: float,
    price: float,
) -> int:
    """Count one child out of (need, setting, NC position after the summer); the month it left in."""
    draw, step = at
    month = j.month_of(months[min(place[2], len(months) - 1)], when)
    c.count_one(book, place, step * c.MONTHS_IN_A_YEAR + month + 1, -1, price)
    tally.left[draw, step + 1] += 1
    tally.leavers[draw, step + 1, place[1]] += 1
    return month


@compiled
def _live_a_year(
    world: w.World,
    rates: Rates,
    acts: Acts,
    open_to: Floats,
    crowd: c.Crowd,
    count: int,
    arrivals: c.Arrivals,
    book: c.Book,
    places: Places,
    taken: Ints,
    tally: Tally,
    draw: int,
    step: int,
    year: int,
) -> tuple[int, int]:
    """Decide for each child; those who remain close up in the crowd. How many remain, and how many of them move."""
    _, settings, ncs = rates.is_valid.shape
    odds, is_valid, key, sizes = _year_odds(world, acts, step), rates.is_valid, world.key, world.sizes
    luck_to_leave, luck_to_move, luck_to_change, luck_of_month = (
        crowd.luck[0],
        crowd.luck[1],
        crowd.luck[2],
        crowd.luck[3],
    )
    luck, destinations, new_needs = (key, world.is_drawn), world.destinations, world.new_needs
    has_shifts = len(acts.kind) > 0
    leave_odds = world.band_odds * world.leave_year[step]
    move_odds = world.move_year[step]
    has_places = len(places.places) > 0
    kept, movers = 0, 0
    for i in range(count):
        cell, child, price, tenure = crowd.cell[i], crowd.child_id[i], crowd.price[i], crowd.tenure[i]
        leaving = odds[cell, w.LEAVES] * leave_odds[c.band(tenure)]
        moving = odds[cell, w.MOVES]
        moving = moving if moving >= w.CERTAIN else moving * move_odds
        changing = odds[cell, w.CHANGES_NEED]
        leaves = coarse(luck_to_leave[i]) * (1.0 + leaving) < leaving
        moves = coarse(luck_to_move[i]) * (1.0 + moving) < moving
        changes = coarse(luck_to_change[i]) * (1.0 + changing) < changing
        if leaves or moves or changes:
            nc, setting, need = cell % ncs + 1, cell // ncs % settings, cell // ncs // settings
            when = coarse(luck_of_month[i])
            to = setting
            quantile = 0.0
            before = need
            if not leaves and changes:
                _, uniform = uniform_pair(key, child, year, w.NEED_CHANGE, 0)
                need = _need_after(
                    w.new_needs(luck, new_needs, rates.new_need, need), is_valid, (need, setting, nc), moves, uniform
                )
            if not leaves and moves:
                where, dear, turn, _ = words(key, child, year, w.MOVE, 0)
                quantile = coarse(dear)
                to = p.destination(
                    w.destinations(luck, destinations, rates.destination, setting, nc),
                    open_to[need, nc],
                    setting,
                    coarse(where),
                )
                if to < 0:
                    to = setting if is_valid[need, setting, nc] else p.anywhere(is_valid, need, nc, coarse(where))
                elif has_shifts:
                    to = p.shifted(acts, sizes, is_valid, step, (need, to, nc), setting, coarse(turn))
            if leaves or to < 0:
                month = _leave(book, tally, rates.months.leaving, (draw, step), (before, setting, nc), when, price)
                if has_places:
                    p.take_place(places, taken, before, setting, month, -1)
                continue
            if need != before:
                c.change_need(book, (before, need), setting, price)
                if has_places:
                    p.take_place(places, taken, before, setting, 0, -1)
                    p.take_place(places, taken, need, setting, 0, 1)
            if to != setting:
                arrivals.child[movers] = kept
                arrivals.from_setting[movers] = setting
                arrivals.to_setting[movers] = to
                arrivals.month[movers] = j.month_of(rates.months.moving[nc], when)
                arrivals.quantile[movers] = quantile
                if has_places:
                    p.take_place(places, taken, need, setting, arrivals.month[movers], -1)
                movers += 1
            cell = (need * settings + setting) * ncs + nc - 1
        crowd.child_id[kept] = child
        crowd.cell[kept] = cell + 1
        crowd.price[kept] = price
        crowd.tenure[kept] = c.older(tenure)
        kept += 1
    return kept, movers


@compiled
def _arrive(
    world: w.World,
    rates: Rates,
    acts: Acts,
    due: j.Due,
    issued: int,
    crowd: c.Crowd,
    count: int,
    arrivals: c.Arrivals,
    moving: int,
    step: int,
    year: int,
) -> tuple[int, int]:
    """Give each plan issued a first setting to arrive at; how many children and arrivals there are then."""
    _, settings, ncs = rates.is_valid.shape
    key, is_valid, has_shifts = world.key, rates.is_valid, len(acts.kind) > 0
    children, needs, ages, steps, months = due
    for i in range(issued):
        ages[i] = min(ages[i] + step - steps[i], ncs - 1)
    w.fill_join_settings(world, rates, needs, ages, issued)
    first_settings = world.join_settings
    ids, cells, prices, tenures, _ = crowd
    of_child, from_setting, to_setting, in_month, quantiles = arrivals
    for i in range(issued):
        child, need, nc = children[i], needs[i], ages[i]
        where, dear, turn, _ = words(key, child, year, w.JOIN, 0)
        setting = j.pick(first_settings[nc, need], coarse(where))
        if setting == p.NOWHERE:
            continue
        if has_shifts:
            setting = p.shifted(acts, world.sizes, is_valid, step, (need, setting, nc), p.NOWHERE, coarse(turn))
        ids[count] = child
        cells[count] = (need * settings + setting) * ncs + nc
        prices[count] = 0.0
        tenures[count] = c.FIRST_YEAR_TENURE
        of_child[moving] = count
        from_setting[moving] = p.NOWHERE
        to_setting[moving] = setting
        in_month[moving] = months[i]
        quantiles[moving] = coarse(dear)
        count += 1
        moving += 1
    return count, moving


@compiled
def _join(
    world: w.World,
    rates: Rates,
    acts: Acts,
    population: Floats,
    queue: Queue,
    waiting: j.Due,
    left_over: Floats,
    tally: Tally,
    draw: int,
    step: int,
    year: int,
) -> tuple[j.Due, int, j.Due]:
    """The plans issued in the year, how many, and those who wait on."""
    counts = j.count_due(world, acts, population, step, year)
    due = j.empty_due(counts.sum())
    fell_due = j.fill_due(world, rates, counts, due, step, year)
    refused_share = (1.0 - rates.prob_request_becomes_plan) / rates.prob_request_becomes_plan
    mean = fell_due * refused_share
    refused = draw_poisson(world.key, np.uint64(0), year, w.REFUSED, mean)
    tally.requests[draw, step + 1] = fell_due + refused
    if len(queue.keep_up) == 0:
        return due, fell_due, waiting
    line, rest, issued, waits = j.pass_queue(queue, waiting, due, fell_due, step, left_over)
    first = step * c.MONTHS_IN_A_YEAR + 1
    tally.waiting[draw, first : first + c.MONTHS_IN_A_YEAR] = waits
    return line, issued, rest


@compiled
def _run_draw(
    key: Key,
    is_drawn: bool,  # noqa: FBT001  as above
    rates: Rates,
    start: Start,
    prices: Prices,
    population: Floats,
    acts: Acts,
    places: Places,
    queue: Queue,
    open_to: Floats,
    tally: Tally,
    draw: int,
) -> None:
    steps = population.shape[0] - 1
    months = steps * c.MONTHS_IN_A_YEAR + 1
    _, settings, ncs = rates.is_valid.shape
    world = w.new_world(key, is_drawn, rates, acts, start.first_year, steps)
    price_factor = _price_factor(world, acts, months, settings)
    crowd, count = c.new_crowd(start), len(start.child_id)
    arrivals = c.empty_arrivals(len(crowd.child_id))
    book = c.new_book(crowd, count, rates.is_valid.shape, months)
    waiting = j.first_waiting(world, rates, queue, start.first_year)
    tally.waiting[draw, 0] = len(waiting.need)
    left_over = np.zeros(1)
    c.write_january(book, tally, draw, 0, price_factor[0])
    for step in range(steps):
        year = start.first_year + step
        taken = p.places_taken(places, book)
        c.age_book(book)
        c.fill_luck(key, crowd, count, year, w.REMAIN)
        count, moving = _live_a_year(
            world, rates, acts, open_to, crowd, count, arrivals, book, places, taken, tally, draw, step, year
        )
        issued_plans, issued, waiting = _join(
            world, rates, acts, population, queue, waiting, left_over, tally, draw, step, year
        )
        if count + issued > len(crowd.child_id):
            crowd = c.with_room(crowd, count, issued)
        if moving + issued > len(arrivals.child):
            arrivals = c.with_room_to_arrive(arrivals, moving, issued)
        count, moving = _arrive(world, rates, acts, issued_plans, issued, crowd, count, arrivals, moving, step, year)
        p.settle(crowd, arrivals, moving, book, rates.is_valid, prices, places, taken, tally, draw, step)
        c.write_january(book, tally, draw, step + 1, price_factor[(step + 1) * c.MONTHS_IN_A_YEAR])
    c.write_months(book, tally, draw, price_factor)
    tally.is_lost[draw] = 0 if c.is_recount_equal(book, crowd, count, ncs) else 1


@compiled
def run_draws(
    seed: int,
    first_draw: int,
    is_drawn: bool,  # noqa: FBT001  as above
    rates: Rates,
    start: Start,
    prices: Prices,
    population: Floats,
    acts: Acts,
    places: Places,
    queue: Queue,
    tally: Tally,
) -> None:
    """Fill every draw of ``tally`` (its first is number ``first_draw`` of the run).

    ``population[year, nc]``: position 0 is the stock's January, unused. ``is_drawn`` false: central rates, no year
    effects. Raises nothing: what does not add up is marked in ``tally.is_lost``.
    """
    open_to = np.zeros((rates.is_valid.shape[0], rates.is_valid.shape[2], rates.is_valid.shape[1]))
    for need in range(open_to.shape[0]):
        for nc in range(open_to.shape[1]):
            for setting in range(open_to.shape[2]):
                if rates.is_valid[need, setting, nc]:
                    open_to[need, nc, setting] = rates.affinity[need, setting]
    for draw in range(len(tally.joined)):
        key: Key = (np.uint64(seed), np.uint64(first_draw + draw))
        _run_draw(key, is_drawn, rates, start, prices, population, acts, places, queue, open_to, tally, draw)
