"""The engine, compiled: every child of one draw's world, year by year; draws do not know of each other.

A year of a child: leaving; a change of need; then a move, forced when the setting's ages are passed or by choice. Those
who joined and those who move then find their settings, in the order of their months where places can run out (children
who already have a plan before new ones within a month). A child who can stay nowhere (past the last NC year of every
setting for the need) is counted as having left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, uniform_pair, words
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Rates, Shares
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
    Scene,
    Start,
    Tally,
)
from highneeds.forecast.types import Bools, Floats, Ints

_ANY_LEVER_ON_ODDS = (LEAVING, MOVING, NEED_CHANGE, AGE_LIMIT)


class Council(NamedTuple):
    """What all draws share. ``population[year, nc]``: position 0 is the stock's January, unused.

    ``open_to[need, nc, to]`` is the need's affinity for a setting, 0 where it is not valid.
    """

    rates: Rates
    prices: Prices
    population: Floats
    scene: Scene
    open_to: Floats


class Draw(NamedTuple):
    """What belongs to one draw; ``number`` is its position in the tally."""

    world: w.World
    book: c.Book
    tally: Tally
    number: int


class Choices(NamedTuple):
    """What a child's choices are drawn from: the world's own tables and what they are filled from."""

    luck: w.Luck
    destinations: Floats
    new_needs: Floats
    destination: Shares
    new_need: Shares
    open_to: Floats
    is_valid: Bools


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
    is_moving: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
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
def _choose(
    choices: Choices, child: np.uint64, year: int, place: tuple[int, int, int], happens: tuple[bool, bool]
) -> tuple[int, int, float, float]:
    """Need and setting after a year for a child who moves, changes need or both (``happens``), the price quantile of a
    move and its luck with levers. ``place`` is need, setting and the NC position reached; setting NOWHERE: it leaves.
    """
    need, setting, nc = place
    moves, changes = happens
    key, _ = choices.luck
    if changes:
        _, uniform = uniform_pair(key, child, year, w.NEED_CHANGE, 0)
        drawn = w.new_needs(choices.luck, choices.new_needs, choices.new_need, need)
        need = _need_after(drawn, choices.is_valid, place, moves, uniform)
    if not moves:
        return need, setting, 0.0, 1.0
    where, dear, turn, _ = words(key, child, year, w.MOVE, 0)
    drawn = w.destinations(choices.luck, choices.destinations, choices.destination, setting, nc)
    to = p.destination(drawn, choices.open_to[need, nc], setting, coarse(where))
    if to == p.NOWHERE:
        to = setting if choices.is_valid[need, setting, nc] else p.anywhere(choices.is_valid, need, nc, coarse(where))
    return need, to, coarse(dear), coarse(turn)


@inlined
def _leave(run: Draw, months: Floats, step: int, place: tuple[int, int, int], when: float, price: float) -> int:
    """Count one child out of (need, setting, NC position after the summer); the month it left in."""
    month = j.month_of(months[min(place[2], len(months) - 1)], when)
    c.count_one(run.book, place, step * c.MONTHS_IN_A_YEAR + month + 1, -1, price)
    run.tally.left[run.number, step + 1] += 1
    run.tally.leavers[run.number, step + 1, place[1]] += 1
    return month


@inlined
def _change_need(book: c.Book, places: Places, taken: Ints, needs: tuple[int, int], setting: int, price: float) -> None:
    """Another need in the same setting, which may be another group of places."""
    before, need = needs
    c.change_need(book, (before, need), setting, price)
    p.take_place(places, taken, before, setting, 0, -1)
    p.take_place(places, taken, need, setting, 0, 1)


@inlined
def _set_out(arrivals: c.Arrivals, number: int, child: int, way: tuple[int, int], month: int, quantile: float) -> None:
    arrivals.child[number] = child
    arrivals.from_setting[number], arrivals.to_setting[number] = way
    arrivals.month[number] = month
    arrivals.quantile[number] = quantile


@inlined
def _happens(luck: np.uint32, odds: float) -> bool:
    return coarse(np.uint64(luck)) * (1.0 + odds) < odds


@compiled
def _decide(world: w.World, acts: Acts, step: int, crowd: c.Crowd, count: int) -> None:
    """What happens to each child in the year, into ``crowd.happens``: one even loop, so that it costs little."""
    odds, band_odds = _year_odds(world, acts, step), world.band_odds * world.leave_year[step]
    move_odds = world.move_year[step]
    cells, tenures, happens = crowd.cell, crowd.tenure, crowd.happens
    to_leave, to_move, to_change = crowd.luck[0], crowd.luck[1], crowd.luck[2]
    for i in range(count):
        cell = cells[i]
        moving = odds[cell, w.MOVES]
        moving = moving if moving >= w.CERTAIN else moving * move_odds
        leaves = _happens(to_leave[i], odds[cell, w.LEAVES] * band_odds[c.band(tenures[i])])
        moves = _happens(to_move[i], moving)
        changes = _happens(to_change[i], odds[cell, w.CHANGES_NEED])
        happens[i] = leaves * c.LEAVES + moves * c.MOVES + changes * c.CHANGES_NEED


@compiled
def _live_a_year(
    council: Council, run: Draw, crowd: c.Crowd, count: int, arrivals: c.Arrivals, taken: Ints, step: int, year: int
) -> int:
    """Bring about what was decided; how many children are on their way to another setting.

    Positions of arrivals are those after the crowd has closed up.
    """
    rates, acts, places, world = council.rates, council.scene.acts, council.scene.places, run.world
    _, settings, ncs = rates.is_valid.shape
    has_levers, sizes, is_valid = len(acts.kind) > 0, world.sizes, rates.is_valid
    tables = (world.destinations, world.new_needs, rates.destination, rates.new_need, council.open_to, is_valid)
    choices = Choices((world.key, world.is_drawn), *tables)
    gone, movers = 0, 0
    for i in range(count):
        what = crowd.happens[i]
        if what == 0:
            continue
        cell, price, when = crowd.cell[i], crowd.price[i], coarse(np.uint64(crowd.luck[3, i]))
        nc, setting, before = cell % ncs + 1, cell // ncs % settings, cell // ncs // settings
        need, to, quantile, turn = before, p.NOWHERE, 0.0, 1.0
        if not what & c.LEAVES:
            place, moves, changes = (before, setting, nc), what & c.MOVES > 0, what & c.CHANGES_NEED > 0
            need, to, quantile, turn = _choose(choices, crowd.child_id[i], year, place, (moves, changes))
        if to == p.NOWHERE:
            month = _leave(run, rates.months.leaving, step, (before, setting, nc), when, price)
            p.take_place(places, taken, before, setting, month, -1)
            crowd.happens[i] = c.GONE
            gone += 1
            continue
        if has_levers and to != setting:
            to = p.shifted(acts, sizes, is_valid, step, (need, to, nc), setting, turn)
        if need != before:
            _change_need(run.book, places, taken, (before, need), setting, price)
        if to != setting:
            month = j.month_of(rates.months.moving[nc], when)
            _set_out(arrivals, movers, i - gone, (setting, to), month, quantile)
            p.take_place(places, taken, need, setting, month, -1)
            movers += 1
        crowd.cell[i] = (need * settings + setting) * ncs + nc - 1
    return movers


@compiled
def _arrive(
    council: Council,
    world: w.World,
    plans: tuple[j.Due, int],
    crowd: c.Crowd,
    count: int,
    arrivals: c.Arrivals,
    moving: int,
    moment: tuple[int, int],
) -> tuple[int, int]:
    """Give each plan issued a first setting to arrive at; how many children and arrivals there are then."""
    step, year = moment
    due, issued = plans
    rates, acts, key = council.rates, council.scene.acts, world.key
    _, settings, ncs = rates.is_valid.shape
    children, needs, ages, steps, months = due
    ids, cells, prices, tenures = crowd.child_id, crowd.cell, crowd.price, crowd.tenure
    for i in range(issued):
        ages[i] = min(ages[i] + step - steps[i], ncs - 1)
    w.fill_join_settings(world, rates, needs, ages, issued)
    first_settings, sizes, is_valid = world.join_settings, world.sizes, rates.is_valid
    for i in range(issued):
        child, need, nc = children[i], needs[i], ages[i]
        where, dear, turn, _ = words(key, child, year, w.JOIN, 0)
        setting = j.pick(first_settings[nc, need], coarse(where))
        if setting == p.NOWHERE:
            continue
        if len(acts.kind) > 0:
            setting = p.shifted(acts, sizes, is_valid, step, (need, setting, nc), p.NOWHERE, coarse(turn))
        ids[count] = child
        cells[count] = (need * settings + setting) * ncs + nc
        prices[count] = 0.0
        tenures[count] = c.FIRST_YEAR_TENURE
        _set_out(arrivals, moving, count, (p.NOWHERE, setting), months[i], coarse(dear))
        count += 1
        moving += 1
    return count, moving


@compiled
def _join(
    council: Council, run: Draw, waiting: j.Due, left_over: Floats, step: int, year: int
) -> tuple[j.Due, int, j.Due]:
    """The plans issued in the year, how many, and those who wait on."""
    world, rates, queue, tally = run.world, council.rates, council.scene.queue, run.tally
    counts = j.count_due(world, council.scene.acts, council.population, step, year)
    due = j.empty_due(counts.sum())
    fell_due = j.fill_due(world, rates, counts, due, step, year)
    refused_share = (1.0 - rates.prob_request_becomes_plan) / rates.prob_request_becomes_plan
    refused = draw_poisson(world.key, np.uint64(0), year, w.REFUSED, fell_due * refused_share)
    tally.requests[run.number, step + 1] = fell_due + refused
    if len(queue.keep_up) == 0:
        return due, fell_due, waiting
    line, rest, issued, waits = j.pass_queue(queue, waiting, due, fell_due, step, left_over)
    first = step * c.MONTHS_IN_A_YEAR + 1
    tally.waiting[run.number, first : first + c.MONTHS_IN_A_YEAR] = waits
    return line, issued, rest


@compiled
def _run_draw(council: Council, start: Start, world: w.World, tally: Tally, number: int) -> None:
    shape, steps = council.rates.is_valid.shape, council.population.shape[0] - 1
    months = steps * c.MONTHS_IN_A_YEAR + 1
    price_factor = _price_factor(world, council.scene.acts, months, shape[1])
    crowd, count = c.new_crowd(start), len(start.child_id)
    arrivals = c.empty_arrivals(len(crowd.child_id))
    book = c.new_book(crowd, count, shape, months)
    run = Draw(world, book, tally, number)
    waiting = j.first_waiting(world, council.scene.queue, start.first_year)
    tally.waiting[number, 0] = len(waiting.need)
    left_over = np.zeros(1)
    c.write_january(book, tally, number, 0, price_factor[0])
    for step in range(steps):
        year = start.first_year + step
        taken = p.places_taken(council.scene.places, book)
        c.age_book(book)
        c.fill_luck(world.key, crowd, count, year, w.REMAIN)
        _decide(world, council.scene.acts, step, crowd, count)
        moving = _live_a_year(council, run, crowd, count, arrivals, taken, step, year)
        count = c.close_up(crowd, count)
        plans, issued, waiting = _join(council, run, waiting, left_over, step, year)
        if count + issued > len(crowd.child_id):
            crowd = c.with_room(crowd, count, issued)
        if moving + issued > len(arrivals.child):
            arrivals = c.with_room_to_arrive(arrivals, moving, issued)
        count, moving = _arrive(council, world, (plans, issued), crowd, count, arrivals, moving, (step, year))
        scene, rates = council.scene, council.rates
        where = (rates.is_valid, council.prices, scene.places)
        p.settle(crowd, arrivals, moving, book, where, taken, tally, (number, step))
        c.write_january(book, tally, number, step + 1, price_factor[(step + 1) * c.MONTHS_IN_A_YEAR])
    c.write_months(book, tally, number, price_factor)
    tally.is_lost[number] = 0 if c.is_recount_equal(book, crowd, count, shape[2]) else 1


@compiled
def run_draws(
    seed: int,
    first_draw: int,
    is_drawn: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    rates: Rates,
    start: Start,
    prices: Prices,
    world_given: tuple[Floats, Scene],
    tally: Tally,
) -> None:
    """Fill every draw of ``tally`` (its first is number ``first_draw`` of the run).

    ``world_given``: the population as in ``Council``, and the scene. ``is_drawn`` false: central rates, no year
    effects. Raises nothing: what does not add up is marked in ``tally.is_lost``.
    """
    population, scene = world_given
    needs, settings, ncs = rates.is_valid.shape
    open_to = np.zeros((needs, ncs, settings))
    for need in range(needs):
        for nc in range(ncs):
            for setting in range(settings):
                if rates.is_valid[need, setting, nc]:
                    open_to[need, nc, setting] = rates.affinity[need, setting]
    council = Council(rates, prices, population, scene, open_to)
    for number in range(len(tally.joined)):
        key: Key = (np.uint64(seed), np.uint64(first_draw + number))
        world = w.new_world(key, is_drawn, rates, scene.acts, start.first_year, population.shape[0] - 1)
        _run_draw(council, start, world, tally, number)
