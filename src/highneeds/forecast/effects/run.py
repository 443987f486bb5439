"""What a forecast is made from, and how its draws are taken: a shard at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from highneeds.forecast.posterior import Posterior
from highneeds.forecast.scene import Scene
from highneeds.forecast.simulate import RatesMode, simulate
from highneeds.forecast.types import Population, PriceBook, Simulation, Stock


@dataclass(frozen=True)
class Ingredients:
    """What a forecast is made from, beside its levers."""

    posterior: Posterior
    stock: Stock
    population: Population
    price_book: PriceBook


@dataclass(frozen=True)
class Run:
    """Which draws are taken; the result does not depend on ``size`` (how many at a time) or on ``threads``."""

    draws: int
    seed: int
    size: int = 250
    threads: int = 2
    rates: RatesMode = "fitted"

    def shards(self) -> Iterator[tuple[int, int]]:
        """(first draw, how many) of each shard."""
        for first in range(0, self.draws, self.size):
            yield first, min(self.size, self.draws - first)


def simulate_shard(
    ingredients: Ingredients, scene: Scene | None, run: Run, shard: tuple[int, int], *, years: int
) -> Simulation:
    """The draws of one shard, ``years`` ahead; raises what ``simulate`` raises."""
    first_draw, draws = shard
    return simulate(
        ingredients.posterior,
        ingredients.stock,
        ingredients.population,
        ingredients.price_book,
        years=years,
        draws=draws,
        seed=run.seed,
        first_draw=first_draw,
        threads=run.threads,
        rates=run.rates,
        scene=scene,
    )
