"""Run the engine over all draws of a council, and check that no child vanished."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from highneeds.forecast.crowd import MONTHS_IN_A_YEAR
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.prices import MOST_EXACT_GBP
from highneeds.forecast.running import Progress, live
from highneeds.forecast.scene import Scene, Tally, no_acts, no_places, no_queue
from highneeds.forecast.types import Population, PriceBook, Simulation, StateSpace, Stock

_WORD = 2**32

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
    population, the price book or a number does not fit, or prices add up to more than is added exactly.
    """
    check_numbers(years=years, draws=draws, threads=threads, first_draw=first_draw, seed=seed)
    space = posterior.space
    check_stock(stock, space, price_book)
    tally = live(
        posterior,
        stock,
        population,
        price_book,
        [scene or Scene(no_acts(space.is_valid.shape, years), no_places(space.is_valid.shape, years), no_queue())],
        years=years,
        draws=draws,
        seed=seed,
        first_draw=first_draw,
        threads=threads,
        is_drawn=rates == "fitted",
        aged=len(space.settings) if ages_by_setting else 0,
        progress=progress,
    )
    simulation = simulation_of(stock, space, seed, first_draw, tally)
    refuse_lost(tally)
    refuse_inexact(tally)
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


def refuse_inexact(tally: Tally) -> None:
    """Raise ValueError where prices add up to more than is added without error (``prices.in_steps``)."""
    most = tally.price.sum(axis=(2, 3)).max(initial=0.0)
    if most > MOST_EXACT_GBP:
        message = f"prices of £{most:,.0f} a year are more than the £{MOST_EXACT_GBP:,.0f} that are added exactly"
        message += ": give prices in whole pounds a year, not in pence"
        raise ValueError(message)


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
