"""A table written out, edited and imported again shows what was edited, and nothing else."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.store_frames import cost_lines, ledger, other_tables, payments, run_of, sen2_tables, term_dates

from highneeds.core.errors import Refusal
from highneeds.core.text_cells import guarded
from highneeds.ingest.cell_text import meant
from highneeds.operations.export_table import export_table
from highneeds.operations.importing import Outcome, import_paths
from highneeds.operations.undoing import undo_import
from highneeds.store import keeping
from highneeds.store.models import ImportRun
from highneeds.store.tables import load_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

UNITS = {
    "sen2-blade": sen2_tables(),
    "ledger": ledger(),
    "payments": payments(),
    "term-dates": term_dates(),
    "placement-costs": cost_lines(),
    **other_tables(),
}
TABLES = [(kind, name) for kind, tables in UNITS.items() for name in tables]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
def test_a_guarded_text_is_no_formula_and_is_read_as_it_was(text: str) -> None:
    cell = guarded(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@"))
    assert meant(pl.DataFrame({"cell": [cell]})).item() == (text or None)


@pytest.mark.parametrize(("kind", "name"), TABLES)
def test_a_table_written_out_and_read_again_would_change_nothing(kind: str, name: str, tmp_path: Path) -> None:
    keeping.save_result(run_of(kind), UNITS[kind])
    path = tmp_path / "out.xlsx"
    assert export_table(name, path, purpose="to be mended") == UNITS[kind][name].height
    (unit,) = import_paths([path], dry_run=True).units
    assert (unit.kind, unit.outcome, unit.faults) == ("exported-table", Outcome.IMPORTED, ())
    (change,) = unit.changes
    assert (change.table, change.is_nothing) == (name, True)


def test_what_was_edited_shows_goes_in_and_can_be_undone(tmp_path: Path) -> None:
    lines = cost_lines(date(2026, 10, 31), 3)
    lines["cost_lines"] = lines["cost_lines"].with_columns(provider_name=_hostile(3))
    keeping.save_result(run_of("placement-costs"), lines)
    before = load_table("cost_lines").rows()
    path = tmp_path / "out.xlsx"
    export_table("cost_lines", path, purpose="to be mended")
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets" in name]
    assert not any(re.search(r"<f[ >]", sheet) for sheet in sheets)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("amount_pence_per_year") + 1).value = 7
    sheet.delete_rows(4)
    book.save(path)
    (unit,) = import_paths([path], dry_run=True).units
    (change,) = unit.changes
    assert (change.new, change.changed, change.ended, change.same) == (0, 1, 1, 1)
    assert change.fields == (("amount_pence_per_year", 1),)
    import_paths([path])
    assert load_table("cost_lines")["amount_pence_per_year"].to_list() == [7, 6_543_210]
    assert load_table("cost_lines")["provider_name"].to_list() == _hostile(3)[:2].to_list()
    undo_import(ImportRun.objects.latest("pk").pk, by="sam")
    assert load_table("cost_lines").rows() == before


def _hostile(rows: int) -> pl.Series:
    return pl.Series(["=1+1", "'=1+1", "@SUM(A1)"][:rows])


@pytest.mark.parametrize(("cell", "rule"), [("five", "Z01"), (None, "Z01"), (13, "Z02")])
def test_a_wrong_edit_stops_the_whole_file_and_says_where(cell: object, rule: str, tmp_path: Path) -> None:
    keeping.save_result(run_of("ledger"), ledger())
    path = tmp_path / "out.xlsx"
    export_table("ledger", path, purpose="to be mended")
    book = openpyxl.load_workbook(path)
    book.active.cell(3, 2).value = cell
    book.save(path)
    (unit,) = import_paths([path]).units
    assert unit.outcome is Outcome.REFUSED
    assert [(fault.rule, fault.row) for fault in unit.faults] == [(rule, 3)]
    assert load_table("ledger").height == 7


def test_what_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="The tables are children"):
        export_table("letters", tmp_path / "out.xlsx", purpose="to be mended")
    with pytest.raises(Refusal, match="holds 0 rows"):
        export_table("ledger", tmp_path / "out.xlsx", purpose="to be mended")
    keeping.save_result(run_of("ledger"), ledger())
    with pytest.raises(Refusal, match=r"does not end in \.xlsx"):
        export_table("ledger", tmp_path / "out.csv", purpose="to be mended")
    export_table("ledger", tmp_path / "out.xlsx", purpose="to be mended")
    with pytest.raises(Refusal, match="there already"):
        export_table("ledger", tmp_path / "out.xlsx", purpose="to be mended")
