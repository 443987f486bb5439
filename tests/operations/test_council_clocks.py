"""The council's clocks: what the months to come are learnt from, how the last day counts, and what is printed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.caseload.test_case_events import events
from tests.casework.test_health_absence import absences
from tests.ingest.published_files import tidy_rows, write_tidy
from tests.operations.reviewed_council import keep_decisions_after_reviews
from tests.store.store_frames import run_of, sen2_tables, term_dates

from highneeds.caseload.case_events import EXCLUSION, SUSPENSION
from highneeds.caseload.tables import Requests
from highneeds.casework import LastDay
from highneeds.core.errors import Refusal
from highneeds.operations.clock_words import clock_lines, published_lines
from highneeds.operations.clocks import LAST_DAY_SETTING, clocks_of_council, last_day_setting, write_clocks
from highneeds.operations.clocks_ahead import ClocksAhead, ahead_of
from highneeds.store import keeping, tables

DAY = date(2026, 1, 15)
RELEASE = Path(__file__).resolve().parents[2].parent / "shared/data/education-health-and-care-plans_2022.zip"


def requests(*rows: dict[str, object]) -> pl.DataFrame:
    blank = dict.fromkeys(Requests.column_names())
    usual = {"return_year": 2026, "request_outcome": "Y", "is_exception_to_20_weeks": False, "source_file": "f",
             "source_row": 2}  # fmt: skip
    made = [
        {**blank, **usual, "request_ref": f"R{at}", "child_key": f"{at:032x}", **row} for at, row in enumerate(rows)
    ]
    return pl.DataFrame(made, schema=Requests.create_empty().schema)


def a_year() -> list[dict[str, object]]:
    """A request a week; a plan after 20 weeks of all but the last 20, every fourth of which is refused."""
    rows: list[dict[str, object]] = []
    for week in range(52):
        asked = DAY - timedelta(days=7 * week)
        row: dict[str, object] = {"received_date": asked, "request_outcome_date": asked + timedelta(days=30)}
        if week < 5:
            row |= {"request_outcome": "A", "request_outcome_date": None}
        elif week % 4 == 0:
            row |= {"request_outcome": "N"}
        elif week >= 20:
            row |= {"assessment_outcome": "Y", "assessment_outcome_date": asked + timedelta(days=140)}
        rows.append(row)
    return rows


def test_the_months_to_come_are_learnt_from_each_request_once_and_from_the_plans_of_the_year() -> None:
    every = requests(*a_year(), {"received_date": date(2019, 5, 1), "request_outcome": "H", "assessment_outcome": "Y",
                                 "assessment_outcome_date": date(2019, 9, 1)})  # fmt: skip
    again = pl.concat([every, every.with_columns(pl.lit(2025, pl.Int16).alias("return_year"))])
    found = ahead_of(again, DAY, return_year=2026, plans_a_week=None, draws=20)
    assert isinstance(found, ClocksAhead)
    assert found.learnt.stream.mean == pytest.approx(1.0)
    assert found.learnt.assessed.came_about == found.learnt.assessed.of == 24 + 1
    assert found.learnt.asked.of == 24 + 1 + 11
    assert found.plans_a_week == pytest.approx(24 / 52)
    assert (found.least_weeks, found.waiting) == (20, 17)
    assert sum(month.weeks for month in found.months) == 52


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (a_year()[:10], "fewer than thirteen weeks"),
        ([{**row, "request_outcome": "A"} for row in a_year()[:20]], "no request has come to a plan or a refusal"),
    ],
)
def test_what_cannot_be_forecast_says_why(rows: list[dict[str, object]], why: str) -> None:
    found = ahead_of(requests(*rows), DAY, return_year=2026, plans_a_week=None, draws=5)
    assert isinstance(found, str)
    assert why in found


def test_how_the_last_day_counts_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LAST_DAY_SETTING, raising=False)
    assert last_day_setting() is LastDay.IN_TIME
    monkeypatch.setenv(LAST_DAY_SETTING, "Late")
    assert last_day_setting() is LastDay.LATE
    monkeypatch.setenv(LAST_DAY_SETTING, "on time")
    with pytest.raises(Refusal, match='says whether day 140 of the twenty weeks is "in time" or "late"'):
        last_day_setting()


@pytest.mark.django_db
def test_what_is_due_is_told_by_the_officer_of_the_list_of_plans_and_those_of_none_apart(tmp_path: Path) -> None:
    keep_decisions_after_reviews("Lou", "Kim", None)
    found = clocks_of_council()
    assert [(one.officer, one.overdue, one.due) for one in found.by_officer] == [
        ("Kim", 0, 1),
        ("Lou", 1, 0),
        (None, 0, 1),
    ]
    written = pl.read_csv(write_clocks(found, tmp_path))
    assert written.select("due", "officer").rows() == [
        ("2025-11-29", "Lou"),
        ("2026-01-19", "Kim"),
        ("2026-02-02", None),
    ]
    told = "\n".join(clock_lines(found))
    assert re.search(r"Lou +1 overdue, 0 due in the next 4 weeks", told)
    assert re.search(r"No officer named +0 overdue, 1 due", told)
    assert "Who is the officer" not in told


@pytest.mark.django_db
def test_no_name_in_the_due_list_is_a_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    keep_decisions_after_reviews("=HYPERLINK(1)", "Kim", None)
    written = pl.read_csv(write_clocks(clocks_of_council(), tmp_path))
    assert written["officer"].to_list() == ["'=HYPERLINK(1)", "Kim", None]


@pytest.mark.django_db
@pytest.mark.parametrize("officers", [(), (None, None, None)])
def test_where_no_list_of_plans_names_an_officer_that_is_said(officers: tuple[None, ...]) -> None:
    keep_decisions_after_reviews(*officers)
    found = clocks_of_council()
    assert found.due_soon.height == 3
    assert found.by_officer == ()
    told = "\n".join(clock_lines(found))
    assert "By officer" not in told
    assert "no SEN2 return names one, and no list of plans does" in told


@pytest.mark.django_db
def test_who_was_away_ill_for_fifteen_days_is_counted_by_school_and_without_an_extract_that_is_said() -> None:
    keep_decisions_after_reviews()
    assert "no extract of absences has been imported" in "\n".join(clock_lines(clocks_of_council()))
    rows = absences(("a", "123456", 0, 30, "I"), ("b", "123456", 0, 21, "I"), ("c", None, 0, 44, "I"))
    keeping.save_result(run_of("absences", "c"), {"absences": rows})
    told = "\n".join(clock_lines(clocks_of_council()))
    assert re.search(r"URN 123456 +1 for 15 school days or more, 1 for ten or more", told)
    assert re.search(r"School not told +1 for 15 school days or more, 0", told)
    assert re.search(r"All +2 for 15 school days or more, 1 for ten or more", told)
    assert "no extract of absences" not in told


@pytest.mark.django_db
def test_what_is_printed_names_no_child_and_says_what_it_cannot(tmp_path: Path) -> None:
    keeping.save_result(run_of("sen2-xml"), sen2_tables(2026))
    found = clocks_of_council(officers=2)
    told = "\n".join(clock_lines(found))
    written = write_clocks(found, tmp_path / "out").read_text()
    keys = set(tables.load_table("children")["child_key"])
    assert keys
    assert not any(key in told + written for key in keys)
    assert "What cannot be said" in told
    assert "fewer than thirteen weeks" in told
    assert "the last day counts as in time" in told
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be written"):
        write_clocks(found, tmp_path / "file" / "out")


def test_the_published_share_stands_beside_england_the_region_and_the_neighbours(tmp_path: Path) -> None:
    files = tidy_rows()
    for row in files["process.csv"]:
        if row["old_la_code"] == "301":
            row |= {"within_20wk": 10, "within_20wk_excl_exc": 9}
    told = list(published_lines(write_tidy(tmp_path / "tidy", files), "301"))
    alone, every = (next(line for line in told if name in line) for name in ("left out", "All cases"))
    assert "Barking and Dagenham 25%; England 62%" in alone
    assert "Barking and Dagenham 25%; England 62%; London 50%; the middle of its neighbours 75%" in every
    assert not any("not in these files" in line for line in told)


def test_what_the_published_files_do_not_hold_is_said(tmp_path: Path) -> None:
    files = tidy_rows()
    for row in files["process.csv"]:
        row |= {"within_20wk": "", "within_20wk_excl_exc": "", "plans_issued_excl_exceptions": ""}
    told = "\n".join(published_lines(write_tidy(tmp_path / "tidy", files), "301"))
    assert told.count("not in these files") == 2


@pytest.mark.shared
@pytest.mark.skipif(not RELEASE.is_file(), reason=f"the published files are not at {RELEASE}")
def test_the_published_share_is_that_of_the_departments_own_release() -> None:
    with zipfile.ZipFile(RELEASE) as package:
        lines = io.TextIOWrapper(package.open("data/sen2_mi.csv"), encoding="utf-8-sig")
        kent = next(row for row in csv.DictReader(lines) if row["la_name"] == "Kent" and row["time_period"] == "2021")
    told = "\n".join(published_lines(RELEASE, "Kent"))
    assert f"left out, 2021: Kent {float(kent['NoExc20weekRate']):.0f}%" in told
    assert f"All cases, 2021: Kent {float(kent['IncExc20weekRate']):.0f}%" in told


@pytest.mark.django_db
def test_excluded_children_are_counted_by_the_sixth_school_day_of_the_councils_terms() -> None:
    keep_decisions_after_reviews()
    assert "no file of case events has been imported" in "\n".join(clock_lines(clocks_of_council()))
    friday = date(2026, 10, 16)  # the sixth school day is 2 November, after the half term
    rows = [(EXCLUSION, friday, {"urn": "123456", "taught_from": date(2026, 11, 2) + timedelta(n)}) for n in (0, 1)]
    away = (SUSPENSION, friday, {"urn": "100002", "sessions": 3})
    keeping.save_result(run_of("case-events", "c"), {"case_events": events(*rows, away)})
    keeping.save_result(run_of("term-dates", "d"), term_dates())
    told = "\n".join(clock_lines(clocks_of_council()))
    taught = "1 taught again by the sixth school day, 1 later, 0 not told"
    assert re.search(rf"URN 123456 +2 permanently excluded: {taught}; 0 suspended", told)
    assert re.search(r"1 schools that suspended alone +1 suspended, 1\.5 school days lost", told)
    assert "no file of case events" not in told
