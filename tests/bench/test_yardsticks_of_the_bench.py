"""What the engine is measured beside solves the problem it claims to: counts by cell in NumPy, and the floor."""

from __future__ import annotations

import numpy as np
import pytest
from bench.councils import Council, invented
from bench.finding import Finding, Stopwatch, peak_megabytes
from bench.floor import run_floor, tables
from bench.multinomial import MOST_STANDARD_ERRORS, counts_by_cell, disagreement
from bench.page import table

from bench import machine
from highneeds.forecast.fit import fit
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.simulate import simulate

YEARS = 3
DRAWS = 400


@pytest.fixture(scope="module")
def council() -> Council:
    return invented(300, seed=7)


@pytest.fixture(scope="module")
def posterior(council: Council) -> Posterior:
    return fit(council.history, council.population, council.space)


def test_counts_by_cell_expect_the_children_that_the_engine_expects(council: Council, posterior: Posterior) -> None:
    errors, compared = disagreement(council, posterior, years=YEARS, draws=DRAWS)
    assert compared == YEARS * (len(council.space.settings) + 1)
    assert errors <= MOST_STANDARD_ERRORS


def test_counts_by_cell_are_as_unsure_of_the_total_as_the_engine(council: Council, posterior: Posterior) -> None:
    inputs = posterior, council.stock, council.population, council.prices
    ours = simulate(*inputs, years=YEARS, draws=2 * DRAWS, seed=1).children[:, -1].sum(axis=(1, 2))
    theirs = counts_by_cell(council, posterior, years=YEARS, draws=2 * DRAWS, seed=2)[:, -1].sum(axis=(1, 2))
    error = np.sqrt((ours.var() + theirs.var()) / (2 * DRAWS))
    assert abs(ours.mean() - theirs.mean()) < 4.0 * error
    # The standard error of an sd from 800 draws is 2.5 % of it; of the ratio of two, 3.5 %.
    assert 0.86 < ours.std() / theirs.std() < 1.16


@pytest.mark.parametrize("is_philox", [True, False])
def test_the_floor_loses_the_children_whom_its_rates_say(
    council: Council, posterior: Posterior, *, is_philox: bool
) -> None:
    stock, settings = council.stock, len(council.space.settings)
    lookup = tables(posterior.rates)
    counts = run_floor(lookup, stock, settings, years=2, draws=DRAWS, threads=2, is_philox=is_philox)
    stay = 1.0 - 1.0 / (1.0 + np.exp(-posterior.rates.leave.centre[stock.need, stock.setting, stock.nc_year + 5]))
    present = counts[:, 0].sum(axis=1)
    assert abs(present.mean() - stay.sum()) < 4.5 * np.sqrt((stay * (1.0 - stay)).sum() / DRAWS)
    assert (counts[:, 1].sum(axis=1) <= present).all()


def test_the_floor_is_the_same_on_one_thread_and_two(council: Council, posterior: Posterior) -> None:
    lookup, settings = tables(posterior.rates), len(council.space.settings)
    one, two = (
        run_floor(lookup, council.stock, settings, years=YEARS, draws=40, threads=threads, is_philox=True)
        for threads in (1, 2)
    )
    assert np.array_equal(one, two)


def test_a_stopwatch_tells_the_best_and_the_median_of_its_runs() -> None:
    watch = Stopwatch(wall=[0.3, 0.1, 0.2], cpu=[0.3, 0.1, 0.2])
    assert watch.told() == "0.10 s (median 0.20)"
    assert watch.time(lambda: 5) == 5
    assert len(watch.wall) == len(watch.cpu) == 4


def test_a_missed_target_is_seen_in_the_table() -> None:
    rows = table([Finding("a", "b", "c", "d", is_met=False), Finding("a", "b", "c")]).splitlines()
    assert rows[2] == "| a | b | c | d | **missed** |"
    assert rows[3] == "| a | b | c |  |  |"


def test_what_a_run_uses_itself_is_not_taken_for_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, told in (("_busy_seconds", [100.0, 103.0]), ("_own_seconds", [10.0, 12.0])):
        monkeypatch.setattr(machine, name, iter(told).__next__)
    monkeypatch.setattr(machine.time, "monotonic", iter([50.0, 52.0]).__next__)
    assert machine.OtherWork().cores() == 0.5


def test_the_peak_of_memory_rises_with_what_is_held() -> None:
    before = peak_megabytes()
    held = np.ones(int((before + 20.0) * 2**20), np.uint8)
    assert peak_megabytes() >= held.nbytes / 2**20
