"""Every kind of file has a template that our own readers take, and a dictionary that says what each column is."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from tests.ingest.small_council import KEY, write_csv, write_sheet

from highneeds.core.faults import Severity
from highneeds.ingest import FileKind, ReadContext, find_units, read_unit, recognise
from highneeds.ingest.dictionary import DICTIONARY, YEAR_COLUMNS
from highneeds.ingest.headers import normalised
from highneeds.ingest.sen2_dictionary import SEN2_FIELDS, SEN2_SHEETS
from highneeds.ingest.single_kinds import SINGLE_FILE_KINDS
from highneeds.operations.templates import write_templates
from highneeds.rules.sen2_elements import SEN2_ELEMENTS

_WITHOUT_TEMPLATE = {
    FileKind.SEN2_XML, FileKind.SEN2_TEMPLATE, FileKind.EXPORTED_TABLE, FileKind.PUBLISHED_RELEASE,
    FileKind.PUBLISHED_FIGURES,
}  # fmt: skip
_UPN = "K999400020001"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


def test_every_kind_has_a_template_or_is_given_out_by_the_department(out: Path) -> None:
    made = {FileKind(path.stem) for path in out.glob("*.xlsx")} | {FileKind(path.name) for path in out.glob("sen2-*/")}
    assert made | _WITHOUT_TEMPLATE == set(FileKind)
    assert len(list((out / "sen2-blade").glob("*.csv"))) == 9


@pytest.mark.parametrize("kind", DICTIONARY, ids=str)
def test_the_dictionary_says_what_every_column_is_that_a_reader_looks_for(kind: FileKind) -> None:
    described = {one.name for one in DICTIONARY[kind]}
    for one in DICTIONARY[kind]:
        assert one.meaning
        assert one.heading
    if kind in SINGLE_FILE_KINDS:
        columns = SINGLE_FILE_KINDS[kind]
        wanted = {name for name in columns.fields.values() if not name.startswith(YEAR_COLUMNS)}
        assert {name for name in described if not name.startswith(YEAR_COLUMNS)} == wanted
        for one in DICTIONARY[kind]:
            assert columns.fields[normalised(one.heading)] == one.name
            assert one.is_required == (one.name in columns.required)


def test_the_dictionary_of_a_return_says_what_every_element_is() -> None:
    assert list(SEN2_FIELDS) == list(SEN2_ELEMENTS)
    assert set(SEN2_SHEETS) == set(SEN2_ELEMENTS) - {"sen2"}
    for module, fields in SEN2_FIELDS.items():
        assert {element.name for element in SEN2_ELEMENTS[module]} <= {one.heading for one in fields}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", DICTIONARY, ids=str)
def test_an_empty_template_is_recognised_and_has_only_the_fault_of_being_empty(
    out: Path, kind: FileKind, suffix: str
) -> None:
    path = out / f"{kind.value}.{suffix}"
    assert recognise(path) is kind
    (unit,) = find_units([path])
    result = read_unit(unit, ReadContext(KEY))
    assert [fault.rule for fault in result.faults] == ["F01"]


def test_an_empty_workbook_of_a_return_is_recognised(out: Path) -> None:
    assert recognise(out / "sen2-workbook.xlsx") is FileKind.SEN2_WORKBOOK
    assert {recognise(path) for path in (out / "sen2-blade").glob("*.csv")} == {FileKind.SEN2_BLADE}


@pytest.mark.parametrize("kind", DICTIONARY, ids=str)
def test_the_example_of_every_column_together_is_a_row_that_is_kept(tmp_path: Path, kind: FileKind) -> None:
    row: dict[str, object] = {one.heading: one.example for one in DICTIONARY[kind]}
    row |= {one.heading: _UPN for one in DICTIONARY[kind] if one.name == "upn"}
    rows = [row]
    every = {
        FileKind.POPULATION: ("AGE_GROUP", range(26)),
        FileKind.POPULATION_BY_AGE: ("Age", range(26)),
        FileKind.POPULATION_BY_NC_YEAR: ("NC year", range(-4, 21)),
        FileKind.AUTHORITY_POPULATION: ("Single year of age", range(26)),
    }
    if kind in every:  # no age may be missing
        column, values = every[kind]
        rows = [row | {column: str(value)} for value in values]
    name = f"{kind.value}-2026-27-2026-10-31"
    for path in (write_csv(tmp_path / f"{name}.csv", rows), write_sheet(tmp_path / f"{name}.xlsx", rows)):
        (unit,) = find_units([path])
        assert unit.kind is kind
        result = read_unit(unit, ReadContext(KEY))
        wrong = [fault for fault in result.faults if fault.severity in {Severity.STOPS_FILE, Severity.STOPS_ROW}]
        assert wrong == []
        assert result.rows_kept == len(rows)
        assert all(frame.height for frame in result.tables.values())


def test_the_workbook_shows_the_dictionary_beside_the_headings(out: Path) -> None:
    book = openpyxl.load_workbook(out / "bands.xlsx")
    assert book.sheetnames == ["Data", "Data dictionary"]
    page = list(book["Data dictionary"].values)
    assert page[0] == ("Column", "Meaning", "Type", "Codes", "Example", "Needed")
    assert [row[0] for row in page[1:]] == [one.heading for one in DICTIONARY[FileKind.BANDS]]


def test_all_columns_stand_in_one_dictionary(out: Path) -> None:
    with (out / "data-dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = sum(map(len, DICTIONARY.values())) + sum(map(len, SEN2_FIELDS.values()))
    assert len(rows) == counted
