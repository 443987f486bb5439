"""Whatever a file holds, no row is lost: kept, held and skipped add up to what the file has, and nothing raises."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.other_files import clean_others
from tests.ingest.small_council import KEY, SmallCouncil, import_folder, write_csv, write_sheet

from highneeds.core.faults import Severity
from highneeds.ingest import FileKind, ImportUnit, ReadContext, ReadResult, UnitFile, read_unit
from highneeds.ingest.columns import SEN2_MODULES

_CELLS = st.one_of(
    st.sampled_from(
        ["", "1", "2", "12", "HN12", "2026-27", "1,234.56", "(12)", "TBC", "year", "Top-up", "placement", "ASD",
         "900001",          "01/09/2020", "2031-01-01", "2026-13-13", "Total", "Sub-total", "K999400020001",
         "URN", "UPN", "persons", "All ages"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cs", "Cc")), max_size=12),
)  # fmt: skip
_HEADERS = {
    FileKind.PROVIDER_REGISTER: ["URN", "EstablishmentName", "TypeOfEstablishment (code)", "OpenDate"],
    FileKind.POPULATION: ["AREA_CODE", "COMPONENT", "SEX", "AGE_GROUP", "2025"],
    FileKind.PLAN_LIST: ["UPN", "ULN", "Date of birth", "Sex", "Primary need", "Plan start", "Plan ceased",
                         "Cease reason",                          "URN", "SEN setting", "Entry date", "Leaving date"],
    FileKind.BUDGET_BOOK: ["Budget line", "Cost centre", "Kind", "Setting", "Children (FTE)", "Budget £"],
    FileKind.PLACEMENT_COSTS: ["Line ref", "UPN", "ULN", "Provider", "URN", "Cost type", "Rate", "Per", "Start", "End",
                               "Cost centre", "Contribution"],
    FileKind.PAYMENTS: ["Payment ref", "Financial year", "Period", "Paid on", "Cost centre", "Supplier", "UPN",
                        "Line ref", "Quantity", "Rate", "Amount"],
    FileKind.TERM_DATES: ["Owner", "Academic year", "Term", "First day", "Last day", "Holiday first day"],
    FileKind.LEDGER: ["Financial year", "Period", "Cost centre", "Amount"],
    **{kind: list(rows[0]) for kind, rows in clean_others().items()},
}  # fmt: skip
_QUIETLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _check(result: ReadResult, rows: int) -> None:
    if result.counts:
        assert result.rows_read == rows
        assert result.rows_read == result.rows_kept + result.rows_held + result.rows_skipped
        assert len({(row.file, row.row) for row in result.held}) == result.rows_held
    else:
        assert any(fault.severity is Severity.STOPS_FILE for fault in result.faults)
        assert result.tables == {}
        assert result.held == ()


@pytest.mark.parametrize("kind", list(_HEADERS))
@_QUIETLY
@given(data=st.data())
def test_a_single_file_of_any_rows_is_counted_whole(kind: FileKind, data: st.DataObject) -> None:
    header = _HEADERS[kind]
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=1, max_size=len(header) + 1), max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder) / "file-2026-27-2026-10-31.csv", header, rows)
        unit = ImportUnit(kind, (UnitFile(path, path.name),), "0" * 64)
        _check(read_unit(unit, ReadContext(KEY)), len(rows))


@_QUIETLY
@given(data=st.data())
def test_a_return_with_any_cells_changed_is_counted_whole(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = SmallCouncil(Path(folder))
        for module in data.draw(
            st.lists(st.sampled_from(sorted(set(SEN2_MODULES) - {"sen2"})), min_size=1, max_size=4)
        ):
            row = council.sen2[module][data.draw(st.integers(0, 2))]
            row[data.draw(st.sampled_from(sorted(row)))] = data.draw(_CELLS)
        files = []
        for module, module_rows in council.sen2.items():
            write_csv(council.blade(module), module_rows)
            files.append(UnitFile(council.blade(module), module))
        result = read_unit(ImportUnit(FileKind.SEN2_BLADE, tuple(files), "0" * 64), ReadContext(KEY))
        _check(result, sum(len(rows) for rows in council.sen2.values()))


def test_blank_lines_and_rows_of_another_length_are_counted(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path).write()
    text = council.ledger_file.read_text()
    council.ledger_file.write_text(
        text + ",,,,\r\n\r\n2026-27,1,HN12\r\n2026-27,1,HN12,more,1,2\r\n2026-27,1,HN12,x,1.00,,\r\n"
    )
    (result,) = (one for one in import_folder(tmp_path).results if one.kind is FileKind.LEDGER)
    assert (result.rows_read, result.rows_kept, result.rows_held, result.rows_skipped) == (12, 8, 2, 2)
    assert [(row.row, row.rule) for row in result.held] == [(13, "F06"), (14, "F06")]


def test_a_person_held_takes_everything_that_hangs_under_them(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.sen2["person"][1]["personbirthdate"] = ""
    council.write()
    imported = import_folder(tmp_path)
    (result,) = (result for result in imported.results if result.kind is FileKind.SEN2_BLADE)
    assert [fault.rule for fault in result.faults] == ["P01"]
    assert {row.rule for row in result.held} == {"P01"}
    assert result.rows_held == 8  # person, request, assessment, named plan, its detail, active plan, placement, need
    assert {name: frame.height for name, frame in result.tables.items()} == {
        "children": 2, "identities": 2, "requests": 2, "plans": 2, "placements": 2,
    }  # fmt: skip


def test_a_placement_or_need_held_leaves_the_plan(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.sen2["placementdetail"][0]["urn"] = ""
    council.sen2["senneed"][0]["sentype"] = "XLD"
    council.write()
    (result,) = (result for result in import_folder(tmp_path).results if result.kind is FileKind.SEN2_BLADE)
    assert {fault.rule for fault in result.faults} == {"L01", "S02"}
    assert result.tables["plans"]["primary_need"].to_list() == ["NREC", "SEMH", "MLD"]


def test_a_sheet_row_is_numbered_as_a_person_sees_it(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path).write()
    council.costs[2]["Rate"] = "to be agreed"
    write_sheet(council.costs_file, council.costs, titles=("", "", "High needs placements", "", ""))
    (fault,) = import_folder(tmp_path).of("C04")
    assert (fault.row, fault.field, fault.value) == (9, "Rate", "to be agreed")
