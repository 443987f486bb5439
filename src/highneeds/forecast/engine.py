"""The engine, compiled: every child of one draw's world, year by year; draws do not know of each other.

A year of a child: leaving; a change of need; then a move, forced when the setting's ages are passed or by choice. Those
who joined and those who move then find their settings, in the order of their months where places can run out (children
who already have a plan before new ones within a month). A child who can stay nowhere (past the last NC year of every
setting for the need) is counted as having left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.differing import live_scenes
from highneeds.forecast.living import Choices, Draw, decide, live_a_year
from highneeds.forecast.posterior import Rates
from highneeds.forecast.sampling import Key
from highneeds.forecast.scene import PRICE, Acts, Prices, Scene, Start, Tally
from highneeds.forecast.stack import Stack, scene_of
from highneeds.forecast.types import Floats, Ints


class Council(NamedTuple):
    """What all draws share. ``population[year, nc]``: position 0 is the stock's January, unused.

    ``states`` as in ``state_of``.
    """

    rates: Rates
    prices: Prices
    population: Floats
    scene: Scene
    open_to: p.Open
    first_book: c.Book
    states: Ints


@compiled
def price_factor_of(sizes: Floats, acts: Acts, months: int, settings: int) -> Floats:
    """``factor[month, setting]`` on prices."""
    factor = np.ones((months, settings))
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != PRICE:
            continue
        for setting in range(settings):
            if acts.cells[lever, 0, setting, 0]:
                for month in range(months):
                    factor[month, setting] *= max(0.0, 1.0 + sizes[lever] * acts.strength_by_month[lever, month])
    return factor


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
    c.fill_luck(key, children, issued, year, w.JOIN, crowd.second)
    to_where, to_price, to_turn = crowd.second[0], crowd.second[1], crowd.second[2]
    for i in range(issued):
        need, nc, luck = needs[i], ages[i], (np.uint64(to_where[i]), np.uint64(to_turn[i]))
        setting = p.first_setting(
            world.join_settings, acts, world.sizes, rates.is_valid, (need, nc), steps[i] < step, step, luck
        )
        if setting == p.NOWHERE:
            continue
        ids[count] = children[i]
        cells[count] = (need * settings + setting) * ncs + nc
        prices[count] = 0.0
        tenures[count] = c.FIRST_YEAR_TENURE
        price = coarse(np.uint64(to_price[i]))
        c.set_out(arrivals, moving, count, (need, nc), (p.NOWHERE, setting), months[i], price)
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
    tally.requests[run.number, step + 1] = j.requests_of(world, rates, year, fell_due)
    if len(queue.keep_up) == 0:
        return due, fell_due, waiting
    line, rest, issued, waits = j.pass_queue(queue, waiting, due, fell_due, step, left_over)
    first = step * c.MONTHS_IN_A_YEAR + 1
    tally.waiting[run.number, first : first + c.MONTHS_IN_A_YEAR] = waits
    return line, issued, rest


@compiled
def _write_january(council: Council, run: Draw, who: tuple[c.Crowd, int], position: int, price_factor: Floats) -> None:
    c.write_january(run.book, run.tally, run.number, position, price_factor)
    if (price_factor != 1.0).any():
        c.write_price_by_nc(who, council.states, run.tally, (run.number, position), price_factor)
    if run.tally.children_by_setting_nc.shape[2] > 0:
        c.write_by_setting_nc(who, council.states, run.tally, (run.number, position))


@compiled
def run_draw(council: Council, start: Start, world: w.World, tally: Tally, number: int) -> None:
    """Fill draw ``number`` of ``tally`` with the world's children, year by year."""
    shape, steps = council.rates.is_valid.shape, council.population.shape[0] - 1
    months = steps * c.MONTHS_IN_A_YEAR + 1
    price_factor = price_factor_of(world.sizes, council.scene.acts, months, shape[1])
    crowd, count = c.new_crowd(start), len(start.child_id)
    arrivals = c.empty_arrivals(len(crowd.child_id))
    book = c.copied(council.first_book)
    run = Draw(world, book, tally, number)
    waiting = j.first_waiting(world, council.scene.queue, start.first_year)
    tally.waiting[number, 0] = len(waiting.need)
    left_over = np.zeros(1)
    p.write_places(council.scene.places, p.places_taken(council.scene.places, book), tally, number, 0)
    acts, is_valid = council.scene.acts, council.rates.is_valid
    given = (acts, council.scene.places, council.rates.months)
    sums = np.empty(shape[0])
    choices = Choices(council.states, world.destinations, world.new_needs, council.open_to, is_valid, sums)
    _write_january(council, run, (crowd, count), 0, price_factor[0])
    for step in range(steps):
        year = start.first_year + step
        taken = p.places_taken(council.scene.places, book)
        c.age_book(book)
        c.fill_luck(world.key, crowd.child_id, count, year, w.REMAIN, crowd.luck)
        touched = decide(world, acts, step, crowd, count)
        moving = live_a_year(given, choices, run, crowd, touched, arrivals, taken, (step, year))
        count = c.close_up(crowd, count)
        plans, issued, waiting = _join(council, run, waiting, left_over, step, year)
        if count + issued > len(crowd.child_id):
            crowd = c.with_room(crowd, count, issued)
        if moving + issued > len(arrivals.child):
            arrivals = c.with_room_to_arrive(arrivals, moving, issued)
        count, moving = _arrive(council, world, (plans, issued), crowd, count, arrivals, moving, (step, year))
        where = (is_valid, council.prices, council.scene.places)
        p.settle(crowd, arrivals, moving, book, where, taken, tally, (number, step))
        p.write_places(council.scene.places, taken, tally, number, step * c.MONTHS_IN_A_YEAR + 1)
        _write_january(council, run, (crowd, count), step + 1, price_factor[(step + 1) * c.MONTHS_IN_A_YEAR])
    c.write_months(book, tally, number, price_factor)
    tally.is_lost[number] = 0 if c.is_recount_equal(book, crowd, count, shape[2]) else 1


