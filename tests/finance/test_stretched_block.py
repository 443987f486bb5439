"""Ranges of the block as wide as past forecasts ask for: the mean stays, every draw keeps its place and its sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core import Labelled
from highneeds.finance.block.stretch import stretched
from highneeds.governance.ranges import cost_factors
from highneeds.governance.record import PastForecasts, RangeFactor

YEARS = ("2026-27", "2027-28", "2028-29")


def spending(seed: int, draws: int = 40) -> Labelled:
    values = np.random.default_rng(seed).normal(100e6, 2e6, (draws, len(YEARS)))
    return Labelled(values, (("draw", tuple(range(draws))), ("financial_year", YEARS)), "GBP")


@settings(deadline=None)
@given(st.integers(0, 10**6), st.lists(st.floats(0.2, 4.0), min_size=3, max_size=3))
def test_each_years_mean_stays_and_its_spread_is_the_factor_times_as_wide(seed: int, factors: list[float]) -> None:
    before, after = spending(seed), stretched(spending(seed), factors)
    assert after.axes == before.axes
    assert np.allclose(after.values.mean(axis=0), before.values.mean(axis=0), rtol=1e-12)
    assert np.allclose(after.values.std(axis=0), before.values.std(axis=0) * factors, rtol=1e-9)
    assert (np.argsort(after.values, axis=0) == np.argsort(before.values, axis=0)).all()


def test_a_factor_of_one_changes_nothing_at_all() -> None:
    assert (stretched(spending(1), (1.0, 1.0, 1.0)).values == spending(1).values).all()


@pytest.mark.parametrize("factors", [(1.0, 1.0), (1.0, 1.0, 0.0)])
def test_every_year_needs_a_factor_above_nought(factors: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="as many factors above nought"):
        stretched(spending(1), factors)


def test_this_year_stays_and_later_years_take_the_factor_of_the_years_that_are_past_by_then() -> None:
    asked = tuple(RangeFactor(ahead, 9, 2, 1.0 + ahead / 10) for ahead in (1, 2, 3))
    past = PastForecasts(50, (), (), (), (), "", asked, "as told")
    assert cost_factors(past, 5) == (1.0, 1.2, 1.3, 1.3, 1.3)
    assert cost_factors(PastForecasts(50, (), (), (), (), "", (), ""), 3) == (1.0, 1.0, 1.0)
