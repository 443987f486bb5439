"""The money of risks comes from draws: exact parts, each loss once, and nothing that the forecast holds already."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core import FinancialYear
from highneeds.forecast.levers.types import ChangePrice, Evidence, Size
from highneeds.forecast.types import Floats
from highneeds.risk import (
    DirectCost,
    FallsOn,
    LeverPence,
    RiskEffects,
    RiskMoney,
    SavingLoss,
    Worlds,
    effects_of_risks,
    on_and_off,
    worlds_of,
)
from highneeds.risk.effects import later

YEAR = FinancialYear(2026)
YEARS = tuple(FinancialYear(2026 + n) for n in range(4))
MILLION = 100_000_000


def loss(share: float, delay: int = 0, measure: str = "places") -> SavingLoss:
    return SavingLoss(measure, share, delay, "judgement")


def cost(low: int, likely: int, high: int, falls_on: FallsOn = FallsOn.BLOCK) -> DirectCost:
    return DirectCost("remedy", low, likely, high, YEARS[1], YEARS[2], falls_on, "judgement")


def effects(
    *money: RiskMoney, draws: int = 20, savings: Floats | None = None, levers: LeverPence | None = None
) -> RiskEffects:
    worlds = worlds_of(money, draws=draws, seed=7)
    planned = {"places": np.full((draws, 4), 10.0 * MILLION) if savings is None else savings}
    given = levers or LeverPence({}, np.zeros((draws, 4)))
    return effects_of_risks(money, worlds, YEARS, planned, given, seed=7)


def test_a_risk_comes_about_in_just_its_share_of_the_draws() -> None:
    risks = [RiskMoney(name, prob, "x", losses=(loss(0.5),)) for name, prob in (("A", 0.3), ("B", 0.45), ("C", 0.05))]
    worlds = worlds_of(risks, draws=200, seed=1)
    assert [int(worlds.of(name).sum()) for name in "ABC"] == [60, 90, 10]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4), st.integers(1, 60), st.integers(0, 99))
def test_stretches_cover_every_draw_once_with_the_risks_that_come_about_in_it(
    probs: list[float], draws: int, seed: int
) -> None:
    worlds = worlds_of(
        [RiskMoney(f"R{n}", p, "x", losses=(loss(1.0),)) for n, p in enumerate(probs)], draws=draws, seed=seed
    )
    at = 0
    for stretch in worlds.stretches():
        assert stretch.first == at
        at += stretch.draws
        for draw in range(stretch.first, at):
            assert stretch.risks == {name for name in worlds.risks if worlds.of(name)[draw]}
    assert at == draws


def test_risks_are_independent_of_one_another() -> None:
    risks = [RiskMoney(name, 0.5, "x", losses=(loss(0.5),)) for name in "AB"]
    worlds = worlds_of(risks, draws=4_000, seed=3)
    both = float((worlds.of("A") & worlds.of("B")).mean())
    assert abs(both - 0.25) < 4 * math.sqrt(0.25 * 0.75 / 4_000)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0.01, 1), st.integers(0, 40), st.integers(0, 10**9)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 1_000),
)
def test_each_alone_and_the_interaction_add_to_the_whole_in_every_draw(
    given: list[tuple[float, float, int, int]], seed: int
) -> None:
    money = [
        RiskMoney(f"R{n}", prob, "x", losses=(loss(share, delay),), costs=(cost(0, most // 2, most),))
        for n, (prob, share, delay, most) in enumerate(given)
    ]
    draws = 30
    worlds = worlds_of(money, draws=draws, seed=seed)
    luck = np.random.default_rng(seed)
    planned = {"places": np.rint(luck.uniform(0, 10**10, (draws, 4)))}
    levers = {one.risk: np.rint(luck.normal(0, 10**9, (draws, 4))) * worlds.of(one.risk)[:, None] for one in money}
    found = effects_of_risks(money, worlds, YEARS, planned, LeverPence(levers, sum(levers.values())), seed=seed)
    parts = sum(one.block_pence for one in found.alone) + found.interaction_pence
    assert (parts == found.block_pence).all()
    assert (found.block_pence == np.rint(found.block_pence)).all()
    for one in found.alone:
        assert not one.block_pence[~one.happens].any()


def test_two_risks_that_lose_the_whole_of_a_saving_lose_it_once() -> None:
    found = effects(RiskMoney("A", 1.0, "x", losses=(loss(1.0),)), RiskMoney("B", 1.0, "x", losses=(loss(1.0),)))
    assert (found.block_pence == 10.0 * MILLION).all()
    assert (found.interaction_pence == -10.0 * MILLION).all()


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 1), st.integers(0, 60)), min_size=1, max_size=5))
def test_no_set_of_risks_loses_more_of_a_saving_than_there_is(risks: list[tuple[float, float, int]]) -> None:
    money = [RiskMoney(f"R{n}", p, "x", losses=(loss(share, delay),)) for n, (p, share, delay) in enumerate(risks)]
    rising = np.broadcast_to(np.array([0.0, 1.0, 2.0, 2.0]) * MILLION, (20, 4)).copy()
    found = effects(*money, savings=rising)
    assert (found.block_pence <= rising).all()
    assert (found.block_pence >= 0).all()


def test_of_two_delays_the_longer_counts() -> None:
    found = effects(RiskMoney("A", 1.0, "x", losses=(loss(0.0, 6),)), RiskMoney("B", 1.0, "x", losses=(loss(0.0, 12),)))
    assert found.block_pence[0].tolist() == [10.0 * MILLION, 0.0, 0.0, 0.0]


def test_a_saving_six_months_late_loses_half_of_its_first_year() -> None:
    assert later(np.array([[0.0, 100.0, 200.0, 200.0]]), 6).tolist() == [[0.0, 50.0, 150.0, 200.0]]
    assert later(np.array([[0.0, 100.0, 200.0, 200.0]]), 12).tolist() == [[0.0, 0.0, 100.0, 200.0]]
    assert later(np.array([[4.0, 4.0]]), 60).tolist() == [[0.0, 0.0]]


def test_the_paper_of_2017_loses_its_first_year_when_cabinet_agrees_a_year_late() -> None:
    """£1.545m rising to £2.895m, all of it a year later."""
    planned = np.array([[1.545, 2.895, 2.895, 2.895]]) * MILLION
    found = effects(RiskMoney("7", 1.0, "x", losses=(loss(0.0, 12),)), draws=1, savings=planned)
    assert found.block_pence[0].tolist() == [154_500_000.0, 135_000_000.0, 0.0, 0.0]


def test_a_direct_cost_is_triangular_and_falls_in_its_years_alone() -> None:
    found = effects(RiskMoney("A", 1.0, "x", costs=(cost(100, 400, 1_000),)), draws=20_000)
    of_year = found.block_pence[:, 1]
    assert found.block_pence[:, [0, 3]].sum() == 0
    assert (found.block_pence[:, 2] == of_year).all()
    assert of_year.min() >= 100
    assert of_year.max() <= 1_000
    assert abs(of_year.mean() - 500) < 4 * 187 / math.sqrt(20_000)  # mean (a+b+c)/3, sd by the usual formula
    assert abs(float((of_year < 400).mean()) - 1 / 3) < 0.02


def test_what_the_council_itself_pays_is_in_no_deficit_of_the_block() -> None:
    found = effects(RiskMoney("A", 1.0, "x", costs=(cost(500, 500, 500, FallsOn.COUNCIL),)))
    assert not found.block_pence.any()
    assert found.council_pence[0].tolist() == [0.0, 500.0, 500.0, 0.0]


def test_a_risk_that_the_forecast_holds_already_adds_nothing_and_cannot_be_made_to() -> None:
    held = RiskMoney("A", 0.9, "x", in_forecast="growth of plans is in every draw")
    assert worlds_of([held], draws=10, seed=1).risks == ()
    assert effects(held).alone == ()
    with pytest.raises(ValueError, match="counted twice"):
        RiskMoney("A", 0.9, "x", losses=(loss(0.5),), in_forecast="already")
    with pytest.raises(ValueError, match="nothing says what"):
        RiskMoney("A", 0.9, "x")


def test_levers_of_a_risk_count_only_in_draws_in_which_it_comes_about() -> None:
    lever = ChangePrice(
        name="uplift", start=date(2026, 9, 1), size=Size(0.02), evidence=Evidence("x", "y"), owner="finance"
    )
    money = RiskMoney("A", 0.25, "x", levers=(lever,))
    worlds = worlds_of([money], draws=20, seed=7)
    pence = np.full((20, 4), 5.0) * worlds.of("A")[:, None]
    found = effects(money, levers=LeverPence({"A": pence}, pence))
    assert found.block_pence.sum() == 5 * 4 * 5.0


def test_the_deficit_on_and_off_is_told_from_the_same_draws() -> None:
    happens = np.array([True, False, False, False])
    off = np.array([100.0, 110.0, 120.0, 130.0])
    on = off + 40.0 * happens
    found = on_and_off("A", happens, on=on, off=off, council=np.zeros(4), limit_pence=125)
    assert found.prob == 0.25
    assert found.expected_pence == 10.0
    assert found.if_it_happens is not None
    assert found.if_it_happens.p50 == 40.0
    assert (found.prob_past_limit_off, found.prob_past_limit_on) == (0.25, 0.5)
    never = on_and_off("A", np.zeros(4, np.bool_), on=off, off=off, council=np.zeros(4), limit_pence=None)
    assert never.if_it_happens is None
    assert never.prob_past_limit_on is None
    with pytest.raises(ValueError, match="same draws"):
        on_and_off("A", happens, on=on, off=off[:2], council=np.zeros(4), limit_pence=None)


def test_no_world_has_risks_where_none_adds_anything() -> None:
    worlds = Worlds((), np.zeros((0, 5), np.bool_))
    assert [(one.first, one.draws, one.risks) for one in worlds.stretches()] == [(0, 5, frozenset())]


@pytest.mark.parametrize("wrong", [(-0.1, 0), (1.1, 0), (0.0, 0), (0.5, -1)])
def test_a_loss_that_cannot_be_is_refused(wrong: tuple[float, int]) -> None:
    with pytest.raises(ValueError, match=r"lost|later"):
        loss(*wrong)


def test_a_cost_that_cannot_be_is_refused() -> None:
    for low, likely, high in ((5, 4, 6), (-1, 0, 1), (1, 3, 2)):
        with pytest.raises(ValueError, match="rise"):
            cost(low, likely, high)
    with pytest.raises(ValueError, match="ends before"):
        DirectCost("x", 1, 2, 3, YEARS[1], YEARS[0], FallsOn.BLOCK, "y")
