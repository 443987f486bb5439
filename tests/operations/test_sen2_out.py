"""A return becomes XML whole or not at all, and only one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.small_council import SmallCouncil

from highneeds.core.errors import Refusal
from highneeds.ingest import FileKind, recognise
from highneeds.operations.sen2_out import write_return_as_xml


@pytest.fixture
def council(tmp_path: Path) -> SmallCouncil:
    return SmallCouncil(tmp_path / "council").write()


def test_nine_files_become_one_that_reads_as_the_same_return(council: SmallCouncil, tmp_path: Path) -> None:
    out = tmp_path / "return.xml"
    written = write_return_as_xml(council.blade("person").parent, out)
    assert recognise(out) is FileKind.SEN2_XML
    assert written.year == 2026
    assert written.records["person"] == len(council.sen2["person"])
    again = tmp_path / "again.xml"
    assert write_return_as_xml(out, again).records == written.records
    assert again.read_bytes() == out.read_bytes()


def test_a_folder_without_a_return_or_with_two_is_refused(council: SmallCouncil, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="holds no SEN2 returns"):
        write_return_as_xml(council.ledger_file, tmp_path / "return.xml")
    folder = council.blade("person").parent
    write_return_as_xml(folder, folder / "return.xml")
    with pytest.raises(Refusal, match="holds 2 SEN2 returns"):
        write_return_as_xml(folder, tmp_path / "return.xml")
    with pytest.raises(Refusal, match="There is no file or folder"):
        write_return_as_xml(tmp_path / "nowhere", tmp_path / "return.xml")
    assert not (tmp_path / "return.xml").exists()


def test_what_cannot_be_read_or_written_leaves_nothing_behind(council: SmallCouncil, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be written"):
        write_return_as_xml(council.blade("person").parent, tmp_path / "no-folder" / "return.xml")
    broken = tmp_path / "broken.xml"
    broken.write_text("<Message><Header><Collection>SEN2</Collection><Year>soon</Year></Header>")
    with pytest.raises(Refusal, match="no well-formed XML"):
        write_return_as_xml(broken, tmp_path / "return.xml")
    broken.write_text("<Message><Header><Collection>SEN2</Collection><Year>soon</Year></Header></Message>")
    with pytest.raises(Refusal, match="no header with its census year"):
        write_return_as_xml(broken, tmp_path / "return.xml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.xml", "council"]