@compiled
def run_apart(
    seed: int,
    is_drawn: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    rates: Rates,
    start: Start,
    prices: Prices,
    given: tuple[Floats, Stack],
    tally: Tally,
    piece: tuple[int, int, int, int],
) -> None:
    """Fill the draws ``piece`` (the run's first draw; of the tally's draws from which to which, of how many) of every
    scene; scene s has the tally's draws from s * how many on. Each world is drawn once and every scene is lived in it.

    ``given``: the population as in ``Council``, the scenes. ``is_drawn`` false: central rates, no year effects. Raises
    nothing: what does not add up is marked in ``tally.is_lost``.
    """
    population, stack = given
    first_draw, from_draw, to_draw, draws = piece
    open_to = p.open_settings(rates.is_valid, rates.affinity)
    states = c.states_of(rates.is_valid.shape)
    first_book = c.new_book(start, rates.is_valid.shape, (len(population) - 1) * c.MONTHS_IN_A_YEAR + 1)
    for draw in range(from_draw, to_draw):
        key: Key = (np.uint64(seed), np.uint64(first_draw + draw))
        drawn = w.new_world(key, is_drawn, rates, scene_of(stack, 0).acts, start.first_year, population.shape[0] - 1)
        for number in range(len(stack.first) - 1):
            scene = scene_of(stack, number)
            world = w.with_levers(drawn, scene.acts)
            places = p.places_of_draw(scene.places, scene.acts, world.sizes)
            own = Scene(scene.acts, places, j.queue_of_draw(scene.queue, scene.acts, world.sizes))
            council = Council(rates, prices, population, own, open_to, first_book, states)
            run_draw(council, start, world, tally, number * draws + draw)


@compiled
def run_together(
    seed: int,
    is_drawn: bool,  # noqa: FBT001  as above
    rates: Rates,
    start: Start,
    prices: Prices,
    given: tuple[Floats, Stack],
    tally: Tally,
    piece: tuple[int, int, int, int],
) -> None:
    """As ``run_apart``, bit for bit, for scenes in which nobody waits (``stack.has_room``): of every scene but the
    first, only the lives that it changes are lived.
    """
    population, stack = given
    first_draw, from_draw, to_draw, draws = piece
    open_to = p.open_settings(rates.is_valid, rates.affinity)
    states = c.states_of(rates.is_valid.shape)
    for draw in range(from_draw, to_draw):
        key: Key = (np.uint64(seed), np.uint64(first_draw + draw))
        drawn = w.new_world(key, is_drawn, rates, scene_of(stack, 0).acts, start.first_year, population.shape[0] - 1)
        live_scenes(rates, (prices, population, open_to, states), start, stack, drawn, tally, (draw, draws))
