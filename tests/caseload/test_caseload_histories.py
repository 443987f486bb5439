from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.caseload import children_on, flows, mid_month, transitions

Row = tuple[str, int, str, str]


def january(*rows: Row) -> pl.DataFrame:
    schema = {"child_key": pl.String, "nc_year": pl.Int32, "need": pl.String, "setting": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_a_joiner_has_no_plan_before_and_the_year_it_would_have_been_in() -> None:
    history = transitions({2025: january(("a", 3, "ASD", "mainstream")), 2026: january(("b", 7, "SEMH", "special"))})
    assert history.rows() == [
        (2025, "a", 3, "ASD", "mainstream", None, None, None),
        (2025, "b", 6, None, None, "SEMH", "special", None),
    ]


def test_a_stayer_keeps_its_first_year_and_shows_its_move() -> None:
    before, after = january(("a", 6, "ASD", "mainstream")), january(("a", 7, "ASD", "special"))
    history = transitions({2025: before, 2026: after})
    assert history.rows() == [(2025, "a", 6, "ASD", "mainstream", "ASD", "special", None)]
    assert flows(history).row(0, named=True)["moved"] == 1


@pytest.mark.parametrize("years", [(2025,), (2023, 2025)])
def test_a_january_left_out_is_refused(years: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="consecutive Januaries"):
        transitions({year: january() for year in years})


caseloads = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(-4, 20), st.sampled_from(["ASD", "SEMH"]), st.sampled_from(["special", "mainstream"])),
)


@settings(max_examples=100, deadline=None)
@given(st.tuples(caseloads, caseloads, caseloads))
def test_start_and_joiners_less_leavers_is_the_end(
    three: tuple[dict[str, tuple[int, str, str]], ...],
) -> None:
    frames = {2024 + i: january(*((key, *rest) for key, rest in caseload.items())) for i, caseload in enumerate(three)}
    counted = flows(transitions(frames))
    for row in counted.rows(named=True):
        assert row["start"] == frames[row["census_year_from"]].height
        assert row["start"] + row["joined"] - row["left"] == row["end"] == frames[row["census_year_from"] + 1].height
        assert row["stayed"] + row["left"] == row["start"]


def test_a_september_start_shows_in_the_months_from_september() -> None:
    children = pl.DataFrame(
        {"return_year": [2026] * 2, "child_key": ["a", "b"], "birth_date": [date(2015, 1, 1)] * 2},
        schema_overrides={"return_year": pl.Int16},
    )
    plans = pl.DataFrame(
        {
            "return_year": [2026] * 2,
            "request_ref": ["1", "2"],
            "child_key": ["a", "b"],
            "start_date": [date(2020, 1, 1), date(2025, 9, 1)],
            "cease_date": [None, None],
            "transfer_la": [None, None],
            "primary_need": ["ASD", "ASD"],
        },
        schema_overrides={"return_year": pl.Int16, "cease_date": pl.Date, "transfer_la": pl.String},
    )
    placements = pl.DataFrame(
        {
            "return_year": [2026] * 2,
            "request_ref": ["1", "2"],
            "child_key": ["a", "b"],
            "urn": ["100001"] * 2,
            "setting": ["special"] * 2,
            "rank": [1, 1],
            "entry_date": [date(2020, 1, 1), date(2025, 9, 1)],
            "leaving_date": [None, None],
            "is_residential": [False, False],
        },
        schema_overrides={"return_year": pl.Int16, "leaving_date": pl.Date},
    )
    days = [mid_month(2025, months) for months in range(13)]
    monthly = children_on(children, plans, placements, days, return_year=2026)
    assert monthly["children"].to_list() == [1] * 8 + [2] * 5
    assert mid_month(2025, 12) == date(2026, 1, 15)
