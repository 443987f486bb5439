"""Live scenes in all draws of a run, in pieces that several processors may take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from highneeds.forecast.crowd import MONTHS_IN_A_YEAR, MOST_TENURE
from highneeds.forecast.engine import run_apart, run_together
from highneeds.forecast.posterior import Hazard, Posterior, Rates, Shares
from highneeds.forecast.prices import in_steps
from highneeds.forecast.scene import Prices, Scene, Start, Tally
from highneeds.forecast.stack import has_room, stacked
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, Floats, Ints, Population, PriceBook, StateSpace, Stock

PIECES_PER_THREAD = 8

Progress = Callable[[int, int], None]


def live(  # noqa: PLR0913  the four records of a run and its settings, each named by the caller
    posterior: Posterior,
    stock: Stock,
    population: Population,
    price_book: PriceBook,
    scenes: Sequence[Scene],
    *,
    years: int,
    draws: int,
    seed: int,
    first_draw: int,
    threads: int,
    is_drawn: bool,
    aged: int = 0,
    progress: Progress | None = None,
) -> Tally:
    """What is counted in ``draws`` draws of the first scene, then in as many of the second, and so on.

    The same bit for bit on any number of ``threads``. ``aged``: of how many settings the NC years are wanted.
    ``progress(done, draws)`` tells as pieces end. Raises ValueError where scenes differ in what binds today.
    """
    children = np.ascontiguousarray(population.between(stock.census_year, stock.census_year + years))
    made_from = _laid_out(posterior.rates), _start_of(stock, posterior.rates.is_valid.shape)
    prices = Prices(in_steps(price_book.prices_gbp_per_year), price_book.start, price_book.end)
    stack = stacked(scenes)
    run = run_together if len(scenes) > 1 and has_room(stack) else run_apart
    tally = _empty_tally(draws * len(scenes), years, posterior.space, len(scenes[0].places.places), aged)
    size = max(1, -(-draws // (threads * PIECES_PER_THREAD)))
    pieces = [(first_draw, first, min(first + size, draws), draws) for first in range(0, draws, size)]
    with ThreadPoolExecutor(threads) as pool:
        given = seed, is_drawn, *made_from, prices, (children, stack), tally
        running = [pool.submit(run, *given, piece) for piece in pieces]
        try:
            for (_, _, done, _), piece in zip(pieces, running, strict=True):
                piece.result()
                if progress is not None:
                    progress(done, draws)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tally


def _laid_out(rates: Rates) -> Rates:
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


def _start_of(stock: Stock, shape: tuple[int, ...]) -> Start:
    """The stock as the engine holds it; ``shape`` is needs, settings, NC positions."""
    _, settings, ncs = shape
    cell = (stock.need * settings + stock.setting) * ncs + stock.nc_year - FIRST_NC_YEAR
    return Start(
        first_year=stock.census_year,
        child_id=np.ascontiguousarray(stock.child_id, dtype=np.uint64),
        cell=np.ascontiguousarray(cell, dtype=np.int32),
        price=np.ascontiguousarray(in_steps(stock.price_gbp_per_year), dtype=np.float64),
        tenure=_tenure(stock),
    )


def _tenure(stock: Stock) -> Ints:
    if stock.years_in_plan is None:
        return np.zeros(len(stock.need), np.int32)
    return np.ascontiguousarray(np.clip(stock.years_in_plan + 1, 0, MOST_TENURE), dtype=np.int32)


def _empty_tally(draws: int, years: int, space: StateSpace, groups: int, aged: int) -> Tally:
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
