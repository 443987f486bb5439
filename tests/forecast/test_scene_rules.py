"""What must hold under any scenario: children are conserved, places bind, late plans are a stock, luck is shared."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.lever_worlds import JANUARY, YEARS, a_council, late, lever, places_today, run, run_levers, scene_for
from tests.forecast.slow_council import SlowCouncil

from highneeds.forecast import world as w
from highneeds.forecast.levers.capacity import OVERFLOW, Overflow, PlaceGroup, PlacesToday
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.scenario import BASELINE
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import (
    AgeLimit,
    ChangeKeepUp,
    ChangePlaces,
    ChangePrice,
    ChangeRate,
    ClearBacklog,
    Group,
    Lever,
    NewPlanType,
    Rate,
    ShiftDestinations,
    Surge,
)
from highneeds.forecast.levers.unfilled import unfilled_places
from highneeds.forecast.scene import Scene
from highneeds.forecast.simulate import check_conservation
from highneeds.forecast.space import council_space
from highneeds.forecast.types import Simulation
from highneeds.rules.settings import Setting

DAYS = st.dates(date(2023, 1, 1), date(2027, 1, 31))
GROUPS = st.sampled_from([Group(), Group(needs=frozenset({"A"})), Group(nc_years=frozenset(range(3, 9)))])
SHARES = st.floats(0.0, 1.0)
TODAY = replace(late(15), places=places_today(4).places)


@st.composite
def any_lever(draw: st.DrawFn, name: str) -> Lever:
    kind = draw(st.sampled_from([ChangeRate, Surge, ShiftDestinations, ChangePlaces, ChangePrice, AgeLimit]))
    kind = draw(st.sampled_from([kind, ClearBacklog, ChangeKeepUp, NewPlanType]))
    own: dict[type[Lever], dict[str, object]] = {
        ChangeRate: {"rate": draw(st.sampled_from(list(Rate))), "children": draw(GROUPS)},
        Surge: {"children": draw(GROUPS)},
        ShiftDestinations: {"children": draw(GROUPS), "to_setting": draw(st.sampled_from(["college", "any"]))},
        ChangePlaces: {"setting": "college", "needs": frozenset(draw(st.sampled_from("AB")))},
        AgeLimit: {"first_nc_year_without_plan": draw(st.integers(-4, 25))},
        ClearBacklog: {"over_months": draw(st.integers(1, 30)), "is_share": draw(st.booleans())},
        NewPlanType: {"children": draw(GROUPS)},
    }
    if kind not in {Surge, ClearBacklog}:
        own.setdefault(kind, {})["ramp_months"] = draw(st.integers(0, 30))
    sd = draw(st.sampled_from([0.0, 0.5]))
    return lever(kind, draw(SHARES), sd=sd, name=name, start=draw(DAYS), **own.get(kind, {}))


SCENARIOS = st.integers(0, 5).flatmap(lambda count: st.tuples(*(any_lever(name=f"lever {i}") for i in range(count))))


def differences(one: Simulation, other: Simulation) -> list[str]:
    """The counts that are not the same to the last bit."""
    names = [item.name for item in fields(one) if isinstance(getattr(one, item.name), np.ndarray)]
    return [name for name in names if getattr(one, name).tobytes() != getattr(other, name).tobytes()]


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_children_are_conserved_under_any_scenario(levers: tuple[Lever, ...]) -> None:
    simulation = run_levers(*levers, today=TODAY, draws=4)
    check_conservation(simulation)
    np.testing.assert_allclose(simulation.price_gbp_by_nc.sum(axis=2), simulation.price_gbp.sum(axis=(2, 3)), rtol=1e-9)
    assert np.array_equal(simulation.starters.sum(axis=2), simulation.joined)
    assert np.array_equal(simulation.leavers.sum(axis=2), simulation.left)
    for simulated in (simulation.children, simulation.children_by_month, simulation.waiting, simulation.places_taken):
        assert (simulated >= 0).all()


@settings(max_examples=60, deadline=None)
@given(SCENARIOS)
def test_only_those_counted_as_over_places_come_to_a_full_setting(levers: tuple[Lever, ...]) -> None:
    """Nobody is sent away: where places close, or a child's need changes, those who are there stay."""
    never = lever(ChangeRate, -1.0, rate=Rate.NEED_CHANGE, name="needs stay")
    simulation = run_levers(*levers, never, today=TODAY, draws=4)
    there, places = simulation.places_taken, simulation.places_open
    over = np.maximum(there - places, 0)
    rise = np.maximum(np.diff(there, axis=1), 0)
    came_over = np.minimum(over[:, 1:], rise).reshape(4, YEARS, 12, 2).sum(axis=(2, 3))
    assert (came_over <= simulation.over_places[:, 1:].sum(axis=2)).all()
    assert (simulation.over_places <= simulation.overflowed).all()


