"""A school that gets another number is still the same place."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.caseload.successors import latest_urns, with_latest_urns

_Link = tuple[str, str, bool]


def _links(*links: _Link) -> pl.DataFrame:
    schema = {"urn": pl.String, "link_urn": pl.String, "is_successor": pl.Boolean}
    return pl.DataFrame(list(links), schema=schema, orient="row")


def test_a_chain_is_followed_to_its_end_whichever_side_said_the_link() -> None:
    links = _links(("100001", "100002", True), ("100003", "100002", False), ("100003", "100004", True))
    assert latest_urns(links) == dict.fromkeys(("100001", "100002", "100003"), "100004")


def test_schools_that_merged_become_one_and_a_school_that_was_split_stays() -> None:
    merged = _links(("100001", "100003", True), ("100002", "100003", True), ("100003", "100001", False))
    assert latest_urns(merged) == {"100001": "100003", "100002": "100003"}
    assert latest_urns(_links(("100001", "100002", True), ("100001", "100003", True))) == {}


def test_a_circle_of_links_moves_nobody() -> None:
    assert latest_urns(_links(("100001", "100002", True), ("100002", "100001", True))) == {}


def test_only_the_column_named_is_put_forward_and_a_blank_stays_blank() -> None:
    frame = pl.DataFrame({"urn": ["100001", None, "100009"], "other": ["100001"] * 3})
    put = with_latest_urns(frame, _links(("100001", "100002", True)))
    assert put.rows() == [("100002", "100001"), (None, "100001"), ("100009", "100001")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda pair: pair[0] != pair[1]), max_size=10))
def test_putting_forward_twice_is_putting_forward_once(pairs: list[tuple[int, int]]) -> None:
    links = _links(*((f"10000{one}", f"10000{other}", True) for one, other in pairs))
    frame = pl.DataFrame({"urn": [f"10000{number}" for number in range(1, 9)]})
    once = with_latest_urns(frame, links)
    ends_in_a_circle = set(once["urn"]) & set(latest_urns(links))
    assert with_latest_urns(once, links).equals(once) or ends_in_a_circle
