"""A hostile or broken file is refused in words or read rightly, within 10 seconds and a gigabyte, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.ingest import hostile_text, hostile_workbooks, hostile_xml
from tests.ingest.bounded_reader import BYTES, SECONDS, BoundedReader, Reading, bounded_reader
from tests.ingest.good_files import GOOD, GoodFiles

from highneeds.ingest import FileKind


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> GoodFiles:
    return GoodFiles(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    with bounded_reader() as opened:
        yield opened


def holds(reading: Reading) -> Reading:
    """What is true of every file, good or bad."""
    assert reading.error is None, reading.error
    assert reading.ended is None, reading.ended
    assert reading.cpu_seconds < SECONDS
    assert reading.peak_bytes < BYTES
    for result in reading.results:
        assert result["read"] == result["kept"] + result["held"] + result["skipped"]
        for fault in result["faults"]:
            assert fault["file"]
            assert fault["rule"]
            assert fault["advice"].endswith(".")
            assert fault["advice"].isprintable()
        if any(fault["severity"] == "stops the file" for fault in result["faults"]):
            assert result["tables"] == {}
    return reading


def _is_refused(reading: Reading) -> bool:
    return bool(reading.results) and all(not result["tables"] and result["faults"] for result in reading.results)


def _written(path: Path, parts: Iterator[bytes]) -> Path:
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
    return path


@pytest.mark.parametrize("name", hostile_text.REFUSED)
def test_a_hostile_csv_is_refused_in_words(name: str, good: GoodFiles, reader: BoundedReader, tmp_path: Path) -> None:
    path = tmp_path / "ledger-2026-27.csv"
    path.write_bytes(hostile_text.REFUSED[name](good.content(FileKind.LEDGER)))
    assert _is_refused(holds(reader.read(path)))


@pytest.mark.parametrize("name", hostile_text.READ)
def test_a_strange_csv_is_read_rightly(name: str, good: GoodFiles, reader: BoundedReader, tmp_path: Path) -> None:
    path = tmp_path / "ledger-2026-27.csv"
    spoil, kept = hostile_text.READ[name]
    path.write_bytes(spoil(good.content(FileKind.LEDGER)))
    reading = holds(reader.read(path))
    assert reading.rows_kept == kept
    assert reading.results[0]["rows"]["ledger"][0]["amount_pence"] == 123456
    assert reading.results[0]["rows"]["ledger"][0]["cost_centre"] == "HN12"


@pytest.mark.parametrize("name", hostile_workbooks.REFUSED)
def test_a_hostile_workbook_is_refused_in_words(
    name: str, good: GoodFiles, reader: BoundedReader, tmp_path: Path
) -> None:
    path = tmp_path / "placement-costs-2026-10-31.xlsx"
    path.write_bytes(hostile_workbooks.REFUSED[name](good.content(FileKind.PLACEMENT_COSTS)))
    reading = holds(reader.read(path))
    assert _is_refused(reading)
    assert reading.rules == {"F02"}


@pytest.mark.parametrize("name", hostile_xml.REFUSED)
def test_hostile_xml_is_refused_in_words(name: str, good: GoodFiles, reader: BoundedReader, tmp_path: Path) -> None:
    path = _written(tmp_path / "return.xml", hostile_xml.REFUSED[name](good.content(FileKind.SEN2_XML)))
    reading = holds(reader.read(path, kind=FileKind.SEN2_XML))
    assert _is_refused(reading)
    assert reading.rules == {"F02"}
    assert _is_refused(holds(reader.read(path)))


@pytest.mark.parametrize("name", hostile_xml.READ)
def test_strange_xml_is_read_rightly(name: str, good: GoodFiles, reader: BoundedReader, tmp_path: Path) -> None:
    content = good.content(FileKind.SEN2_XML)
    path = _written(tmp_path / "return.xml", hostile_xml.READ[name](content))
    reading = holds(reader.read(path))
    assert reading.results[0]["kind"] == FileKind.SEN2_XML
    assert reading.rows_kept == holds(reader.read(_written(tmp_path / "good.xml", iter([content])))).rows_kept > 0


_EVERYWHERE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": hostile_text.REFUSED["nothing"],
    "noise": hostile_text.REFUSED["noise"],
    "a picture": hostile_text.REFUSED["a picture"],
    "a workbook's password": hostile_workbooks.REFUSED["a password of Excel"],
    "a far corner": lambda _good: hostile_workbooks.REFUSED["a cell at the far corner"](
        hostile_workbooks.with_sheets(("S", "shown", [["a"]]))
    ),
    "NULs throughout": lambda content: content.replace(b"0", b"\0"),
    "its first half": lambda content: content[: len(content) // 2],
    "its second half": lambda content: content[len(content) // 2 :],
    "twice over": lambda content: content + content,
}


@pytest.mark.parametrize("name", _EVERYWHERE)
@pytest.mark.parametrize("kind", GOOD)
def test_no_reader_breaks_on_a_bad_file(
    kind: FileKind, name: str, good: GoodFiles, reader: BoundedReader, tmp_path: Path
) -> None:
    path = tmp_path / good.path(kind).name
    path.write_bytes(_EVERYWHERE[name](good.content(kind)))
    holds(reader.read(path, *good.others(kind), kind=kind))


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_cut_at_any_kilobyte_is_refused_or_says_what_it_lost(
    kind: FileKind, good: GoodFiles, reader: BoundedReader, tmp_path: Path
) -> None:
    content = good.content(kind)
    whole = holds(reader.read(good.path(kind), *good.others(kind), kind=kind)).rows_kept
    path = tmp_path / good.path(kind).name
    for length in range(0, len(content), 1024):
        path.write_bytes(content[:length])
        reading = holds(reader.read(path, *good.others(kind), kind=kind))
        assert reading.rows_kept <= whole
        if content[:2] == b"PK" or content.startswith(b"<?xml"):
            assert _is_refused(reading)
