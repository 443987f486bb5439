"""What the fit makes of a history: known rates are found, thin cells lean on neighbours, exposure is dated rightly."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_worlds import small_council

from highneeds.core.philox import uniform_pair
from highneeds.forecast.fit import fit
from highneeds.forecast.prices import price_book
from highneeds.forecast.sampling import draw_beta, draw_gamma, draw_normal, draw_poisson
from highneeds.forecast.shrinkage import GROWTH_PRIOR_SD, fit_year_effect, shrunk_beta
from highneeds.forecast.simulate import simulate
from highneeds.forecast.space import council_space
from highneeds.forecast.types import NC_YEARS, NO_PLAN, History, Population, StateSpace, Stock
from highneeds.rules.establishments import nc_year_limits
from highneeds.rules.settings import Setting

KEY = (np.uint64(1), np.uint64(2))


def test_a_cell_without_history_is_near_its_neighbours_and_not_at_one_half() -> None:
    exposure, events = np.zeros((1, 2, len(NC_YEARS))), np.zeros((1, 2, len(NC_YEARS)))
    exposure[0, 0, 5:20], events[0, 0, 5:20] = 200.0, 8.0
    exposure[0, :, 12], events[0, :, 12] = 0.0, 0.0
    alpha, beta = shrunk_beta(events, exposure)
    prob = alpha / (alpha + beta)
    assert prob[0, 0, 12] == pytest.approx(0.04, abs=0.01)
    assert prob[0, 1, 12] == pytest.approx(0.04, abs=0.01)
    assert prob.max() < 0.1


def test_a_well_observed_cell_keeps_its_own_rate() -> None:
    exposure, events = np.full((1, 1, len(NC_YEARS)), 1000.0), np.full((1, 1, len(NC_YEARS)), 20.0)
    events[0, 0, 16] = 500.0
    alpha, beta = shrunk_beta(events, exposure)
    prob = alpha / (alpha + beta)
    assert prob[0, 0, 16] == pytest.approx(0.5, abs=0.02)
    assert prob[0, 0, 15] == pytest.approx(0.02, abs=0.01)


def _steady_history(children: int, prob_leave: float, joins: int) -> tuple[History, Population, StateSpace]:
    rng = np.random.default_rng(1)
    rows = []
    for year in (2020, 2021, 2022, 2023):
        for _ in range(children):
            left = rng.random() < prob_leave
            nc = int(rng.integers(0, 12))
            rows.append((year, nc, 0, 0, *((NO_PLAN, NO_PLAN) if left else (0, 0))))
        rows += [(year, int(rng.integers(0, 12)), NO_PLAN, NO_PLAN, 0, 0) for _ in range(joins)]
    space = StateSpace(("A",), ("s",), np.ones((1, 1, len(NC_YEARS)), np.bool_), np.zeros((1, 1), np.bool_))
    growing = 1000.0 * 1.1 ** np.arange(10)
    return History(*np.array(rows, np.int32).T), Population(2020, growing[:, None] * np.ones((1, len(NC_YEARS)))), space


def test_known_rates_are_found_again_in_the_simulated_years() -> None:
    history, population, space = _steady_history(2000, 0.1, 300)
    posterior = fit(history, population, space)
    nc = np.tile(np.arange(0, 10, dtype=np.int32), 200)
    zeros = np.zeros(len(nc), np.int32)
    stock = Stock(2024, np.arange(len(nc), dtype=np.uint64), nc, zeros, zeros, np.full(len(nc), 1.0))
    prices = price_book(zeros, zeros, stock.price_gbp_per_year, space)
    simulation = simulate(posterior, stock, population, prices, years=1, draws=300, seed=1, threads=1)
    assert simulation.left[:, 1].mean() == pytest.approx(200, rel=0.08)


def test_joins_are_measured_against_the_population_of_the_january_they_arrive_in() -> None:
    history, population, space = _steady_history(100, 0.1, 300)
    rates = fit(history, population, space).rates
    expected = 4 * 300 / population.between(2021, 2024)[:, 5:18].sum()
    fitted = rates.join_alpha[6:17].sum() / rates.join_beta[6:17].sum()
    assert fitted == pytest.approx(expected * 13 / 12, rel=0.1)


def test_a_population_that_stops_short_of_the_history_is_refused() -> None:
    history, population, space = _steady_history(50, 0.1, 10)
    short = Population(2020, population.children[:3])
    with pytest.raises(ValueError, match="population covers 2020 to 2022, not 2021 to 2024"):
        fit(history, short, space)


def test_an_unknown_need_is_refused() -> None:
    council = small_council(1)
    one_need = StateSpace(("A",), council.space.settings, council.space.is_valid[:1], council.space.may_move)
    with pytest.raises(ValueError, match="does not"):
        fit(council.history, council.population, one_need)


def test_a_steady_history_shows_no_growth_and_little_shock() -> None:
    effect = fit_year_effect(np.full(6, 500.0), np.full(6, 500.0))
    assert effect.level_mean == pytest.approx(0.0, abs=1e-9)
    assert effect.growth_mean == pytest.approx(0.0, abs=1e-9)
    assert math.sqrt(effect.shock_variance) < 0.06


def test_growth_is_found_and_leans_towards_none_with_few_years() -> None:
    long = fit_year_effect(1000.0 * np.exp(0.08 * np.arange(10)), np.full(10, 1400.0))
    short = fit_year_effect(1000.0 * np.exp(0.08 * np.arange(2)), np.full(2, 1040.0))
    assert 0.06 < long.growth_mean < 0.085
    assert 0.0 < short.growth_mean < 0.04
    assert short.growth_sd < GROWTH_PRIOR_SD


def test_uneven_years_give_a_larger_shock() -> None:
    even = fit_year_effect(np.array([1000.0, 1000.0, 1000.0, 1000.0]), np.full(4, 1000.0))
    uneven = fit_year_effect(np.array([1200.0, 800.0, 1250.0, 790.0]), np.full(4, 1000.0))
    assert uneven.shock_variance > 5 * even.shock_variance


def test_beta_gamma_normal_and_poisson_numbers_have_the_moments_they_should() -> None:
    count = 20_000
    gammas = np.array([draw_gamma(KEY, np.uint64(i), 1, 0, 0.3) for i in range(count)])
    betas = np.array([draw_beta(KEY, np.uint64(i), 1, 2.0, 6.0) for i in range(count)])
    normals = np.array([draw_normal(KEY, np.uint64(i), 0, 1, 0) for i in range(count)])
    poissons = np.array([draw_poisson(KEY, np.uint64(i), 0, 1, 150.0) for i in range(count)])
    assert gammas.mean() == pytest.approx(0.3, rel=0.05)
    assert gammas.var() == pytest.approx(0.3, rel=0.1)
    assert betas.mean() == pytest.approx(0.25, rel=0.02)
    assert betas.var() == pytest.approx(0.25 * 0.75 / 9, rel=0.05)
    assert abs(normals.mean()) < 0.03
    assert normals.var() == pytest.approx(1.0, rel=0.05)
    assert poissons.mean() == pytest.approx(150.0, rel=0.01)
    assert poissons.var() == pytest.approx(150.0, rel=0.05)


def test_a_higher_mean_never_gives_fewer() -> None:
    for item in range(200):
        counts = [draw_poisson(KEY, np.uint64(item), 2026, 5, mean) for mean in (0.0, 0.4, 3.0, 60.0, 70.0, 140.0)]
        assert counts[0] == 0
        assert counts == sorted(counts)


def test_the_two_uniforms_of_a_pair_are_even_and_unrelated() -> None:
    pairs = np.array([uniform_pair(KEY, np.uint64(i), 2026, 1, 0) for i in range(20_000)])
    assert np.abs(pairs.mean(axis=0) - 0.5).max() < 0.01
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.03


def test_a_council_has_every_setting_for_its_ages_only() -> None:
    space = council_space()
    assert space.settings == tuple(setting.value for setting in Setting)
    for code, setting in enumerate(Setting):
        ages = np.flatnonzero(space.is_valid[0, code]) - 5
        assert (ages[0], ages[-1]) == nc_year_limits(setting)


def test_a_thin_pool_of_prices_falls_back_to_the_setting_and_none_is_guessed() -> None:
    space = small_council(1).space
    need, setting = np.array([0, 0, 1, 0], np.int32), np.array([0, 0, 0, 1], np.int32)
    price = np.array([3.0, 1.0, 2.0, 9.0])
    with pytest.raises(ValueError, match="no price is known for any"):
        price_book(need, setting, price, space)
    book = price_book(need, setting, price, space, smallest_pool=2, default_gbp_per_year=np.array([0.0, 0.0, 7.0]))

    def pool(of_need: int, of_setting: int) -> list[float]:
        span = slice(book.start[of_need, of_setting], book.end[of_need, of_setting])
        return list(book.prices_gbp_per_year[span])

    assert pool(0, 0) == [1.0, 3.0]
    assert pool(1, 0) == [1.0, 2.0, 3.0]
    assert pool(1, 1) == [9.0]
    assert pool(0, 2) == [7.0]


def test_records_that_cannot_be_are_refused() -> None:
    council = small_council(1)
    history, stock = council.history, council.stock
    with pytest.raises(ValueError, match="a January is missing"):
        History(np.where(history.census_year_from == 2021, 2019, history.census_year_from), *_rest(history))
    with pytest.raises(ValueError, match="lengths differ"):
        History(history.census_year_from[1:], *_rest(history))
    with pytest.raises(ValueError, match="twice"):
        Stock(2023, np.zeros_like(stock.child_id), stock.nc_year, stock.need, stock.setting, stock.price_gbp_per_year)
    with pytest.raises(ValueError, match="missing or negative"):
        Population(2020, np.full((1, len(NC_YEARS)), -1.0))
    with pytest.raises(ValueError, match=r"population is missing for .*2021"):
        Population.from_rows([(2020, nc, 1.0) for nc in NC_YEARS] + [(2021, 0, 1.0)])


def _rest(history: History) -> tuple[np.ndarray, ...]:
    return history.nc_year_from, history.need_from, history.setting_from, history.need_to, history.setting_to
