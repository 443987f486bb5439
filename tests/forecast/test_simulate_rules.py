"""What must hold of every run: conservation, repeatability, ages, and levers that act only where they should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.small_worlds import SmallCouncil, small_council

from highneeds.forecast.fit import fit
from highneeds.forecast.simulate import ConservationError, check_conservation, simulate
from highneeds.forecast.types import Population, Simulation

COUNTED = (
    "children",
    "price_gbp",
    "children_by_nc",
    "price_gbp_by_nc",
    "joined",
    "left",
    "moved",
    "starters",
    "leavers",
    "children_by_month",
    "price_gbp_by_month",
    "requests",
)


def without_joiners(council: SmallCouncil, share: float = 0.0) -> Population:
    """The same council with ``share`` of its resident children, so that as many fewer join (0: nobody)."""
    return replace(council.population, children=council.population.children * share)


def run(council: SmallCouncil, **changes: object) -> Simulation:
    posterior = fit(council.history, council.population, council.space)
    wanted = {"population": council.population, "years": 4, "draws": 20, "seed": 7, "threads": 1} | changes
    return simulate(posterior, council.stock, price_book=council.prices, **wanted)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_start_plus_joiners_minus_leavers_is_the_end_and_every_slice_adds_up(seed: int) -> None:
    simulation = run(small_council(seed), seed=seed)
    check_conservation(simulation)
    total = simulation.children.sum(axis=(2, 3))
    assert (total[:, 1:] == total[:, :-1] + simulation.joined[:, 1:] - simulation.left[:, 1:]).all()
    assert (simulation.starters.sum(axis=2) == simulation.joined).all()
    assert (simulation.leavers.sum(axis=2) == simulation.left).all()
    assert (simulation.children_by_nc.sum(axis=2) == total).all()
    np.testing.assert_allclose(simulation.price_gbp_by_nc.sum(axis=2), simulation.price_gbp.sum(axis=(2, 3)))


def test_a_lost_child_is_found_out() -> None:
    simulation = run(small_council(1))
    simulation.left[3, 2] += 1
    with pytest.raises(ConservationError, match="draw 3, January 2025"):
        check_conservation(simulation)


def test_one_and_two_threads_give_the_same_bytes() -> None:
    council = small_council(2)
    one, two = run(council, threads=1, draws=50), run(council, threads=2, draws=50)
    for name in COUNTED:
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()


def test_a_draw_does_not_depend_on_how_many_are_run() -> None:
    council = small_council(3)
    few, many = run(council, draws=10), run(council, draws=57, threads=2)
    for name in COUNTED:
        assert np.array_equal(getattr(few, name), getattr(many, name)[:10])


def test_a_whole_run_is_its_shards_one_after_the_other() -> None:
    council = small_council(5)
    whole = run(council, draws=23, threads=2)
    parts = [run(council, draws=size, first_draw=first) for first, size in ((0, 10), (10, 10), (20, 3))]
    for name in COUNTED:
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert joined.tobytes() == getattr(whole, name).tobytes()


def test_the_months_of_a_year_lead_from_one_january_to_the_next() -> None:
    simulation = run(small_council(6))
    months = simulation.children_by_month
    assert months.shape == (20, 49, 3)
    assert (months[:, ::12] == simulation.children.sum(axis=2)).all()
    np.testing.assert_allclose(simulation.price_gbp_by_month[:, ::12], simulation.price_gbp.sum(axis=2), atol=1e-6)
    assert (months >= 0).all()


def test_another_seed_gives_other_worlds() -> None:
    council = small_council(3)
    assert not np.array_equal(run(council, seed=1).children, run(council, seed=2).children)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_no_child_is_ever_outside_the_ages_of_its_setting(seed: int) -> None:
    council = small_council(seed)
    # All of one NC year in a setting that ends there: a year later the setting is empty and nobody vanished.
    last = int(np.flatnonzero(council.space.is_valid[0, 0])[-1]) - 5
    count = len(council.stock.child_id)
    stock = replace(
        council.stock,
        nc_year=np.full(count, last, np.int32),
        setting=np.zeros(count, np.int32),
    )
    posterior = fit(council.history, council.population, council.space)
    next_year = simulate(
        posterior, stock, without_joiners(council), council.prices, years=1, draws=20, seed=seed, threads=1
    )
    assert (next_year.children[:, 1, :, 0] == 0).all()
    assert (next_year.moved[:, 1] + next_year.left[:, 1] == count).all()
    assert next_year.moved[:, 1].sum() > 0


def test_children_past_the_last_year_of_every_setting_are_counted_as_having_left() -> None:
    council = small_council(4)
    count = len(council.stock.child_id)
    stock = replace(council.stock, nc_year=np.full(count, 20, np.int32), setting=np.full(count, 2, np.int32))
    posterior = fit(council.history, council.population, council.space)
    simulation = simulate(
        posterior, stock, without_joiners(council), council.prices, years=1, draws=5, seed=1, threads=1
    )
    assert (simulation.left[:, 1] == count).all()
    assert simulation.children[:, 1].sum() == 0


def test_no_joins_means_no_joiners_and_the_children_already_there_keep_their_luck() -> None:
    council = small_council(5)
    base, none = run(council), run(council, population=without_joiners(council))
    fewer = run(council, population=without_joiners(council, 0.5))
    assert none.joined.sum() == 0
    assert (fewer.joined <= base.joined).all()
    assert (none.children <= base.children).all()
    assert (fewer.children <= base.children).all()


def test_a_child_that_stays_keeps_its_own_price() -> None:
    council = small_council(6)
    simulation = run(council, population=without_joiners(council))
    unmoved = simulation.moved[:, 1] + simulation.left[:, 1] == 0
    assert (
        simulation.price_gbp[unmoved, 1].sum(axis=(1, 2)) == simulation.price_gbp[unmoved, 0].sum(axis=(1, 2))
    ).all()


def test_progress_ends_with_all_draws() -> None:
    told: list[tuple[int, int]] = []
    run(small_council(1), progress=lambda done, draws: told.append((done, draws)))
    assert told[-1] == (20, 20)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"draws": 0}, "draws must be at least 1"),
        ({"seed": 2**32}, "the seed must lie between"),
        ({"years": 9}, "population covers"),
    ],
)
def test_a_run_that_cannot_be_is_refused_in_words(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        run(small_council(1), **changes)


def test_children_by_setting_and_nc_year_add_up_both_ways_and_change_nothing_else() -> None:
    council = small_council(11)
    plain, asked = run(council), run(council, ages_by_setting=True)
    assert plain.children_by_setting_nc.shape[2] == 0
    by_age = asked.children_by_setting_nc
    assert by_age.sum() > 0
    assert np.array_equal(by_age.sum(axis=2), asked.children_by_nc)
    assert np.array_equal(by_age.sum(axis=3), asked.children.sum(axis=2))
    allowed = council.space.is_valid.any(axis=0)
    assert not by_age[:, 1:][:, :, ~allowed].any()
    for name in COUNTED:
        assert getattr(plain, name).tobytes() == getattr(asked, name).tobytes()


def test_a_child_in_the_wrong_setting_by_age_is_found_out() -> None:
    simulation = run(small_council(12), ages_by_setting=True)
    simulation.children_by_setting_nc[2, 1, 0, 9] += 1
    with pytest.raises(ConservationError, match="setting and NC year"):
        check_conservation(simulation)
