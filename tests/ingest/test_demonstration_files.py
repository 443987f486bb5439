"""The demonstration council's planted defects are found, each in its row, and nothing where nothing is planted."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.ingest.small_council import Imported, import_folder

from highneeds.core.faults import Severity
from highneeds.demo.council import write_council
from highneeds.rules.establishments import is_costed
from highneeds.rules.settings import Setting

Place = tuple[str, str, int | None]
_PLANS = 1500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ashmere")
    write_council(folder, plans=_PLANS)
    return folder


@pytest.fixture(scope="module")
def imported(folder: Path) -> Imported:
    return import_folder(folder)


def _planted(folder: Path) -> Iterator[Place]:
    with (folder / "planted-defects.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["rule"], row["file"], int(row["row"]) if row["row"] else None


def _found(imported: Imported) -> set[Place]:
    return {(fault.rule, fault.file, fault.row) for fault in imported.faults}


def test_every_planted_defect_is_found_in_its_row(folder: Path, imported: Imported) -> None:
    planted = set(_planted(folder))
    assert len({rule for rule, _, _ in planted}) >= 20
    assert planted - _found(imported) - _in_places_that_need_not_cost(imported) == set()


def _in_places_that_need_not_cost(imported: Imported) -> set[Place]:
    """C03 is about settings that always cost; a child in a mainstream school need have no line."""
    cheap = [setting.value for setting in Setting if not is_costed(setting)]
    placements = imported.tables["placements"].cast({"setting": str})
    rows = placements.filter(placements["setting"].is_in(cheap)).select("source_file", "source_row").rows()
    return {("C03", file, row) for file, row in rows}


def test_nothing_is_found_where_nothing_is_planted(folder: Path, imported: Imported) -> None:
    assert _found(imported) - set(_planted(folder)) == set()


def test_nothing_but_a_planted_defect_or_what_hangs_under_one_is_held(imported: Imported) -> None:
    stopping = Counter(
        (fault.file, fault.row, fault.rule) for fault in imported.faults if fault.severity is Severity.STOPS_ROW
    )
    held = [(row.file, row.row, row.rule) for result in imported.results for row in result.held]
    quietly = [
        row for result in imported.results for row in result.held if row.reason.startswith("The record it belongs")
    ]
    assert len(held) == sum(stopping.values()) + len(quietly)
    assert len(held) == len({(file, row) for file, row, _ in held})


def test_rows_kept_held_and_skipped_add_up_to_the_rows_of_each_file(imported: Imported) -> None:
    counts = [count for result in imported.results for count in result.counts]
    assert len(counts) == 6 * 9 + 4 + 12 + 6 + 4 + 9 + 4
    assert all(count.rows_read == count.kept + count.held + count.skipped for count in counts)


def test_every_setting_is_known_but_where_a_urn_is_wrong(imported: Imported) -> None:
    unknown = imported.tables["placements"].filter(imported.tables["placements"]["setting"] == "unknown")
    places = set(unknown.select("source_file", "source_row").rows())
    assert places <= {(fault.file, fault.row) for fault in imported.of("L04")}
    assert "unknown" not in imported.tables["cost_lines"]["setting"].cast(str)


def test_no_name_postcode_or_pupil_number_leaves_the_reader(folder: Path, imported: Imported) -> None:
    secret: set[str] = set()
    for file in [*folder.glob("sen2/*/*_person.csv"), *folder.glob("casework/*.csv")]:
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                names = ("surname", "postcode", "upn", "uniquelearnernumber", "UPN", "ULN")
                secret.update(row[name] for name in names if row.get(name))
    told = [value for fault in imported.faults for value in (fault.value, *fault.advice.split()) if value]
    told += [value for result in imported.results for row in result.held for value in row.values.values()]
    assert secret.isdisjoint(told)
    for frame in imported.tables.values():
        for column in frame.select(pl.col(pl.String).exclude("provider_name", "name")):
            assert secret.isdisjoint(column.drop_nulls())


def test_a_childs_key_is_the_same_in_every_file_and_year(imported: Imported) -> None:
    children = imported.tables["children"]
    lines = imported.tables["cost_lines"]
    paid = lines.filter(lines["child_key"].is_in(children["child_key"].implode()))
    assert paid.height / lines.height > 0.99
    in_two_years = children.group_by("child_key").len().filter(children.group_by("child_key").len()["len"] > 1)
    assert in_two_years.height > _PLANS / 2


def test_the_school_census_and_the_inspections_list_know_the_children_of_the_return(imported: Imported) -> None:
    children = imported.tables["children"]["child_key"].implode()
    pupils = imported.tables["census_pupils"]
    planned = pupils.filter(pupils["sen_provision"] == "E")
    assert planned.height > _PLANS / 2
    assert planned["child_key"].is_in(children).mean() > 0.97
    assert not pupils.filter(pupils["sen_provision"] == "K")["child_key"].is_in(children).any()
    assert set(imported.tables["census_needs"]["pupil_ref"]) == set(pupils["pupil_ref"])
    listed = imported.tables["annex_a_plans"]
    assert listed.height > _PLANS / 2
    assert listed["child_key"].is_in(children).mean() > 0.95
    supported = imported.tables["annex_a_support"]["child_key"]
    assert set(supported) == set(pupils.filter(pupils["sen_provision"] == "K")["child_key"])
