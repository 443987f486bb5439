"""Money re-adds to the penny, whatever way it is split or rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from highneeds.core import allocate, pence_from_draws, pence_from_pounds, pounds_from_pence, round_to_add

pence = st.integers(-(10**12), 10**12)
weights = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=20).filter(any)


@given(pence, weights)
@example(-5, [1.0, 1.0])
@example(1, [1e-300, 1e300])
def test_allocation_re_adds_to_the_penny(total: int, shares: list[float]) -> None:
    assert sum(allocate(total, shares)) == total


@given(pence, weights)
def test_every_allocated_part_is_within_a_penny_of_its_exact_share(total: int, shares: list[float]) -> None:
    for part, share in zip(allocate(total, shares), shares, strict=True):
        exact = Decimal(total) * Decimal(share) / sum(map(Decimal, shares))
        assert abs(part - exact) < Decimal("1.000001")


@given(pence, weights)
def test_nothing_is_allocated_to_a_part_without_weight(total: int, shares: list[float]) -> None:
    assert all(part == 0 for part, share in zip(allocate(total, shares), shares, strict=True) if share == 0)


def test_ties_go_to_the_earlier_part() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-5, [1, 1]) == [-2, -3]


@pytest.mark.parametrize("shares", [[], [0.0, 0.0], [1.0, -1.0], [float("nan")], [float("inf"), 1.0]])
def test_allocation_refuses_weights_it_cannot_split_by(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, shares)


@given(st.lists(pence, max_size=20), st.sampled_from([1, 100, 100_000, 1_000_000]))
@example([-500_000], 1_000_000)
def test_rounded_parts_add_to_the_rounded_total(values: list[int], unit: int) -> None:
    parts = round_to_add(values, unit)
    assert abs(sum(parts) * unit - sum(values)) <= unit / 2
    assert all(abs(part * unit - value) < unit for part, value in zip(parts, values, strict=True))


@given(st.lists(st.integers(-1000, 1000), max_size=20))
def test_values_already_whole_units_stay_as_they_are(units: list[int]) -> None:
    assert round_to_add([unit * 100_000 for unit in units], 100_000) == units


@given(pence)
def test_pounds_and_pence_come_back_exactly(amount: int) -> None:
    assert pence_from_pounds(pounds_from_pence(amount)) == amount


@pytest.mark.parametrize("pounds", ["1.005", Decimal("0.001")])
def test_a_fraction_of_a_penny_is_refused(pounds: Decimal | str) -> None:
    with pytest.raises(ValueError, match="fraction of a penny"):
        pence_from_pounds(pounds)


@pytest.mark.parametrize("pounds", ["twelve", "", "NaN", "Infinity"])
def test_what_is_not_a_number_is_not_an_amount(pounds: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        pence_from_pounds(pounds)


@pytest.mark.parametrize(
    ("pounds", "expected"), [(0.005, 1), (-0.005, -1), (2.675, 268), (0.1 + 0.2, 30), (1e9, 10**11)]
)
def test_drawn_pounds_round_to_the_nearest_penny(pounds: float, expected: int) -> None:
    assert pence_from_draws(pounds) == expected
