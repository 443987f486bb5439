"""Published national files: both forms give the same figures, and what was not published is never nought."""

from __future__ import annotations

import csv
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from tests.ingest.published_files import (
    AREAS,
    SETTINGS,
    all_plans,
    csv_text,
    plans,
    release_rows,
    tidy_rows,
    write_release,
    write_tidy,
)

from highneeds.forecast.national.types import FORECAST_SERIES, NationalPanel
from highneeds.forecast.published.boundaries import panel_code_of
from highneeds.ingest.dfe import read_national, read_published

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TIDY, RELEASE = DATA / "dfe-ehcp-to-2022", DATA / "education-health-and-care-plans_2022.zip"
needs_shared = pytest.mark.skipif(not TIDY.is_dir(), reason=f"the published files are not at {TIDY}")


def panel_from(path: Path) -> NationalPanel:
    panel, faults = read_national(path)
    assert panel is not None, faults
    return panel


def at(panel: NationalPanel, series: str, area: str, year: int) -> float:
    return float(panel[series][panel.areas.index(area), panel.years.index(year)])


@pytest.fixture
def tidy(tmp_path: Path) -> NationalPanel:
    return panel_from(write_tidy(tmp_path / "tidy", tidy_rows()))


def test_good_tidy_files_have_no_fault(tmp_path: Path) -> None:
    assert read_published(write_tidy(tmp_path / "tidy", tidy_rows()))[1] == ()


def test_a_good_release_has_no_fault(tmp_path: Path) -> None:
    assert read_published(write_release(tmp_path / "release.zip", release_rows()))[1] == ()


def test_the_release_and_the_tidy_files_give_the_same_panel(tmp_path: Path, tidy: NationalPanel) -> None:
    release = panel_from(write_release(tmp_path / "release.zip", release_rows()))
    assert (release.areas, release.area_names, release.regions) == (tidy.areas, tidy.area_names, tidy.regions)
    assert set(release.series) == set(tidy.series) - {"population_0_17", "high_needs_block_gbp", "appeals"}
    for name, values in release.series.items():
        np.testing.assert_array_equal(values, tidy[name], name)


def test_a_release_that_was_unzipped_reads_like_the_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(write_release(tmp_path / "release.zip", release_rows())) as package:
        package.extractall(tmp_path / "unzipped")
    zipped, unzipped = panel_from(tmp_path / "release.zip"), panel_from(tmp_path / "unzipped")
    for name in zipped.series:
        np.testing.assert_array_equal(zipped[name], unzipped[name])


def test_authorities_whose_boundary_changed_are_one_area_before_and_after(tidy: NationalPanel) -> None:
    assert tidy.areas == ("301", "302", "DBP")
    assert at(tidy, "total", "DBP", 2019) == sum(all_plans(code, 2019) for code in ("835", "836", "837"))
    assert at(tidy, "total", "DBP", 2020) == sum(all_plans(code, 2020) for code in ("838", "839"))


def test_a_flow_belongs_to_the_authorities_that_counted_the_january_after(tidy: NationalPanel) -> None:
    assert [at(tidy, "new_plans", "DBP", year) for year in (2018, 2019)] == [3 * 40, 2 * 40]


def test_placements_are_grouped_and_the_groups_add_up_to_all_plans(tidy: NationalPanel) -> None:
    of = {setting: plans("302", 2021, setting) for setting in SETTINGS}
    assert at(tidy, "placement:mainstream", "302", 2021) == (
        of["mainstream_state"] + of["mainstream_unit_rp"] + of["mainstream_independent"]
    )
    assert at(tidy, "placement:special_state", "302", 2021) == of["special_state"]
    assert at(tidy, "placement:special_indep_nmss", "302", 2021) == (
        of["special_independent"] + of["special_non_maintained"]
    )
    assert at(tidy, "placement:post16", "302", 2021) == of["fe_general"] + of["specialist_post16"]
    assert at(tidy, "placement:other", "302", 2021) == of["neet"]


def test_years_outside_a_series_are_not_published(tidy: NationalPanel) -> None:
    assert tidy.years == (2018, 2019, 2020, 2021)
    assert np.isnan(at(tidy, "total", "301", 2018))
    assert np.isnan(at(tidy, "new_plans", "301", 2021))


@pytest.mark.parametrize("mark", ["", "c", "z", "x", "~", "k", ":", "C"])
def test_what_was_not_published_is_never_nought(tmp_path: Path, mark: str) -> None:
    files = tidy_rows()
    files["ehcp_stock_total.csv"][0]["plans"] = mark
    files["new_plans_total.csv"][1]["new_plans"] = mark
    panel = panel_from(write_tidy(tmp_path, files))
    assert np.isnan(at(panel, "total", "301", 2019))
    assert np.isnan(at(panel, "placement:other", "301", 2019))
    assert at(panel, "placement:special_state", "301", 2019) == plans("301", 2019, "special_state")
    assert np.isnan(at(panel, "new_plans", "302", 2018))


