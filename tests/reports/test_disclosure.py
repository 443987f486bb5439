"""Small counts are withheld and cannot be worked out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.sample_month import sample_month

from highneeds.governance.record import MonthRecord
from highneeds.reports import annexes, children
from highneeds.reports.disclosure import suppress, tells_of_few

_COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=7)


def _with_few() -> MonthRecord:
    """Two children in hospital schools now, nine a year ago."""
    month = sample_month()
    small = replace(month.settings[4], children_now=2, children_year_ago=9)
    return replace(month, settings=(*month.settings[:4], small, *month.settings[5:]))


@given(_COUNTS)
def test_no_count_from_one_to_four_is_ever_shown(counts: list[int]) -> None:
    shown = suppress(counts)
    assert not {1, 2, 3, 4} & (set(shown.cells) | {shown.total})


@given(_COUNTS)
def test_whatever_is_shown_is_the_truth(counts: list[int]) -> None:
    shown = suppress(counts)
    assert all(cell in (None, count) for cell, count in zip(shown.cells, counts, strict=True))
    assert shown.total in (None, sum(counts))


@given(_COUNTS)
def test_a_withheld_count_cannot_be_taken_from_the_total(counts: list[int]) -> None:
    shown = suppress(counts)
    hidden = [count for count, cell in zip(counts, shown.cells, strict=True) if cell is None]
    if shown.total is not None and hidden:
        assert len(hidden) > 1
        if all(count < 5 for count in hidden):
            ways = [way for way in product(range(1, 5), repeat=len(hidden)) if sum(way) == sum(hidden)]
            assert len(ways) > 1


@given(st.lists(st.one_of(st.just(0), st.integers(5, 99)), min_size=1, max_size=7))
def test_a_column_without_small_counts_is_shown_whole(counts: list[int]) -> None:
    assert suppress(counts).cells == tuple(counts)


def test_the_next_smallest_joins_a_lone_small_count() -> None:
    assert suppress([3, 40, 9, 0]).cells == (None, 40, None, 0)


def test_a_lone_small_count_with_nothing_beside_it_takes_the_total_with_it() -> None:
    assert suppress([3, 0]).cells == (None, 0)
    assert suppress([3, 0]).total is None


def test_a_total_that_is_small_itself_is_withheld() -> None:
    assert suppress([1, 2]).total is None


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        suppress([5, -1])


def test_the_children_table_withholds_the_row_with_its_change_and_its_money() -> None:
    table = children.table(_with_few())
    row = table.texts()[4]
    assert row[1] == "9"
    assert row[2:4] == ("[c]", "[c]")
    assert row[5:] == ("[c]", "[c]", "[c]")
    assert "withheld" in table.note
    assert sum(words[2] == "[c]" for words in table.texts()) == 2


def test_the_forecasts_of_a_withheld_setting_are_left_out() -> None:
    hidden = children.hidden_settings(_with_few())
    assert "Hospital schools and alternative provision" in hidden
    assert not hidden & {row[1] for row in annexes.forecasts(_with_few()).rows}


def test_an_assumption_that_counts_few_children_is_withheld_with_its_money() -> None:
    assert tells_of_few("median of its setting; 3 children, £29,687 a year")
    assert tells_of_few("1 child")
    assert not tells_of_few("13 children, 1,003 children, 2.4 children, 4% more")
    record = replace(sample_month(), assumptions=(("Price", "3 children, £29,687 a year", "placements"),))
    assert annexes.assumptions(record).rows == (("Price", "[c] counts few children", "placements"),)
