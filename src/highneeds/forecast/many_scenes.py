"""Many scenes played in the same worlds: each world is drawn once and every scene is lived in it.

A draw of a scene is to the last bit what ``simulate`` gives it, since nothing of a world depends on the scene but the
size of its levers. Scenes that differ by prices alone are one life, priced more than once: a price changes no child.
Where no child waits for a place or a plan, only the children whom a scene changes live again in it (``differing``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from highneeds.core.philox import compiled
from highneeds.forecast import crowd as c
from highneeds.forecast import world as w
from highneeds.forecast.engine import price_factor_of
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.running import live
from highneeds.forecast.scene import PRICE, Acts, Scene, Tally
from highneeds.forecast.simulate import (
    RatesMode,
    check_conservation,
    check_numbers,
    check_stock,
    refuse_inexact,
    refuse_lost,
    simulation_of,
)
from highneeds.forecast.types import Bools, Floats, Population, PriceBook, Simulation, Stock


@compiled
def _factors(
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
    lives, life_of = _lives(scenes)
    is_drawn = rates == "fitted"
    tally = live(
        posterior,
        stock,
        population,
        price_book,
        lives,
        years=years,
        draws=draws,
        seed=seed,
        first_draw=first_draw,
        threads=threads,
        is_drawn=is_drawn,
    )
    refuse_lost(tally)
    refuse_inexact(tally)
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
        without = without_prices(scene)
        name = tuple(part.tobytes() for of in without for part in of)
        lives.setdefault(name, without)
        life_of.append(list(lives).index(name))
    return list(lives.values()), life_of


def _only(acts: Acts, wanted: Bools) -> Acts:
    return Acts._make(np.ascontiguousarray(part[wanted]) for part in acts)


def without_prices(scene: Scene) -> Scene:
    """The life of ``scene``: all of it but its levers on prices."""
    return scene._replace(acts=_only(scene.acts, scene.acts.kind != PRICE))


def price_factors(
    acts: Acts, *, seed: int, first_draw: int, draws: int, settings: int, is_drawn: bool = True
) -> Floats | None:
    """What the levers on prices among ``acts`` multiply prices by, ``[draw, month, setting]``; None without any."""
    prices = _only(acts, acts.kind == PRICE)
    return _factors(seed, (first_draw, draws), is_drawn, prices, settings) if len(prices.kind) else None


def _priced(simulation: Simulation, acts: Acts, *, is_drawn: bool) -> Simulation:
    """The same children at the prices of ``acts``: sums by setting times the factor, as the engine itself has it."""
    factors = price_factors(
        acts,
        seed=simulation.seed,
        first_draw=simulation.first_draw,
        draws=simulation.draws,
        settings=len(simulation.space.settings),
        is_drawn=is_drawn,
    )
    if factors is None:
        return simulation
    return replace(
        simulation,
        price_gbp=simulation.price_gbp * factors[:, :: c.MONTHS_IN_A_YEAR, None, :],
        price_gbp_by_month=simulation.price_gbp_by_month * factors,
    )