def test_no_setting_holds_more_than_its_places_where_another_has_room() -> None:
    never = lever(ChangeRate, -1.0, rate=Rate.NEED_CHANGE, name="needs stay")
    simulation = run_levers(never, today=places_today(40))
    assert (simulation.places_taken[:, :, 0] <= 40).all()
    assert simulation.over_places.sum() == 0
    crowded = run_levers(never, today=places_today(2))
    assert crowded.overflowed.sum() > 0 == crowded.over_places.sum()
    nowhere = run_levers(never, today=places_today(2, overflow=()))
    assert nowhere.over_places.sum() == nowhere.overflowed.sum() > 0


def test_places_taken_and_unfilled_are_the_places_of_the_children_there() -> None:
    simulation = run_levers(lever(ChangePlaces, 30, setting="college", needs=frozenset({"A"})), today=places_today(2))
    taken = simulation.places_taken[:, ::12]
    assert np.array_equal(taken, simulation.children[:, :, :, 1])
    assert np.array_equal(unfilled_places(simulation)[:, ::12], np.maximum(simulation.places_open[:, ::12] - taken, 0))
    assert (unfilled_places(simulation) > 0).any()
    assert unfilled_places(run(None)).shape == (20, 12 * YEARS + 1, 0)


def test_places_of_a_whole_setting_are_taken_by_the_month_by_those_there() -> None:
    today = Today(PlacesToday((PlaceGroup("college", 20),), {"college": Overflow(("any",), "the nearest")}))
    simulation = run_levers(today=today)
    assert np.array_equal(simulation.places_taken[:, :, 0], simulation.children_by_month[:, :, 1])


@settings(max_examples=25, deadline=None)
@given(SCENARIOS)
def test_who_waits_is_who_waited_and_fell_due_and_was_not_issued_a_plan_each_month(levers: tuple[Lever, ...]) -> None:
    """What fell due and was issued is told by the twin; who waits by the engine."""
    council, posterior = a_council()
    scene = scene_for(*levers, lever(ChangeKeepUp, -0.3, name="slow"), today=TODAY)
    simulation = run(scene, draws=1)
    world = w.new_world.py_func((np.uint64(3), np.uint64(0)), True, posterior.rates, scene.acts, 2023, YEARS)  # noqa: FBT003 - compiled code's own order
    slow = SlowCouncil(council, posterior.rates, world, scene, YEARS).play()
    assert slow.due.sum() > 0
    expected = simulation.waiting[0, 0] + (slow.due - slow.issued).cumsum()
    assert np.array_equal(simulation.waiting[0], expected)


def test_no_levers_give_the_baseline_to_the_last_bit() -> None:
    council, posterior = a_council()
    months = posterior.rates.months
    scene = compile_scene(BASELINE, Today(), space=council.space, months=months, january=JANUARY, years=YEARS)
    assert differences(run(scene), run(None)) == []


@pytest.mark.parametrize(
    "nothing",
    [
        lever(ChangeRate, 0.0, rate=Rate.LEAVING),
        lever(Surge, 0.0),
        lever(ShiftDestinations, 0.0, children=Group(), to_setting="any"),
        lever(ChangePlaces, 0.0, setting="college", needs=frozenset({"A"})),
        lever(ChangePrice, 0.0, is_every_year=True),
        lever(ClearBacklog, 0.0, over_months=3),
        lever(ChangeKeepUp, 0.0),
        lever(AgeLimit, 0.0, first_nc_year_without_plan=2),
        lever(NewPlanType, 0.0),
    ],
    ids=lambda nothing: type(nothing).__name__,
)
@pytest.mark.parametrize("sd", [0.0, 1e-300])
def test_a_lever_of_no_size_gives_the_baseline_to_the_last_bit(nothing: Lever, sd: float) -> None:
    """Not even when the engine carries it along, as it does where the size has a standard deviation."""
    with_it = scene_for(replace(nothing, size=replace(nothing.size, sd=sd)), today=TODAY)
    assert (len(with_it.acts.kind) > 0) == (sd > 0.0)
    assert differences(run(with_it), run_levers(today=TODAY)) == []


