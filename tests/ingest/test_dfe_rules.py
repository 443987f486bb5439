"""Every rule of the published files is broken by one example, found at its place, and kept by the clean files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.published_files import Row, csv_text, release_rows, tidy_rows, write_release, write_tidy

from highneeds.core.faults import Fault, Severity
from highneeds.ingest.dfe import read_national, read_published
from highneeds.ingest.dfe import shelf as shelf_module
from highneeds.ingest.dfe.rules import RULES, rule

Files = dict[str, list[Row]]
PLANS, PLACEMENTS, NEW = "ehcp_stock_total.csv", "ehcp_stock_placement.csv", "new_plans_total.csv"


def cell(file: str, row: int, **values: object) -> Callable[[Files], None]:
    """Changes cells of a row; rows are counted from 0 below the header."""
    return lambda files: files[file][row].update(values)


def without(file: str) -> Callable[[Files], None]:
    return lambda files: files.__delitem__(file)


def _without_2020(files: Files) -> None:
    files[PLANS] = [row for row in files[PLANS] if row["year"] != 2020]


def _without_barnet_2021(files: Files) -> None:
    files[NEW] = [row for row in files[NEW] if (row["old_la_code"], row["year"]) != ("302", 2020)]


def _twice(files: Files) -> None:
    files[PLACEMENTS].append(dict(files[PLACEMENTS][0]))


def _under_bournemouth(files: Files) -> None:
    files[NEW].append(dict(files[NEW][-1]) | {"old_la_code": "837", "year": 2020})


SPOILS: dict[str, tuple[Callable[[Files], None], str, int | None]] = {
    "Q01": (without(NEW), NEW, None),
    "Q02": (without("process.csv"), "process.csv", None),
    "Q04": (cell(PLANS, 1, plans="a few"), PLANS, 3),
    "Q05": (cell(NEW, 2, new_plans=-4), NEW, 4),
    "Q06": (cell("process.csv", 0, year="2018/19"), "process.csv", 2),
    "Q07": (_without_2020, PLANS, None),
    "Q08": (cell(NEW, 0, old_la_code="999"), NEW, 2),
    "Q09": (_twice, PLACEMENTS, 119),
    "Q10": (cell(PLACEMENTS, 4, placement="a ship"), PLACEMENTS, 6),
    "Q11": (_under_bournemouth, NEW, None),
    "Q12": (_without_barnet_2021, NEW, None),
    "Q13": (cell("process.csv", 3, within_20wk=41), "process.csv", 5),
}
ON_THE_SHELF = {"Q03", "Q14"}
IN_A_WIDE_RELEASE = {"Q15", "Q16", "Q17", "Q18", "Q19", "Q20", "Q21"}  # tests/ingest/test_dfe_wide.py
IN_A_LONG_RELEASE = {"Q22", "Q23"}  # tests/ingest/test_dfe_long_counts.py


@pytest.mark.parametrize("rule_id", SPOILS)
def test_a_rule_finds_its_example_at_its_place(rule_id: str, tmp_path: Path) -> None:
    files = tidy_rows()
    spoil, file, row = SPOILS[rule_id]
    spoil(files)
    panel, faults = read_national(write_tidy(tmp_path, files))
    found = [fault for fault in faults if fault.rule == rule_id]
    assert [(fault.file, fault.row) for fault in found] == [(file, row)]
    assert found[0].advice
    assert (panel is None) == (rule(rule_id).severity is not Severity.CHECK)


def test_every_rule_has_an_example() -> None:
    assert SPOILS.keys() | ON_THE_SHELF | IN_A_WIDE_RELEASE | IN_A_LONG_RELEASE == RULES.keys()


def test_the_clean_files_break_no_rule(tmp_path: Path) -> None:
    assert read_published(write_tidy(tmp_path, tidy_rows()))[1] == ()


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    files = tidy_rows()
    for rule_id in ("Q04", "Q05", "Q06", "Q10", "Q13"):
        SPOILS[rule_id][0](files)
    _, faults = read_national(write_tidy(tmp_path, files))
    assert {"Q04", "Q05", "Q06", "Q10", "Q13"} <= {fault.rule for fault in faults}


def test_missing_columns_are_named(tmp_path: Path) -> None:
    files = tidy_rows()
    for row in files[PLACEMENTS]:
        del row["placement"]
    panel, faults = read_national(write_tidy(tmp_path, files))
    assert panel is None
    assert [(fault.rule, fault.file) for fault in faults if fault.rule == "F03"] == [("F03", PLACEMENTS)]
    assert "placement" in next(fault.advice for fault in faults if fault.rule == "F03")


def test_more_plans_in_the_groups_than_in_all_is_a_fault(tmp_path: Path) -> None:
    files = tidy_rows()
    files[PLANS][0]["plans"] = 30
    panel, faults = read_national(write_tidy(tmp_path, files))
    assert panel is None
    assert [(fault.rule, fault.file) for fault in faults] == [("Q13", PLACEMENTS)]


@pytest.mark.parametrize("file", [PLACEMENTS, NEW])
def test_a_file_that_ends_before_the_count_of_all_plans_is_a_fault(file: str, tmp_path: Path) -> None:
    files = tidy_rows()
    last = max(int(str(row["year"])) for row in files[file])
    files[file] = [row for row in files[file] if row["year"] != last]
    panel, faults = read_national(write_tidy(tmp_path, files))
    assert panel is None
    assert [fault.rule for fault in faults] == ["Q07"]


def test_a_word_the_release_does_not_know_stops_it(tmp_path: Path) -> None:
    files = release_rows()
    files["sen2_estab_caseload.csv"][1]["establishment_type"] = "Mainstream - On the moon"
    panel, faults = read_national(write_release(tmp_path / "release.zip", files))
    assert panel is None
    assert [(fault.rule, fault.file, fault.row) for fault in faults] == [
        ("Q10", "release.zip/data/sen2_estab_caseload.csv", 3)
    ]


def test_neighbours_and_need_shares_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    files = tidy_rows()
    files["statistical_neighbours_2025.csv"][0]["neighbour_old_la_code"] = "999"
    files["statistical_neighbours_2025.csv"][1]["rank"] = "near"
    files["statistical_neighbours_2025.csv"][3]["rank"] = 1
    files["national_profiles_2024_25_shares_only.csv"][0]["share"] = 60
    _, faults = read_published(write_tidy(tmp_path, files))
    assert [(fault.rule, fault.row) for fault in faults] == [("Q08", 2), ("Q04", 3), ("Q09", 5), ("Q04", 2)]


def _one_fault(path: Path) -> Fault:
    panel, faults = read_national(path)
    assert panel is None
    assert len(faults) == 1
    return faults[0]


def test_what_is_neither_a_folder_nor_a_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "release.zip").write_bytes(b"not a zip at all")
    assert _one_fault(tmp_path / "release.zip").rule == "Q14"
    assert _one_fault(tmp_path / "nowhere").rule == "Q14"


@pytest.mark.parametrize("part", ["../sen2_mi.csv", "/etc/sen2_mi.csv", "..\\sen2_mi.csv"])
def test_a_zip_whose_parts_climb_out_of_it_is_refused(tmp_path: Path, part: str) -> None:
    path = write_release(tmp_path / "release.zip", release_rows())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(part, "x")
    assert _one_fault(path).rule == "Q14"


def test_a_part_that_unpacks_to_too_much_is_refused_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "MAX_UNPACKED_BYTES", 3_000_000)
    monkeypatch.setattr(shelf_module, "_CHUNK", 1_000_000)
    files = {name: csv_text(rows) for name, rows in release_rows().items()}
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(f"data/{name}", text + "\n" * 4_000_000 if name == "sen2_mi.csv" else text)
    fault = _one_fault(tmp_path / "bomb.zip")
    assert (fault.rule, fault.file) == ("Q14", "bomb.zip/data/sen2_mi.csv")
    assert "3 MB" in fault.advice


def test_a_zip_that_was_cut_or_changed_inside_is_refused(tmp_path: Path) -> None:
    path = write_release(tmp_path / "release.zip", release_rows())
    content = bytearray(path.read_bytes())
    at = content.index(b"sen2_age_new_plans.csv") + 60
    content[at : at + 8] = bytes(8)
    path.write_bytes(content)
    assert _one_fault(path).rule == "Q14"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = write_release(tmp_path / "release.zip", release_rows())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("old/sen2_mi.csv", csv_text(release_rows()["sen2_mi.csv"]))
    assert _one_fault(path).rule == "Q03"


def test_nothing_is_written_beside_the_zip(tmp_path: Path) -> None:
    path = write_release(tmp_path / "release.zip", release_rows())
    read_published(path)
    assert [file.name for file in tmp_path.rglob("*")] == ["release.zip"]
