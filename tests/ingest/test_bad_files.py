"""A file that cannot be what it should be gives one clear fault and no tables, whatever its kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.ingest.exported_files import exported_ledger
from tests.ingest.other_files import FILE_OF_KIND
from tests.ingest.sen2_returns import Frames, as_template, as_workbook, as_xml
from tests.ingest.small_council import KEY, SmallCouncil
from tests.ingest.wide_files import small_release, write_wide

from highneeds.core.faults import Fault, Severity
from highneeds.ingest import FileKind, ImportUnit, ReadContext, ReadResult, UnitFile, find_units, read_unit, recognise
from highneeds.ingest.sen2_raw import Sen2Return
from highneeds.ingest.sen2_shapes import plain, read_shape

_KINDS_AND_FILES: dict[FileKind, Callable[[SmallCouncil], Path]] = {
    FileKind.PROVIDER_REGISTER: lambda council: council.register_file,
    FileKind.POPULATION: lambda council: council.population_file,
    FileKind.SEN2_BLADE: lambda council: council.blade("person"),
    FileKind.SEN2_XML: lambda council: _in_shape(council, as_xml),
    FileKind.SEN2_TEMPLATE: lambda council: _in_shape(council, as_template),
    FileKind.SEN2_WORKBOOK: lambda council: _in_shape(council, as_workbook),
    FileKind.PLAN_LIST: lambda council: council.plan_list_file,
    FileKind.BUDGET_BOOK: lambda council: council.budget_file,
    FileKind.PLACEMENT_COSTS: lambda council: council.costs_file,
    FileKind.TERM_DATES: lambda council: council.term_dates_file,
    FileKind.LEDGER: lambda council: council.ledger_file,
    FileKind.PAYMENTS: lambda council: council.payments_file,
    FileKind.EXPORTED_TABLE: lambda council: exported_ledger(council.folder),
    FileKind.PUBLISHED_RELEASE: lambda council: write_wide(council.folder.parent / "release.zip", small_release()),
    **{kind: partial(SmallCouncil.other_file, kind=kind) for kind in FILE_OF_KIND},
}


def _in_shape(council: SmallCouncil, write: Callable[[Path, int, Frames], ImportUnit]) -> Path:
    """The council's return in another shape, outside its folder."""
    folder = council.blade("person").parent
    (unit,) = find_units([folder])
    read = read_shape(unit)
    assert isinstance(read, Sen2Return)
    out = folder.parents[1].parent / "shapes"
    out.mkdir(exist_ok=True)
    return write(out, read.year, dict(plain(read).frames)).files[0].path


def _package(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _many_cells(cells: int) -> bytes:
    return b"<sheetData><row>" + b'<c t="str"><v>a</v></c>' * cells + b"</row></sheetData>"


_BAD: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "empty": (lambda _good: b"", {"F01"}),
    "only blanks": (lambda _good: b" \r\n\r\n ", {"F01"}),
    "binary": (lambda _good: bytes(range(256)) * 40, {"F02"}),
    "nul bytes": (lambda _good: b"URN,Name\r\n1\x002,x\r\n", {"F02"}),
    "cut short package": (lambda good: (good if good[:2] == b"PK" else _package({"a": good * 50}))[:-40], {"F02"}),
    "package of something else": (lambda _good: _package({"word/document.xml": b"<a/>"}), {"F02"}),
    "macros": (lambda _good: _package({"xl/vbaProject.bin": b"x"}), {"F02"}),
    "path that climbs": (lambda _good: _package({"../../x.xml": b"x"}), {"F02"}),
    "bomb of bytes": (lambda _good: _package({"xl/worksheets/sheet1.xml": bytes(210_000_000)}), {"F02"}),
    "bomb of cells": (lambda _good: _package({"xl/worksheets/sheet1.xml": _many_cells(2_100_000)}), {"F02"}),
    "wrong columns": (lambda _good: b"dish,price,drink\r\nsoup,3,tea\r\n", {"F02", "F03", "F04"}),
    "one column": (lambda _good: b"everything in one cell\r\nand another\r\n", {"F02", "F03", "F04"}),
    "an open quotation mark": (lambda _good: b'URN,"Name\r\n1,x\r\n2,y\r\n', {"F02"}),
    "a picture of a page": (lambda _good: b"%PDF-1.7\r\n1 0 obj\r\n", {"F02", "F03", "F04"}),
}
_QUICK = [name for name in _BAD if not name.startswith("bomb")]


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> SmallCouncil:
    return SmallCouncil(tmp_path_factory.mktemp("good")).write()


