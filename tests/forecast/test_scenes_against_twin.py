"""The compiled engine under levers, places and late plans, against a whole council played in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.slow_council import SlowCouncil
from tests.forecast.small_worlds import small_council

from highneeds.forecast import scene as s
from highneeds.forecast import world as w
from highneeds.forecast.fit import fit
from highneeds.forecast.scene import Acts, Places, Queue, Scene, no_places, no_queue
from highneeds.forecast.simulate import RatesMode, simulate

YEARS = 4
MONTHS = 12 * YEARS + 1


def random_acts(rng: np.random.Generator, shape: tuple[int, int, int], kinds: list[int]) -> Acts:
    levers = len(kinds)
    whole = {s.PLACES: 3.0, s.CLEARING: 1.5}
    limited = np.arange(shape[2]) >= int(rng.integers(8, 20))
    cells = rng.random((levers, *shape)) < 0.7
    cells[[kind == s.AGE_LIMIT for kind in kinds]] = limited
    return Acts(
        kind=np.array(kinds, np.int32),
        key=rng.integers(0, 2**63, levers).astype(np.uint64),
        mean=np.array([rng.uniform(-0.6, 1.0) * whole.get(kind, 1.0) for kind in kinds]),
        sd=rng.choice([0.0, 0.3], levers),
        strength=np.clip(rng.uniform(-0.3, 1.3, (levers, YEARS)), 0.0, 1.0),
        strength_by_month=np.clip(rng.uniform(-0.3, 1.3, (levers, MONTHS)), 0.0, 1.0),
        cells=cells,
        to_setting=np.array([rng.integers(2 if kind == s.PLACES else 3) for kind in kinds], np.int32),
    )


def random_places(rng: np.random.Generator) -> Places:
    """The college shared by both needs; the primary for need A alone."""
    group = np.array([[1, 0, -1], [-1, 0, -1]], np.int32)
    places = np.cumsum(rng.integers(-1, 2, (2, MONTHS)), axis=1) + rng.integers(2, 15, (2, 1))
    overflow = np.array([[2, -1], [0, 2], [-1, -1]], np.int32)[:, : rng.integers(0, 3)]
    return Places(group, np.maximum(places, 0).astype(np.int32), np.ascontiguousarray(overflow))


def random_queue(rng: np.random.Generator) -> Queue:
    months = 12 * YEARS
    keep_up, most = rng.choice([1.0, 0.8, 0.35], months), rng.choice([np.inf, 2.0, 0.0], months, p=[0.8, 0.1, 0.1])
    waiting = np.sort(rng.integers(0, 22, 6)).astype(np.int32)
    return Queue(waiting, keep_up, rng.choice([0.0, 0.4], months), most)


def random_scene(seed: int, shape: tuple[int, int, int], *, has_places: bool, has_queue: bool) -> Scene:
    rng = np.random.default_rng(seed)
    kinds = [kind for kind in range(10) if rng.random() < 0.4 and (has_places or kind != s.PLACES)]
    kinds += [s.SHIFT] * int(rng.integers(2))
    places = random_places(rng) if has_places else no_places(shape, YEARS)
    return Scene(random_acts(rng, shape, kinds), places, random_queue(rng) if has_queue else no_queue())


@pytest.mark.parametrize("mode", ["fitted", "constant"])
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_any_scene_matches_one_child_at_a_time(mode: RatesMode, seed: int, has_places: bool, has_queue: bool) -> None:  # noqa: FBT001 - hypothesis gives them
    council = small_council(seed)
    posterior = fit(council.history, council.population, council.space)
    rates = posterior.rates
    scene = random_scene(seed, rates.is_valid.shape, has_places=has_places, has_queue=has_queue)
    simulation = simulate(
        posterior,
        council.stock,
        council.population,
        council.prices,
        years=YEARS,
        draws=2,
        seed=seed,
        rates=mode,
        scene=scene,
    )
    for draw in range(2):
        key = (np.uint64(seed), np.uint64(draw))
        world = w.new_world.py_func(key, mode == "fitted", rates, scene.acts, 2023, YEARS)
        slow = SlowCouncil(council, rates, world, scene, YEARS).play()
        assert np.array_equal(slow.children, simulation.children[draw])
        assert np.array_equal(slow.by_nc, simulation.children_by_nc[draw])
        assert np.array_equal(slow.by_month, simulation.children_by_month[draw])
        np.testing.assert_allclose(slow.price, simulation.price_gbp[draw], rtol=1e-9, atol=1e-6)
        factor = [[slow.price_factor(month, setting) for setting in range(3)] for month in range(MONTHS)]
        by_month = slow.price_by_month * np.array(factor)
        np.testing.assert_allclose(by_month, simulation.price_gbp_by_month[draw], rtol=1e-9, atol=1e-6)
        for name in ("joined", "left", "moved", "waiting", "overflowed", "over_places", "places_open", "places_taken"):
            assert np.array_equal(getattr(slow, name), getattr(simulation, name)[draw]), name
