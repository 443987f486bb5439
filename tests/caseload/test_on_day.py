"""The caseload on any day is what one finds by going through a return by hand, one child at a time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.sen2_histories import days_around, histories
from tests.ingest.sen2_returns import YEARS, Frames, as_xml

from highneeds.caseload import RUNNING_LIST, caseload_on, census, joined, telling_of
from highneeds.core.years import CensusDay
from highneeds.ingest import ReadContext, read_unit
from highneeds.rules.census_days import census_day

Row = dict[str, Any]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _is_live(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or end >= day)


def by_hand(frames: Frames, year: int, day: date) -> dict[str, Row]:
    """The slow twin: by request number, what ``caseload_on`` should say, from the return's own rows."""

    def under(module: str, key: str, value: int) -> list[Row]:
        return [row for row in frames[module].iter_rows(named=True) if row[key] == value]

    found: dict[str, Row] = {}
    for person in frames["person"].iter_rows(named=True):
        for request in under("requests", "persontableid", person["persontableid"]):
            own = request["requeststableid"]
            named = [
                plan
                for assessment in under("assessment", "requeststableid", own)
                for plan in under("namedplan", "assessmenttableid", assessment["assessmenttableid"])
            ]
            active = under("activeplans", "requeststableid", own)
            start = _day(named[0]["startdate"]) if named else None
            end = _day(named[0]["ceasedate"]) if named else None
            has_plan = bool(named or active) and _is_live(start, end, day)
            places = [
                place
                for plan in active
                for place in under("placementdetail", "activeplanstableid", plan["activeplanstableid"])
            ]
            live = [place for place in places if _is_live(_day(place["entrydate"]), _day(place["leavingdate"]), day)]
            if not has_plan and not live:
                continue
            lowest = min((int(place["placementrank"]) for place in live), default=None)
            needs = [
                need["sentype"]
                for plan in active
                for need in under("senneed", "activeplanstableid", plan["activeplanstableid"])
                if need["sentyperank"] == "1"
            ]
            birth = date.fromisoformat(person["personbirthdate"])
            august = date(day.year if day >= date(day.year, 9, 1) else day.year - 1, 8, 31)
            age = august.year - birth.year - ((birth.month, birth.day) > (8, 31))
            found[str(own)] = {
                "has_plan": has_plan,
                "has_placement": bool(live),
                "came_later": bool(active and active[0]["transferla"]) and day < census_day(CensusDay(year)),
                "rank": lowest,
                "urns": {place["urn"] for place in live if int(place["placementrank"]) == lowest} or {None},
                "need": needs[0] if needs else "NREC",
                "age": age,
                "nc_year": age - 4,
            }
    return found


def tables_of(year: int, frames: Frames) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    with TemporaryDirectory() as folder:
        result = read_unit(as_xml(Path(folder), year, frames), ReadContext(b"k" * 32))
    assert result.rows_held == 0, result.faults
    return result.tables["children"], result.tables["plans"], result.tables["placements"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(most=30), st.data())
def test_every_day_is_rebuilt_as_by_hand(given_history: tuple[int, Frames], data: st.DataObject) -> None:
    year, frames = given_history
    children, plans, placements = tables_of(year, frames)
    for day in data.draw(st.lists(days_around(year), min_size=3, max_size=6)):
        expected = by_hand(frames, year, day)
        found = caseload_on(children, plans, placements, day, return_year=year)
        assert found.select("child_key", "request_ref").is_unique().all()  # K01
        assert set(found["request_ref"]) == set(expected)
        for row in found.iter_rows(named=True):
            by = expected[row["request_ref"]]
            assert row["urn"] in by.pop("urns")
            assert {name: row[name] for name in by} == by


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(most=30), st.data())
def test_counts_add_up_and_the_census_is_the_children_among_them(
    given_history: tuple[int, Frames], data: st.DataObject
) -> None:
    year, frames = given_history
    children, plans, placements = tables_of(year, frames)
    day = data.draw(days_around(year))
    found = caseload_on(children, plans, placements, day, return_year=year)
    parts = joined(found)
    assert (
        parts.with_placement + parts.without_placement + parts.placements_without_plan + parts.came_later
        == found.height
    )
    one_each = census(children, plans, placements, day, return_year=year)
    assert parts.children == one_each.height
    ours = found.filter(pl.col("has_plan") & ~pl.col("came_later"))
    assert set(one_each["child_key"]) == set(ours["child_key"])


@pytest.mark.parametrize("year", YEARS[1:])
def test_a_day_is_told_by_the_next_return_then_by_the_running_list(year: int) -> None:
    day, before = census_day(CensusDay(year)), census_day(CensusDay(year - 1))
    years = [*YEARS, RUNNING_LIST]
    assert telling_of(day, years).return_year == year
    assert telling_of(before + timedelta(days=1), years).return_year == year
    assert telling_of(date(2026, 1, 16), years).return_year == RUNNING_LIST
    assert telling_of(day, years).caution == ""


def test_what_the_rows_cannot_know_is_said() -> None:
    assert "ended before are not in it" in telling_of(date(2021, 5, 1), YEARS).caution
    assert "Nothing later than the return of 2026" in telling_of(date(2026, 5, 1), YEARS).caution
    with pytest.raises(LookupError, match="nothing has been imported"):
        telling_of(date(2026, 5, 1), [])
