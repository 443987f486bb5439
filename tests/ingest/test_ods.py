"""OpenDocument spreadsheets are read, and one that unfolds without end is refused before it does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.ingest.ods_files import write_ods
from tests.ingest.other_files import SCHOOL, SPECIAL, clean_others
from tests.ingest.small_council import KEY

from highneeds.core.faults import Fault
from highneeds.ingest import FileKind, ReadContext, find_units, read_unit, recognise

_FILLED = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


def _rows() -> list[list[object]]:
    rows = clean_others()[FileKind.PLACE_NUMBERS]
    body = [list(row.values()) for row in rows]
    return [["High needs place numbers"], ["Published in the summer"], [], list(rows[0]), *body]


def test_the_departments_place_numbers_are_read_with_their_headings_in_the_fourth_row(tmp_path: Path) -> None:
    (unit,) = find_units([write_ods(tmp_path / "High_needs_place_numbers.ods", _rows())])
    assert unit.kind is FileKind.PLACE_NUMBERS
    result = read_unit(unit, ReadContext(KEY))
    assert result.faults == ()
    assert result.tables["funded_places"].select("urn", "places", "source_row").rows() == [
        (SPECIAL, 100.0, 5),
        (SCHOOL, 20.0, 6),
    ]


_MANY_ROWS = f'<table:table-row table:number-rows-repeated="1000000">{_FILLED.format("") * 3}</table:table-row>'
_NINE_MILLION = ' table:number-columns-repeated="9000000"'
_MANY_CELLS = f"<table:table-row>{_FILLED.format(_NINE_MILLION)}</table:table-row>"
_GAP = '<table:table-cell table:number-columns-repeated="16000"/>'
_FAR_OUT = f'<table:table-row table:number-rows-repeated="200000">{_GAP}{_FILLED.format("")}</table:table-row>'


@pytest.mark.parametrize("row", [_MANY_ROWS, _MANY_CELLS, _FAR_OUT], ids=["rows", "cells", "a cell far out"])
def test_a_sheet_that_unfolds_to_millions_of_cells_is_refused_at_once(tmp_path: Path, row: str) -> None:
    started = time.perf_counter()
    fault = recognise(write_ods(tmp_path / "places.ods", _rows(), extra=row))
    assert isinstance(fault, Fault)
    assert fault.rule == "F02"
    assert time.perf_counter() - started < 5


def test_a_sheet_that_defines_words_of_its_own_is_refused(tmp_path: Path) -> None:
    fault = recognise(write_ods(tmp_path / "places.ods", _rows(), before='<!DOCTYPE a [<!ENTITY x "y">]>'))
    assert isinstance(fault, Fault)
    assert fault.rule == "F02"
