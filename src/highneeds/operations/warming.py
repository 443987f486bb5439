"""Compile the engine once, at set-up, so that nobody waits for it with a deadline."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import numpy as np

from highneeds.casework import Chance, Learnt, OpenCase, Stream, queue_ahead
from highneeds.forecast.crowd import MONTHS_IN_A_YEAR
from highneeds.forecast.fit import fit
from highneeds.forecast.many_scenes import price_factors, simulate_scenes
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.prices import price_book
from highneeds.forecast.scene import JOINING, PRICE, Acts, Scene, no_places, no_queue
from highneeds.forecast.simulate import simulate
from highneeds.forecast.space import council_space
from highneeds.forecast.types import NC_YEARS, NO_PLAN, History, Population, PriceBook, Stock
from highneeds.operations.kernels import mark_compiled


def compile_engine() -> None:
    """Simulate two invented children and a queue of requests; what was compiled is kept for the next start.

    Both halves of the engine, one scene by itself and several together, are compiled at the same time.
    """
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for half in [processes.submit(_one_scene), processes.submit(_several_scenes)]:
            half.result()
    mark_compiled()


def _one_scene() -> None:
    simulate(*_two_children(), years=1, draws=1, seed=0, threads=1)


def _several_scenes() -> None:
    queue_of_requests()
    prices_of_a_lever((1, 1, 1))
    council = _two_children()
    needs, settings, ncs = council[0].space.is_valid.shape
    scenes = [scene(kinds, (needs, settings, ncs)) for kinds in ((), (JOINING,))]
    list(simulate_scenes(*council, scenes=scenes, years=1, draws=1, seed=0, threads=1))


def queue_of_requests() -> None:
    """Two draws of each of its kinds of numbers: of one, a column would lie in memory as no column of many does."""
    day, chance = date(2026, 1, 15), Chance(1, 2)
    learnt = Learnt(Stream(1.0, 52, 2.0), chance, chance)
    queue_ahead([OpenCase(day, is_assessing=False)], learnt, day, least_weeks=1, weeks=1, draws=2, seed=0)


def prices_of_a_lever(shape: tuple[int, int, int]) -> None:
    """What the scenario room multiplies the bill of a life by."""
    price_factors(scene((PRICE,), shape).acts, seed=0, first_draw=0, draws=1, settings=shape[1])


def scene(kinds: tuple[int, ...], shape: tuple[int, int, int]) -> Scene:
    """With levers that do nothing, to scenes of a year."""
    levers = len(kinds)
    kind, key, size = np.array(kinds, np.int32), np.arange(levers, dtype=np.uint64), np.zeros(levers)
    strength, by_month = np.zeros((levers, 1)), np.zeros((levers, MONTHS_IN_A_YEAR + 1))
    nobody, nowhere = np.zeros((levers, *shape), np.bool_), np.zeros(levers, np.int32)
    acts = Acts(kind, key, size, size, strength, by_month, nobody, nowhere)
    return Scene(acts, no_places(shape, 1), no_queue())


def _two_children() -> tuple[Posterior, Stock, Population, PriceBook]:
    space = council_space()
    start, joined = np.array([0, NO_PLAN], dtype=np.int32), np.zeros(2, dtype=np.int32)
    history = History(
        census_year_from=np.full(2, 2025, dtype=np.int32),
        nc_year_from=np.array([3, 4], dtype=np.int32),
        need_from=start,
        setting_from=start,
        need_to=joined,
        setting_to=joined,
    )
    residents = Population(2025, np.full((3, len(NC_YEARS)), 10.0))
    stock = Stock(2026, np.arange(2, dtype=np.uint64), np.array([4, 5], dtype=np.int32), joined, joined, np.ones(2))
    free = np.zeros(len(space.settings))
    book = price_book(stock.need, stock.setting, stock.price_gbp_per_year, space, default_gbp_per_year=free)
    return fit(history, residents, space), stock, residents, book


if __name__ == "__main__":
    compile_engine()
