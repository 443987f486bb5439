"""The release with one column for each indicator gives the series of the long one, and never nought for a mark."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.published_files import Row
from tests.ingest.wide_files import (
    AREAS,
    ENGLAND_PLANS,
    ENGLAND_TOTALS,
    LEAVES,
    PLACEMENT_UNKNOWN,
    codes_in,
    release_2025,
    release_2026,
    rows_of,
    wide_text,
    write_wide,
)

from highneeds.core.faults import Fault
from highneeds.forecast.national.types import NEW_PLANS, PLACEMENT_GROUPS, TOTAL
from highneeds.forecast.published import PublishedFigures
from highneeds.ingest.dfe import read_national, read_published
from highneeds.ingest.dfe.wide_columns import FILES, REASONS
from highneeds.operations.benchmark import benchmark
from highneeds.operations.clock_words import published_lines

Files = dict[str, list[Row]]
RELEASES = pytest.mark.parametrize("release", [release_2025, release_2026])


def read(path: Path, files: Files) -> tuple[PublishedFigures, tuple[Fault, ...]]:
    figures, faults = read_published(write_wide(path / "release.zip", files))
    assert figures is not None, faults
    return figures, faults


def england(figures: PublishedFigures, series: str, year: int) -> float:
    return sum(figures.values[series][year, code] for code in codes_in(year))


@RELEASES
def test_a_good_release_has_no_fault(tmp_path: Path, release: Callable[[], Files]) -> None:
    assert read(tmp_path, release())[1] == ()


@RELEASES
def test_the_authorities_add_up_to_england_of_january_2025(tmp_path: Path, release: Callable[[], Files]) -> None:
    figures, _ = read(tmp_path, release())
    assert england(figures, TOTAL, 2025) == ENGLAND_PLANS == 638_745
    assert england(figures, "placement:mainstream", 2025) == ENGLAND_TOTALS["mainstream_total"] == 278_236
    special = [england(figures, f"placement:{kind}", 2025) for kind in ("special_state", "special_indep_nmss")]
    assert sum(special) == ENGLAND_TOTALS["special_total"] == 193_880
    assert england(figures, "placement:post16", 2025) == ENGLAND_TOTALS["fe_total"] == 88_158
    assert england(figures, "setting:not_recorded", 2025) == PLACEMENT_UNKNOWN == 19_339
    assert sum(england(figures, group, 2025) for group in PLACEMENT_GROUPS) == ENGLAND_PLANS


@RELEASES
def test_every_setting_and_every_year_adds_up_to_all_plans(tmp_path: Path, release: Callable[[], Files]) -> None:
    files = release()
    figures, _ = read(tmp_path, files)
    settings = [name for name in figures.values if name.startswith("setting:")]
    for year in figures.years(TOTAL):
        for code in codes_in(year):
            placed = sum(figures.value(setting, year, code) or 0 for setting in settings)
            assert placed == figures.value(TOTAL, year, code)
    assert figures.years(TOTAL) == (2019, 2020, 2021, 2022, 2023, 2024, 2025)
    assert figures.years(NEW_PLANS) == (2018, 2019, 2020, 2021, 2022, 2023, 2024)


def test_both_releases_give_the_same_figures_where_they_count_the_same(tmp_path: Path) -> None:
    old, _ = read(tmp_path, release_2025())
    new, _ = read(tmp_path, release_2026())
    assert {name: values for name, values in new.values.items() if name in old.values} == old.values
    assert {name.split(":")[0] for name in set(new.values) - set(old.values)} == {
        "need", "reviews_not_held", "reviews_decided_over_4_weeks", "phase_transfers", "phase_transfers_due",
        "phase_transfers_final",
    }  # fmt: skip
    assert new.value("phase_transfers_due:2026", 2025, "302") == 10


def test_the_flows_are_those_that_the_long_release_feeds(tmp_path: Path) -> None:
    figures, _ = read(tmp_path, release_2025())
    want = {
        "requests": 600, "requests_refused": 150, "assessments": 400, "plans_issued": 380,
        "plans_issued_within_20_weeks": 190, "plans_issued_without_exceptions": 350,
        "plans_issued_without_exceptions_within_20_weeks": 182, "plans_discontinued": 100, "need:asd": None,
        "reviews_held": 700, "reviews_held_of_the_year_before": 60, "reviews_ended_maintained": 500,
        "plans_discontinued:other_or_not_recorded": 22, "new_plans_need:semh": 2,
    }  # fmt: skip
    assert {name: figures.value(name, 2024, "302") for name in want} == want
    assert figures.value("need:asd", 2025, "302") == 10
    panel, faults = read_national(tmp_path / "release.zip")
    assert panel is not None, faults
    assert {"requests", "assessments", "plans_issued_within_20_weeks", "plans_discontinued"} <= set(panel.series)
    assert "DBP" in panel.areas
    assert "NNW" in panel.areas
    assert "CUM" in panel.areas


def test_authorities_made_and_abolished_have_figures_in_their_own_years_alone(tmp_path: Path) -> None:
    figures, _ = read(tmp_path, release_2025())
    assert [year for year, code in figures.values[TOTAL] if code == "909"] == [2019, 2020, 2021, 2022, 2023]
    assert [year for year, code in figures.values[TOTAL] if code == "942"] == [2024, 2025]
    assert figures.authorities["839"].name == AREAS["839"][1]


def test_a_mark_is_no_figure_and_says_why(tmp_path: Path) -> None:
    files = release_2025()
    marks = dict(zip(codes_in(2025), sorted(set(REASONS) - {"z"}), strict=False))
    assert set(marks.values()) == set(REASONS) - {"z"}
    for code, mark in marks.items():
        list(rows_of(files, "caseload.csv", code))[-1]["special_independent"] = mark.upper()
    figures, faults = read(tmp_path, files)
    for code, mark in marks.items():
        assert figures.value("setting:special_independent", 2025, code) is None
        assert figures.why_not["setting:special_independent"][2025, code] == REASONS[mark]
        assert figures.value("placement:special_indep_nmss", 2025, code) is None
        assert figures.value("placement:other", 2025, code) is None
        assert figures.value(TOTAL, 2025, code) is not None
    assert {fault.rule for fault in faults} == {"Q19"}
    assert any("Barnet" in fault.advice for fault in faults)


def test_one_column_that_is_not_published_leaves_its_sum_unpublished(tmp_path: Path) -> None:
    files = release_2025()
    for column in ("neet_other", "mainstream_academy_senunit"):
        list(rows_of(files, "caseload.csv", "301"))[-1][column] = "x"
    figures, _ = read(tmp_path, files)
    assert figures.value("setting:neet", 2025, "301") is None
    assert figures.value("setting:mainstream_unit_rp", 2025, "301") is None
    assert figures.value("setting:neet", 2025, "302") is not None
    assert figures.value("setting:neet", 2022, "301") is not None


def test_what_does_not_apply_adds_nothing_and_is_no_gap(tmp_path: Path) -> None:
    files = release_2025()
    row = list(rows_of(files, "caseload.csv", "301"))[-1]
    row |= {"mainstream_free_school": "z", "nm_early_years": "z", "mainstream_total": "x"}
    figures, _ = read(tmp_path, files)
    state = sum(int(str(row[name])) for name in ("mainstream_la_maintained", "mainstream_academy"))
    assert figures.value("setting:mainstream_state", 2025, "301") == state
    assert figures.value("setting:early_years", 2025, "301") is None
    assert figures.why_not["setting:early_years"][2025, "301"] == "not applicable"


def _fault(tmp_path: Path, files: Files) -> Fault:
    _, faults = read_published(write_wide(tmp_path / "release.zip", files))
    assert len(faults) == 1, faults
    return faults[0]


def test_a_column_that_nobody_knows_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    files = release_2025()
    for row in files["requests.csv"]:
        row["requests_by_moonlight"] = 1
    fault = _fault(tmp_path, files)
    assert (fault.rule, fault.file) == ("Q16", "release.zip/data/requests.csv")
    assert "requests_by_moonlight" in fault.advice
    assert "update highneeds" in fault.advice


def test_two_columns_of_one_name_are_told_and_neither_is_read(tmp_path: Path) -> None:
    """The reviews of 2025 have ``review_meeting_prior_24`` twice."""
    path = write_wide(tmp_path / "release.zip", release_2025())
    twice = wide_text(release_2025()["annual_reviews.csv"]).replace(b"pc_decsion_4weeks", b"review_meeting_prior_24")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()} | {"data/annual_reviews.csv": twice}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    figures, faults = read_published(path)
    assert figures is not None
    assert [(fault.rule, "review_meeting_prior_24" in fault.advice) for fault in faults] == [("Q17", True)]
    assert "reviews_held_of_the_year_before" not in figures.values
    assert figures.value("reviews_held", 2024, "302") == 700


def test_a_mark_that_nobody_knows_is_told_once_and_counts_as_not_published(tmp_path: Path) -> None:
    files = release_2025()
    for row in rows_of(files, "requests.csv", "302"):
        row["requests_received_in_year"] = "n/k"
    figures, faults = read(tmp_path, files)
    assert [fault.rule for fault in faults] == ["Q18", "Q19"]
    assert faults[0].value == "n/k"
    assert figures.value("requests", 2024, "302") is None


def test_parts_that_do_not_add_up_to_their_total_are_told(tmp_path: Path) -> None:
    files = release_2025()
    list(rows_of(files, "caseload.csv", "302"))[-1]["special_total"] = 1
    fault = _fault(tmp_path, files)
    assert (fault.rule, fault.field, fault.value) == ("Q20", "special_total", "1")


def test_a_setting_that_lacks_a_column_is_left_out_and_told(tmp_path: Path) -> None:
    files = release_2025()
    for row in files["caseload.csv"]:
        del row["special_la_maintained"]
    figures, faults = read(tmp_path, files)
    assert [(fault.rule, "special_la_maintained" in fault.advice) for fault in faults] == [("Q21", True)]
    assert "setting:special_state" not in figures.values


@pytest.mark.parametrize("column", ["old_la_code", "geographic_level", "time_period", "ehcplans"])
def test_a_file_without_geography_or_without_plans_names_what_is_missing(tmp_path: Path, column: str) -> None:
    files = release_2025()
    for row in files["caseload.csv"]:
        del row[column]
    figures, faults = read_published(write_wide(tmp_path / "release.zip", files))
    assert figures is None
    missing = next(fault for fault in faults if fault.rule == "F03")
    assert missing.file == "release.zip/data/caseload.csv"
    assert column in missing.advice


@pytest.mark.parametrize("names", [[], ["data/a_diary.csv"], ["data-guidance/data-guidance.txt"]])
def test_a_zip_without_the_data_says_which_one_to_choose(tmp_path: Path, names: list[str]) -> None:
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as package:
        for name in names:
            package.writestr(name, "a,b\n1,2\n")
    figures, faults = read_published(tmp_path / "release.zip")
    assert figures is None
    assert [fault.rule for fault in faults] == ["Q15"]
    assert "data/caseload.csv" in faults[0].advice


def test_a_year_that_is_none_is_a_fault_of_its_row(tmp_path: Path) -> None:
    files = release_2025()
    for row, period in zip(files["caseload.csv"][1:], ("202426", "20245", "2024/25", "20242"), strict=False):
        row["time_period"] = period
    _, faults = read_published(write_wide(tmp_path / "release.zip", files))
    assert [fault.row for fault in faults if fault.rule == "Q06"] == [3, 4, 5, 6]


def test_an_authority_without_children_counts_is_in_the_total_alone(tmp_path: Path) -> None:
    """Some authorities gave only a total: their settings are not available, and their plans still count."""
    files = release_2025()
    row = list(rows_of(files, "caseload.csv", "302"))[-1]
    row |= {leaf: "x" for leaves in LEAVES.values() for leaf in leaves} | dict.fromkeys(LEAVES, "x")
    figures, faults = read(tmp_path, files)
    assert figures.value(TOTAL, 2025, "302")
    assert figures.value("placement:mainstream", 2025, "302") is None
    assert {fault.rule for fault in faults} == {"Q19"}


def test_every_pattern_of_the_registry_is_of_one_column_alone() -> None:
    """A column that two series of one file could claim would be counted twice."""
    for file in FILES:
        columns = [name for rows in (release_2025(), release_2026()) for name in _headings(rows, file.name)]
        for column in columns:
            claims = [
                series for series, patterns in file.series.items() if any(re.fullmatch(one, column) for one in patterns)
            ]
            assert len(claims) <= 1, (file.name, column, claims)


def _headings(files: Files, name: str) -> list[str]:
    return [heading.lower() for heading in files.get(f"{name}.csv", [{}])[0]]


def test_every_file_of_the_registry_is_generated_here() -> None:
    assert {f"{file.name}.csv" for file in FILES} <= set(release_2026())


def test_the_clocks_and_the_benchmark_take_their_published_shares_from_it(tmp_path: Path) -> None:
    path = write_wide(tmp_path / "release.zip", release_2025())
    told = "\n".join(published_lines(path, "Ashmere"))
    assert "2024: Ashmere 50%; England 50%" in told
    assert "2024: Ashmere 52%; England 52%" in told
    found = benchmark(path, "302", measure="independent_share").comparisons[0]
    assert found.england == pytest.approx(100 * (29_600 + 4_348) / ENGLAND_PLANS)
    assert found.year == 2025
    assert "caseload.csv" in found.source
    assert "newplans.csv" not in found.source
