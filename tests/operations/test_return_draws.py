"""A return says whether its futures are those of the latest month, and if not, why."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from tests.reports.sample_month import sample_month

from highneeds.forecast.space import council_space
from highneeds.forecast.types import Simulation
from highneeds.governance.record import MonthRecord, RangeSeries
from highneeds.operations.month_series import ALL, children_ahead
from highneeds.operations.return_draws import DRAWS, SEED, draws_and_seed, futures_stated

YEARS = tuple(range(2026, 2033))


def simulated(seed: int = 7, more: int = 0) -> Simulation:
    """Three draws, in which the children of one need and setting grow."""
    space = council_space()
    children = np.zeros((3, len(YEARS), len(space.needs), len(space.settings)), np.int64)
    children[:, :, 0, 0] = np.array([[100], [103], [110]]) + np.arange(len(YEARS)) * (5 + more)
    given = {"space", "census_years", "seed", "first_draw", "children"}
    others = dict.fromkeys((each.name for each in fields(Simulation) if each.name not in given), np.zeros(0))
    return Simulation(space, YEARS, seed, 0, children, **others)


def month_of(simulation: Simulation) -> MonthRecord:
    """A month made of these futures, whose ranges past forecasts have stretched."""
    years = tuple(replace(year, p10=year.p10 - 9, p90=year.p90 + 9) for year in children_ahead(simulation))
    kept = RangeSeries("children", "Children with a plan", ALL, "children", "headcount", years)
    month = sample_month()
    others = tuple(one for one in month.forecasts if one.key != "children")
    return replace(month, seed=simulation.seed, draws=simulation.draws, forecasts=(*others, kept))


def test_the_same_files_seed_and_number_of_futures_are_those_of_the_month() -> None:
    month = month_of(simulated())
    stated = futures_stated(simulated(), month)
    assert "simulated again with the seed 7" in stated.in_words
    assert stated.in_words.endswith("the same children")
    assert month.snapshot in stated.source


def test_other_futures_say_what_the_month_had() -> None:
    stated = futures_stated(simulated(seed=8, more=1), month_of(simulated()))
    assert "not those of" in stated.in_words
    assert "it had 3 and the seed 7" in stated.in_words


def test_where_only_what_is_stored_can_differ_that_is_said() -> None:
    stated = futures_stated(simulated(more=1), month_of(simulated()))
    assert stated.in_words.endswith("what is stored has changed since")


def test_before_the_first_month_there_is_none_to_be_like() -> None:
    assert futures_stated(simulated(), None).source == "no month has been made to set them against"
    assert draws_and_seed(None, None, None) == (DRAWS, SEED)


def test_a_return_takes_the_months_draws_and_seed_unless_told_otherwise() -> None:
    month = month_of(simulated())
    assert draws_and_seed(None, None, month) == (3, 7)
    assert draws_and_seed(50, None, month) == (50, 7)
    assert draws_and_seed(None, 0, month) == (3, 0)
