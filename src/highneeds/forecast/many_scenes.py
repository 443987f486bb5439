"""Many scenes played in the same worlds: each world is drawn once and every scene is lived in it.

A draw of a scene is to the last bit what ``simulate`` gives it, since nothing of a world depends on the scene but the
size of its levers. Scenes that differ by prices alone are one life, priced more than once: a price changes no child.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from highneeds.core.philox import compiled
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.engine import Council, price_factor_of, run_draw
from highneeds.forecast.posterior import Posterior, Rates
from highneeds.forecast.sampling import Key
from highneeds.forecast.scene import PRICE, Acts, Places, Prices, Queue, Scene, Start, Tally, no_queue
from highneeds.forecast.simulate import (
    PIECES_PER_THREAD,
    RatesMode,
    check_conservation,
    check_numbers,
    check_stock,
    empty_tally,
    laid_out,
    refuse_lost,
    simulation_of,
    start_of,
)
from highneeds.forecast.types import Bools, Floats, Ints, Population, PriceBook, Simulation, Stock


class Stack(NamedTuple):
    """Scenes one after another: scene s has the acts ``first[s]`` to ``first[s + 1]``, and ``queue`` if it has one."""

    acts: Acts
    first: Ints
    places: Places
    queue: Queue
    has_queue: Bools


@compiled
def _scene_of(stack: Stack, number: int) -> Scene:
    first, end = stack.first[number], stack.first[number + 1]
    of = stack.acts
    acts = Acts(
        of.kind[first:end],
        of.key[first:end],
        of.mean[first:end],
        of.sd[first:end],
        of.strength[first:end],
        of.strength_by_month[first:end],
        of.cells[first:end],
        of.to_setting[first:end],
    )
    without = Queue(stack.queue.waiting_nc[:0], stack.queue.keep_up[:0], stack.queue.cleared[:0], stack.queue.most[:0])
    return Scene(acts, stack.places, stack.queue if stack.has_queue[number] else without)


@compiled
def _run_stack(
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
    scene; scene s has the tally's draws from s * how many on. ``given``: the population as in ``Council``, the scenes.
    """
    population, stack = given
    first_draw, from_draw, to_draw, draws = piece
    open_to = p.open_settings(rates.is_valid, rates.affinity)
    states = c.states_of(rates.is_valid.shape)
    first_book = c.new_book(start, rates.is_valid.shape, (len(population) - 1) * c.MONTHS_IN_A_YEAR + 1)
    for draw in range(from_draw, to_draw):
        key: Key = (np.uint64(seed), np.uint64(first_draw + draw))
        drawn = w.new_world(key, is_drawn, rates, _scene_of(stack, 0).acts, start.first_year, population.shape[0] - 1)
        for number in range(len(stack.first) - 1):
            scene = _scene_of(stack, number)
            world = w.with_levers(drawn, scene.acts)
            places = p.places_of_draw(scene.places, scene.acts, world.sizes)
            own = Scene(scene.acts, places, j.queue_of_draw(scene.queue, scene.acts, world.sizes))
            council = Council(rates, prices, population, own, open_to, first_book, states)
            run_draw(council, start, world, tally, number * draws + draw)


@compiled
def _price_factors(
    seed: int,
    draws: tuple[int, int],
    is_drawn: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    acts: Acts,
    settings: int,
) -> Floats:
    """``[draw, month, setting]``; ``draws``: the first of the run, and how many."""
    first_draw, count = draws
    months = acts.strength_by_month.shape[1]
    factors = np.empty((count, months, settings))
    for draw in range(count):
        sizes = w.sizes_of((np.uint64(seed), np.uint64(first_draw + draw)), is_drawn, acts)
        factors[draw] = price_factor_of(sizes, acts, months, settings)
    return factors


