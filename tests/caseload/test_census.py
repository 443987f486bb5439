from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.caseload import RUNNING_LIST, census, count_census
from highneeds.core import age_on_31_august_before

RETURN = 2026
CENSUS_DAY = date(2026, 1, 15)
CHILDREN = {"return_year": pl.Int16, "child_key": pl.String, "birth_date": pl.Date}
PLANS = {
    "return_year": pl.Int16,
    "request_ref": pl.String,
    "child_key": pl.String,
    "start_date": pl.Date,
    "cease_date": pl.Date,
    "transfer_la": pl.String,
    "primary_need": pl.String,
}
PLACEMENTS = {
    "return_year": pl.Int16,
    "request_ref": pl.String,
    "child_key": pl.String,
    "urn": pl.String,
    "setting": pl.String,
    "rank": pl.Int8,
    "entry_date": pl.Date,
    "leaving_date": pl.Date,
    "is_residential": pl.Boolean,
}
Tables = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def child(key: str, born: date = date(2015, 5, 1)) -> dict[str, Any]:
    return {"return_year": RETURN, "child_key": key, "birth_date": born}


def plan(key: str, start: date | None, cease: date | None = None, *, ref: str = "1", **other: object) -> dict[str, Any]:
    values = {"start_date": start, "cease_date": cease, "transfer_la": None, "primary_need": "ASD"}
    return {"return_year": RETURN, "request_ref": ref, "child_key": key, **values, **other}


def placement(key: str, entry: date | None, leaving: date | None = None, **other: object) -> dict[str, Any]:
    dates = {"entry_date": entry, "leaving_date": leaving}
    rest = {"urn": "100001", "setting": "special", "rank": 1, "is_residential": False}
    return {"return_year": RETURN, "request_ref": "1", "child_key": key, **dates, **rest, **other}


def tables(children: list[dict[str, Any]], plans: list[dict[str, Any]], placements: list[dict[str, Any]]) -> Tables:
    return (
        pl.DataFrame(children, schema=CHILDREN),
        pl.DataFrame(plans, schema=PLANS),
        pl.DataFrame(placements, schema=PLACEMENTS),
    )


def test_a_plan_is_live_on_its_first_and_on_its_last_day() -> None:
    frames = tables([child("a")], [plan("a", date(2025, 3, 1), date(2025, 6, 30))], [])
    live = [census(*frames, date(2025, *day), return_year=RETURN).height for day in ((2, 28), (3, 1), (6, 30), (7, 1))]
    assert live == [0, 1, 1, 0]


def test_a_blank_start_is_open_and_no_placement_is_an_unknown_setting() -> None:
    row = census(*tables([child("a")], [plan("a", None)], []), CENSUS_DAY, return_year=RETURN).row(0, named=True)
    assert (row["setting"], row["plan_start"], row["nc_year"]) == ("unknown", None, 6)


def test_of_two_live_placements_the_lower_rank_counts() -> None:
    second = placement("a", date(2024, 9, 1), rank=2, setting="alternative_provision")
    frames = tables([child("a")], [plan("a", date(2024, 1, 1))], [second, placement("a", date(2023, 9, 1))])
    assert census(*frames, CENSUS_DAY, return_year=RETURN)["setting"].to_list() == ["special"]


def test_a_plan_that_came_from_another_council_counts_on_census_day_and_not_before() -> None:
    frames = tables([child("a")], [plan("a", date(2020, 1, 1), transfer_la="830")], [])
    assert census(*frames, CENSUS_DAY, return_year=RETURN).height == 1
    assert census(*frames, CENSUS_DAY - timedelta(days=1), return_year=RETURN).height == 0


def test_the_running_list_discounts_no_transfer() -> None:
    is_running = pl.lit(RUNNING_LIST).cast(pl.Int16).alias("return_year")
    of_return = tables([child("a")], [plan("a", date(2020, 1, 1), transfer_la="830")], [])
    frames = (of_return[0].with_columns(is_running), of_return[1].with_columns(is_running), of_return[2])
    assert census(*frames, date(2025, 10, 31), return_year=RUNNING_LIST).height == 1


