"""Draws summarised a shard at a time: the same numbers as all at once, within the bound that is stated."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forecast.small_worlds import SmallCouncil, small_council

from highneeds.forecast import streaming
from highneeds.forecast.bins import BINS, Bins, bins_of, merged, percentiles
from highneeds.forecast.fit import fit
from highneeds.forecast.simulate import shards, simulate
from highneeds.forecast.streaming import BLOCK, DrawColumns
from highneeds.forecast.summarise import PERCENTILES, Summary

PERCENTS = (0.0, 5.0, 37.5, 50.0, 95.0, 100.0)
whole_numbers = st.lists(st.integers(-(10**9), 10**12) | st.integers(0, 3_000), min_size=1, max_size=60)


def column(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)[:, None]


def same(one: Bins, other: Bins) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("least", "power", "counts"))


@given(whole_numbers, st.randoms(use_true_random=False))
def test_bins_are_the_same_in_whatever_order_and_pieces_the_draws_come(values: list[int], luck: object) -> None:
    whole = bins_of(column(values))
    shuffled = sorted(values, key=lambda _: luck.random())
    pieces = [bins_of(column([value])) for value in shuffled]
    grown = pieces[0]
    for piece in pieces[1:]:
        grown = merged(grown, piece)
    assert same(grown, whole)
    half = len(values) // 2
    if half:
        assert same(merged(bins_of(column(shuffled[half:])), bins_of(column(shuffled[:half]))), whole)


@given(whole_numbers)
def test_a_percentile_from_bins_is_within_the_bound_of_that_of_the_draws(values: list[int]) -> None:
    bins = bins_of(column(values))
    exact = np.quantile(np.array(values, dtype=np.float64), np.array(PERCENTS) / 100.0)
    apart = np.abs(percentiles(bins, PERCENTS)[:, 0] - exact).max()
    assert apart <= bins.largest_error[0] + 1e-3
    assert bins.largest_error[0] <= (max(values) - min(values)) / (BINS - 1)


@given(st.lists(st.integers(5_000, 5_000 + BINS // 2), min_size=1, max_size=200))
def test_counts_that_spread_less_than_the_bins_have_exact_percentiles(values: list[int]) -> None:
    exact = np.quantile(values, np.array(PERCENTS) / 100.0)
    np.testing.assert_allclose(percentiles(bins_of(column(values)), PERCENTS)[:, 0], exact, rtol=1e-12)


def draws_of(count: int, columns: int = 3) -> np.ndarray:
    rng = np.random.default_rng(count)
    children = rng.poisson(5_000.0, (count, columns))
    return np.concatenate([children, np.round(rng.lognormal(17.0, 0.3, (count, columns)), 2)], axis=1)


def taken(values: np.ndarray, size: int) -> DrawColumns:
    found = DrawColumns(np.repeat([1.0, 100.0], values.shape[1] // 2))
    for first in range(0, len(values), size):
        found.add(values[first : first + size])
    return found


def test_up_to_one_block_everything_is_that_of_the_draws_themselves() -> None:
    values = draws_of(BLOCK)
    found = taken(values, 7).statistics(PERCENTS)
    assert np.array_equal(found.percentiles, np.quantile(values, np.array(PERCENTS) / 100.0, axis=0))
    assert np.array_equal(found.mean, values.mean(axis=0))
    assert np.array_equal(found.sd, values.std(axis=0))
    assert not found.largest_error.any()


def test_beyond_one_block_mean_and_spread_are_exact_and_percentiles_within_the_bound() -> None:
    values = draws_of(3 * BLOCK + 123)
    found = taken(values, 250).statistics(PERCENTS)
    for at, of_column in enumerate(values.T):
        mean = math.fsum(of_column) / len(of_column)
        assert found.mean[at] == pytest.approx(mean, rel=1e-13)
        sd = math.sqrt(math.fsum((of_column - mean) ** 2) / len(of_column))
        assert found.sd[at] == pytest.approx(sd, rel=1e-12)
    apart = np.abs(found.percentiles - np.quantile(values, np.array(PERCENTS) / 100.0, axis=0)).max(axis=0)
    assert (apart <= found.largest_error + 1e-6).all()
    assert (found.largest_error[:3] == 0).all()  # counts that spread over fewer than BINS children
    assert (found.largest_error[3:] < np.ptp(values[:, 3:], axis=0) / 1_000).all()


@pytest.mark.parametrize("size", [1, 333, BLOCK, BLOCK + 1, 10 * BLOCK])
def test_the_size_of_the_shards_changes_no_bit(size: int) -> None:
    values = draws_of(2 * BLOCK + 50)
    one, other = (taken(values, of).statistics(PERCENTS) for of in (250, size))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_without_a_draw_there_is_nothing_to_summarise() -> None:
    with pytest.raises(ValueError, match="no draw"):
        DrawColumns(np.ones(2)).statistics(PERCENTS)
    with pytest.raises(ValueError, match="no draw"):
        Summary.of([])


def run_of(council: SmallCouncil, draws: int) -> dict[str, object]:
    posterior = fit(council.history, council.population, council.space)
    return {
        "posterior": posterior,
        "stock": council.stock,
        "population": council.population,
        "price_book": council.prices,
        "years": 4,
        "draws": draws,
        "seed": 3,
    }


def test_tables_of_shards_are_those_of_the_whole_run() -> None:
    run = run_of(small_council(5), 200)
    whole = simulate(**run)
    summary = Summary.of(shards(**run, size=37))
    assert summary.draws == 200
    totals = whole.price_gbp.sum(axis=(2, 3))[:, 2]
    row = summary.total_table().row(by_predicate=_is(2025, "cost_gbp"), named=True)
    assert row["mean"] == pytest.approx(totals.mean(), rel=1e-12)
    assert row["sd"] == pytest.approx(totals.std(), rel=1e-12)
    assert row["p90"] == pytest.approx(np.quantile(totals, 0.9), rel=1e-12)
    for table, column_name, labels, counts in (
        (summary.need_table(), "need", whole.space.needs, whole.children.sum(axis=3)),
        (summary.setting_table(), "setting", whole.space.settings, whole.children.sum(axis=2)),
        (summary.nc_year_table(), "nc_year", range(-5, 26), whole.children_by_nc),
    ):
        rows = table.filter(_measure("children"))
        assert rows[column_name].to_list() == [*labels] * len(whole.census_years)
        np.testing.assert_allclose(rows["mean"], counts.mean(axis=0).reshape(-1), rtol=1e-12)
        for percent in PERCENTILES:
            exact = np.quantile(counts, percent / 100.0, axis=0).reshape(-1)
            np.testing.assert_allclose(rows[f"p{percent:02d}"], exact, rtol=1e-12)


def _is(year: int, measure: str) -> pl.Expr:
    return (pl.col("year") == year) & (pl.col("measure") == measure)


def _measure(name: str) -> pl.Expr:
    return pl.col("measure") == name


def test_the_mean_balances_add_up() -> None:
    summary = Summary.of(shards(**run_of(small_council(5), 50), size=20))
    for balance in summary.balances():
        assert balance.start + balance.joins - balance.leaves == pytest.approx(balance.end)
    assert [balance.year for balance in summary.balances()] == [2024, 2025, 2026, 2027]


def test_shards_of_another_run_are_refused() -> None:
    summary = Summary.of(shards(**run_of(small_council(5), 10)))
    longer = simulate(**(run_of(small_council(5), 2) | {"years": 3}))
    with pytest.raises(ValueError, match="same years"):
        summary.add(longer)


def test_memory_does_not_grow_with_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BLOCK", 100)
    council = small_council(5)
    Summary.of(shards(**run_of(council, 10)))  # what is loaded once is not counted

    def peak(draws: int) -> int:
        run = run_of(council, draws)
        tracemalloc.start()
        Summary.of(shards(**run, size=100)).total_table()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few, many = peak(200), peak(4_000)
    assert many < 1.1 * few
