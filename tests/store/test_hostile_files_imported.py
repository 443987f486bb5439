"""A folder of hostile files through the whole import: each refused by name, nothing of it kept, the good one in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest import hostile_text, hostile_workbooks, hostile_xml
from tests.ingest.small_council import SmallCouncil
from typer import Typer
from typer.testing import CliRunner

from highneeds.cli.import_command import import_files
from highneeds.store.models import FaultRow, HeldRow, ImportRun, ImportTask, OriginalFile
from highneeds.store.tables import TABLE_NAMES, load_table

pytestmark = pytest.mark.django_db

COMMAND = Typer()
COMMAND.command()(import_files)
RETURN = b'<?xml version="1.0" encoding="UTF-8"?>\n<Message><SEN2><Person></Person></SEN2></Message>'
TEXT = (
    "nothing", "blanks", "half a byte order mark", "a column twice", "only a header", "NULs", "UTF-16 without its mark",
    "a cell never closed", "100,000 columns", "noise", "a picture", "a program", "a page that is a zip too",
)  # fmt: skip
WORKBOOKS = (
    "a cell at the far corner", "a row that no sheet has", "zips within zips", "a document type", "a path that climbs",
    "a part given twice", "macros under another suffix", "a password of Excel",
)  # fmt: skip
XML = ("billion laughs", "an entity that is a file", "an external document type", "ten thousand deep", "two roots")
"""Of the corpus those that are quick to make; each of all is read in the tests of reading."""


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Path, list[str]]:
    """The folder, with one good file, and the names of the bad ones."""
    council, folder = SmallCouncil(tmp_path / "council").write(), tmp_path / "given"
    folder.mkdir()
    ledger, costs = council.ledger_file.read_bytes(), council.costs_file.read_bytes()
    made = {f"ledger-2026-27 {number}.csv": hostile_text.REFUSED[name](ledger) for number, name in enumerate(TEXT)}
    for number, name in enumerate(WORKBOOKS):
        made[f"placement-costs-2026-10-31 {number}.xlsx"] = hostile_workbooks.REFUSED[name](costs)
    for number, name in enumerate(XML):
        made[f"return {number}.xml"] = b"".join(hostile_xml.REFUSED[name](RETURN))
    for name, content in made.items():
        (folder / name).write_bytes(content)
    (folder / council.ledger_file.name).write_bytes(ledger)
    return folder, list(made)


def test_hostile_files_are_refused_by_name_and_leave_nothing_while_the_good_one_goes_in(
    hostile: tuple[Path, list[str]],
) -> None:
    folder, bad = hostile
    result = CliRunner().invoke(COMMAND, [str(folder), "--yes"])
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert "highneeds failed on it" not in result.output
    assert [name for name in bad if name not in result.output] == []
    (run,) = ImportRun.objects.all()
    assert run.kind == "ledger"
    assert [name for name in TABLE_NAMES if load_table(name).height] == ["ledger"]
    kept = {*run.file_names}
    assert set(FaultRow.objects.values_list("file", flat=True)) <= kept
    assert set(HeldRow.objects.values_list("file", flat=True)) <= kept
    assert set(OriginalFile.objects.values_list("name", flat=True)) == kept
    assert not ImportTask.objects.exists()
