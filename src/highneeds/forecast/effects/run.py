"""What a forecast is made from, and how its draws are taken: a shard at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from highneeds.forecast.many_scenes import simulate_scenes
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.scene import Scene
from highneeds.forecast.simulate import RatesMode, simulate
from highneeds.forecast.types import Population, PriceBook, Simulation, Stock

_MOST_LIVES_AT_ONCE = 4_000  # worlds times scenes: some 60 kB each
_FEWEST_DRAWS_AT_ONCE = 8


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


def simulate_together(
    ingredients: Ingredients, scenes: Sequence[Scene], run: Run, *, years: int
) -> Iterator[tuple[tuple[int, int], Iterator[Simulation]]]:
    """For each shard, as (first draw, how many), a simulation of every scene in their order, in the same worlds.

    Shards are made smaller where there are many scenes. Each simulation is to be let go before the next is asked for;
    raises what ``simulate_scenes`` raises.
    """
    size = min(run.size, max(_FEWEST_DRAWS_AT_ONCE, _MOST_LIVES_AT_ONCE // len(scenes)))
    for first_draw, draws in replace(run, size=size).shards():
        yield (
            (first_draw, draws),
            simulate_scenes(
                ingredients.posterior,
                ingredients.stock,
                ingredients.population,
                ingredients.price_book,
                scenes=scenes,
                years=years,
                draws=draws,
                seed=run.seed,
                first_draw=first_draw,
                threads=run.threads,
                rates=run.rates,
            ),
        )
