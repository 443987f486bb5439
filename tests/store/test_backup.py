"""Backup and restore: all that matters comes back to the row and byte, on both databases; nothing is ever half done."""

from __future__ import annotations

import io
import os
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.store.installations import Installation

from highneeds.core.errors import Refusal
from highneeds.operations import restore
from highneeds.store.backup_file import Contents, Member, read_backup, seal_keys, unseal_keys, write_backup
from highneeds.store.home_files import belongs
from highneeds.store.sealing import SealBrokenError

SECRET = b"three quiet green lamps"


def seen(state: dict[str, Any]) -> dict[str, Any]:
    """Without what a backup and a restore themselves note."""
    return {name: value for name, value in state.items() if name not in {"audit", "wrong"}}


def test_a_backup_made_while_people_write_comes_back_to_the_row_and_byte_elsewhere(
    installations: list[Installation], tmp_path: Path
) -> None:
    old, new = installations
    file = tmp_path / "off the machine" / "a.backup"
    file.parent.mkdir()
    old.does("fill", folder=tmp_path, letter="a")
    before = old.does("state")
    with old.busy():
        made = old.does("make", file=file)
    assert (made["file"], made["keys"]) == (str(file), f"{file}.keys")
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    assert not [text for text in (b"ledger-a.csv", b"HN10", b"SQLite format") if text in file.read_bytes()]

    keys = Path(f"{file}.keys").rename(tmp_path / "elsewhere.keys")
    refused = new.does("put back", file=file)["refused"]
    assert "child-key.key" in refused
    assert "Nothing was changed" in refused
    keys.rename(f"{file}.keys")
    assert "sealed with another key. Give the pass" in new.does("put back", file=file, wrong_secret=True)["refused"]
    assert new.does("put back", file=file, only_checks=True) == {"aside": None}
    assert not (new.home / "originals").exists()
    new.does("put back", file=file)
    after = new.does("state")
    assert seen(after) == seen(before)
    assert after["originals"] == [True]
    assert after["wrong"] == []
    assert set(before["audit"]) < set(after["audit"])

    living = new.does("state")
    assert "--replace" in new.does("put back", file=file)["refused"]
    assert new.does("state") == living


def test_what_gives_way_to_a_backup_is_set_aside_and_not_lost(
    installations: list[Installation], tmp_path: Path
) -> None:
    here, _ = installations
    here.does("fill", folder=tmp_path, letter="a")
    before = here.does("state")
    here.does("make", file=tmp_path / "a.backup")
    here.does("fill", folder=tmp_path, letter="b")
    found = here.does("put back", file=tmp_path / "a.backup", may_replace=True)
    assert {"audit", "originals", "snapshots"} < set(found["aside"])
    assert {"highneeds.sqlite3", "database.dump"} & set(found["aside"])
    after = here.does("state")
    assert seen(after) == seen(before)
    assert after["wrong"] == []
    assert not [path for path in here.home.iterdir() if "restoring" in path.name]


def test_a_restore_killed_at_any_step_lets_nothing_be_opened_until_it_is_done_again(
    installations: list[Installation], tmp_path: Path
) -> None:
    here, _ = installations
    here.does("fill", folder=tmp_path, letter="a")
    before = here.does("state")
    here.does("make", file=tmp_path / "a.backup")
    for step, letter in zip(("aside", "files", "database"), "bcd", strict=True):
        here.does("fill", folder=tmp_path, letter=letter)
        here.dies("put back", file=tmp_path / "a.backup", may_replace=True, dies_at=step)
        assert "cut off" in here.does("fill", folder=tmp_path, letter="e")["refused"], step
        here.does("put back", file=tmp_path / "a.backup")
        assert seen(here.does("state")) == seen(before), step


def test_what_gives_way_twice_within_a_second_stands_in_folders_of_its_own(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore.timezone, "localtime", lambda: datetime(2026, 11, 28, 11, 20, 19, tzinfo=UTC))
    places = []
    for _ in range(3):
        places.append(restore._place_aside())
        places[-1].mkdir()
    assert [place.name for place in places] == [
        "replaced-2026-11-28T112019",
        "replaced-2026-11-28T112019-2",
        "replaced-2026-11-28T112019-3",
    ]
    assert {place.parent for place in places} == {own_home}


