"""Scenes with room for everyone, of which only the lives that differ are lived: each is what a run of its own gives."""

from __future__ import annotations

from dataclasses import replace
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
from highneeds.forecast.crowd import states_of
from highneeds.forecast.differing import is_recount_equal
from highneeds.forecast.fit import fit
from highneeds.forecast.lives import with_stock
from highneeds.forecast.many_scenes import simulate_scenes
from highneeds.forecast.prices import MOST_EXACT_GBP
from highneeds.forecast.running import live
from highneeds.forecast.scene import Acts, Scene, Start, Tally, no_places, no_queue
from highneeds.forecast.simulate import RatesMode, simulate
from highneeds.forecast.stack import stacked
from highneeds.forecast.sums import Sums
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


def counted(council: SmallCouncil, scenes: list[Scene]) -> Tally:
    posterior = fit(council.history, council.population, council.space)
    made = posterior, council.stock, council.population, council.prices
    run = {"years": YEARS, "draws": DRAWS, "seed": 5, "first_draw": 0, "threads": 2, "is_drawn": True}
    return live(*made, scenes, **run, aged=len(council.space.settings))


def test_children_by_setting_and_nc_year_of_every_scene_are_those_of_a_run_of_its_own() -> None:
    council = small_council(5)
    kinds = [s.JOINING, s.SHIFT, s.LEAVING, s.MOVING, s.NEED_CHANGE, s.AGE_LIMIT]
    scenes = programme(5, council.space.is_valid.shape, kinds)
    together_counted = counted(council, scenes).children_by_setting_nc
    single = [counted(council, [scene]).children_by_setting_nc for scene in scenes]
    assert together_counted.any()
    assert np.array_equal(together_counted, np.concatenate(single))


def test_scenes_with_prices_of_their_own_are_not_lived_together() -> None:
    council = small_council(6)
    shape = council.space.is_valid.shape
    dearer = scene_of(shape, YEARS, Act(s.PRICE, 0.1, cells(shape)))
    with pytest.raises(ValueError, match="no price levers"):
        counted(council, [scene_of(shape, YEARS), dearer])
    assert counted(council, [dearer]).price.any()


def test_prices_too_large_to_be_added_without_error_are_refused() -> None:
    council = small_council(8)
    scene = scene_of(council.space.is_valid.shape, YEARS)
    share = MOST_EXACT_GBP / len(council.stock.price_gbp_per_year)
    for times, is_refused in ((0.5, False), (1.5, True)):
        stock = replace(council.stock, price_gbp_per_year=np.full_like(council.stock.price_gbp_per_year, share * times))
        dear = replace(council, stock=stock)
        if is_refused:
            for run in (alone, lambda *of, mode: together(of[0], [of[1]], of[2], mode=mode)):
                with pytest.raises(ValueError, match="added exactly"):
                    run(dear, scene, 8, mode="constant")
        else:
            assert alone(dear, scene, 8, mode="constant").price_gbp.sum() > 0.0


@pytest.mark.parametrize("spoilt", ["children", "price", "children_by_nc", "price_by_nc"])
def test_a_recount_finds_whatever_the_counts_on_the_way_have_wrong(spoilt: str) -> None:
    shape = needs, settings, ncs = 2, 2, 3
    start = Start(
        2026, np.array([7, 8], np.uint64), np.array([1, 9], np.int32), np.array([10.5, 20.0]), np.zeros(2, np.int32)
    )
    lives, states = with_stock(start, 1), states_of(shape)
    children, price = np.zeros((1, needs, settings), np.int32), np.zeros((1, needs, settings))
    by_nc, price_by_nc = np.zeros((1, ncs), np.int32), np.zeros((1, ncs))
    for cell, own in zip(start.cell, start.price, strict=True):
        need, setting, nc = np.unravel_index(cell, shape)
        children[0, need, setting] += 1
        price[0, need, setting] += own
        by_nc[0, nc] += 1
        price_by_nc[0, nc] += own
    rest = np.zeros((1, settings, ncs), np.int32), *(np.zeros(1, np.int32) for _ in range(3))
    by_setting = np.zeros((1, settings), np.int32), np.zeros((1, settings), np.int32)
    sums = Sums(
        children,
        price,
        by_nc,
        price_by_nc,
        *rest,
        *by_setting,
        np.zeros((1, settings), np.int64),
        np.zeros((1, settings)),
    )
    assert is_recount_equal(lives, 2, states, sums)
    getattr(sums, spoilt)[0].flat[0] += 1
    assert not is_recount_equal(lives, 2, states, sums)
