"""What levers do: lines that add in every draw, exact noughts, and far less noise than without shared luck."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.hand_made_scenes import Act, cells, scene_of
from tests.forecast.small_worlds import SmallCouncil, small_council

from highneeds.core.years import FinancialYear
from highneeds.forecast.effects import Effects, Ingredients, Kind, Measure, Run, Scenes, effect_table, effects_of
from highneeds.forecast.effects.outcome import outcome_of
from highneeds.forecast.effects.run import simulate_shard
from highneeds.forecast.fit import fit
from highneeds.forecast.scene import JOINING, LEAVING, MOVING, PRICE, SHIFT
from highneeds.forecast.types import NC_YEARS

YEARS = 4
SHAPE = (2, 3, len(NC_YEARS))
KINDS = (LEAVING, MOVING, JOINING, SHIFT, PRICE)


@cache
def ingredients(seed: int, children: int = 40) -> Ingredients:
    council: SmallCouncil = small_council(seed, children=children)
    posterior = fit(council.history, council.population, council.space)
    return Ingredients(posterior, council.stock, council.population, council.prices)


def effects(made_from: Ingredients, *acts: Act, draws: int = 12, seed: int = 5, size: int = 5) -> Effects:
    alone = {f"lever {act.key}": scene_of(SHAPE, YEARS, act) for act in acts}
    scenes = Scenes(None, scene_of(SHAPE, YEARS, *acts), alone)
    return effects_of(made_from, scenes, Run(draws=draws, seed=seed, size=size, threads=1), years=YEARS)


@st.composite
def some_acts(draw: st.DrawFn) -> tuple[Act, ...]:
    return tuple(
        Act(
            draw(st.sampled_from(KINDS)),
            draw(st.floats(-0.9, 0.9)),
            cells(SHAPE, settings=draw(st.lists(st.integers(0, 2), max_size=2, unique=True))),
            key=key,
            sd=draw(st.sampled_from([0.0, 0.1])),
            to_setting=draw(st.integers(0, 2)),
            first_step=draw(st.integers(0, 2)),
        )
        for key in range(1, draw(st.integers(2, 4)))
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 20), st.integers(1, 10**6), some_acts())
def test_levers_and_interaction_add_to_the_whole_in_every_draw_and_year(
    council: int, seed: int, acts: tuple[Act, ...]
) -> None:
    found = effects(ingredients(council), *acts, seed=seed)
    assert [line.kind for line in found.lines] == [Kind.LEVER] * len(acts) + [Kind.INTERACTION, Kind.WHOLE]
    for measure in Measure:
        parts = sum(line.difference.of(measure) for line in found.lines[:-1])
        assert np.array_equal(parts, found.whole.difference.of(measure))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 20), st.sampled_from(KINDS), st.integers(1, 10**6))
def test_a_lever_that_acts_on_no_one_changes_nothing_in_any_draw(council: int, kind: int, seed: int) -> None:
    idle = Act(kind, 0.9, np.zeros(SHAPE, np.bool_), key=1, sd=0.2)
    busy = Act(LEAVING, 0.5, cells(SHAPE), key=2)
    found = effects(ingredients(council), idle, busy, seed=seed)
    for line in (found.levers[0], found.interaction):
        for measure in Measure:
            assert not line.difference.of(measure).any()
    assert found.whole.difference.children.any()


def test_levers_that_cannot_meet_have_no_interaction() -> None:
    dearer = Act(PRICE, 0.07, cells(SHAPE, settings=[1]), key=1, sd=0.02)
    cheaper = Act(PRICE, -0.031, cells(SHAPE, settings=[2]), key=2, sd=0.01)
    found = effects(ingredients(3), dearer, cheaper, draws=30)
    assert found.whole.difference.cost_gbp.any()
    for measure in Measure:
        assert not found.interaction.difference.of(measure).any()


def test_levers_on_the_same_children_do_have_one() -> None:
    leave, dearer = Act(LEAVING, 3.0, cells(SHAPE), key=1), Act(PRICE, 0.5, cells(SHAPE), key=2)
    found = effects(ingredients(3), leave, dearer, draws=30)
    # Fewer children at a higher price: the two together cost less than the sum of each alone.
    assert (found.interaction.difference.rate_gbp[:, -1] < 0).all()
    assert not found.interaction.difference.children.any()


def test_a_single_lever_is_the_whole() -> None:
    found = effects(ingredients(4), Act(JOINING, -0.5, cells(SHAPE)))
    assert np.array_equal(found.levers[0].difference.children, found.whole.difference.children)
    assert not found.interaction.difference.children.any()
    assert (found.whole.difference.children <= 0).all()


def test_effects_do_not_depend_on_how_many_draws_are_taken_at_a_time() -> None:
    acts = (Act(LEAVING, 0.5, cells(SHAPE), key=1, sd=0.3), Act(PRICE, 0.1, cells(SHAPE), key=2, sd=0.1))
    one, other = effects(ingredients(2), *acts, size=4), effects(ingredients(2), *acts, size=100)
    for measure in Measure:
        assert one.whole.difference.of(measure).tobytes() == other.whole.difference.of(measure).tobytes()


def test_a_small_lever_is_seen_at_least_five_times_more_sharply_with_shared_luck_than_without() -> None:
    made_from = ingredients(1, children=400)
    lever = scene_of(SHAPE, YEARS, Act(LEAVING, 0.05, cells(SHAPE, needs=[0])))
    run, other = (Run(draws=300, seed=seed) for seed in (1, 2))
    shared = effects_of(made_from, Scenes(None, lever, {"lever": lever}), run, years=YEARS)
    apart = outcome_of(simulate_shard(made_from, lever, other, (0, 300), years=YEARS)) - shared.baseline
    for measure in (Measure.CHILDREN, Measure.COST, Measure.RATE):
        with_luck = shared.whole.difference.of(measure)[:, -1].std()
        assert with_luck > 0
        assert apart.of(measure)[:, -1].std() >= 5 * with_luck
    assert shared.whole.difference.children[:, -1].mean() < 0


def test_a_financial_year_costs_the_mean_of_its_twelve_months_from_april() -> None:
    made_from = ingredients(6)
    simulation = simulate_shard(made_from, None, Run(draws=4, seed=1, threads=1), (0, 4), years=YEARS)
    outcome = outcome_of(simulation)
    assert outcome.financial_years == (FinancialYear(2023), FinancialYear(2024), FinancialYear(2025))
    # January 2023 is month 0, so that April 2024 is month 15.
    by_hand = [sum(simulation.price_gbp_by_month[draw, 15:27].sum(axis=1)) / 12 for draw in range(4)]
    assert outcome.cost_gbp[:, 1] == pytest.approx(by_hand, abs=0.01)
    assert outcome.rate_gbp == pytest.approx(simulation.price_gbp.sum(axis=(2, 3)), abs=0.01)


def test_place_funding_of_a_financial_year_is_the_sum_of_its_months_and_unknown_without_rates() -> None:
    simulation = simulate_shard(ingredients(6), None, Run(draws=2, seed=1, threads=1), (0, 2), years=YEARS)
    months = simulation.price_gbp_by_month.shape[1]
    outcome = outcome_of(simulation, lambda _: np.tile(np.arange(months, dtype=np.float64), (2, 1)))
    # January 2023 is month 0, so that April 2024 is month 15.
    assert outcome.places_gbp[:, 1].tolist() == [sum(range(15, 27))] * 2
    assert outcome.years(Measure.PLACES) == outcome.years(Measure.COST)
    assert outcome.since(2024).places_gbp.shape == (2, 2)
    unknown = outcome_of(simulation)
    assert unknown.years(Measure.PLACES) == ()
    assert unknown.since(2024).places_gbp.shape == (2, 0)


def test_the_table_says_how_likely_less_and_more_are() -> None:
    found = effects(ingredients(4), Act(JOINING, -0.5, cells(SHAPE)), draws=40)
    table = effect_table(found)
    is_wanted = (pl.col("kind") == "whole") & (pl.col("year") == "January 2027")
    row = table.row(by_predicate=is_wanted & (pl.col("measure") == Measure.CHILDREN.value), named=True)
    difference = found.whole.difference.children[:, -1]
    assert row["mean"] == pytest.approx(difference.mean())
    assert row["prob_less"] == pytest.approx((difference < 0).mean())
    assert row["prob_more"] == 0.0
    assert (row["p10"], row["p90"]) == pytest.approx((np.quantile(difference, 0.1), np.quantile(difference, 0.9)))
    assert set(table.filter(table["kind"] == "baseline")["prob_less"]) == {None}
    assert table.height == 4 * (5 + 3 + 5)


def test_progress_counts_every_run_of_a_shard() -> None:
    told: list[tuple[int, int]] = []
    lever = scene_of(SHAPE, YEARS, Act(PRICE, 0.1, cells(SHAPE)))
    effects_of(
        ingredients(1),
        Scenes(None, lever, {"one": lever, "two": lever}),
        Run(draws=5, seed=1, size=3, threads=1),
        years=1,
        progress=lambda done, of: told.append((done, of)),
    )
    assert told == [(done, 8) for done in range(1, 9)]


def test_outcomes_of_other_years_are_not_compared() -> None:
    made_from, run = ingredients(1), Run(draws=2, seed=1, threads=1)
    three, four = (outcome_of(simulate_shard(made_from, None, run, (0, 2), years=years)) for years in (3, 4))
    with pytest.raises(ValueError, match="different years or draws"):
        _ = four - three
