"""Files are read in a process of its own: what it takes too much of stops the file, in words, and never us."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from highneeds.ingest import ReadContext, bounded, find_units, read_unit
from highneeds.ingest.bounded import BoundedReader
from highneeds.ingest.staged import StagedUnit

KEY = b"a secret of the tests"
ALLOW = bounded._allow_seconds
HEADINGS = "Financial year,Period,Cost centre,Description,Amount\n"


@pytest.fixture
def reader() -> Iterator[BoundedReader]:
    started = BoundedReader()
    yield started
    started.end()


def ledger(folder: Path, rows: int) -> Path:
    path = folder / "ledger-2026-27.csv"
    lines = "".join(f"2026-27,{number % 12 + 1},HN{number},Top-ups,5\n" for number in range(rows))
    path.write_text(f"{HEADINGS}{lines}2026-27,1,HN1,Top-ups,none yet\n")
    return path


def read(reader: BoundedReader, path: Path, folder: Path) -> StagedUnit:
    (unit,) = reader.find_units([path])
    folder.mkdir()
    return reader.read(unit, key=KEY, context={"budget_lines": None}, folder=folder)


def test_what_the_process_reads_is_what_the_reader_reads(reader: BoundedReader, tmp_path: Path) -> None:
    path = ledger(tmp_path, 30)
    (unit,) = find_units([path])
    whole = read_unit(unit, ReadContext(KEY))
    staged = read(reader, path, tmp_path / "staged")
    assert reader.find_units([path]) == [unit]
    assert (staged.faults, staged.held, staged.counts) == (whole.faults, whole.held, whole.counts)
    assert_frame_equal(staged.table("ledger"), whole.tables["ledger"])
    parts = list(staged.parts("ledger", 7, after=7))
    assert [part.height for part in parts] == [7, 7, 7, 2]
    assert parts[0]["source_row"][0] == staged.table("ledger")["source_row"][7]
    assert reader.preview(unit)[0][0] == "Financial year"


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        ("_allow_seconds", lambda process, _: ALLOW(process, 0), "processor's time"),
        ("_BY_THE_CLOCK", 0, "longer than 0 s"),
    ],
)
def test_a_file_that_takes_too_long_is_stopped_and_the_next_one_is_read(
    limit: str, value: object, says: str, reader: BoundedReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = ledger(tmp_path, 400_000)
    (unit,) = reader.find_units([large])
    monkeypatch.setattr(bounded, limit, value)
    (tmp_path / "staged").mkdir()
    staged = reader.read(unit, key=KEY, context={}, folder=tmp_path / "staged")
    (fault,) = staged.faults
    assert (fault.rule, fault.file) == ("F02", "ledger-2026-27.csv")
    assert says in fault.advice
    assert staged.is_refused
    monkeypatch.undo()
    assert not read(reader, ledger(tmp_path, 3), tmp_path / "next").is_refused


def test_a_process_without_the_memory_it_needs_stops_the_file_and_not_us(tmp_path: Path) -> None:
    small = BoundedReader(max_bytes=60_000_000)
    try:
        (unit,) = small.find_units([ledger(tmp_path, 3)])
    finally:
        small.end()
    assert unit.fault is not None
    assert unit.fault.rule == "F02"
    assert "Reading it" in unit.fault.advice


def test_a_process_that_was_killed_is_started_again(reader: BoundedReader, tmp_path: Path) -> None:
    os.kill(reader._process.pid, signal.SIGKILL)
    reader._process.wait()
    assert not read(reader, ledger(tmp_path, 3), tmp_path / "staged").is_refused


def test_who_watches_can_stop_the_reading(reader: BoundedReader, tmp_path: Path) -> None:
    (unit,) = reader.find_units([ledger(tmp_path, 400_000)])
    process = reader._process

    def stop(_seconds: float) -> None:
        raise KeyboardInterrupt

    reader.watch = stop
    with pytest.raises(KeyboardInterrupt):
        reader.read(unit, key=KEY, context={}, folder=tmp_path)
    assert process.returncode == -signal.SIGKILL


def test_the_process_is_told_nothing_it_has_no_use_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("HIGHNEEDS_HOME", "/secret")
    of_polars = {"POLARS_MAX_THREADS", "_RJEM_MALLOC_CONF"}
    known = {"PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH"}
    assert bounded._environment().keys() <= known | of_polars
