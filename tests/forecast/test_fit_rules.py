"""What the fit makes of a history: known rates are found, thin cells lean on neighbours, exposure is dated rightly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.forecast.small_worlds import small_council

from highneeds.forecast.fit import fit
from highneeds.forecast.prices import price_book
from highneeds.forecast.simulate import simulate
from highneeds.forecast.space import council_space
from highneeds.forecast.types import NC_YEARS, NO_PLAN, History, Population, StateSpace, Stock
from highneeds.rules.establishments import nc_year_limits
from highneeds.rules.settings import Setting


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
    fitted = rates.join_rate[6:17].mean()
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
