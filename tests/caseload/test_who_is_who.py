"""Records of several returns are one child by UPN, then ULN, then name; what is not certain a person decides."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.caseload.links import Decision, Doubt, are_in_one_return, find_links, linked_keys

SCHEMA = {
    "return_year": pl.Int16, "child_key": pl.String, "upn_key": pl.String, "uln_key": pl.String, "name_key": pl.String,
    "is_upn_temporary": pl.Boolean, "birth_date": pl.Date,
}  # fmt: skip
BORN, OTHER_BORN = date(2012, 5, 1), date(2012, 1, 5)
Row = dict[str, Any]


def record(year: int, *, upn: str | None = None, uln: str | None = None, name: str | None = None,
           born: date = BORN, temporary: bool = False) -> Row:  # fmt: skip
    key = f"upn:{upn}" if upn else f"uln:{uln}" if uln else f"name:{name}"
    return {"return_year": year, "child_key": key, "upn_key": upn, "uln_key": uln, "name_key": name,
            "is_upn_temporary": temporary, "birth_date": born}  # fmt: skip


def identities(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def doubts(*rows: Row) -> list[Doubt]:
    return [one.doubt for one in find_links(identities(*rows)).doubts]


def keys_after(rows: list[Row], *decisions: Decision) -> dict[tuple[int | None, str], str]:
    """The key that stands for each changed one, by return and key."""
    frame = identities(*rows)
    linked = linked_keys(frame, find_links(frame).certain, decisions)
    return {(year, key): stands for year, key, stands in linked.iter_rows()}


def test_a_missing_upn_is_bridged_by_uln_then_by_name() -> None:
    by_uln = [record(2025, upn="a", uln="u", name="n"), record(2026, uln="u", name="other")]
    by_name = [record(2025, upn="a", name="n"), record(2026, name="n")]
    for rows in (by_uln, by_name):
        assert doubts(*rows) == []
        newest = rows[1]["child_key"]
        assert keys_after(rows) == {(2025, "upn:a"): newest, (None, "upn:a"): newest}


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ([record(2025, upn="a"), record(2026, upn="a", born=OTHER_BORN)], Doubt.OTHER_BIRTH_DATE),
        ([record(2025, upn="a", uln="u"), record(2026, uln="u", born=OTHER_BORN)], Doubt.OTHER_BIRTH_DATE),
        ([record(2025, upn="a", name="n", temporary=True), record(2026, upn="b", name="n")], Doubt.TEMPORARY_UPN),
        ([record(2025, upn="a", uln="u"), record(2026, upn="b", uln="u")], Doubt.OTHER_UPN_SAME_ULN),
        ([record(2025, upn="a", name="n"), record(2026, upn="b", name="n")], Doubt.OTHER_UPN_SAME_NAME),
        ([record(2025, uln="u", name="n"), record(2026, uln="v", name="n")], Doubt.OTHER_ULN_SAME_NAME),
    ],
)
def test_what_is_not_certain_is_in_doubt_and_changes_nothing(rows: list[Row], doubt: Doubt) -> None:
    assert doubts(*rows) == [doubt]
    assert keys_after(rows) == {}


def test_a_name_that_fits_several_children_is_in_doubt_with_each() -> None:
    rows = [record(2024, upn="a", name="n"), record(2025, upn="b", name="n"), record(2026, name="n")]
    assert sorted(doubts(*rows)) == [Doubt.SEVERAL, Doubt.SEVERAL, Doubt.OTHER_UPN_SAME_NAME]
    assert keys_after(rows) == {}


def test_two_persons_of_one_return_are_neither_linked_nor_in_doubt() -> None:
    rows = [record(2025, upn="a", name="n"), record(2025, name="n"), record(2026, upn="a", name="n")]
    assert doubts(*rows) == []
    assert keys_after(rows) == {}
    assert are_in_one_return(identities(*rows), "upn:a", "name:n")


def test_a_pair_joined_by_a_person_has_the_newest_key_everywhere() -> None:
    rows = [record(2025, upn="a", name="n"), record(2026, upn="b", name="n")]
    (link,) = find_links(identities(*rows)).doubts
    joined = Decision(link.first, link.second, link.from_year, is_same_child=True)
    assert keys_after(rows, joined) == {(2025, "upn:a"): "upn:b", (None, "upn:a"): "upn:b"}
    undone = Decision(link.first, link.second, link.from_year, is_same_child=False)
    assert keys_after(rows, joined, undone) == {}


def test_a_certain_pair_can_be_parted_once_a_person_says_so() -> None:
    rows = [record(2025, upn="a", name="n"), record(2026, name="n")]
    parted = Decision("name:n", "upn:a", 0, is_same_child=False)
    assert keys_after(rows, parted) == {}


def test_one_number_of_two_children_is_parted_from_the_return_in_which_it_changed() -> None:
    rows = [record(2024, upn="a"), record(2025, upn="a", born=OTHER_BORN), record(0, upn="a", born=OTHER_BORN)]
    (link,) = find_links(identities(*rows)).doubts
    assert (link.first, link.second, link.from_year) == ("upn:a", "upn:a", 2025)
    parted = keys_after(rows, Decision("upn:a", "upn:a", 2025, is_same_child=False))
    assert set(parted) == {(2025, "upn:a"), (0, "upn:a"), (None, "upn:a")}
    assert len(set(parted.values())) == 1


def test_the_name_of_a_link_is_the_same_whatever_else_is_imported() -> None:
    rows = [record(2025, upn="a", name="n"), record(2026, upn="b", name="n")]
    more = [*rows, record(2024, upn="a", name="n"), record(2026, upn="c")]
    first, again = find_links(identities(*rows)).doubts[0], find_links(identities(*more)).doubts[0]
    assert first.link_id == again.link_id


@st.composite
def councils(draw: st.DrawFn) -> list[Row]:
    """Few numbers and names over three returns and the list, so that they meet often; keys once in a return."""
    some = st.sampled_from([None, "1", "2", "3"])
    rows: dict[tuple[int, str], Row] = {}
    for _ in range(draw(st.integers(1, 8))):
        upn, uln, name = draw(some), draw(some), draw(st.sampled_from(["1", "2", "3"]))
        born = draw(st.sampled_from([BORN, OTHER_BORN]))
        row = record(draw(st.sampled_from([2024, 2025, 2026, 0])), upn=upn, uln=uln, name=name, born=born)
        rows.setdefault((row["return_year"], row["child_key"]), row)
    return list(rows.values())


def slow_pairs(rows: list[Row]) -> set[tuple[str, str]]:
    """The slow twin: pairs of keys that share a ULN or a name and never stand in one return, one pair at a time."""
    found = set()
    for first, second in combinations(sorted({row["child_key"] for row in rows}), 2):
        one = [row for row in rows if row["child_key"] == first]
        other = [row for row in rows if row["child_key"] == second]
        if {row["return_year"] for row in one} & {row["return_year"] for row in other}:
            continue
        shares = any(a[by] is not None and a[by] == b[by] for a in one for b in other for by in ("uln_key", "name_key"))
        if shares:
            found.add((first, second))
    return found


@settings(max_examples=60, deadline=None)
@given(councils(), st.data())
def test_every_pair_that_shares_something_is_certain_or_in_doubt_and_nothing_joins_one_return(
    rows: list[Row], data: st.DataObject
) -> None:
    frame = identities(*rows)
    found = find_links(frame)
    told = [*found.certain, *((one.first, one.second) for one in found.doubts if one.first != one.second)]
    assert sorted(told) == sorted(slow_pairs(rows))
    decisions = [Decision(one.first, one.second, one.from_year, data.draw(st.booleans())) for one in found.doubts]
    linked = linked_keys(frame, found.certain, decisions)
    standing = frame.join(linked.drop_nulls("return_year"), on=["return_year", "child_key"], how="left").select(
        "return_year", key=pl.coalesce("linked_key", "child_key")
    )
    assert standing.is_unique().all()