def test_rows_of_another_return_do_not_count() -> None:
    frames = tables([child("a")], [plan("a", date(2020, 1, 1))], [])
    assert census(*frames, CENSUS_DAY, return_year=2025).height == 0


def test_the_outer_join_counts_every_side() -> None:
    plans = [plan("a", date(2020, 1, 1)), plan("b", None), plan("b", date(2021, 1, 1), ref="2"), plan("held", None)]
    placements = [placement("a", None), placement("gone", None)]
    count = count_census(*tables([child("a"), child("b")], plans, placements), CENSUS_DAY, return_year=RETURN)
    assert (count.with_placement, count.without_placement) == (1, 1)
    assert (count.placements_without_plan, count.second_plans, count.plans_without_child) == (1, 1, 1)


days = st.dates(date(2024, 11, 1), date(2026, 2, 28))
KEYS = ("a", "b", "c")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Tables, date]:
    births = st.dates(date(2000, 1, 1), date(2023, 12, 31))
    children = [child(key, draw(births)) for key in KEYS if draw(st.booleans())]
    plans: list[dict[str, Any]] = []
    placements: list[dict[str, Any]] = []
    for key in KEYS:
        for ref in ("1", "2")[: draw(st.integers(0, 2))]:
            transfer = draw(st.sampled_from([None, None, "830"]))
            plans.append(plan(key, draw(st.none() | days), draw(st.none() | days), ref=ref, transfer_la=transfer))
            placements.extend(
                placement(
                    key,
                    draw(st.none() | days),
                    draw(st.none() | days),
                    request_ref=ref,
                    rank=draw(st.integers(1, 2)),
                    setting=draw(st.sampled_from(["special", "mainstream", "sen_unit"])),
                    urn=f"10000{number}",
                )
                for number in range(draw(st.integers(0, 3)))
            )
    return tables(children, plans, placements), draw(days)


def live(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or end >= day)


def census_one_child_at_a_time(frames: Tables, day: date) -> list[tuple[Any, ...]]:
    """The slow twin: reads like the rules."""
    children, plans, placements = (frame.to_dicts() for frame in frames)
    rows: list[tuple[Any, ...]] = []
    for one in sorted(children, key=lambda row: row["child_key"]):
        mine = [row for row in plans if row["child_key"] == one["child_key"]]
        mine = [row for row in mine if live(row["start_date"], row["cease_date"], day)]
        mine = [row for row in mine if row["transfer_la"] is None or day >= CENSUS_DAY]
        if not mine:
            continue
        first = min(mine, key=lambda row: (-(row["start_date"] or date.min).toordinal(), row["request_ref"]))
        spells = [
            row
            for row in placements
            if (row["child_key"], row["request_ref"]) == (one["child_key"], first["request_ref"])
            and live(row["entry_date"], row["leaving_date"], day)
        ]
        best = min(
            spells,
            key=lambda row: (row["rank"], -(row["entry_date"] or date.min).toordinal(), row["setting"], row["urn"]),
            default={"setting": "unknown", "urn": None},
        )
        nc_year = age_on_31_august_before(one["birth_date"], day) - 4
        rows.append((one["child_key"], first["request_ref"], nc_year, best["setting"], best["urn"]))
    return rows


@settings(max_examples=150, deadline=None)
@given(histories())
def test_the_census_matches_one_child_at_a_time(case: tuple[Tables, date]) -> None:
    frames, day = case
    fast = census(*frames, day, return_year=RETURN)
    assert fast.select("child_key", "request_ref", "nc_year", "setting", "urn").rows() == census_one_child_at_a_time(
        frames, day
    )


@settings(max_examples=60, deadline=None)
@given(histories())
def test_the_count_adds_up_to_the_census(case: tuple[Tables, date]) -> None:
    frames, day = case
    count = count_census(*frames, day, return_year=RETURN)
    assert count.with_placement + count.without_placement == census(*frames, day, return_year=RETURN).height
