"""A programme's money in whole pence: parts add to their whole, weights count, and chances are shares of draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.savings.small_programme import LEVER, YEAR, entered, measure, programme

from highneeds.core import FinancialYear, Pence
from highneeds.finance.types import PriceUplift
from highneeds.forecast.effects import GroupEffect, JointEffects, Outcome
from highneeds.savings import Programme, Target
from highneeds.savings.chance import Moves, chances, delivered_savings
from highneeds.savings.effect import programme_effect

YEARS = (YEAR, YEAR.next)
UPLIFT = PriceUplift(YEAR, 0.043, "made up")
DRAWS = 40
MOVES = Moves(4_150_800.0, 366, "made up")


def outcome(gbp: np.ndarray) -> Outcome:
    none = np.zeros((len(gbp), 3))
    return Outcome((2026, 2027, 2028), YEARS, none, np.rint(gbp * 65_536) / 65_536, none, np.empty((len(gbp), 0)))


def effects(seed: int, refs: tuple[str, ...]) -> JointEffects:
    """Effects of measures on one another drawn at random; only their adding up is like that of a simulation."""
    rng = np.random.default_rng(seed)
    marginal = [outcome(rng.normal(-90_000, 40_000, (DRAWS, 2))) for _ in refs]
    alone = [outcome(one.cost_gbp * rng.uniform(0.8, 1.4)) for one in marginal]
    joint = marginal[0]
    for one in marginal[1:]:
        joint = joint + one
    interaction = joint
    for one in alone:
        interaction = interaction - one
    baseline = outcome(np.full((DRAWS, 2), 9e6))
    none = np.zeros((3, 2))
    groups = tuple(GroupEffect(*parts, none) for parts in zip(refs, alone, marginal, strict=True))
    return JointEffects(baseline, groups, interaction, joint, none)


def with_measures(*weights: float, **others: Any) -> Programme:  # noqa: ANN401 - any field of a measure
    refs = [f"M{number}" for number in range(len(weights))]
    measures = [
        measure(ref, weight=weight, levers=(replace(LEVER, name=ref),), **others)
        for ref, weight in zip(refs, weights, strict=True)
    ]
    return programme(*measures, target=entered(150_000, 250_000))


@given(st.integers(0, 10**6), st.integers(1, 5))
def test_parts_add_to_the_penny_in_every_draw_and_year(seed: int, count: int) -> None:
    one = with_measures(*[1.0] * count)
    found = programme_effect(one, effects(seed, tuple(m.ref for m in one.measures)), YEARS, UPLIFT)
    marginal, alone = sum(m.marginal for m in found.measures), sum(m.alone for m in found.measures)
    assert np.array_equal(marginal, found.joint)
    assert np.array_equal(alone + found.interaction, found.joint)
    assert np.array_equal(found.mitigated, found.unmitigated - found.joint)
    assert np.array_equal(found.risk_weighted, found.mitigated)
    assert (found.joint == np.rint(found.joint)).all()


@given(st.integers(0, 10**6))
def test_what_is_counted_on_lies_at_the_weights_and_investment_is_spent_all_the_same(seed: int) -> None:
    spent = {YEAR: Pence(700_000)}
    one = with_measures(0.9, 0.0, investment_pence=spent)
    found = programme_effect(one, effects(seed, ("M0", "M1")), YEARS, UPLIFT)
    assert np.array_equal(found.weighted_saving, np.rint(0.9 * found.measures[0].marginal))
    assert found.investment.tolist() == [1_400_000, 0]
    assert np.array_equal(found.mitigated - found.unmitigated + found.joint, np.tile(found.investment, (DRAWS, 1)))


def test_later_years_are_at_their_prices() -> None:
    one = with_measures(1.0)
    found = programme_effect(one, effects(1, ("M0",)), YEARS, UPLIFT)
    assert found.unmitigated[0].tolist() == [900_000_000, round(900_000_000 * 1.043)]


def test_effects_of_other_measures_are_refused() -> None:
    with pytest.raises(ValueError, match="not of this programme"):
        programme_effect(with_measures(1.0), effects(1, ("other",)), YEARS, UPLIFT)


def test_a_chance_is_the_share_of_draws_that_reach_the_target() -> None:
    one = with_measures(1.0, 1.0, 1.0)
    found = programme_effect(one, effects(3, ("M0", "M1", "M2")), YEARS, UPLIFT)
    assert one.target is not None
    first, second = chances(found, one.target, MOVES, seed=1)
    for chance, position, target in ((first, 0, 15_000_000), (second, 1, 25_000_000)):
        saved = found.joint[:, position]
        assert chance.target_pence == target
        assert chance.prob_all_delivered == pytest.approx((saved >= target).mean())
        assert chance.prob_weighted == chance.prob_all_delivered
        assert chance.low_pence <= chance.median_pence <= chance.high_pence
        assert chance.volume is not None
        assert chance.volume.september_moves == pytest.approx(target / (4_150_800 * 7 / 12))


def test_what_must_be_true_closes_the_gap_exactly() -> None:
    one = with_measures(1.0, 1.0)
    found = programme_effect(one, effects(5, ("M0", "M1")), YEARS, UPLIFT)
    far = Target(entered(900_000), "made up")
    chance = chances(found, far, MOVES, seed=1)[0]
    assert chance.prob_all_delivered == 0.0
    assert chance.must_deliver == ()
    short = 90_000_000 - np.median(found.joint[:, 0])
    assert chance.further_even == pytest.approx(short / (4_150_800 * 7 / 12))
    assert chance.stretch is not None
    by_name = {m.measure.name: m.marginal[:, 0].mean() for m in found.measures}
    assert by_name[chance.stretch.name] == max(by_name.values())
    assert (chance.stretch.factor - 1) * by_name[chance.stretch.name] == pytest.approx(short)


def test_a_target_within_reach_names_the_measures_it_cannot_do_without() -> None:
    one = with_measures(1.0, 1.0)
    found = programme_effect(one, effects(5, ("M0", "M1")), YEARS, UPLIFT)
    near, easy = Target(entered(100_000), "made up"), Target(entered(1_000), "made up")
    assert chances(found, near, None, seed=1)[0].must_deliver == ("Measure M0", "Measure M1")
    assert chances(found, easy, None, seed=1)[0].must_deliver == ()
    assert chances(found, near, None, seed=1)[0].volume is None


def test_by_delivery_confidence_a_measure_comes_about_in_its_share_of_draws_in_all_years_or_none() -> None:
    one = with_measures(0.25)
    found = programme_effect(one, effects(2, ("M0",)), YEARS, UPLIFT)
    saved = delivered_savings(found, seed=4)
    comes = (saved != 0).all(axis=1)
    assert comes.sum() == round(0.25 * DRAWS)
    assert np.array_equal(saved[comes], found.joint[comes])
    assert not saved[~comes].any()
    assert np.array_equal(saved, delivered_savings(found, seed=4))


def test_no_chance_is_told_of_years_before_the_target_or_after_one_that_does_not_recur() -> None:
    found = programme_effect(with_measures(1.0), effects(2, ("M0",)), YEARS, UPLIFT)
    later = Target(replace(entered(5), pence_by_year=((YEAR.next, Pence(500)),), is_recurring=False), "made up")
    assert [one.year for one in chances(found, later, None, seed=1)] == [YEAR.next]
    assert FinancialYear(2026) == YEAR
