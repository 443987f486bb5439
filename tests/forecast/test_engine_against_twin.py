"""The compiled engine against the slow twin, child by child."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.small_worlds import SmallCouncil, follow_one_child, joiners, small_council

from highneeds.forecast import world as w
from highneeds.forecast.fit import fit
from highneeds.forecast.posterior import Rates
from highneeds.forecast.scene import no_acts
from highneeds.forecast.simulate import RatesMode, simulate
from highneeds.forecast.types import Simulation

YEARS = 4
MONTHS = 12 * YEARS + 1


class Counted:
    """What the lives of one draw add up to."""

    def __init__(self, simulation: Simulation) -> None:
        self.children = np.zeros_like(simulation.children[0])
        self.price = np.zeros_like(simulation.price_gbp[0])
        self.by_nc = np.zeros_like(simulation.children_by_nc[0])
        self.change = np.zeros((MONTHS, self.children.shape[2]), np.int64)
        self.events: Counter[tuple[str, int]] = Counter()

    def add(self, event: str, month: int, need: int, setting: int, nc: int, price: float) -> None:
        self.events[event, -(-month // 12)] += 1
        if event == "present":
            self.children[month // 12, need, setting] += 1
            self.price[month // 12, need, setting] += price
            self.by_nc[month // 12, nc] += 1
        else:
            self.change[month, setting] += 1 if event == "came" else -1


def live(council: SmallCouncil, rates: Rates, world: w.World, counted: Counted) -> None:
    """Follow every child of the stock and every joiner to the end."""
    stock, book, population = council.stock, council.prices, council.population.between(2023, 2023 + YEARS)
    start = zip(stock.child_id, stock.need, stock.setting, stock.nc_year + 5, stock.price_gbp_per_year, strict=True)
    for child, need, setting, nc, price in start:
        counted.add("present", 0, need, setting, nc, price)
        counted.change[0, setting] += 1
        for event in follow_one_child(world, rates, book, child, (need, setting, nc, price, 0), 0, 2023, YEARS):
            counted.add(*event)
    for child, state, step, month in joiners(world, rates, book, population, 2023):
        need, setting, nc, price, _ = state
        counted.add("came", month, need, setting, nc, price)
        counted.events["joined", step] += 1
        counted.add("present", 12 * step, need, setting, nc, price)
        for event in follow_one_child(world, rates, book, child, state, step, 2023 + step, YEARS):
            counted.add(*event)


@pytest.mark.parametrize("mode", ["fitted", "constant"])
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_engine_matches_one_child_at_a_time(mode: RatesMode, seed: int) -> None:
    council = small_council(seed)
    posterior = fit(council.history, council.population, council.space)
    rates = posterior.rates
    simulation = simulate(
        posterior, council.stock, council.population, council.prices, years=YEARS, draws=2, seed=seed, rates=mode
    )
    for draw in range(2):
        key = (np.uint64(seed), np.uint64(draw))
        acts = no_acts(rates.is_valid.shape, YEARS)
        world = w.new_world.py_func(key, mode == "fitted", rates, acts, 2023, YEARS)
        counted = Counted(simulation)
        live(council, rates, world, counted)
        assert np.array_equal(counted.children, simulation.children[draw])
        assert np.array_equal(counted.by_nc, simulation.children_by_nc[draw])
        assert np.array_equal(counted.change.cumsum(axis=0), simulation.children_by_month[draw])
        np.testing.assert_allclose(counted.price, simulation.price_gbp[draw], rtol=1e-9, atol=1e-6)
        for year in range(1, YEARS + 1):
            assert simulation.left[draw, year] == counted.events["left", year]
            assert simulation.moved[draw, year] == counted.events["went", year]
            assert simulation.joined[draw, year] == counted.events["joined", year]