def test_a_backup_killed_at_any_stage_leaves_no_half_file_and_the_next_clears_up(
    installations: list[Installation], tmp_path: Path
) -> None:
    here, _ = installations
    to = tmp_path / "to"
    to.mkdir()
    here.does("fill", folder=tmp_path, letter="a")
    for stage in ("Copying", "Writing", "Reading"):
        here.dies("make", file=to / "a.backup", dies_at=stage)
        assert not any(path.name in {"a.backup", "a.backup.keys"} for path in to.iterdir()), stage
    here.does("make", file=to / "a.backup")
    assert {path.name for path in to.iterdir()} == {"a.backup", "a.backup.keys"}
    assert not (here.home / ".backup").exists()
    assert "there already" in here.does("make", file=to / "a.backup")["refused"]
    assert "in the home itself" in here.does("make", file=here.home / "a.backup")["refused"]


def test_a_disk_that_fills_up_is_told_in_words_and_leaves_nothing(
    installations: list[Installation], tmp_path: Path
) -> None:
    """Needs the right to mount a small disk; without it only the look beforehand is seen."""
    here, _ = installations
    disk = tmp_path / "disk"
    disk.mkdir()
    here.does("fill", folder=tmp_path, letter="a")
    options = ["-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        return
    try:
        assert "not enough room" in here.does("make", file=disk / "a.backup")["refused"]
        assert "disk is full" in here.does("make on a full disk", file=disk / "a.backup")["refused"]
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.fixture(autouse=True)
def _cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process alone: the programs that make backups and restore them pay the whole cost of a key."""
    monkeypatch.setattr("highneeds.store.backup_file._SCRYPT_COST", 1 << 4)


def contents() -> Contents:
    return Contents("2026-11-28", "0.1.0", "sqlite", ["0001"], {"store_ledger": 3}, {"sealing.key": "ab"})


def written(*members: Member) -> bytes:
    target = io.BytesIO()
    write_backup(members, contents(), target, SECRET, lambda _: None)
    return target.getvalue()


def read(content: bytes, into: Path | None = None, secret: bytes = SECRET) -> Contents:
    return read_backup(io.BytesIO(content), secret, into, lambda _: None)


def test_a_backup_file_gives_back_every_byte_and_says_what_it_holds(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(os.urandom(3_000_001))
    content = written(Member("home/large", large), Member("home/a/none", b""), Member("home/" + "long" * 60, b"x"))
    found = read(content, tmp_path / "out")
    assert (tmp_path / "out/home/large").read_bytes() == large.read_bytes()
    assert (tmp_path / "out/home/a/none").read_bytes() == b""
    assert list(found.files) == ["home/a/none", "home/large", "home/" + "long" * 60]
    assert found.rows == {"store_ledger": 3}


@pytest.mark.parametrize("position", [0, 5, 25, 40, 60, 5_000, -1])
def test_a_byte_that_was_changed_anywhere_is_noticed(position: int) -> None:
    content = bytearray(written(Member("home/a", b"a" * 20_000)))
    content[position] ^= 1
    with pytest.raises(SealBrokenError):
        read(bytes(content))


@pytest.mark.parametrize("length", [0, 3, 30, 1_000, 12_000])
def test_a_backup_cut_short_anywhere_is_noticed(length: int) -> None:
    with pytest.raises(SealBrokenError):
        read(written(Member("home/a", b"a" * 20_000))[:length])


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(SealBrokenError):
        read(written(Member("home/a", b"a")), secret=SECRET + b"!")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "home/../../outside"])
def test_no_name_in_a_backup_leads_out_of_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(SealBrokenError):
        read(written(Member(name, b"a")), tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_a_file_that_shrinks_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a" * 10)
    real = os.fstat
    monkeypatch.setattr(
        "highneeds.store.backup_file.os.fstat", lambda number: type("Stat", (), {"st_size": real(number).st_size + 1})
    )
    with pytest.raises(Refusal, match="home/file became shorter"):
        written(Member("home/file", path))


def test_keys_come_back_from_their_own_file_with_the_same_secret_alone() -> None:
    target = io.BytesIO()
    seal_keys({"sealing.key": "k" * 64}, target, SECRET)
    assert b"kkkk" not in target.getvalue()
    assert unseal_keys(io.BytesIO(target.getvalue()), SECRET) == {"sealing.key": "k" * 64}
    with pytest.raises(SealBrokenError):
        unseal_keys(io.BytesIO(target.getvalue()), b"another")


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("originals", True),
        ("snapshots", True),
        ("audit", True),
        ("look.toml", True),
        ("something new", True),
        ("sealing.key", False),
        ("secret.key", False),
        ("highneeds.sqlite3-wal", False),
        ("cache", False),
        ("imports", False),
        ("replaced-2026-11-28T010000", False),
        ("before-migration", False),
        ("restoring.mark", False),
        (".backup", False),
    ],
)
def test_what_a_home_holds_is_kept_unless_it_is_made_again_passes_through_or_is_a_key(
    name: str, *, is_kept: bool
) -> None:
    assert belongs(name) == is_kept
