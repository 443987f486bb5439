"""What the readers make of files about places and pupils."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.ingest.invented_pupils import Row, Rows
from tests.ingest.other_files import FILE_OF_KIND, SCHOOL, SPECIAL, clean_others
from tests.ingest.small_council import KEY, write_csv

from highneeds.ingest import FileKind, ReadContext, ReadResult, find_units, read_unit


def _read(folder: Path, kind: FileKind, *changes: Row) -> ReadResult:
    """The clean file of the kind, the first rows changed so."""
    rows: Rows = clean_others()[kind]
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    (unit,) = find_units([write_csv(folder / FILE_OF_KIND[kind], rows)])
    assert unit.kind is kind
    return read_unit(unit, ReadContext(KEY))


def test_capacity_commissioned_and_funded_are_kept_apart_and_a_blank_is_not_nought(tmp_path: Path) -> None:
    table = _read(tmp_path, FileKind.CAPACITY).tables["capacity"]
    columns = ("urn", "places_capacity", "places_commissioned", "places_funded")
    assert table.select(columns).rows() == [(SPECIAL, 120, 110, 100), (SCHOOL, 24, 20, None)]


def test_places_of_the_capacity_survey_are_told_by_provision_and_phase(tmp_path: Path) -> None:
    table = _read(tmp_path, FileKind.SCHOOL_CAPACITY).tables["school_capacity"]
    assert sorted(table.select("urn", "provision", "phase", "places_capacity", "survey_year").rows()) == [
        (SPECIAL, "special", "all", 120, 2026),
        (SCHOOL, "resourced_provision", "secondary", 12, 2026),
        (SCHOOL, "sen_unit", "secondary", 24, 2026),
    ]


@pytest.mark.parametrize(("written", "year"), [("202526", 2026), ("2025/26", 2026), ("2026", 2026), ("202527", None)])
def test_the_year_of_the_capacity_survey_is_that_in_which_its_school_year_ends(
    tmp_path: Path, written: str, year: int | None
) -> None:
    table = _read(tmp_path, FileKind.SCHOOL_CAPACITY, {"time_period": written}).tables["school_capacity"]
    assert table.filter(urn=SPECIAL)["survey_year"].to_list() == ([] if year is None else [year])


def test_place_numbers_are_told_by_the_words_of_their_headings(tmp_path: Path) -> None:
    table = _read(tmp_path, FileKind.PLACE_NUMBERS).tables["funded_places"]
    columns = ("urn", "academic_year", "provision", "places", "rate_pounds")
    assert table.select(columns).rows() == [
        (SPECIAL, "2026/27", "special", 100.0, 10_000),
        (SCHOOL, "2026/27", "base", 20.0, 6_000),
    ]


@pytest.mark.parametrize(
    ("row", "change", "rule"),
    [
        (0, {"Event outcome": "Agreed"}, "X02"),
        (1, {"Ground of appeal": "Contents"}, "X02"),
        (0, {"Event": "Complaint"}, "X02"),
        (2, {"Event last day": ""}, "X01"),
        (2, {"Event last day": "02/10/2026"}, "X05"),
        (2, {"Event first day": "10/10/2026", "Event last day": "11/10/2026"}, "X03"),
        (3, {"Taught again from": "04/10/2026"}, "X05"),
        (3, {"Event ref": "S1"}, "X04"),
        (3, {"UPN": ""}, "P02"),
    ],
)
def test_a_case_event_that_cannot_be_so_is_held(tmp_path: Path, row: int, change: Row, rule: str) -> None:
    result = _read(tmp_path, FileKind.CASE_EVENTS, *[{}] * row, change)
    assert [(held.row, held.rule) for held in result.held] == [(row + 2, rule)]


def test_case_events_are_kept_by_kind_and_school_year_with_the_half_days_of_a_suspension(tmp_path: Path) -> None:
    table = _read(tmp_path, FileKind.CASE_EVENTS).tables["case_events"]
    assert table.sort("event_ref").select("period", "sessions", "ground", "outcome").rows() == [
        ("appeal 2026/27", None, "contents_and_placement", None),
        ("mediation 2026/27", None, None, "not_agreed"),
        ("exclusion 2026/27", None, None, None),
        ("suspension 2026/27", 10, None, None),
    ]


@pytest.mark.parametrize(
    ("change", "sessions"),
    [
        ({}, 20),
        ({"Sessions missed": ""}, 20),  # ten weekdays
        ({"Sessions missed": "", "Absence last day": ""}, 2),
        ({"Sessions missed": "", "Absence last day": "", "Session": "PM"}, 1),
        ({"Sessions missed": "7"}, 7),
    ],
)
def test_sessions_missed_are_as_given_else_two_for_each_weekday(tmp_path: Path, change: Row, sessions: int) -> None:
    table = _read(tmp_path, FileKind.ABSENCES, change).tables["absences"]
    assert table.row(0, named=True)["sessions"] == sessions
    assert table["academic_year"].unique().to_list() == ["2026/27"]


def test_rows_of_a_pupil_who_was_there_are_passed_over_and_counted(tmp_path: Path) -> None:
    result = _read(tmp_path, FileKind.ABSENCES, {"Attendance code": "/"})
    assert (result.rows_read, result.rows_kept, result.rows_skipped, result.rows_held) == (2, 1, 1, 0)


def test_both_keyings_of_the_councils_own_projection_say_the_same_of_a_child(tmp_path: Path) -> None:
    by_age = _read(tmp_path, FileKind.POPULATION_BY_AGE)
    by_nc_year = _read(tmp_path, FileKind.POPULATION_BY_NC_YEAR)
    first, second = (
        {
            (year, age): children
            for year, age, children in result.tables["population"].select("mid_year", "age", "children").rows()
        }
        for result in (by_age, by_nc_year)
    )
    assert first[2026, 4] == 1004  # four years old in the middle of 2026: Reception in 2026/27
    assert second[2026, 4] == 1000
    assert set(second) == {(year, age) for year in (2026, 2027) for age in range(25)}
    assert set(first) == {(year, age) for year in (2026, 2027) for age in range(26)}
    assert (by_age.rows_skipped, by_nc_year.rows_skipped) == (2, 2)


def test_a_projection_without_every_age_of_every_year_is_stopped_and_says_which(tmp_path: Path) -> None:
    result = _read(tmp_path, FileKind.POPULATION_BY_NC_YEAR, {}, {}, {}, {}, {}, {"School year": "2029/30"})
    assert {fault.rule for fault in result.faults} == {"U03", "U04"}
    assert "Of 2026: ages 4." in " ".join(fault.advice for fault in result.faults)
    assert result.tables == {}


def test_the_day_of_the_school_census_is_in_the_files_name_as_the_export_writes_it(tmp_path: Path) -> None:
    table = _read(tmp_path, FileKind.CENSUS_PUPILS).tables["census_pupils"]
    assert table["census_day"].unique().to_list() == [date(2026, 1, 15)]
    assert table.row(0, named=True)["nc_year_taught"] == "8"


def test_a_link_says_whether_the_other_school_came_before_or_after(tmp_path: Path) -> None:
    after = _read(tmp_path, FileKind.PROVIDER_LINKS, {"LinkType": "Successor - merged"}).tables["provider_links"]
    before = _read(tmp_path, FileKind.PROVIDER_LINKS, {"LinkType": "Predecessor"}).tables["provider_links"]
    other = _read(tmp_path, FileKind.PROVIDER_LINKS, {"LinkType": "Expansion"})
    assert (after["is_successor"].item(), before["is_successor"].item()) == (True, False)
    assert after["linked_on"].item() == date(2024, 9, 1)
    assert other.rows_skipped == 1


def test_a_child_of_the_inspection_lists_without_any_number_is_kept_with_a_reason(tmp_path: Path) -> None:
    result = _read(tmp_path, FileKind.ANNEX_A_PLANS, {"UPN": "UN1"})
    assert result.faults == ()
    assert result.tables["annex_a_plans"].height == 3
    assert result.tables["annex_a_plans"]["child_key"].n_unique() == 3


def test_nothing_that_names_a_child_is_kept_of_the_census_or_the_lists(tmp_path: Path) -> None:
    for kind in (FileKind.CENSUS_PUPILS, FileKind.ANNEX_A_PLANS, FileKind.ANNEX_A_SUPPORT):
        for frame in _read(tmp_path, kind).tables.values():
            text = {value for column in frame.select(pl.col(pl.String)) for value in column.drop_nulls()}
            assert not {value for value in text if "Testname" in value or value.startswith("K99")}