def _read_as(kind: FileKind, path: Path, council: SmallCouncil) -> ReadResult:
    """Reads ``path`` as if its kind had been told, in a return as the file of persons."""
    files = (UnitFile(path, path.name),)
    if kind is FileKind.SEN2_BLADE:
        others = sorted(file for file in council.blade("person").parent.iterdir() if file != council.blade("person"))
        files += tuple(UnitFile(file, file.name) for file in others)
    return read_unit(ImportUnit(kind, files, "0" * 64), ReadContext(KEY))


@pytest.mark.parametrize("bad", _QUICK)
@pytest.mark.parametrize("kind", list(FileKind))
def test_each_reader_gives_one_fault_and_no_tables(
    kind: FileKind, bad: str, tmp_path: Path, council: SmallCouncil
) -> None:
    good = _KINDS_AND_FILES[kind](council)
    spoil, expected = _BAD[bad]
    path = tmp_path / good.name
    path.write_bytes(spoil(good.read_bytes()))
    result = _read_as(kind, path, council)
    assert len(result.faults) == 1
    assert result.faults[0].rule in expected | ({"Q14", "Q15"} if kind is FileKind.PUBLISHED_RELEASE else set())
    assert result.faults[0].severity is Severity.STOPS_FILE
    assert result.faults[0].file == good.name
    assert (result.tables, result.held, result.rows_read) == ({}, (), 0)


@pytest.mark.parametrize("bad", _BAD)
def test_a_bad_file_is_recognised_as_such_and_stops_alone(bad: str, tmp_path: Path) -> None:
    spoil, _ = _BAD[bad]
    path = tmp_path / ("book.xlsx" if "bomb" in bad or "package" in bad else "book.csv")
    path.write_bytes(spoil(b"x"))
    fault = recognise(path)
    assert isinstance(fault, Fault)
    assert fault.severity is Severity.STOPS_FILE
    (unit,) = find_units([tmp_path])
    assert read_unit(unit, ReadContext(KEY)).faults == (fault,)


def test_a_workbook_cut_at_any_place_is_refused_or_read_whole(tmp_path: Path, council: SmallCouncil) -> None:
    content = council.costs_file.read_bytes()
    path = tmp_path / council.costs_file.name
    for length in range(0, len(content), 400):
        path.write_bytes(content[:length])
        result = _read_as(FileKind.PLACEMENT_COSTS, path, council)
        assert [fault.rule for fault in result.faults] in (["F01"], ["F02"])
        assert result.tables == {}


def test_a_missing_file_is_a_fault_and_no_exception(tmp_path: Path) -> None:
    fault = recognise(tmp_path / "gone.csv")
    assert isinstance(fault, Fault)
    assert fault.rule == "F02"


def test_a_return_without_one_of_its_files_is_refused_whole(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    del council.sen2["senneed"]
    council.write()
    unit = next(unit for unit in find_units([tmp_path]) if unit.kind is FileKind.SEN2_BLADE)
    result = read_unit(unit, ReadContext(KEY))
    assert [fault.rule for fault in result.faults] == ["F03"]
    assert "senneed" in result.faults[0].advice
    assert result.tables == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_usual_encodings_are_read_and_the_unusual_ones_told(
    encoding: str, tmp_path: Path, council: SmallCouncil
) -> None:
    text = council.ledger_file.read_text(encoding="utf-8").replace("Top-ups", "Café £", 1)
    path = tmp_path / "ledger-2026-27.csv"
    path.write_bytes(text.encode(encoding))
    assert recognise(path) is FileKind.LEDGER
    result = _read_as(FileKind.LEDGER, path, council)
    assert result.tables["ledger"].height == 7
    told = [] if encoding.startswith("utf-8") else ["F05"]
    assert [fault.rule for fault in result.faults] == told


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells_are_read(mark: str, tmp_path: Path, council: SmallCouncil) -> None:
    rows = [["Financial year", "Period", "Cost centre", "Amount"], ["2026-27", "1", "HN12", "12.50"]]
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(mark.join(row) for row in rows))
    result = _read_as(FileKind.LEDGER, path, council)
    assert result.tables["ledger"]["amount_pence"].to_list() == [1250]
