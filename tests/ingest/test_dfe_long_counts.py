"""The releases of 2023 and 2024: long, with one count; and plans by age in every form of a release.

Generated in the layout that other programs read; no such release was at hand. The release of 2022 is the real one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.published_files import Row, all_plans, plans, release_rows, write_release
from tests.ingest.wide_files import plans_of, release_2025, write_wide

from highneeds.core.faults import Severity
from highneeds.forecast.national.types import NEW_PLANS, TOTAL
from highneeds.forecast.published.types import AGE, SETTING, PublishedFigures
from highneeds.ingest.dfe import read_national, read_published

Files = dict[str, list[Row]]
SHARED = Path(__file__).resolve().parents[3] / "shared/data/education-health-and-care-plans_2022.zip"
GROUPS = {"Under 5": "under_5", "Age 5 to 10": "5_to_10", "Age 11 to 15": "11_to_15", "Age 16 to 19": "16_to_19",
          "Age 20 to 25": "20_to_25"}  # fmt: skip
_TOTALS = ("Total_all", "Total_new_all")


def release_2024() -> Files:
    """The figures of the release of 2022 in the later form: statements by a word, one count, more kinds of place."""
    files = release_rows()
    del files["sen2_mi.csv"]
    for rows in files.values():
        for row in rows:
            count = next(row.pop(name) for name in _TOTALS if name in row)
            row.pop("Total_st", None)
            row |= {"ehcp_or_statement": "Total", "num_caseload": count, "pc_caseload": "z"}
            if "characteristic_age" in row:
                row["age"] = row.pop("characteristic_age")
    plans_by_place = files["sen2_estab_caseload.csv"]
    plans_by_place += [row | {"ehcp_or_statement": "EHC plan"} for row in plans_by_place]
    for row in list(plans_by_place):
        if row["establishment_type"] == "NEET" and row["ehcp_or_statement"] == "Total":
            name, mark = (
                ("Not in education or training - other", 3) if row["old_la_code"] == "302" else ("Unknown", "z")
            )
            plans_by_place.append(row | {"establishment_type": name, "num_caseload": mark})
    for row in files["sen2_age_new_plans.csv"]:
        row["num_newplans"] = row.pop("num_caseload")
        del row["pc_caseload"]
    return files


def _read(folder: Path, files: Files) -> tuple[PublishedFigures, list[str]]:
    figures, faults = read_published(write_release(folder / "release.zip", files))
    assert figures is not None, faults
    return figures, [fault.rule for fault in faults]


def test_the_later_long_release_gives_the_same_figures_as_the_earlier_one(tmp_path: Path) -> None:
    figures, told = _read(tmp_path, release_2024())
    assert set(told) <= {"Q12"}
    assert figures.value(TOTAL, 2021, "302") == all_plans("302", 2021)
    assert figures.value(SETTING + "special_state", 2021, "302") == plans("302", 2021, "special_state")
    assert figures.value(SETTING + "neet", 2021, "302") == plans("302", 2021, "neet") + 3
    assert figures.value(NEW_PLANS, 2020, "302") == 40
    assert figures.value(AGE + "under_5", 2021, "302") == 7
    assert figures.sources[TOTAL].startswith("DfE, Education, health and care plans 2023 and 2024")
    assert read_national(tmp_path / "release.zip")[0] is not None


def test_a_row_that_does_not_apply_adds_nothing_and_one_not_available_leaves_no_figure(tmp_path: Path) -> None:
    files = release_2024()
    rows = [row for row in files["sen2_estab_caseload.csv"] if row["ehcp_or_statement"] == "Total"]
    spared = next(row for row in rows if row["old_la_code"] == "302" and row["establishment_type"] == "NEET")
    at = int(str(spared["time_period"]))
    spared["num_caseload"] = "x"
    figures, _ = _read(tmp_path, files)
    assert figures.value(SETTING + "neet", at, "302") is None
    assert figures.value(SETTING + "not_recorded", at, "301") is None
    assert figures.value(SETTING + "neet", at, "301") == plans("301", at, "neet")


def test_files_of_another_form_are_told_and_nothing_is_made_of_them(tmp_path: Path) -> None:
    files = release_2024()
    files["sen2_requests.csv"] = [{"time_period": 2023, "requests": 1}]
    for row in files["sen2_age_new_plans.csv"]:
        row["num_more"] = 1
    figures, told = _read(tmp_path, files)
    assert "Q22" in told
    assert NEW_PLANS not in figures.values
    assert figures.value(TOTAL, 2021, "302")


def _odd_word(files: Files) -> None:
    files["sen2_age_caseload.csv"][1]["age"] = "the middle ones"


def _odd_word_of_before(files: Files) -> None:
    files["sen2_age_caseload.csv"][1]["characteristic_age"] = "the middle ones"


@pytest.mark.parametrize(("made", "spoil"), [(release_2024, _odd_word), (release_rows, _odd_word_of_before)])
def test_an_age_that_is_not_known_is_told_and_no_part_passes_for_the_whole(
    tmp_path: Path, made: Callable[[], Files], spoil: Callable[[Files], None]
) -> None:
    files = made()
    row = files["sen2_age_caseload.csv"][1]
    spoil(files)
    figures, told = _read(tmp_path, files)
    assert told.count("Q23") == 1
    at = int(str(row["time_period"])), str(row["old_la_code"])
    assert not [name for name in figures.values if name.startswith(AGE) and figures.value(name, *at)]


def test_the_rows_by_age_of_a_wide_release_are_added_into_the_five_groups(tmp_path: Path) -> None:
    files = release_2025()
    ages = [row for row in files["caseload.csv"] if row["breakdown_topic"] == "Child or young persons age"]
    assert [row["breakdown"] for row in ages] == ["age 10", "2 and under", "Age unknown"]
    files["caseload.csv"].append(ages[0] | {"breakdown": "Aged 9"})
    figures, faults = read_published(write_wide(tmp_path / "release.zip", files))
    assert figures is not None
    assert not [fault for fault in faults if fault.severity is not Severity.CHECK]
    one_age = plans_of(ages[0])
    assert figures.value(AGE + "5_to_10", 2025, "302") == 2 * one_age
    assert figures.value(AGE + "under_5", 2025, "302") == one_age
    assert figures.value(AGE + "not_recorded", 2025, "302") == one_age
    assert figures.value(AGE + "11_to_15", 2025, "302") is None


@pytest.mark.shared
def test_the_age_groups_of_the_real_release_of_2022_add_up_to_all_plans() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    figures, _ = read_published(SHARED)
    assert figures is not None
    for january in (2010, 2018, 2022):
        codes = figures.codes_in(TOTAL, january)
        assert len(codes) > 150
        for code in codes:
            parts = [figures.value(AGE + group, january, code) or 0.0 for group in GROUPS.values()]
            assert sum(parts) == figures.value(TOTAL, january, code), (january, code)
