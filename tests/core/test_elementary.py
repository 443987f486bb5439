"""The written-out functions agree with the C library's, over all that they may be asked."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core.elementary import around, exponential, logarithm


@settings(deadline=None)  # the first call compiles
@given(st.floats(-700, 700))
def test_the_exponential_is_that_of_the_library(x: float) -> None:
    assert exponential(x) == pytest.approx(math.exp(x), rel=2e-14)


@pytest.mark.parametrize(("far", "limit"), [(1e9, 700.0), (-1e9, -700.0), (701.0, 700.0)])
def test_beyond_its_range_the_exponential_stays_at_the_end(far: float, limit: float) -> None:
    assert exponential(far) == exponential(limit)


@settings(deadline=None)
@given(st.floats(1e-300, 1e300))
def test_the_logarithm_is_that_of_the_library(x: float) -> None:
    assert logarithm(x) == pytest.approx(math.log(x), rel=1e-14, abs=1e-14)


@settings(deadline=None)
@given(st.floats(0, 1))
def test_a_part_of_a_turn_ends_where_cosine_and_sine_say(turn: float) -> None:
    x, y = around(turn)
    assert (x, y) == pytest.approx((math.cos(2 * math.pi * turn), math.sin(2 * math.pi * turn)), abs=1e-14)