def test_a_group_with_an_unpublished_setting_is_unpublished(tmp_path: Path) -> None:
    files = tidy_rows()
    files["ehcp_stock_placement.csv"][0]["plans"] = "c"  # mainstream_state of 301 in 2019
    panel = panel_from(write_tidy(tmp_path, files))
    assert np.isnan(at(panel, "placement:mainstream", "301", 2019))
    assert np.isnan(at(panel, "placement:other", "301", 2019))
    assert np.isfinite(at(panel, "placement:mainstream", "302", 2019))


def test_an_area_is_unpublished_where_one_of_its_authorities_is(tmp_path: Path) -> None:
    files = tidy_rows()
    next(row for row in files["new_plans_total.csv"] if row["old_la_code"] == "838")["new_plans"] = ""
    assert np.isnan(at(panel_from(write_tidy(tmp_path, files)), "new_plans", "DBP", 2019))


def test_statements_and_plans_that_ended_are_added_where_both_are_published(tmp_path: Path) -> None:
    files = tidy_rows()
    for name, count in zip(("lea", "left", "met", "other"), (10, 20, 30, 40), strict=True):
        files["mi_2023_release_2014_2022.csv"][0][f"discontinued_{name}_ehc"] = count
    files["mi_2023_release_2014_2022.csv"][1]["discontinued_lea_ehc"] = 5  # its other columns are empty
    panel = panel_from(write_tidy(tmp_path, files))
    assert at(panel, "plans_discontinued", "301", 2018) == 110
    assert np.isnan(at(panel, "plans_discontinued", "302", 2018))
    assert at(panel, "plans_discontinued", "301", 2019) == 10


def test_neighbours_are_areas_nearest_first_and_never_oneself(tidy: NationalPanel) -> None:
    assert tidy.neighbours == {"301": ("DBP", "302"), "DBP": ("302",)}


def test_a_series_without_its_file_is_missing_and_said(tmp_path: Path) -> None:
    files = tidy_rows()
    del files["tribunal_appeals.csv"]
    panel, faults = read_national(write_tidy(tmp_path, files))
    assert panel is not None
    assert "appeals" not in panel
    assert [(fault.rule, fault.file) for fault in faults] == [("Q02", "tribunal_appeals.csv")]


def test_money_and_balances_are_read_by_authority(tmp_path: Path) -> None:
    figures, _ = read_published(write_tidy(tmp_path, tidy_rows()))
    assert figures is not None
    assert figures.value("high_needs_block_gbp", 2019, "839") == 5_000_000.5
    assert figures.value("s251_outturn:topup_independent_total", 2020, "302") == 1_000
    assert figures.value("dsg_balance_percent_of_income", 2018, "835") == -2.5
    assert figures.value("dsg_balance_percent_of_income", 2020, "838") == -2.5
    assert figures.need_shares == {"asd": 0.6, "semh": 0.4}
    assert figures.authorities["839"].name == AREAS["839"][1]


def test_every_series_says_what_it_was_read_from(tmp_path: Path) -> None:
    figures, _ = read_published(write_tidy(tmp_path, tidy_rows()))
    assert figures is not None
    assert set(figures.sources) == set(figures.values)
    assert figures.sources["total"].endswith("(ehcp_stock_total.csv)")


def test_a_zip_of_the_tidy_files_reads_like_the_folder(tmp_path: Path, tidy: NationalPanel) -> None:
    with zipfile.ZipFile(tmp_path / "tidy.zip", "w") as package:
        for name, rows in tidy_rows().items():
            package.writestr(name, csv_text(rows))
    zipped = panel_from(tmp_path / "tidy.zip")
    np.testing.assert_array_equal(zipped["total"], tidy["total"])


@needs_shared
@pytest.mark.shared
def test_the_real_release_and_the_real_tidy_files_agree_wherever_both_publish() -> None:
    """The tidy extracts take process figures of 2019 on from later releases; no figure of this release was revised."""
    tidy, release = panel_from(TIDY), panel_from(RELEASE)
    assert (release.areas, release.area_names, release.regions, release.years) == (
        tidy.areas,
        tidy.area_names,
        tidy.regions,
        tidy.years,
    )
    assert set(tidy.series) - set(release.series) == {"population_0_17", "high_needs_block_gbp", "appeals"}
    for name, values in release.series.items():
        np.testing.assert_array_equal(values, tidy[name], name)


@needs_shared
@pytest.mark.shared
def test_the_real_totals_equal_those_of_a_plain_count_and_the_published_nation() -> None:
    counted: dict[tuple[str, int], float] = defaultdict(float)
    with (TIDY / "ehcp_stock_total.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            counted[row["panel_code"], int(row["year"])] += float(row["plans"])
    panel = panel_from(TIDY)
    assert len(panel.areas) == 150
    for (area, year), plans_counted in counted.items():
        assert at(panel, "total", area, year) == plans_counted
    assert np.nansum(panel["total"][:, panel.years.index(2022)]) == 473_255  # the national row of the release
    for name in FORECAST_SERIES:
        assert not np.isnan(panel[name][:, panel.years.index(2021)]).any()


@needs_shared
@pytest.mark.shared
def test_the_boundary_changes_are_those_of_the_real_lookup() -> None:
    with (TIDY / "la_lookup.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            assert panel_code_of(row["old_la_code"]) == row["panel_code"]
