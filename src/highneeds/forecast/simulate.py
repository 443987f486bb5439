"""Run the engine over all draws, in pieces that several processors may take, and check that no child vanished."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal

import numpy as np

from highneeds.forecast.crowd import MONTHS_IN_A_YEAR, MOST_TENURE
from highneeds.forecast.engine import run_draws
from highneeds.forecast.posterior import Hazard, Posterior, Rates, Shares
from highneeds.forecast.scene import Prices, Scene, Start, Tally, no_acts, no_places, no_queue
from highneeds.forecast.types import (
    FIRST_NC_YEAR,
    NC_YEARS,
    Floats,
    Ints,
    Population,
    PriceBook,
    Simulation,
    StateSpace,
    Stock,
)

PIECES_PER_THREAD = 8
_WORD = 2**32

Progress = Callable[[int, int], None]
RatesMode = Literal["fitted", "constant"]


class ConservationError(Exception):
    """Start + joined - left is not the end: a fault of the program, never of the data."""


def simulate(  # noqa: PLR0913  the four records of a run and its settings, each named by the caller
    posterior: Posterior,
    stock: Stock,
    population: Population,
    price_book: PriceBook,
    *,
    years: int,
    draws: int,
    seed: int,
    first_draw: int = 0,
    threads: int = 2,
    rates: RatesMode = "fitted",
    scene: Scene | None = None,
    ages_by_setting: bool = False,
    progress: Progress | None = None,
) -> Simulation:
    """``draws`` worlds of ``years`` years after the stock's January, the same bit for bit on any number of ``threads``.

    Draw k of a run is the same however many are run and wherever a run begins (``first_draw``), so that a run is its
    shards one after the other. ``rates`` "constant": every draw has the central rates, without trend or shocks, and
    differs by luck alone. ``scene``: levers, places and waiting plans (None: none of them); children whom two scenes
    share have the same luck in both. ``ages_by_setting``: count the children of each setting by NC year too.
    ``progress(done, draws)`` tells as pieces end. Raises ValueError when the
    population, the price book or a number does not fit.
    """
    check_numbers(years=years, draws=draws, threads=threads, first_draw=first_draw, seed=seed)
    space = posterior.space
    check_stock(stock, space, price_book)
    children = np.ascontiguousarray(population.between(stock.census_year, stock.census_year + years))
    run = _prepared(posterior.rates, stock, price_book, children, scene, seed=seed, is_drawn=rates == "fitted")
    groups = 0 if scene is None else len(scene.places.places)
    tally = empty_tally(draws, years, space, groups, len(space.settings) if ages_by_setting else 0)
    size = max(1, -(-draws // (threads * PIECES_PER_THREAD)))
    with ThreadPoolExecutor(threads) as pool:
        pieces = [
            (min(first + size, draws), pool.submit(run, first_draw + first, _piece(tally, first, size)))
            for first in range(0, draws, size)
        ]
        try:
            for done, piece in pieces:
                piece.result()
                if progress is not None:
                    progress(done, draws)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    simulation = simulation_of(stock, space, seed, first_draw, tally)
    refuse_lost(tally)
    check_conservation(simulation)
    return simulation


def shards(  # noqa: PLR0913  as ``simulate``
    posterior: Posterior,
    stock: Stock,
    population: Population,
    price_book: PriceBook,
    *,
    years: int,
    draws: int,
    seed: int,
    size: int = 250,
    threads: int = 2,
    rates: RatesMode = "fitted",
    scene: Scene | None = None,
    progress: Progress | None = None,
) -> Iterator[Simulation]:
    """The draws of ``simulate``, ``size`` at a time, so that memory does not grow with their number."""
    for first in range(0, draws, size):
        yield simulate(
            posterior,
            stock,
            population,
            price_book,
            years=years,
            draws=min(size, draws - first),
            seed=seed,
            first_draw=first,
            threads=threads,
            rates=rates,
            scene=scene,
        )
        if progress is not None:
            progress(min(first + size, draws), draws)


def check_conservation(simulation: Simulation) -> None:
    """Raise ConservationError unless start + joined - left = end in every draw and year, in total, by NC year and by
    month.
    """
    present = simulation.children.sum(axis=(2, 3), dtype=np.int64)
    expected = present[:, :-1] + simulation.joined[:, 1:] - simulation.left[:, 1:]
    if not np.array_equal(expected, present[:, 1:]):
        draw, year = np.argwhere(expected != present[:, 1:])[0]
        message = (
            f"draw {draw}, January {simulation.census_years[year + 1]}: {present[draw, year + 1]} children present"
        )
        message += f", but start + joined - left is {expected[draw, year]}"
        raise ConservationError(message)
    if not np.array_equal(simulation.children_by_nc.sum(axis=2, dtype=np.int64), present):
        message = "children by NC year do not add up to all children"
        raise ConservationError(message)
    by_age = simulation.children_by_setting_nc
    if by_age.shape[2] and not np.array_equal(by_age.sum(axis=3, dtype=np.int64), simulation.children.sum(axis=2)):
        message = "children by setting and NC year do not add up to the children of the settings"
        raise ConservationError(message)
    januaries = simulation.children_by_month[:, ::MONTHS_IN_A_YEAR]
    if not np.array_equal(januaries, simulation.children.sum(axis=2, dtype=np.int64)):
        message = "children by month and setting are not those of the Januaries"
        raise ConservationError(message)


def refuse_lost(tally: Tally) -> None:
    """Raise ConservationError where a recount at the end disagreed."""
    if tally.is_lost.any():
        message = f"a recount of the children of draw {np.flatnonzero(tally.is_lost)[0]} does not agree with its counts"
        raise ConservationError(message)


def check_numbers(*, seed: int, first_draw: int, **counts: int) -> None:
    """Raise ValueError for a seed or a first draw that cannot be, and for one of the ``counts`` below 1."""
    for name, value in counts.items():
        if value < 1:
            message = f"{name} must be at least 1, not {value}"
            raise ValueError(message)
    if not 0 <= seed < _WORD:
        message = f"the seed must lie between 0 and {_WORD - 1}, not {seed}"
        raise ValueError(message)
    if first_draw < 0:
        message = f"the first draw must be at least 0, not {first_draw}"
        raise ValueError(message)


def check_stock(stock: Stock, space: StateSpace, price_book: PriceBook) -> None:
    """Raise ValueError where children or prices do not fit the state space."""
    if len(stock.need) and (stock.need.max() >= len(space.needs) or stock.setting.max() >= len(space.settings)):
        message = "the stock has a need or setting that the state space does not"
        raise ValueError(message)
    if price_book.start.shape != (len(space.needs), len(space.settings)):
        message = f"the price book has shape {price_book.start.shape}, not needs by settings"
        raise ValueError(message)


def _prepared(
    rates: Rates,
    stock: Stock,
    price_book: PriceBook,
    children: Floats,
    scene: Scene | None,
    *,
    seed: int,
    is_drawn: bool,
) -> Callable[[int, Tally], None]:
    """Everything but the draws themselves, bound."""
    shape, steps = rates.is_valid.shape, len(children) - 1
    scene = scene or Scene(no_acts(shape, steps), no_places(shape, steps), no_queue())
    prices = Prices(price_book.prices_gbp_per_year, price_book.start, price_book.end)
    start = start_of(stock, shape)
    return partial(_run, seed, is_drawn, laid_out(rates), start, prices, children, scene)


def _run(  # noqa: PLR0913, PLR0917  what is bound once, then a piece
    seed: int,
    is_drawn: bool,  # noqa: FBT001  handed on to compiled code
    rates: Rates,
    start: Start,
    prices: Prices,
    children: Floats,
    scene: Scene,
    first_draw: int,
    piece: Tally,
) -> None:
    run_draws(seed, first_draw, is_drawn, rates, start, prices, (children, scene), piece)


def laid_out(rates: Rates) -> Rates:
    """The same rates in the order of memory in which the engine goes through them."""
    return rates._replace(
        leave=_by_column(rates.leave),
        move=_by_column(rates.move),
        need_change=_by_column(rates.need_change),
        destination=Shares._make(map(np.ascontiguousarray, rates.destination)),
        new_need=Shares._make(map(np.ascontiguousarray, rates.new_need)),
        join_need=Shares._make(map(np.ascontiguousarray, rates.join_need)),
        join_setting=Shares._make(map(np.ascontiguousarray, rates.join_setting)),
    )


def _by_column(hazard: Hazard) -> Hazard:
    """The Cholesky factor column after column, all else row after row."""
    in_rows = Hazard._make(map(np.ascontiguousarray, hazard))
    return in_rows._replace(main_lower=np.asfortranarray(hazard.main_lower))


def start_of(stock: Stock, shape: tuple[int, ...]) -> Start:
    """The stock as the engine holds it; ``shape`` is needs, settings, NC positions."""
    _, settings, ncs = shape
    cell = (stock.need * settings + stock.setting) * ncs + stock.nc_year - FIRST_NC_YEAR
    return Start(
        first_year=stock.census_year,
        child_id=np.ascontiguousarray(stock.child_id, dtype=np.uint64),
        cell=np.ascontiguousarray(cell, dtype=np.int32),
        price=np.ascontiguousarray(stock.price_gbp_per_year, dtype=np.float64),
        tenure=_tenure(stock),
    )


def _tenure(stock: Stock) -> Ints:
    if stock.years_in_plan is None:
        return np.zeros(len(stock.need), np.int32)
    return np.ascontiguousarray(np.clip(stock.years_in_plan + 1, 0, MOST_TENURE), dtype=np.int32)


def empty_tally(draws: int, years: int, space: StateSpace, groups: int, aged: int) -> Tally:
    """``groups``: how many groups of places bind; ``aged``: of how many settings the NC years are wanted."""
    januaries, months, settings = years + 1, years * MONTHS_IN_A_YEAR + 1, len(space.settings)

    def counts(*shape: int) -> Ints:
        return np.zeros((draws, *shape), np.int32)

    def pounds(*shape: int) -> Floats:
        return np.zeros((draws, *shape))

    return Tally(
        children=counts(januaries, len(space.needs), settings),
        price=pounds(januaries, len(space.needs), settings),
        children_by_nc=counts(januaries, len(NC_YEARS)),
        price_by_nc=pounds(januaries, len(NC_YEARS)),
        children_by_setting_nc=counts(januaries, aged, len(NC_YEARS)),
        joined=counts(januaries),
        left=counts(januaries),
        moved=counts(januaries),
        starters=counts(januaries, settings),
        leavers=counts(januaries, settings),
        children_by_month=counts(months, settings),
        price_by_month=pounds(months, settings),
        requests=counts(januaries),
        waiting=counts(months),
        overflowed=counts(januaries, settings),
        over_places=counts(januaries, settings),
        places_open=counts(months, groups),
        places_taken=counts(months, groups),
        is_lost=counts(),
    )


def _piece(tally: Tally, first: int, size: int) -> Tally:
    """Views of ``size`` draws: what the engine counts there, it counts in the whole."""
    return Tally._make(counts[first : first + size] for counts in tally)


def simulation_of(stock: Stock, space: StateSpace, seed: int, first_draw: int, tally: Tally) -> Simulation:
    """The record of what was counted, its arrays not copied."""
    years = tally.joined.shape[1]
    return Simulation(
        space=space,
        census_years=tuple(range(stock.census_year, stock.census_year + years)),
        seed=seed,
        first_draw=first_draw,
        children=tally.children,
        price_gbp=tally.price,
        children_by_nc=tally.children_by_nc,
        price_gbp_by_nc=tally.price_by_nc,
        children_by_setting_nc=tally.children_by_setting_nc,
        joined=tally.joined,
        left=tally.left,
        moved=tally.moved,
        starters=tally.starters,
        leavers=tally.leavers,
        children_by_month=tally.children_by_month,
        price_gbp_by_month=tally.price_by_month,
        requests=tally.requests,
        waiting=tally.waiting,
        overflowed=tally.overflowed,
        over_places=tally.over_places,
        places_open=tally.places_open,
        places_taken=tally.places_taken,
    )
