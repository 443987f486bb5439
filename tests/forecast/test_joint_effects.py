"""Scenes lived in the same worlds are what they are alone; groups of levers add up exactly, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.lever_worlds import JANUARY, NOTHING_BINDS, YEARS, a_council, late, lever, places_today
from tests.forecast.test_scenes_against_twin import random_scene

from highneeds.forecast.effects import (
    Group,
    Ingredients,
    JointEffects,
    Measure,
    Outcome,
    Run,
    effects_of,
    group_scenes,
    joint_effects,
    outcome_of,
    scenes_of,
)
from highneeds.forecast.effects.run import simulate_shard
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import (
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Lever,
    Rate,
    ShiftDestinations,
)
from highneeds.forecast.levers.types import Group as Children
from highneeds.forecast.many_scenes import simulate_scenes
from highneeds.forecast.scene import Scene
from highneeds.forecast.simulate import RatesMode
from highneeds.forecast.types import Simulation

DRAWS = 6
RUN = Run(draws=DRAWS, seed=3, size=4, threads=2)
BINDS = replace(late(5), places=places_today(14).places)
COLLEGE = Children(settings=frozenset({"college"}))
LEVERS: tuple[Lever, ...] = (
    lever(ChangeRate, -0.4, sd=0.1, name="fewer join", rate=Rate.JOINING),
    lever(ShiftDestinations, 0.6, name="nearer home", children=COLLEGE, to_setting="any", start=date(2024, 9, 1)),
    lever(ChangePrice, -0.07, sd=0.02, name="framework", settings=frozenset({"college"})),
    lever(ChangeRate, 0.5, name="leave on time", rate=Rate.LEAVING, ramp_months=12),
    lever(ChangePlaces, 6, name="places", setting="college", needs=frozenset({"A"}), start=date(2024, 4, 1)),
    lever(ClearBacklog, 4, name="late plans", over_months=6),
    lever(ChangePrice, 0.03, name="uplift", settings=frozenset({"any"}), is_every_year=True),
)


@cache
def ingredients() -> Ingredients:
    council, posterior = a_council()
    return Ingredients(posterior, council.stock, council.population, council.prices)


def compiled(scenario: Scenario, today: Today = NOTHING_BINDS) -> Scene:
    posterior = ingredients().posterior
    months = posterior.rates.months
    return compile_scene(scenario, today, space=posterior.space, months=months, january=JANUARY, years=YEARS)


def together(scenes: list[Scene], *, mode: RatesMode = "fitted", first_draw: int = 0) -> list[Simulation]:
    made = ingredients()
    return list(
        simulate_scenes(
            made.posterior,
            made.stock,
            made.population,
            made.price_book,
            scenes=scenes,
            years=YEARS,
            draws=DRAWS,
            seed=3,
            first_draw=first_draw,
            rates=mode,
        )
    )


def joint(*groups: tuple[Lever, ...], today: Today = BINDS) -> JointEffects:
    named = [Group(" and ".join(one.name for one in levers), levers) for levers in groups]
    scenes = group_scenes(named, lambda scenario: compiled(scenario, today))
    return joint_effects(ingredients(), scenes, RUN, years=YEARS)


def slowly(levers: tuple[Lever, ...], today: Today = BINDS) -> Outcome:
    """A scene by itself, as the engine plays it without sharing anything."""
    scene = compiled(Scenario("one", levers), today)
    return outcome_of(simulate_shard(ingredients(), scene, RUN, (0, DRAWS), years=YEARS))


def is_same(one: Outcome, other: Outcome) -> bool:
    return all(one.of(measure).tobytes() == other.of(measure).tobytes() for measure in Measure)


@pytest.mark.parametrize("mode", ["fitted", "constant"])
@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_scenes_run_together_are_bit_for_bit_what_each_is_alone(
    mode: RatesMode,
    seed: int,
    has_places: bool,  # noqa: FBT001 - hypothesis gives them
    has_queue: bool,  # noqa: FBT001 - as above
) -> None:
    made = ingredients()
    shape = made.posterior.rates.is_valid.shape
    first = random_scene(seed, shape, has_places=has_places, has_queue=has_queue)
    others = [random_scene(seed + n, shape, has_places=False, has_queue=False) for n in (1, 2)]
    scenes = [first, *(other._replace(places=first.places, queue=first.queue) for other in others)]
    run = Run(draws=DRAWS, seed=3, threads=1, rates=mode)
    for scene, shared in zip(scenes, together(scenes, mode=mode, first_draw=2), strict=True):
        alone = simulate_shard(made, scene, run, (2, DRAWS), years=YEARS)
        for name, counted in vars(alone).items():
            if isinstance(counted, np.ndarray) and name != "price_gbp_by_nc":
                assert counted.tobytes() == getattr(shared, name).tobytes(), name


def test_a_queue_in_one_scene_leaves_the_others_without() -> None:
    today = Today()
    scenes = [compiled(Scenario("none"), today), compiled(Scenario("late", (LEVERS[5],)), late(5))]
    without, with_queue = together(scenes)
    assert not without.waiting.any()
    assert with_queue.waiting[:, 0].tolist() == [5] * DRAWS


def test_scenes_of_different_places_are_not_run_together() -> None:
    scenes = [compiled(Scenario("none"), places_today(college)) for college in (3, 4)]
    with pytest.raises(ValueError, match="same places today"):
        together(scenes)


def test_every_effect_is_what_a_run_of_its_own_gives() -> None:
    groups = ((LEVERS[0],), (LEVERS[1], LEVERS[2]), (LEVERS[4],), (LEVERS[5],), (LEVERS[6],))
    found = joint(*groups)
    baseline = slowly(())
    assert is_same(found.baseline, baseline)
    before: tuple[Lever, ...] = ()
    for group, levers in zip(found.groups, groups, strict=True):
        assert is_same(group.alone, slowly(levers) - baseline)
        assert is_same(group.marginal, slowly((*before, *levers)) - slowly(before))
        before += levers
    assert is_same(found.joint, slowly(before) - baseline)


@settings(max_examples=6, deadline=None)
@given(st.permutations(LEVERS), st.integers(2, 5))
def test_parts_add_exactly_and_no_order_changes_the_joint_effect(order: list[Lever], parts: int) -> None:
    groups = [tuple(order[i::parts]) for i in range(parts)]
    found, other = joint(*groups), joint(*reversed(groups))
    assert is_same(found.joint, other.joint)
    for measure in Measure:
        marginal = sum(group.marginal.of(measure) for group in found.groups)
        assert np.array_equal(marginal, found.joint.of(measure))
        alone = sum(group.alone.of(measure) for group in found.groups)
        assert np.array_equal(alone + found.interaction.of(measure), found.joint.of(measure))
    by_name = {group.name: group.alone for group in other.groups}
    assert all(is_same(group.alone, by_name[group.name]) for group in found.groups)


def test_groups_agree_with_the_effects_of_their_levers() -> None:
    levers = LEVERS[:3]
    scenes = scenes_of(Scenario("one by one", levers), lambda scenario: compiled(scenario, BINDS))
    one_by_one = effects_of(ingredients(), scenes, RUN, years=YEARS)
    found = joint(*((one,) for one in levers))
    assert is_same(found.joint, one_by_one.whole.difference)
    assert is_same(found.interaction, one_by_one.interaction.difference)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_two_shifts_of_the_same_children_to_one_setting_do_what_the_larger_does_alone(one: float, other: float) -> None:
    # Whom a small share sends, a larger one sends too, so that no child is moved twice or saved on twice.
    shifts = [
        lever(ShiftDestinations, size, name=name, children=COLLEGE, to_setting="any")
        for size, name in ((one, "first"), (other, "second"))
    ]
    found = joint((shifts[0],), (shifts[1],), today=NOTHING_BINDS)
    larger = found.groups[int(other > one)].alone
    assert is_same(found.joint, larger)


def test_prices_cut_twice_save_less_than_the_sum() -> None:
    cuts = [
        lever(ChangePrice, size, name=name, settings=frozenset({"college"}))
        for size, name in ((-0.2, "first"), (-0.3, "second"))
    ]
    found = joint((cuts[0],), (cuts[1],), today=NOTHING_BINDS)
    assert (found.interaction.rate_gbp[:, -1] > 0).all()


def test_effects_do_not_depend_on_threads_or_on_how_many_draws_are_taken_at_a_time() -> None:
    scenes = group_scenes([Group("all", LEVERS)], lambda scenario: compiled(scenario, BINDS))
    one, other = (
        joint_effects(ingredients(), scenes, Run(draws=9, seed=1, size=size, threads=threads), years=YEARS)
        for size, threads in ((2, 1), (250, 2))
    )
    assert is_same(one.joint, other.joint)
    assert np.allclose(one.children_by_setting, other.children_by_setting)


def test_progress_counts_draws_and_no_group_is_refused() -> None:
    told: list[tuple[int, int]] = []
    scenes = group_scenes([Group("one", LEVERS[:1])], lambda scenario: compiled(scenario, BINDS))
    joint_effects(ingredients(), scenes, RUN, years=YEARS, progress=lambda done, of: told.append((done, of)))
    assert told == [(4, DRAWS), (DRAWS, DRAWS)]
    with pytest.raises(ValueError, match="no group"):
        joint_effects(ingredients(), group_scenes([], compiled), RUN, years=YEARS)
