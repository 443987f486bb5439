"""The compiled engine against the slow twin, child by child."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_worlds import follow_one_child, joiners, small_council

from highneeds.forecast import world as w
from highneeds.forecast.fit import fit
from highneeds.forecast.simulate import simulate

YEARS = 4


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_engine_matches_one_child_at_a_time(seed: int) -> None:
    council = small_council(seed)
    posterior = fit(council.history, council.population, council.space)
    simulation = simulate(
        posterior, council.stock, council.population, council.prices, years=YEARS, draws=2, seed=seed, threads=1
    )
    rates, stock, book = posterior.rates, council.stock, council.prices
    population = council.population.between(2023, 2023 + YEARS)
    for draw in range(2):
        key = (np.uint64(seed), np.uint64(draw))
        world = w.new_world.py_func(key, rates, 2023, YEARS)
        start = zip(stock.need, stock.setting, stock.nc_year + 5, stock.price_gbp_per_year, strict=True)
        lives = [(child, state, 0, 2023) for child, state in zip(stock.child_id, start, strict=True)]
        joined = list(joiners(world, rates, book, population, 2023))
        children, price = np.zeros_like(simulation.children[0]), np.zeros_like(simulation.price_gbp[0])
        events: Counter[tuple[str, int]] = Counter()
        for child, state, position, year in lives + joined:
            for at, event, need, setting, _, own in follow_one_child(
                world, rates, book, child, state, position, year, YEARS
            ):
                events[event, at] += 1
                if event == "present":
                    children[at, need, setting] += 1
                    price[at, need, setting] += own
        assert np.array_equal(children, simulation.children[draw])
        np.testing.assert_allclose(price, simulation.price_gbp[draw], rtol=1e-12)
        for position in range(1, YEARS + 1):
            assert simulation.left[draw, position] == events["left", position]
            assert simulation.moved[draw, position] == events["moved", position]
            assert simulation.joined[draw, position] == sum(1 for life in joined if life[2] == position)
