"""Lines taken whole are the rows that a parser makes of them one by one, wherever a block of the file ends."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from highneeds.ingest import csv_text, headers
from highneeds.ingest.csv_rows import CsvError, csv_rows
from highneeds.ingest.grid import Grid, csv_grid
from highneeds.ingest.headers import Columns, RawTable, read_table
from highneeds.ingest.results import UnitFile

PIECES = ["a", "£", " b ", ",", ",", "\n", "\n", "\r\n", "\r", '"', '"x\ny"', '"x,""y"', "'=1", "\u200b", ""]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
HEADER = "one,two,three\n"
COLUMNS = Columns({"one": "one", "two": "two", "three": "three"}, frozenset({"one"}))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "_CHUNK", 16)


def _parsed(text: str) -> list[list[str]] | None:
    """The oracle; None where its rows cannot be told apart."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
def test_the_rows_are_those_of_a_parser_that_reads_the_whole(text: str, encoding: str) -> None:
    text = HEADER + text.replace("\u200b", "" if encoding == "cp1252" else "\u200b")
    expected = _parsed(text)
    if expected is None:
        with pytest.raises(CsvError):
            csv_rows(text.encode(encoding))
        return
    rows = csv_rows(text.encode(encoding))
    assert list(rows) == expected
    assert rows.height == len(expected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_a_table_of_lines_taken_whole_is_that_of_its_rows_one_by_one(text: str) -> None:
    expected = _parsed(HEADER + text)
    if expected is None:
        return
    whole = csv_grid(UnitFile(Path("f.csv"), "f.csv"), (HEADER + text).encode())
    one_by_one = Grid("f.csv", expected, whole.encoding)
    assert _told(read_table(whole, COLUMNS)) == _told(read_table(one_by_one, COLUMNS))


def _told(read: object) -> object:
    if not isinstance(read, RawTable):
        return read
    return read.frame.to_dicts(), read.rows_read, read.skipped, read.held, read.faults, read.headings


def test_most_lines_are_taken_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "_CHUNK", 1 << 20)
    monkeypatch.setattr(
        headers, "_raw", lambda *_: pl.DataFrame(schema={**dict.fromkeys("012", pl.String()), "source_row": pl.Int32()})
    )
    grid = csv_grid(UnitFile(Path("f.csv"), "f.csv"), (HEADER + "1,2,3\r\n" * 5).encode())
    read = read_table(grid, COLUMNS)
    assert isinstance(read, RawTable)
    assert read.frame["source_row"].to_list() == [2, 3, 4, 5, 6]
    assert read.frame["three"].to_list() == ["3"] * 5


def test_the_line_from_which_rows_cannot_be_told_apart_is_the_file_s_own() -> None:
    with pytest.raises(CsvError, match="From line 12 on"):
        csv_rows((HEADER + "1,2,3\n" * 10 + '"4').encode())
