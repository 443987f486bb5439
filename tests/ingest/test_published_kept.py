"""What is published of every authority is read for keeping: each figure with its row, its mark and its source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.ingest.published_files import Row, release_rows, tidy_rows, write_release
from tests.ingest.small_council import KEY, write_csv
from tests.ingest.wide_files import rows_of, small_release, write_wide

from highneeds.core.faults import Severity
from highneeds.ingest import FileKind, ReadContext, ReadResult, find_units, read_unit
from highneeds.ingest.dfe import tidy
from highneeds.ingest.dfe.kept import INVENTED

Files = dict[str, list[Row]]


def read(path: Path) -> ReadResult:
    (unit,) = find_units([path])
    return read_unit(unit, ReadContext(KEY))


def figures(result: ReadResult, series: str, **of: object) -> pl.DataFrame:
    return result.tables["published_figures"].filter(pl.col("series") == series, **of)


def test_a_release_as_it_is_downloaded_gives_every_figure_with_the_row_it_stands_in(tmp_path: Path) -> None:
    files = small_release()
    result = read(write_wide(tmp_path / "release.zip", files))
    assert result.kind is FileKind.PUBLISHED_RELEASE
    assert result.faults == ()
    (own,) = (row for row in rows_of(files, "caseload.csv", "302") if row["time_period"] == "202425")
    (kept,) = figures(result, "total", code="302", year=2025).to_dicts()
    assert kept["value"] == own["ehcplans"]
    assert kept["source_row"] == files["caseload.csv"].index(own) + 2
    assert kept["source_file"] == "release.zip/data/caseload.csv"
    assert kept["release"] == "EHC plans 2025"
    assert "DfE, Education, health and care plans" in kept["source"]
    assert result.as_at is not None
    assert result.as_at.isoformat() == "2025-01-16"


def test_the_authorities_of_a_release_are_kept_with_both_their_codes(tmp_path: Path) -> None:
    result = read(write_wide(tmp_path / "release.zip", small_release()))
    known = result.tables["published_authorities"].select("code", "ons_code", "name", "region").rows()
    assert known == [("301", "E09000002", "Barking and Dagenham", "London"), ("302", "E09000003", "Barnet", "London")]


@pytest.mark.parametrize(
    ("mark", "why"),
    [("c", "withheld so that no child can be recognised"), ("x", "not available"),
     ("low", "too small to be shown, and not nought")],
)  # fmt: skip
def test_a_figure_that_is_not_published_keeps_its_mark_and_is_never_nought(tmp_path: Path, mark: str, why: str) -> None:
    files = small_release()
    next(rows_of(files, "sen_needs_all_plans.csv", "302"))["number_asd"] = mark
    result = read(write_wide(tmp_path / "release.zip", files))
    (kept,) = figures(result, "need:asd", code="302").to_dicts()
    assert (kept["value"], kept["mark"], kept["why"]) == (None, mark, why)
    assert [fault.rule for fault in result.faults] == ["Q19"]


def test_the_mark_of_a_sum_is_that_of_the_part_that_is_missing(tmp_path: Path) -> None:
    files = small_release()
    row = next(rows_of(files, "caseload.csv", "302"))
    row |= {"mainstream_la_maintained": "z", "mainstream_academy": "x"}
    result = read(write_wide(tmp_path / "release.zip", files))
    (kept,) = figures(result, "setting:mainstream_state", code="302", year=2024).to_dicts()
    assert (kept["value"], kept["mark"]) == (None, "x")


def test_the_long_release_keeps_its_marks_too(tmp_path: Path) -> None:
    files = release_rows()
    files["sen2_mi.csv"][1]["InreqEHC"] = "z"
    result = read(write_release(tmp_path / "release.zip", files))
    assert result.kind is FileKind.PUBLISHED_RELEASE
    (kept,) = figures(result, "requests").filter(pl.col("value").is_null()).to_dicts()
    assert (kept["mark"], kept["why"]) == ("z", "not applicable")


def _more_than_all(files: Files) -> None:
    next(rows_of(files, "timeliness_20_week.csv", "302"))["plans_issued_within_20_weeks"] = 999


def _twice(files: Files) -> None:
    files["requests.csv"].append(dict(next(rows_of(files, "requests.csv", "302"))))


@pytest.mark.parametrize(
    ("spoil", "rule", "file"),
    [(_more_than_all, "Q13", "timeliness_20_week.csv"), (_twice, "Q09", "requests.csv")],
)
def test_a_row_that_cannot_be_used_is_held_and_the_others_count(
    tmp_path: Path, spoil: Callable[[Files], None], rule: str, file: str
) -> None:
    files = small_release()
    spoil(files)
    result = read(write_wide(tmp_path / "release.zip", files))
    (held,) = result.held
    assert (held.rule, held.file) == (rule, f"release.zip/data/{file}")
    kept = result.tables["published_figures"].filter(pl.col("source_file") == held.file)
    assert held.row not in kept["source_row"].to_list()
    assert kept.height > 0


def test_the_rows_of_each_file_of_a_release_are_counted(tmp_path: Path) -> None:
    files = small_release()
    _more_than_all(files)
    result = read(write_wide(tmp_path / "release.zip", files))
    read_of = {count.file.rsplit("/", 1)[1]: count for count in result.counts}
    assert {name: count.rows_read for name, count in read_of.items()} == {
        name: len(rows) for name, rows in files.items()
    }
    assert all(count.rows_read == count.kept + count.held + count.skipped for count in result.counts)
    assert read_of["timeliness_20_week.csv"].held == 1


def test_a_release_without_a_file_it_needs_is_stopped_and_says_so(tmp_path: Path) -> None:
    files = small_release()
    del files["newplans.csv"]
    result = read(write_wide(tmp_path / "release.zip", files))
    assert result.tables == {}
    assert [fault.rule for fault in result.faults if fault.severity is Severity.STOPS_FILE] == ["Q01"]


@pytest.mark.parametrize("name", ["tribunal_appeals.csv", "population_0_17_mid_year.csv", "process.csv",
                                  "dsg_high_needs_allocations.csv", "s251_high_needs_lines_2021_22.csv"])  # fmt: skip
def test_a_file_of_figures_beside_the_release_comes_in_by_itself(tmp_path: Path, name: str) -> None:
    rows = tidy_rows()[name]
    result = read(write_csv(tmp_path / "whatever it is called.csv", rows))
    assert result.kind is FileKind.PUBLISHED_FIGURES
    assert result.rows_read == len(rows)
    kept = result.tables["published_figures"]
    (release,) = set(kept["release"])
    assert tidy.BESIDE[release].name == name
    assert len(release) <= 20  # the store's longest period
    assert kept.height >= result.rows_kept > 0


def test_figures_under_a_code_that_is_none_are_held(tmp_path: Path) -> None:
    rows = tidy_rows()["tribunal_appeals.csv"]
    rows[0]["old_la_code"] = "Barking"
    result = read(write_csv(tmp_path / "appeals.csv", rows))
    assert [(held.rule, held.row) for held in result.held] == [("Q08", 2)]


def test_residents_are_added_up_to_the_ages_that_plans_are_published_by(tmp_path: Path) -> None:
    rows = [
        {"date": 2024, "geography": "Barnet", "geography code": "E09000003", "age": f"Age {age}", "obs_value": 10 * age}
        for age in range(30)
    ]
    result = read(write_csv(tmp_path / "from nomis.csv", rows))  # type: ignore[arg-type] # rows of text and numbers
    assert result.kind is FileKind.AUTHORITY_POPULATION
    found = dict(result.tables["published_figures"].select("series", "value").iter_rows())
    assert found["residents:under_5"] == 10 * sum(range(5))
    assert found["residents:20_to_25"] == 10 * sum(range(20, 26))
    assert found["population_0_17"] == 10 * sum(range(18))
    assert (
        found["residents_0_25"] == 10 * sum(range(26)) == sum(v for k, v in found.items() if k.startswith("residents:"))
    )
    assert (result.rows_kept, result.rows_skipped) == (26, 4)


def test_an_age_that_is_missing_leaves_its_group_without_a_figure(tmp_path: Path) -> None:
    rows = [
        {"Mid-year": 2024, "Authority code": "E09000003", "Single year of age": age, "Residents": 10}
        for age in range(26)
        if age != 7
    ]
    result = read(write_csv(tmp_path / "residents.csv", rows))  # type: ignore[arg-type] # as above
    found = set(result.tables["published_figures"]["series"])
    (fault,) = result.faults
    assert (fault.rule, "E09000003 in 2024: 7." in fault.advice) == ("Q12", True)
    assert found == {"residents:under_5", "residents:11_to_15", "residents:16_to_19", "residents:20_to_25"}


def test_figures_of_authorities_that_nobody_has_are_said_to_be_invented(tmp_path: Path) -> None:
    row = {
        "year": 2025,
        "old_la_code": "999",
        "new_la_code": "E10000999",
        "la_name": "Ashmere",
        "appeals_registered": 3,
    }
    real = row | {"old_la_code": "302", "la_name": "Barnet"}
    alone = read(write_csv(tmp_path / "alone.csv", [row])).tables["published_figures"]
    among = read(write_csv(tmp_path / "among.csv", [row, real])).tables["published_figures"]
    assert alone["source"].str.starts_with(INVENTED).all()
    assert not among["source"].str.starts_with(INVENTED).any()


def test_an_authority_is_not_its_own_neighbour(tmp_path: Path) -> None:
    rows = [
        {"old_la_code": "302", "rank": rank, "neighbour_old_la_code": near} for rank, near in ((1, "302"), (2, "301"))
    ]
    result = read(write_csv(tmp_path / "neighbours.csv", rows))  # type: ignore[arg-type] # as above
    assert result.kind is FileKind.STATISTICAL_NEIGHBOURS
    assert [held.row for held in result.held] == [2]
    assert result.tables["published_neighbours"].select("code", "rank", "neighbour_code").rows() == [("302", 2, "301")]
