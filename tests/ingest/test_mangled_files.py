"""What a clumsy hand or a spreadsheet did to a good file is read rightly or told; nothing of it is lost in silence."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.bounded_reader import BoundedReader, bounded_reader
from tests.ingest.good_files import GOOD, GoodFiles
from tests.ingest.hostile_workbooks import package_of, parts_of, sheet_changed, with_sheets
from tests.ingest.small_council import KEY, SmallCouncil, clean_costs, import_folder, write_csv, write_sheet

from highneeds.ingest import FileKind, ImportUnit, ReadContext, ReadResult, UnitFile, find_units, read_unit
from highneeds.ingest.cell_text import meant
from highneeds.web.csv_download import safe_cell

_NOBODY = 65_534


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> GoodFiles:
    return GoodFiles(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    with bounded_reader() as opened:
        yield opened


def _one(path: Path) -> ReadResult:
    (unit,) = find_units([path])
    return read_unit(unit, ReadContext(KEY))


def _costs_with(tmp_path: Path, change: bytes, into: bytes) -> ReadResult:
    """The finance extract with every match of a pattern in its sheet replaced."""
    council = SmallCouncil(tmp_path).write()
    spoil = sheet_changed(lambda sheet: re.sub(change, into, sheet))
    council.costs_file.write_bytes(spoil(council.costs_file.read_bytes()))
    return _one(council.costs_file)


def test_an_error_in_a_cell_is_not_a_blank(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.costs[1]["End"] = date(2027, 1, 31)
    council.write()
    serial = str((date(2027, 1, 31) - date(1899, 12, 30)).days).encode()
    spoil = sheet_changed(
        lambda sheet: re.sub(rb'<c (r="\w+")([^>]*)><v>' + serial + b"</v>", rb'<c \1\2 t="e"><v>#N/A</v>', sheet)
    )
    council.costs_file.write_bytes(spoil(council.costs_file.read_bytes()))
    result = _one(council.costs_file)
    assert [(fault.rule, fault.field, fault.value) for fault in result.faults] == [("D01", "End", "#N/A")]
    assert result.rows_held == 1


def test_a_formula_is_read_by_its_saved_value_and_never_worked_out(tmp_path: Path) -> None:
    result = _costs_with(tmp_path, rb"<v>12000</v>", rb"<f>1+1</f><v>12000</v>")
    assert result.tables["cost_lines"]["amount_pence_per_year"][0] == 1_200_000
    assert result.faults == ()


@pytest.mark.parametrize("unsaved", [b"<f>1+1</f>", b"<f>1+1</f><v></v>", b"<f>1+1</f><v/>", b"<f/>"])
def test_a_formula_without_a_saved_value_holds_its_row(unsaved: bytes, tmp_path: Path) -> None:
    result = _costs_with(tmp_path, rb"<v>12000</v>", unsaved)
    (fault,) = result.faults
    assert (fault.rule, fault.row, fault.field) == ("F09", 5, "Rate")
    assert (result.rows_kept, result.rows_held) == (2, 1)


def test_cells_of_a_prefix_are_read_as_others(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path).write()
    parts = parts_of(council.costs_file.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    renamed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts[name]).replace(b"xmlns=", b"xmlns:x=", 1)
    council.costs_file.write_bytes(package_of(parts | {name: renamed}))
    assert _one(council.costs_file).rows_kept == 3


def test_days_of_the_1904_system_are_the_days_that_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "placement-costs-2026-10-31.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        rows = clean_costs()
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values()):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    assert set(_one(path).tables["cost_lines"]["start_date"]) == {date(2026, 4, 1)}


def _ledger_sheets(*sheets: tuple[str, str]) -> bytes:
    header: list[object] = ["Financial year", "Period", "Cost centre", "Amount"]
    return with_sheets(*((name, state, [header, ["2026-27", 1, "HN12", 5]]) for name, state in sheets))


def test_two_sheets_alike_are_refused_since_one_would_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "ledger-2026-27.xlsx"
    path.write_bytes(_ledger_sheets(("April", "shown"), ("May", "shown")))
    (fault,) = _one(path).faults
    assert fault.rule == "F11"
    assert "“April” and “May”" in fault.advice


def test_a_hidden_sheet_is_told_and_gives_way_to_one_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "ledger-2026-27.xlsx"
    path.write_bytes(_ledger_sheets(("Mine", "shown"), ("Old", "hidden")))
    result = _one(path)
    assert result.rows_kept == 1
    (fault,) = result.faults
    assert fault.rule == "F10"
    assert "“Old” (hidden)" in fault.advice


def test_values_taken_from_other_workbooks_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger-2026-27.xlsx"
    parts = parts_of(_ledger_sheets(("April", "shown")))
    path.write_bytes(package_of(parts | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}))
    (fault,) = _one(path).faults
    assert fault.rule == "F10"
    assert "links to other workbooks" in fault.advice


@pytest.mark.parametrize("mangled", ["1.23E+12", "9.99e+09", "1E+12"])
def test_children_whose_number_a_spreadsheet_shortened_are_held_and_never_become_one_child(
    mangled: str, tmp_path: Path
) -> None:
    council = SmallCouncil(tmp_path)
    for row in council.plan_list:
        row["UPN"] = ""
        row["ULN"] = mangled
    council.write()
    result = _one(council.plan_list_file)
    assert {fault.rule for fault in result.faults} == {"F13"}
    assert (result.rows_kept, result.rows_held) == (0, 3)


def test_a_return_with_shortened_numbers_holds_what_hangs_under_them(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.sen2["person"][0]["upn"] = "1.23E+12"
    council.write()
    (result,) = (one for one in import_folder(tmp_path).results if one.kind is FileKind.SEN2_BLADE)
    assert [fault.rule for fault in result.faults] == ["F13"]
    assert result.tables["children"].height == 2


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ({0: "10/31/2026", 1: "03/04/2026", 2: "2026-04-01"}, 2),  # the second can be either day
        ({0: "31/10/2026", 1: "03/04/2026", 2: "1/4/2026"}, 0),
        ({0: "29/02/2026", 1: "29/02/2028", 2: "01/04/2026"}, 1),
        ({0: "01/04/26", 1: "01/04/20261", 2: "2026-04-011"}, 3),
        ({0: "46113", 1: "46113.0", 2: "60"}, 1),
        ({0: "\u200e01/04/2026\u200e", 1: "01/04/2026 00:00", 2: "2026-04-01T00:00:00"}, 0),
    ],
)
def test_a_date_that_can_be_two_days_or_none_is_held(written: dict[int, str], held: int, tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    for row, text in written.items():
        council.costs[row]["Start"] = text
    council.write()
    result = _one(council.costs_file)
    assert result.rows_held == held
    assert {fault.rule for fault in result.faults} == ({"D01"} if held else set())


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp")), min_size=1, max_size=6))
def test_text_that_our_export_marks_comes_in_as_it_was(text: str) -> None:
    out = str(safe_cell(text))
    frame = meant(pl.DataFrame({"x": [out]}))
    assert frame["x"][0] == (text.replace(",", "") if out != text and not out.startswith("'") else text)


def test_faults_without_end_fill_neither_memory_nor_screen(reader: BoundedReader, tmp_path: Path) -> None:
    path = tmp_path / "ledger-2026-27.csv"
    path.write_text("Financial year,Period,Cost centre,Amount\n" + "2026-27,99,,x\n" * 300_000)
    reading = reader.read(path)
    assert reading.ended is None
    assert reading.peak_bytes < 400_000_000
    assert [fault["rule"] for fault in reading.faults] == ["F12"]


def test_what_is_no_ordinary_file_is_told_and_not_waited_for(reader: BoundedReader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "nothing")
    (tmp_path / "c.csv").mkdir()
    (tmp_path / "d.csv").symlink_to("/dev/zero")
    reading = reader.read(tmp_path)
    assert reading.error is None
    assert [(fault["file"], fault["rule"]) for fault in reading.faults] == [
        ("a.csv", "F02"), ("b.csv", "F02"), ("d.csv", "F02"),
    ]  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_file_or_folder_that_may_not_be_read_is_told(reader: BoundedReader) -> None:
    folder = Path("/tmp") / f"highneeds-closed-{os.getpid()}"  # noqa: S108 - others must be able to reach it
    folder.mkdir(mode=0o755)
    try:
        (folder / "ledger.csv").write_text("secret")
        (folder / "ledger.csv").chmod(0o600)
        (folder / "closed").mkdir(mode=0o700)
        reading = reader.read(folder, as_user=_NOBODY)
    finally:
        (folder / "ledger.csv").unlink()
        (folder / "closed").rmdir()
        folder.rmdir()
    assert reading.error is None
    assert [(fault["file"], fault["rule"]) for fault in reading.faults] == [("closed", "F02"), ("ledger.csv", "F02")]
    assert all("Permission denied" in fault["advice"] for fault in reading.faults)


@pytest.mark.parametrize(
    "name", ["\x1b[2Jledger.csv", "\u202evsc.ledger.csv", b"led\xffger.csv".decode(errors="surrogateescape")]
)
def test_a_name_that_steers_a_screen_is_spelt_out(name: str, tmp_path: Path) -> None:
    write_csv(tmp_path / name, [{"dish": "soup"}])
    (unit,) = find_units([tmp_path])
    (fault,) = read_unit(unit, ReadContext(KEY)).faults
    assert unit.name == fault.file
    assert fault.file.isprintable()
    assert "<U+" in fault.file


def test_what_a_cell_holds_cannot_steer_a_screen(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.costs[0]["Rate"] = "\u202e\u009b2J12"
    council.write()
    (fault,) = [fault for fault in _one(council.costs_file).faults if fault.rule == "C04"]
    assert fault.value is not None
    assert fault.value.isprintable()


_FLIPS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("kind", GOOD)
@_FLIPS
@given(data=st.data())
def test_bits_flipped_at_random_break_no_reader(
    kind: FileKind, data: st.DataObject, good: GoodFiles, tmp_path: Path
) -> None:
    content = bytearray(good.content(kind))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) * 8 - 1))
        content[place // 8] ^= 1 << place % 8
    path = tmp_path / good.path(kind).name
    path.write_bytes(content)
    files = tuple(UnitFile(file, file.name) for file in [path, *good.others(kind)])
    result = read_unit(ImportUnit(kind, files, "0" * 64), ReadContext(KEY))
    assert result.rows_read == result.rows_kept + result.rows_held + result.rows_skipped
    assert result.tables or result.faults


_NASTY = st.sampled_from(
    ["1e308", "-1e99", "99999999999999999999", "9" * 400, "1E+400", "NaN", "inf", "-inf", "0x10", "१२", "½", "1,2,3",
     "--5", "(", "2147483648", "9223372036854775808", "9999-12-31", "0001-01-01", "31/02/2026", "99999", "=1+1", "'-5",
     "\u00a0", "TRUE", "1.5", "-0", "1e-99", "12:00", "%", "Total", "#REF!", "null"]
)  # fmt: skip


@pytest.mark.parametrize("table", ["plan_list", "costs", "ledger", "payments", "term_dates", "budget", "population",
                                   "register"])  # fmt: skip
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_value_however_nasty_breaks_a_reader(table: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = SmallCouncil(Path(folder))
        rows = getattr(council, table)
        for _ in range(data.draw(st.integers(1, 3))):
            row = rows[data.draw(st.integers(0, len(rows) - 1))]
            row[data.draw(st.sampled_from(sorted(row)))] = data.draw(_NASTY)
        path = getattr(council, f"{'register' if table == 'register' else table}_file")
        write = write_sheet if path.suffix == ".xlsx" else write_csv
        write(path, rows)
        for unit in find_units([path]):
            result = read_unit(unit, ReadContext(KEY))
            assert result.rows_read == result.rows_kept + result.rows_held + result.rows_skipped
