"""A list is searched, filtered, sorted and cut into pages; cost puts no child in an order."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.governance.rights import Detail, Right
from highneeds.operations.list_columns import CHILDREN
from highneeds.operations.listing import (
    KEY,
    ROWS_A_PAGE,
    Column,
    Kind,
    Listing,
    all_rows,
    asked_of,
    made_ready,
    page_of,
)
from highneeds.operations.lists import LISTS, band_of

EVERYTHING = frozenset((*Detail, Right.SEE_CHILDREN))


def frame(rows: int) -> pl.DataFrame:
    number = pl.int_range(rows, eager=True)
    return made_ready(
        CHILDREN,
        pl.DataFrame(
            {
                KEY: [f"{one:032x}" for one in range(rows)],
                "child": [f"child {one:08x}" for one in range(rows)],
                "school_year": (number % 14).cast(pl.Int64),
                "need": ["ASD" if one % 2 else "SEMH" for one in range(rows)],
                "setting": ["Mainstream school" if one % 3 else "Special school" for one in range(rows)],
                "provider": [f"School {one % 250}" for one in range(rows)],
                "plan_since": [date(2020, 1, 1)] * rows,
                "placed_since": [None if one % 5 else date(2021, 1, 1) for one in range(rows)],
                "is_residential": [False] * rows,
                "officer": [f"Officer {one % 40}" for one in range(rows)],
                "team": ["North"] * rows,
                "cost": [1_000_000 + one for one in range(rows)],
            },
            schema_overrides={"placed_since": pl.Date},
        ),
    )


def asked(**given: str | list[str]) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in given.items()}


@pytest.mark.parametrize("listing", LISTS.values(), ids=lambda listing: listing.name)
def test_what_a_child_costs_never_sorts_filters_or_finds(listing: Listing) -> None:
    for column in listing.columns:
        if column.kind is Kind.MONEY and listing.of_children:
            assert not listing.sorts(column)
            assert not column.is_filter
            assert not column.is_searched
            for name in (column.name, f"-{column.name}"):
                assert asked_of(listing, asked(sort=name), EVERYTHING).sort == listing.sorted_by


def test_asking_for_the_order_of_cost_gives_the_order_the_list_opens_with() -> None:
    rows = frame(300)
    by_cost = page_of(CHILDREN, rows, asked_of(CHILDREN, asked(sort="-cost"), EVERYTHING), EVERYTHING)
    plain = page_of(CHILDREN, rows, asked_of(CHILDREN, {}, EVERYTHING), EVERYTHING)
    assert by_cost is not None
    assert plain is not None
    assert by_cost.rows == plain.rows
    assert "cost" not in {column.name for column in by_cost.sorts}


def test_a_column_that_one_may_not_see_is_not_shown_and_does_not_filter_sort_or_find() -> None:
    nobody = asked_of(CHILDREN, asked(need="ASD", sort="need", column=["need", "cost"], q="asd"), ())
    assert nobody.filters == {}
    assert nobody.sort == "child"
    assert nobody.columns == ()
    page = page_of(CHILDREN, frame(10), asked_of(CHILDREN, {}, ()), ())
    assert page is not None
    assert not {"need", "cost"} & {column.name for column in (*page.shown, *page.hidden)}
    assert all(choice.column.name != "need" for choice in page.choices)
    assert not any(column.is_searched for listing in LISTS.values() for column in listing.columns if column.needs)


def test_search_filters_sort_and_columns_narrow_the_same_rows() -> None:
    rows = frame(1000)
    what = asked_of(
        CHILDREN, asked(q="SCHOOL 7 special", need="ASD", sort="-school_year", column=["school_year"]), EVERYTHING
    )
    page = page_of(CHILDREN, rows, what, EVERYTHING)
    assert page is not None
    assert 0 < page.total < page.of_all == 1000
    assert [column.name for column in page.shown] == ["child", "school_year"]
    years = [int(row.cells[1][0]) for row in page.rows]
    assert years == sorted(years, reverse=True)
    assert all_rows(CHILDREN, rows, what, EVERYTHING).columns == ["Child", "School year"]
    assert all_rows(CHILDREN, rows, what, EVERYTHING).height == page.total


def test_an_address_made_from_what_was_asked_asks_the_same() -> None:

    what = asked_of(CHILDREN, asked(q="a b", need="ASD", sort="-school_year", column=["need", "cost"]), EVERYTHING)
    assert asked_of(CHILDREN, parse_qs(what.query()), EVERYTHING) == what


@given(
    st.dictionaries(st.sampled_from(["q", "sort", "page", "need", "column", "day"]), st.lists(st.text(), max_size=3))
)
def test_no_address_breaks_a_list(typed: dict[str, list[str]]) -> None:
    what = asked_of(CHILDREN, typed, EVERYTHING, extra=("day",))
    page = page_of(CHILDREN, SMALL, what, EVERYTHING)
    assert page is None or page.total <= SMALL.height


SMALL = frame(60)


def test_pages_hold_every_row_once() -> None:
    rows = frame(ROWS_A_PAGE * 2 + 7)
    keys: list[str | None] = []
    for number in (1, 2, 3):
        page = page_of(CHILDREN, rows, asked_of(CHILDREN, asked(page=str(number)), ()), ())
        assert page is not None
        keys += [row.key for row in page.rows]
    assert len(keys) == len(set(keys)) == rows.height
    assert page_of(CHILDREN, rows, asked_of(CHILDREN, asked(page="4"), ()), ()) is None


def test_one_column_stands_for_another_where_that_may_not_be_seen() -> None:
    two = Listing(
        "x", "X", (Column("a", "A", needs=Detail.NEEDS), Column("b", "A", instead_of="a")), "b", of_children=False
    )
    assert [column.name for column in two.seen_by({Detail.NEEDS})] == ["a"]
    assert [column.name for column in two.seen_by(())] == ["b"]


def test_bands_leave_no_gap() -> None:
    assert [band_of(number) for number in (0, 1, 4, 5, 9, 10, 49, 50, 900)] == [
        "none", "1 to 4", "1 to 4", "5 to 9", "5 to 9", "10 to 19", "20 to 49", "50 or more", "50 or more",
    ]  # fmt: skip
