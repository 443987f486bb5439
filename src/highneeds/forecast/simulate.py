"""Run the engine over all draws, in pieces that several processors may take, and check that no child vanished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from highneeds.forecast.engine import Prices, Start, Tally, run_draws
from highneeds.forecast.posterior import Posterior, Rates
from highneeds.forecast.types import (
    FIRST_NC_YEAR,
    NC_YEARS,
    Floats,
    Population,
    PriceBook,
    Simulation,
    StateSpace,
    Stock,
)

_PIECES_PER_THREAD = 8
_WORD = 2**32

Progress = Callable[[int, int], None]


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
    threads: int = 2,
    join_scale: Sequence[float] | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """``draws`` worlds of ``years`` Januaries after the stock's, the same bit for bit on any number of ``threads``.

    Draw k is the same however many draws are run. ``join_scale[year]`` multiplies the joins expected in each of the
    ``years``; children whom two scenarios share have the same luck in both. ``progress(done, draws)`` tells as
    pieces end. Raises ValueError when the population, the price book or a number does not fit.
    """
    _check_numbers(years, draws, seed, threads)
    children = _scaled(population.between(stock.census_year, stock.census_year + years), join_scale)
    space = posterior.space
    _check_stock(stock, space, price_book)
    start = _start(stock)
    prices = Prices(price_book.prices_gbp_per_year, price_book.start, price_book.end)
    tally = _empty_tally(draws, years + 1, space)
    run = partial(_run, rates=posterior.rates, start=start, prices=prices)
    size = max(1, -(-draws // (threads * _PIECES_PER_THREAD)))
    with ThreadPoolExecutor(threads) as pool:
        pieces = [
            (min(first + size, draws), pool.submit(run, seed, first, children, _piece(tally, first, size)))
            for first in range(0, draws, size)
        ]
        for done, piece in pieces:
            piece.result()
            if progress is not None:
                progress(done, draws)
    simulation = _simulation(stock, space, seed, years, tally)
    check_conservation(simulation)
    return simulation


def check_conservation(simulation: Simulation) -> None:
    """Raise ConservationError unless start + joined - left = end in every draw and year, in total and by NC year."""
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


def _check_numbers(years: int, draws: int, seed: int, threads: int) -> None:
    for name, value in (("years", years), ("draws", draws), ("threads", threads)):
        if value < 1:
            message = f"{name} must be at least 1, not {value}"
            raise ValueError(message)
    if not 0 <= seed < _WORD:
        message = f"the seed must lie between 0 and {_WORD - 1}, not {seed}"
        raise ValueError(message)


def _scaled(children: Floats, join_scale: Sequence[float] | None) -> Floats:
    if join_scale is None:
        return np.ascontiguousarray(children)
    factors = np.array([1.0, *join_scale])
    if len(factors) != len(children) or not np.isfinite(factors).all() or (factors < 0).any():
        message = f"join_scale needs {len(children) - 1} numbers, one per year, none below 0"
        raise ValueError(message)
    return np.ascontiguousarray(children * factors[:, None])


def _check_stock(stock: Stock, space: StateSpace, price_book: PriceBook) -> None:
    if len(stock.need) and (stock.need.max() >= len(space.needs) or stock.setting.max() >= len(space.settings)):
        message = "the stock has a need or setting that the state space does not"
        raise ValueError(message)
    if price_book.start.shape != (len(space.needs), len(space.settings)):
        message = f"the price book has shape {price_book.start.shape}, not needs by settings"
        raise ValueError(message)


def _start(stock: Stock) -> Start:
    def whole(values: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(values, dtype=np.int32)

    return Start(
        first_year=stock.census_year,
        child_id=np.ascontiguousarray(stock.child_id, dtype=np.uint64),
        nc=whole(stock.nc_year - FIRST_NC_YEAR),
        need=whole(stock.need),
        setting=whole(stock.setting),
        price=np.ascontiguousarray(stock.price_gbp_per_year, dtype=np.float64),
    )


def _empty_tally(draws: int, januaries: int, space: StateSpace) -> Tally:
    states = (draws, januaries, len(space.needs), len(space.settings))
    by_nc = (draws, januaries, len(NC_YEARS))
    by_setting = (draws, januaries, len(space.settings))
    by_year = (draws, januaries)
    return Tally(
        children=np.zeros(states, np.int32),
        price=np.zeros(states),
        children_by_nc=np.zeros(by_nc, np.int32),
        price_by_nc=np.zeros(by_nc),
        joined=np.zeros(by_year, np.int32),
        left=np.zeros(by_year, np.int32),
        moved=np.zeros(by_year, np.int32),
        starters=np.zeros(by_setting, np.int32),
        leavers=np.zeros(by_setting, np.int32),
    )


def _piece(tally: Tally, first: int, size: int) -> Tally:
    """Views of ``size`` draws: what the engine counts there, it counts in the whole."""
    return Tally._make(counts[first : first + size] for counts in tally)


def _run(
    seed: int, first_draw: int, children: Floats, piece: Tally, *, rates: Rates, start: Start, prices: Prices
) -> None:
    run_draws(seed, first_draw, rates, start, prices, children, piece)


def _simulation(stock: Stock, space: StateSpace, seed: int, years: int, tally: Tally) -> Simulation:
    return Simulation(
        space=space,
        census_years=tuple(range(stock.census_year, stock.census_year + years + 1)),
        seed=seed,
        children=tally.children,
        price_gbp=tally.price,
        children_by_nc=tally.children_by_nc,
        price_gbp_by_nc=tally.price_by_nc,
        joined=tally.joined,
        left=tally.left,
        moved=tally.moved,
        starters=tally.starters,
        leavers=tally.leavers,
    )
