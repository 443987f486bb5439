"""Scenes with room for everyone, of which only the lives that differ are lived: each is what a run of its own gives."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.hand_made_scenes import Act, cells, scene_of
from tests.forecast.slow_council import SlowCouncil
from tests.forecast.small_worlds import SmallCouncil, small_council
from tests.forecast.test_scenes_against_twin import random_acts

from highneeds.forecast import scene as s
from highneeds.forecast import world as w
from highneeds.forecast.fit import fit
from highneeds.forecast.many_scenes import simulate_scenes
from highneeds.forecast.scene import Acts, Scene, no_places, no_queue
from highneeds.forecast.simulate import RatesMode, simulate
from highneeds.forecast.stack import stacked
from highneeds.forecast.types import Simulation

YEARS, DRAWS = 4, 3
KINDS = [kind for kind in range(10) if kind not in (s.PLACES, s.PRICE)]


def only(acts: Acts, levers: list[int]) -> Acts:
    return Acts._make(np.ascontiguousarray(part[levers]) for part in acts)


def programme(seed: int, shape: tuple[int, int, int], kinds: list[int]) -> list[Scene]:
    """As things are, each lever alone, and each with all before it: as a programme is run."""
    acts = random_acts(np.random.default_rng(seed), shape, kinds)
    levers = list(range(len(kinds)))
    wanted = [[], *([lever] for lever in levers), *(levers[: end + 1] for end in levers)]
    return [Scene(only(acts, which), no_places(shape, YEARS), no_queue()) for which in wanted]


def together(
    council: SmallCouncil, scenes: list[Scene], seed: int, *, mode: RatesMode, threads: int = 2
) -> list[Simulation]:
    posterior = fit(council.history, council.population, council.space)
    made = posterior, council.stock, council.population, council.prices
    return list(simulate_scenes(*made, scenes=scenes, years=YEARS, draws=DRAWS, seed=seed, threads=threads, rates=mode))


def alone(council: SmallCouncil, scene: Scene, seed: int, *, mode: RatesMode) -> Simulation:
    posterior = fit(council.history, council.population, council.space)
    made = posterior, council.stock, council.population, council.prices
    return simulate(*made, scene=scene, years=YEARS, draws=DRAWS, seed=seed, rates=mode)


def assert_same(shared: Simulation, single: Simulation) -> None:
    for name, counted in vars(single).items():
        if isinstance(counted, np.ndarray):
            assert counted.tobytes() == getattr(shared, name).tobytes(), name


@pytest.mark.parametrize("mode", ["fitted", "constant"])
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(KINDS), min_size=2, max_size=6), st.randoms())
def test_every_scene_of_a_programme_is_bit_for_bit_a_run_of_its_own(
    mode: RatesMode, seed: int, kinds: list[int], order: Random
) -> None:
    council = small_council(seed)
    scenes = programme(seed, council.space.is_valid.shape, kinds)
    if seed % 3 == 0:  # scenes in no order, so that none grows out of the one before it
        order.shuffle(scenes)
    for scene, shared in zip(scenes, together(council, scenes, seed, mode=mode), strict=True):
        assert_same(shared, alone(council, scene, seed, mode=mode))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(KINDS), min_size=2, max_size=5))
def test_lives_lived_again_match_one_child_at_a_time(seed: int, kinds: list[int]) -> None:
    council = small_council(seed)
    rates = fit(council.history, council.population, council.space).rates
    scenes = programme(seed, rates.is_valid.shape, kinds)
    for scene, shared in zip(scenes, together(council, scenes, seed, mode="fitted"), strict=True):
        world = w.new_world.py_func((np.uint64(seed), np.uint64(0)), True, rates, scene.acts, 2023, YEARS)  # noqa: FBT003 - compiled code has no keyword-only arguments
        slow = SlowCouncil(council, rates, world, scene, YEARS).play()
        assert np.array_equal(slow.children, shared.children[0])
        assert np.array_equal(slow.by_nc, shared.children_by_nc[0])
        assert np.array_equal(slow.by_month, shared.children_by_month[0])
        np.testing.assert_allclose(slow.price, shared.price_gbp[0], rtol=1e-9, atol=1e-4)
        for name in ("joined", "left", "moved"):
            assert np.array_equal(getattr(slow, name), getattr(shared, name)[0]), name


def test_plans_that_no_longer_fall_due_and_those_that_do_again_are_counted_once() -> None:
    council = small_council(4)
    shape = council.space.is_valid.shape
    fewer, more = (Act(s.JOINING, mean, cells(shape), key=key) for key, mean in ((1, -0.9), (2, 8.0)))
    scenes = [scene_of(shape, YEARS, *acts) for acts in ((), (fewer,), (fewer, more), (fewer, more, fewer), (more,))]
    found = together(council, scenes, 4, mode="fitted")
    for scene, shared in zip(scenes, found, strict=True):
        assert_same(shared, alone(council, scene, 4, mode="fitted"))
    joined = [int(simulation.joined.sum()) for simulation in found]
    assert joined[3] <= joined[1] < joined[2] <= joined[0] < joined[4]


def test_scenes_do_not_depend_on_threads() -> None:
    council = small_council(7)
    scenes = programme(7, council.space.is_valid.shape, [s.JOINING, s.SHIFT, s.LEAVING, s.AGE_LIMIT])
    one, two = (together(council, scenes, 7, mode="fitted", threads=threads) for threads in (1, 2))
    for shared, single in zip(one, two, strict=True):
        assert_same(shared, single)


def test_the_scene_that_the_next_grows_out_of_is_the_trunk() -> None:
    shape = small_council(1).space.is_valid.shape
    acts = random_acts(np.random.default_rng(1), shape, [s.LEAVING, s.SHIFT, s.JOINING])
    wanted = [[], [0], [1], [2], [0, 1], [0, 1, 2], [0, 2]]
    stack = stacked([Scene(only(acts, which), no_places(shape, YEARS), no_queue()) for which in wanted])
    assert stack.is_trunk.tolist() == [True, False, False, False, True, False, False]
    assert stack.shared.tolist() == [0, 0, 0, 0, 0, 2, 1]