@settings(max_examples=25, deadline=None)
@given(any_lever(name="one"), any_lever(name="another"))
def test_the_size_of_a_lever_in_a_draw_does_not_hang_on_other_levers(one: Lever, another: Lever) -> None:
    posterior = a_council()[1]
    key = (np.uint64(3), np.uint64(7))
    alone, together = scene_for(one, today=TODAY).acts, scene_for(one, another, today=TODAY).acts
    sizes = [w.new_world(key, True, posterior.rates, acts, 2023, YEARS).sizes for acts in (alone, together)]  # noqa: FBT003 - compiled code's own order
    assert np.isin(sizes[0], sizes[1]).all()


def test_children_whom_no_lever_touches_live_the_same_lives() -> None:
    """A lever on need B alone: children who keep need A, child by child, in the twin that the engine equals."""
    only_b = Group(needs=frozenset({"B"}))
    levers = (
        lever(ChangeRate, 0.8, rate=Rate.LEAVING, children=only_b, name="leave"),
        lever(ChangeRate, 0.8, rate=Rate.MOVING, children=only_b, name="move"),
        lever(ChangeRate, -0.5, rate=Rate.JOINING, children=only_b, name="join"),
        lever(ShiftDestinations, 0.5, children=only_b, to_setting="any", name="shift"),
    )
    with_levers, without = (_lives(scene_for(*chosen)) for chosen in (levers, ()))
    untouched = [number for number, needs in without[1].items() if needs == {0}]
    touched = [number for number, needs in without[1].items() if needs == {1}]
    assert len(untouched) > 20
    assert all(with_levers[0].get(number) == without[0].get(number) for number in untouched)
    assert any(with_levers[0].get(number) != without[0].get(number) for number in touched)
    assert not set(with_levers[1]) - set(without[1])  # nobody joins who would not have joined


def _lives(scene: Scene) -> tuple[dict[int, list[tuple[object, ...]]], dict[int, set[int]]]:
    """What happened to every child, and the needs it had."""
    council, posterior = a_council()
    world = w.new_world.py_func((np.uint64(3), np.uint64(0)), True, posterior.rates, scene.acts, 2023, YEARS)  # noqa: FBT003 - compiled code's own order
    slow = SlowCouncil(council, posterior.rates, world, scene, YEARS).play()
    return slow.lives, slow.needs


def test_settings_that_no_lever_touches_are_the_same_in_the_engine() -> None:
    """Prices of one setting, and joiners of one need, leave all else as it was to the last bit."""
    dearer = lever(ChangePrice, 0.1, settings=frozenset({"college"}))
    changed = ["price_gbp", "price_gbp_by_nc", "price_gbp_by_month"]
    assert differences(run_levers(dearer), run(None)) == changed
    fewer_b = run_levers(lever(NewPlanType, 0.7, children=Group(needs=frozenset({"B"}))))
    assert (fewer_b.joined <= run(None).joined).all()


def test_every_overflow_rule_names_settings_that_exist_and_gives_its_reason() -> None:
    names = {setting.value for setting in Setting}
    assert set(OVERFLOW) <= names
    for setting, rule in OVERFLOW.items():
        assert rule.to
        assert set(rule.to) <= names - {setting}
        assert rule.reason
    assert Setting.MAINSTREAM.value not in OVERFLOW


def test_the_councils_own_overflow_is_in_the_order_a_panel_would_try() -> None:
    space, months = council_space(), a_council()[1].rates.months
    today = Today(PlacesToday((PlaceGroup("special", 10), PlaceGroup("sen_unit", 5, frozenset({"ASD"})))))
    places = compile_scene(BASELINE, today, space=space, months=months, january=JANUARY, years=2).places
    at = space.settings.index
    assert places.overflow[at("special")].tolist()[:2] == [at("non_maintained_special"), at("independent_special")]
    assert (places.overflow[at("mainstream")] == -1).all()
    assert (places.group[:, at("special")] == 0).all()
    assert (places.group[:, at("sen_unit")] == 1).sum() == 1
    assert (places.group[:, at("mainstream")] == -1).all()
