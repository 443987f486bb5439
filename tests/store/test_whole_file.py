"""A file is written whole, for its owner alone, or nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from highneeds.store.whole_file import write_whole


def test_a_file_takes_the_place_of_another_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new/folder/file"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_where_it_cannot_be_written_what_was_there_stays_and_nothing_lies_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"first")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_is_said_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no folder")
    with pytest.raises(NotADirectoryError):
        write_whole(tmp_path / "file/below/it", b"second")
