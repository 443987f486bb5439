from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from highneeds.caseload import decided_requests, linked_requests, open_requests

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
        ("b", received, "W", None, None),
        ("c", received, "Y", "N", date(2025, 5, 1)),
        ("d", received, "Y", "Y", received + timedelta(days=150)),
        ("e", received, "Y", "A", None),
        ("f", received, "A", None, None),
        ("g", None, "H", "H", None),
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


def over_three_returns() -> pl.DataFrame:
    """Received in autumn 2023 and agreed: one child has a plan in 2025, one is refused one, and one still waits."""
    asked = date(2023, 11, 1)
    return pl.concat(
        [
            requests(*((child, asked, "Y", "A", None) for child in "abc"), year=2024),
            requests(*((child, None, "H", "A", None) for child in "abc"), year=2025),
            requests(
                ("a", None, "H", "Y", date(2025, 3, 1)),
                ("b", None, "H", "N", date(2025, 2, 1)),
                ("c", None, "H", "A", None),
                ("d", None, "H", "H", None),
            ),
        ]
    )


def test_a_request_agreed_returns_ago_keeps_its_day_until_it_ends() -> None:
    linked = linked_requests(over_three_returns())
    assert linked.filter(pl.col("return_year") == 2026)["received_date"].to_list() == [date(2023, 11, 1)] * 3 + [None]


def test_what_was_agreed_in_an_earlier_return_counts_as_assessed_with_its_days_and_waits_while_it_is_open() -> None:
    rows = over_three_returns()
    slow = (date(2025, 3, 1) - date(2023, 11, 1)).days
    assert decided_requests(rows).rows() == [(True, True, slow), (False, True, None)]
    assert open_requests(rows, CHILDREN, DAY, return_year=2026).rows() == [("c", 5, True, True)]


def test_a_request_that_stands_in_two_returns_is_decided_once() -> None:
    received = date(2025, 1, 5)
    once = requests(("a", received, "Y", "Y", date(2025, 6, 1)), ("b", None, "H", "Y", date(2025, 2, 1)))
    twice = pl.concat([once, once.with_columns(return_year=pl.lit(2027, pl.Int16))])
    assert decided_requests(twice).rows() == decided_requests(once).rows()
    assert decided_requests(once).height == 2
