"""The parts of the national forecast, each against a truth we made or an oracle of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.national_worlds import YEARS, made_up_england

from highneeds.forecast.national.deviation import deviation, log_ratio, middle, middle_of_known, ratio
from highneeds.forecast.national.england import (
    MEMORY,
    PERSISTENCE,
    PRIOR_SURPRISE,
    PRIOR_YEARS,
    england_growth,
    surprise_ahead,
)
from highneeds.forecast.national.known import figures, known_at
from highneeds.forecast.national.new_plans import expect_new_plans
from highneeds.forecast.national.placement_mix import reconciled
from highneeds.forecast.national.points import points_at
from highneeds.forecast.national.regression import Answer, Question, answer
from highneeds.forecast.national.size import UNTIL_THERE_IS_A_RECORD, best_even, swing
from highneeds.forecast.national.total_growth import RELATIVE_GROWTH
from highneeds.forecast.national.types import NEW_PLANS, TOTAL, NationalPanel
from highneeds.forecast.types import Floats


def answered(slope: float, *, wild: int = 0, seed: int = 3) -> Answer:
    """A question whose truth is ``slope`` times the one signal that matters, a year; some answers are wild."""
    rng = np.random.default_rng(seed)
    areas = 200
    known = {year: rng.normal(0.0, 1.0, (2, areas)) for year in YEARS}
    noise = rng.normal(0.0, 0.01, (len(YEARS), 6, areas))
    noise[:, :, :wild] += 1.0
    codes = tuple(f"{number:03d}" for number in range(areas))
    ones: Floats = np.ones((areas, len(YEARS)))
    panel = NationalPanel(codes, codes, codes, YEARS, {TOTAL: ones, NEW_PLANS: ones})

    def outcome(_panel: NationalPanel, origin: int, horizon: int) -> Floats:
        return np.asarray(slope * known[origin][0] * horizon + noise[origin - YEARS[0], horizon])

    question = Question(
        signals=lambda then: {"matters": known[then.years[-1]][0], "does not": known[then.years[-1]][1]},
        outcome=outcome,
        weight=lambda then: np.ones(len(then.areas)),
        first_origin=2011,
    )
    return answer(question, panel, 5)


def test_the_regression_finds_the_weight_the_world_was_made_with() -> None:
    found = answered(0.04)
    assert found.weights[:, 0] == pytest.approx([0.04] * 5, abs=0.003)
    assert found.weights[:, 1] == pytest.approx([0.0] * 5, abs=0.003)


def test_a_tenth_of_wild_outcomes_hardly_moves_the_weights() -> None:
    assert answered(0.04, wild=20).weights[0, 0] == pytest.approx(0.04, abs=0.004)


def test_a_world_without_a_pattern_gets_no_weight_and_the_strongest_shrinkage() -> None:
    found = answered(0.0)
    assert np.abs(found.weights).max() < 0.002
    assert found.penalty == 300.0


def test_the_error_of_the_fit_is_that_of_the_noise() -> None:
    assert answered(0.04).error == pytest.approx(0.6745 * 0.01, rel=0.1)


def test_without_an_outcome_that_came_true_nothing_is_expected() -> None:
    known = known_at(made_up_england(), 2011)
    found = answer(RELATIVE_GROWTH, known, 5)
    assert found.error is None
    assert not found.expected.any()


def test_a_backlog_of_requests_is_found_to_pull_growth_up() -> None:
    found = answer(RELATIVE_GROWTH, known_at(made_up_england(150), 2021), 5)
    weights = dict(zip(found.names, found.weights[0], strict=True))
    assert weights["requests not yet decided"] == pytest.approx(0.03, abs=0.015)
    others = [weight for name, weight in weights.items() if "requests" not in name]
    assert max(map(abs, others)) < weights["requests not yet decided"] / 2


@given(
    st.lists(st.floats(1.0, 1e4), min_size=5, max_size=5),
    st.floats(10.0, 1e5),
    st.lists(st.floats(1e-4, 1.0), min_size=5, max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_reconciled_parts_add_up_and_stay_above_nought(parts: list[float], total: float, variance: list[float]) -> None:
    found = reconciled(np.array(parts), np.array(total), np.array(variance))
    assert found.sum() == pytest.approx(total)
    assert (found > 0.0).all()


def test_the_surest_part_moves_least_when_parts_are_made_to_add_up() -> None:
    found = reconciled(np.array([100.0, 100.0]), np.array(220.0), np.array([0.01, 0.03]))
    assert found == pytest.approx([105.0, 115.0], abs=1.0)
    agreed = reconciled(np.array([100.0, 100.0]), np.array(200.0), np.array([0.01, 0.03]))
    assert agreed == pytest.approx([100.0, 100.0])


def test_no_parts_at_all_are_shared_evenly() -> None:
    assert reconciled(np.zeros(4), np.array(8.0), np.ones(4)) == pytest.approx([2.0] * 4)


def test_without_a_record_a_surprise_is_the_prior_and_grows_with_the_years() -> None:
    found = surprise_ahead({}, 2016, 5)
    assert found[0] == pytest.approx(PRIOR_SURPRISE)
    assert (np.diff(found) > 0.0).all()


def test_surprises_add_up_as_those_of_simulated_worlds_do() -> None:
    rng = np.random.default_rng(8)
    worlds, steps = 40_000, 4
    pace, off = np.zeros(worlds), np.zeros((worlds, steps))
    total = np.zeros(worlds)
    for step in range(steps):
        shock = rng.normal(0.0, PRIOR_SURPRISE, worlds)
        pace = PERSISTENCE * pace + shock
        total = total + pace
        off[:, step] = total
    assert surprise_ahead({}, 2016, steps) == pytest.approx(off.std(axis=0), rel=0.02)


def test_a_recent_surprise_widens_more_than_an_old_one() -> None:
    recent, old = surprise_ahead({2016: 0.05}, 2016, 1)[0], surprise_ahead({2012: 0.05}, 2016, 1)[0]
    assert recent > old > PRIOR_SURPRISE
    expected = (PRIOR_YEARS * PRIOR_SURPRISE**2 + MEMORY * 0.05**2) / (PRIOR_YEARS + MEMORY)
    assert surprise_ahead({2015: 0.05}, 2016, 1)[0] == pytest.approx(np.sqrt(expected))


def test_england_grows_on_as_in_her_last_year() -> None:
    known = known_at(made_up_england(), 2018)
    last = np.log(figures(known, TOTAL, 2018).sum() / figures(known, TOTAL, 2017).sum())
    assert england_growth(known, 3) == pytest.approx(last * np.array([1.0, 2.0, 3.0]))


def test_points_add_up_to_the_england_that_was_assumed() -> None:
    known = known_at(made_up_england(), 2018)
    points = points_at(known, 3, np.array([0.05, 0.1, 0.15]))
    now = figures(known, TOTAL, 2018).sum()
    assert points.series[TOTAL].sum(axis=0) == pytest.approx(now * np.exp([0.05, 0.1, 0.15]))


def test_new_plans_follow_england_and_an_area_without_figures_gets_her_rate() -> None:
    panel = made_up_england()
    silent = panel[NEW_PLANS].copy()
    silent[0] = np.nan
    series = {**panel.series, NEW_PLANS: silent, "requests": np.where(np.isnan(silent), np.nan, panel["requests"])}
    known = known_at(NationalPanel(panel.areas, panel.area_names, panel.regions, panel.years, series), 2018)
    found = expect_new_plans(known, np.array([0.1, 0.2]))
    assert found[:, 1] / found[:, 0] == pytest.approx(np.exp(0.1), rel=0.2)
    rate = found[:, 0] / figures(known, TOTAL, 2018)
    assert rate[0] == pytest.approx(found[:, 0].sum() / figures(known, TOTAL, 2018).sum(), rel=0.1)


@pytest.mark.parametrize("even", [30.0, 1000.0])
def test_how_chance_shrinks_with_size_is_found_from_the_misses(even: float) -> None:
    rng = np.random.default_rng(5)
    expected = np.exp(rng.uniform(np.log(20.0), np.log(9000.0), 4000))
    misses = rng.laplace(0.0, 0.03, 4000) * np.sqrt(1.0 + even / expected)
    assert best_even(misses, expected, np.ones(4000)) == even


def test_without_misses_the_spread_by_size_is_the_prior_and_twenty_children_swing_more_than_two_thousand() -> None:
    assert best_even(np.empty(0), np.empty(0), np.empty(0)) == UNTIL_THERE_IS_A_RECORD
    assert swing(100.0, np.array([100.0, 1e9])) == pytest.approx([np.sqrt(2.0), 1.0], abs=1e-6)


def test_deviations_are_from_the_median_held_and_nought_where_unknown() -> None:
    found = deviation(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 1000.0, np.nan, np.inf]))
    assert found[:5] == pytest.approx([-2.5, -1.5, -0.5, 0.5, 1.5])
    assert found[5] == pytest.approx(3.0 * 1.4826 * 1.5)
    assert found[6:].tolist() == [0.0, 0.0]
    assert not deviation(np.full(3, np.nan)).any()


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.integers(0, 3))
def test_the_middle_is_the_median_to_the_last_bit_and_nought_where_nothing_is_known(
    values: list[float], unknown: int
) -> None:
    assert middle(np.array(values)) == np.median(values)
    assert middle_of_known(np.array([np.nan] * unknown + values)) == np.median(values)
    assert middle_of_known(np.full(unknown, np.nan)) == 0.0


def test_ratios_of_what_is_unknown_or_nought_are_unknown() -> None:
    over, under = np.array([2.0, 0.0, np.nan, 1.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert log_ratio(over, under)[0] == pytest.approx(np.log(2.0))
    assert np.isnan(log_ratio(over, under)[1:]).all()
    assert ratio(over, under)[:2].tolist() == [2.0, 0.0]
    assert np.isnan(ratio(over, under)[2:]).all()
