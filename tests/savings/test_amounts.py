"""Savings stay as they were entered, and kinds of saving are never added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.savings.small_programme import YEAR, entered

from highneeds.core import FinancialYear, Pence
from highneeds.savings import Amount, Counting, Entered, Kind, Split

POUNDS = st.lists(st.integers(0, 10**7), min_size=1, max_size=6)


def test_the_paper_of_2017_can_be_entered_both_ways_and_is_shown_as_entered() -> None:
    rising_to = entered(1_545_000, 2_895_000)
    increments = entered(1_545_000, 1_350_000, counting=Counting.INCREMENTAL)
    assert rising_to.counted_as(Counting.INCREMENTAL) == increments
    assert increments.counted_as(Counting.CUMULATIVE) == rising_to
    for year, pounds in ((2025, 0), (2026, 1_545_000), (2027, 2_895_000), (2030, 2_895_000)):
        assert rising_to.saved_in(FinancialYear(year)) == increments.saved_in(FinancialYear(year)) == 100 * pounds
    assert rising_to.pence_by_year[1][1] == 289_500_000
    assert increments.pence_by_year[1][1] == 135_000_000


def test_read_as_two_separate_sums_the_paper_comes_to_more() -> None:
    separate = entered(1_545_000, 2_895_000, counting=Counting.INCREMENTAL)
    assert separate.saved_in(YEAR.next) == 444_000_000


@given(POUNDS, st.sampled_from(Counting), st.booleans())
def test_counting_the_other_way_and_back_changes_nothing_and_no_year_saves_otherwise(
    pounds: list[int],
    counting: Counting,
    is_recurring: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    one = entered(*pounds, counting=counting, is_recurring=is_recurring)
    for way in Counting:
        other = one.counted_as(way)
        assert other.counting is way
        assert other.counted_as(counting) == one
        years = range(YEAR.starts - 1, YEAR.starts + len(pounds) + 2)
        assert [other.saved_in(FinancialYear(y)) for y in years] == [one.saved_in(FinancialYear(y)) for y in years]


def test_what_does_not_recur_saves_in_its_own_year_alone() -> None:
    refund = entered(50, 20, counting=Counting.INCREMENTAL, is_recurring=False)
    saved = [refund.saved_in(FinancialYear(year)) for year in (2025, 2026, 2027, 2028)]
    assert saved == [0, 5_000, 2_000, 0]


def test_years_with_a_gap_or_none_are_refused() -> None:
    for years in ((), ((YEAR, Pence(1)), (YEAR.next.next, Pence(1)))):
        with pytest.raises(ValueError, match="without a gap"):
            Entered(Counting.CUMULATIVE, years)


@given(st.sampled_from(Kind), st.sampled_from(Kind), st.integers(0, 10**9), st.integers(0, 10**9))
def test_amounts_of_two_kinds_have_no_sum(one: Kind, other: Kind, first: int, second: int) -> None:
    amounts = Amount(one, Pence(first)), Amount(other, Pence(second))
    if one is other:
        assert (amounts[0] + amounts[1]).pence == first + second
    else:
        with pytest.raises(TypeError, match="side by side"):
            _ = amounts[0] + amounts[1]
    split = Split.of(amounts)
    assert split[one].pence == (first + second if one is other else first)
    assert not hasattr(split, "total")


@given(st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 10**9)), max_size=9), st.integers(0, 9))
def test_a_split_adds_kind_by_kind(lines: list[tuple[Kind, int]], at: int) -> None:
    amounts = [Amount(kind, Pence(pence)) for kind, pence in lines]
    assert Split.of(amounts[:at]) + Split.of(amounts[at:]) == Split.of(amounts)


def test_only_cash_lowers_the_budget() -> None:
    lowers = {kind for kind in Kind if kind.lowers_the_budget}
    assert lowers == {Kind.CASHABLE_RECURRING, Kind.CASHABLE_ONE_OFF}
