from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from highneeds.caseload import decided_requests, open_requests

DAY = date(2026, 1, 15)
SCHEMA = {
    "return_year": pl.Int16,
    "child_key": pl.String,
    "received_date": pl.Date,
    "request_outcome": pl.String,
    "assessment_outcome": pl.String,
    "assessment_outcome_date": pl.Date,
}
CHILDREN = pl.DataFrame(
    {"return_year": [2026] * 4, "child_key": list("abcd"), "birth_date": [date(2015, 9, 1)] * 4},
    schema_overrides={"return_year": pl.Int16},
)


def requests(*rows: tuple[object, ...], year: int = 2026) -> pl.DataFrame:
    return pl.DataFrame([(year, *row) for row in rows], schema=SCHEMA, orient="row")


def test_refused_withdrawn_and_not_issued_are_decided_and_an_open_or_earlier_one_is_not() -> None:
    received = date(2025, 1, 1)
    rows = requests(
        ("a", received, "N", None, None),
        ("a", received, "W", None, None),
        ("a", received, "Y", "N", date(2025, 5, 1)),
        ("a", received, "Y", "Y", received + timedelta(days=150)),
        ("a", received, "Y", "A", None),
        ("a", received, "A", None, None),
        ("a", None, "H", "H", None),
    )
    assert decided_requests(rows).rows() == [
        (False, False, None),
        (False, False, None),
        (False, True, None),
        (True, True, 150),
    ]
    assert decided_requests(rows.with_columns(return_year=pl.lit(0, pl.Int16))).is_empty()


def test_the_140th_day_is_in_time_and_the_next_is_not() -> None:
    rows = requests(
        ("a", DAY - timedelta(days=140), "Y", "A", None),
        ("b", DAY - timedelta(days=141), "A", None, None),
        ("c", DAY - timedelta(days=300), "Y", "Y", DAY),
        ("d", DAY - timedelta(days=300), "N", None, None),
    )
    expected = [("a", 5, True, False), ("b", 5, False, True)]
    assert open_requests(rows, CHILDREN, DAY, return_year=2026).rows() == expected
