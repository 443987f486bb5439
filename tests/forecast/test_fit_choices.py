"""Choices: shares lean on what is alike as far as the counts show it, and months follow the events' days."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.forecast.choices import as_shares, leaning, log_gamma, weight_in_children
from highneeds.forecast.destinations import affinity, destinations, new_needs
from highneeds.forecast.join_rates import first_states, join_rates
from highneeds.forecast.month_profiles import EventMonths, fit_months
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, StateSpace

NC_COUNT = len(NC_YEARS)


@given(st.floats(1e-4, 1e5))
def test_log_gamma_is_the_library_one(x: float) -> None:
    assert log_gamma(np.array([x]))[0] == pytest.approx(math.lgamma(x), rel=1e-9, abs=1e-8)


def test_groups_that_are_alike_lean_on_each_other_more_than_groups_that_are_not() -> None:
    rng = np.random.default_rng(1)
    towards = np.array([0.5, 0.3, 0.2])
    alike = rng.multinomial(20, towards, 40).astype(float)
    unlike = np.array([rng.multinomial(20, rng.dirichlet(2.0 * towards)) for _ in range(40)]).astype(float)
    assert weight_in_children(alike, towards) >= 60.0
    assert weight_in_children(unlike, towards) <= 4.0


def test_a_well_seen_group_keeps_its_own_shares_and_an_unseen_one_takes_the_others() -> None:
    counts = np.array([[300.0, 100.0], [0.0, 0.0]])
    share = as_shares(leaning(counts, np.array([0.2, 0.8]))).share
    assert share[0] == pytest.approx([0.75, 0.25], abs=0.02)
    assert share[1] == pytest.approx([0.2, 0.8])


def test_drawn_shares_have_the_mean_and_spread_of_a_dirichlet() -> None:
    alpha = np.array([[6.0, 3.0, 11.0]])
    shares = as_shares(alpha)
    normal = np.random.default_rng(2).normal(size=(50_000, 3))
    raw = shares.share * np.exp(shares.log_sd * normal - shares.log_sd**2 / 2)
    drawn = raw / raw.sum(axis=1, keepdims=True)
    mean = alpha[0] / 20.0
    assert drawn.mean(axis=0) == pytest.approx(mean, rel=0.03)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(mean * (1 - mean) / 21.0), rel=0.15)


def test_a_destination_is_never_the_setting_left_nor_one_that_may_not_be_moved_to() -> None:
    may_move = np.array([[False, True, True], [True, False, False], [True, True, False]])
    moves = np.zeros((1, 3, NC_COUNT, 3))
    moves[0, 0, 12, 1] = 30.0
    shares = destinations(moves, may_move)
    assert (shares.share[:, :, :][~np.broadcast_to(may_move[:, None, :], shares.share.shape)] == 0.0).all()
    assert shares.share.sum(axis=2) == pytest.approx(np.ones((3, NC_COUNT)))
    assert shares.share[0, 12, 1] > 0.9


def test_a_need_is_liked_where_more_of_it_moved_than_its_ages_and_settings_explain() -> None:
    may_move = ~np.eye(3, dtype=np.bool_)
    moves = np.zeros((2, 3, NC_COUNT, 3))
    moves[0, 0, 12, 1], moves[1, 0, 12, 2] = 40.0, 40.0
    liked = affinity(moves, destinations(moves, may_move))
    assert liked[0, 1] > 1.4
    assert liked[1, 1] < 0.6


def test_a_new_need_is_never_the_old_one() -> None:
    shares = new_needs(np.array([[0.0, 4.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]]), np.array([10.0, 10.0, 5.0])).share
    assert np.diag(shares).tolist() == [0.0, 0.0, 0.0]
    assert shares.sum(axis=1) == pytest.approx(np.ones(3))
    assert shares[0, 1] > shares[0, 2]


def test_joiners_come_only_where_they_can_be_and_a_state_never_seen_is_possible() -> None:
    is_valid = np.ones((2, 3, NC_COUNT), np.bool_)
    is_valid[:, 0, 17:] = False
    joins = np.zeros((NC_COUNT, 2, 3))
    joins[10, 0, 0] = 25.0
    space = StateSpace(("A", "B"), ("x", "y", "z"), is_valid, ~np.eye(3, dtype=np.bool_))
    need, setting = first_states(joins, space)
    assert (setting.share[17:, :, 0] == 0.0).all()
    assert setting.share.sum(axis=2) == pytest.approx(np.ones((NC_COUNT, 2)))
    assert need.share.sum(axis=1) == pytest.approx(np.ones(NC_COUNT))
    assert 0.0 < need.share[10, 1] < 0.2


def test_joining_borrows_from_the_ages_beside_it_but_reception_keeps_its_own() -> None:
    residents, joins = np.full(NC_COUNT, 5000.0), np.full(NC_COUNT, 10.0)
    reception = -FIRST_NC_YEAR
    joins[reception], joins[9] = 120.0, 4.0
    rate, log_sd = join_rates(joins, residents)
    assert rate[reception] == pytest.approx(120 / 5000, rel=0.05)
    assert 4 / 5000 < rate[9] < 10 / 5000
    assert rate @ residents == pytest.approx(joins.sum(), rel=0.02)
    has_residents = np.arange(NC_COUNT) != 12
    unseen, _ = join_rates(joins * has_residents, residents * has_residents)
    assert unseen[12] == pytest.approx(10 / 5000, rel=0.5)
    assert log_sd[9] < 0.4


def test_months_follow_the_days_seen_and_a_thin_age_its_neighbours() -> None:
    september = 7
    none = np.zeros((NC_COUNT, 12))
    moving = none.copy()
    moving[5:17, september] = 8.0
    moving[12] = 0.0
    months = fit_months(EventMonths(none, none, moving))
    in_september = np.diff(months.moving, axis=1, prepend=0.0)[:, september]
    assert in_september[8] > 0.85
    assert in_september[12] > 0.7
    assert months.moving[:, -1].tolist() == [1.0] * NC_COUNT
    assert (np.diff(months.moving, axis=1) >= 0.0).all()
    np.testing.assert_allclose(months.joining, np.broadcast_to(np.arange(1, 13) / 12.0, (NC_COUNT, 12)))
    np.testing.assert_allclose(fit_months(None).leaving, months.joining)
    with pytest.raises(ValueError, match="never negative"):
        EventMonths(none, none, none - 1.0)
