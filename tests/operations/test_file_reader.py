"""The process that reads files is begun once, and outlives what fails beside it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from highneeds.ingest import FileKind
from highneeds.operations.file_reader import borrowed_reader


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger-2026-27.csv"
    path.write_text("Financial year,Period,Cost centre,Description,Amount\n2026-27,1,HN10,Top-ups,5\n")
    return path


def read(ledger: Path) -> subprocess.Popen[bytes]:
    with borrowed_reader() as reader:
        (unit,) = reader.find_units([ledger])
        assert unit.kind is FileKind.LEDGER
        return reader._process


def read_on_a_full_disk(ledger: Path) -> None:
    with borrowed_reader() as reader:
        reader.find_units([ledger])
        message = "the disk is full"
        raise OSError(message)


def test_an_import_that_fails_leaves_the_process_for_the_next(ledger: Path) -> None:
    before = read(ledger)
    with pytest.raises(OSError, match="full"):
        read_on_a_full_disk(ledger)
    assert read(ledger) is before


def test_a_process_that_was_ended_is_begun_anew_for_the_next(ledger: Path) -> None:
    before = read(ledger)
    with borrowed_reader() as reader:
        reader.end()
    after = read(ledger)
    assert after is not before
    assert read(ledger) is after