def simulate_scenes(  # noqa: PLR0913  as ``simulate``
    posterior: Posterior,
    stock: Stock,
    population: Population,
    price_book: PriceBook,
    *,
    scenes: Sequence[Scene],
    years: int,
    draws: int,
    seed: int,
    first_draw: int = 0,
    threads: int = 2,
    rates: RatesMode = "fitted",
) -> Iterator[Simulation]:
    """For each scene in its order, in turn, what ``simulate`` gives for it with the same settings, bit for bit; but
    ``price_gbp_by_nc`` is at the prices of a scene without price levers.

    All is run before the first is given; a simulation is to be let go before the next is asked for. Raises what
    ``simulate`` raises, and ValueError where scenes differ in what binds today.
    """
    check_numbers(years=years, draws=draws, threads=threads, first_draw=first_draw, seed=seed)
    check_stock(stock, posterior.space, price_book)
    _refuse_other([scene.places for scene in scenes], "places")
    lives, life_of = _lives(scenes)
    children = np.ascontiguousarray(population.between(stock.census_year, stock.census_year + years))
    made_from = laid_out(posterior.rates), start_of(stock, posterior.rates.is_valid.shape)
    prices = Prices(price_book.prices_gbp_per_year, price_book.start, price_book.end)
    tally = empty_tally(draws * len(lives), years, posterior.space, len(lives[0].places.places), 0)
    size = max(1, -(-draws // (threads * PIECES_PER_THREAD)))
    is_drawn, given = rates == "fitted", (children, _stacked(lives))
    with ThreadPoolExecutor(threads) as pool:
        pieces = [(first_draw, first, min(first + size, draws), draws) for first in range(0, draws, size)]
        running = [pool.submit(_run_stack, seed, is_drawn, *made_from, prices, given, tally, piece) for piece in pieces]
        try:
            for piece in running:
                piece.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    refuse_lost(tally)
    for scene, life in zip(scenes, life_of, strict=True):
        lived = Tally._make(counts[life * draws : (life + 1) * draws] for counts in tally)
        simulation = simulation_of(stock, posterior.space, seed, first_draw, lived)
        check_conservation(simulation)
        yield _priced(simulation, scene.acts, is_drawn=is_drawn)


def _lives(scenes: Sequence[Scene]) -> tuple[list[Scene], list[int]]:
    """The scenes that differ in more than prices, without their price levers; and which of them each scene lives."""
    lives: dict[tuple[bytes, ...], Scene] = {}
    life_of = []
    for scene in scenes:
        without = scene._replace(acts=_only(scene.acts, scene.acts.kind != PRICE))
        name = tuple(part.tobytes() for of in (without.acts, without.queue) for part in of)
        lives.setdefault(name, without)
        life_of.append(list(lives).index(name))
    return list(lives.values()), life_of


def _only(acts: Acts, wanted: Bools) -> Acts:
    return Acts._make(np.ascontiguousarray(part[wanted]) for part in acts)


def _stacked(scenes: Sequence[Scene]) -> Stack:
    queues = [scene.queue for scene in scenes if len(scene.queue.keep_up)]
    queue = queues[0] if queues else no_queue()
    _refuse_other(queues, "plans that wait")
    counts = [len(scene.acts.kind) for scene in scenes]
    return Stack(
        Acts._make(np.concatenate(parts) for parts in zip(*(scene.acts for scene in scenes), strict=True)),
        np.cumsum([0, *counts]).astype(np.int32),
        scenes[0].places,
        queue,
        np.array([len(scene.queue.keep_up) > 0 for scene in scenes]),
    )


def _refuse_other(records: Sequence[Places] | Sequence[Queue], what: str) -> None:
    for record in records[1:]:
        if not all(
            np.array_equal(np.asarray(one), np.asarray(other)) for one, other in zip(records[0], record, strict=True)
        ):
            message = f"scenes that are run together have the same {what} today"
            raise ValueError(message)


def _priced(simulation: Simulation, acts: Acts, *, is_drawn: bool) -> Simulation:
    """The same children at the prices of ``acts``: sums by setting times the factor, as the engine itself has it."""
    prices = _only(acts, acts.kind == PRICE)
    if not len(prices.kind):
        return simulation
    of_draws, settings = (simulation.first_draw, simulation.draws), len(simulation.space.settings)
    factors = _price_factors(simulation.seed, of_draws, is_drawn, prices, settings)
    return replace(
        simulation,
        price_gbp=simulation.price_gbp * factors[:, :: c.MONTHS_IN_A_YEAR, None, :],
        price_gbp_by_month=simulation.price_gbp_by_month * factors,
    )
