"""A snapshot cannot change unseen: same input, same id; one changed byte, found."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from highneeds.core import FinancialYear, SnapshotId
from highneeds.store import snapshots
from highneeds.store.snapshots import (
    Manifest,
    SnapshotDamagedError,
    read_snapshot,
    tables_changed,
    verify_snapshot,
    write_snapshot,
)

TABLES = {
    "ledger": pl.DataFrame({"month": [1, 2], "amount_pence": [5, None]}),
    "plans": pl.DataFrame({"need": ["ASD", ""]}, schema={"need": pl.Enum(["ASD", ""])}),
}
MANIFEST = Manifest(FinancialYear(2026), 7, 2026, 1_000, (("inflation", "3.0 % a year", "Budget book"),), "0.1.0")


@pytest.fixture
def folder(own_home: Path) -> Path:
    return own_home / "snapshots" / write_snapshot(TABLES, MANIFEST)


def test_a_snapshot_gives_back_what_was_written(folder: Path) -> None:
    snapshot = read_snapshot(SnapshotId(folder.name))
    assert snapshot.manifest == MANIFEST
    assert set(snapshot.tables) == set(TABLES)
    for name, frame in TABLES.items():
        assert_frame_equal(snapshot.tables[name], frame)


def test_the_same_input_has_the_same_id_and_nothing_is_written_again(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert write_snapshot(dict(reversed(TABLES.items())), MANIFEST) == folder.name
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_id_names_the_month_and_any_other_input_has_another(folder: Path) -> None:
    assert folder.name.startswith("2026-M07-")
    others = [
        write_snapshot(TABLES, replace(MANIFEST, seed=1)),
        write_snapshot(TABLES, replace(MANIFEST, code_version="0.1.1")),
        write_snapshot(TABLES, replace(MANIFEST, assumptions=())),
        write_snapshot(TABLES | {"plans": pl.DataFrame({"need": ["ASD", ""]})}, MANIFEST),
        write_snapshot(TABLES | {"ledger": pl.DataFrame({"month": [1, 2], "amount_pence": [5, 0]})}, MANIFEST),
    ]
    assert len({folder.name, *others}) == 6


@pytest.mark.parametrize("name", ["ledger.parquet", "plans.parquet", "manifest.json"])
def test_a_changed_byte_is_found_wherever_it_is(folder: Path, name: str) -> None:
    path = folder / name
    whole = path.read_bytes()
    path.chmod(0o600)
    for position in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert verify_snapshot(SnapshotId(folder.name)), position
    with pytest.raises(SnapshotDamagedError, match="Restore it from a backup"):
        read_snapshot(SnapshotId(folder.name))
    path.write_bytes(whole)
    assert verify_snapshot(SnapshotId(folder.name)) == ()


@pytest.mark.parametrize("name", ["plans.parquet", "manifest.json"])
def test_a_changed_byte_of_what_is_read_alone_is_found(folder: Path, name: str) -> None:
    _spoil(folder / name)
    with pytest.raises(SnapshotDamagedError, match=f"{name} (was changed|cannot be read)"):
        read_snapshot(SnapshotId(folder.name), only=("plans",))


def test_tables_that_are_not_asked_for_are_neither_read_nor_checked(folder: Path) -> None:
    _spoil(folder / "ledger.parquet")
    snapshot = read_snapshot(SnapshotId(folder.name), only=("plans", "of no snapshot"))
    assert snapshot.manifest == MANIFEST
    assert set(snapshot.tables) == {"plans"}
    assert_frame_equal(snapshot.tables["plans"], TABLES["plans"])
    with pytest.raises(SnapshotDamagedError, match=r"ledger\.parquet was changed"):
        read_snapshot(SnapshotId(folder.name))


def test_a_file_that_is_gone_or_foreign_is_found_whatever_is_read(folder: Path) -> None:
    (folder / "ledger.parquet").rename(folder / "notes.parquet")
    with pytest.raises(SnapshotDamagedError, match=r"notes\.parquet does not belong to it; ledger\.parquet is missing"):
        read_snapshot(SnapshotId(folder.name), only=("plans",))


def _spoil(path: Path) -> None:
    """Another last byte but one, of as many."""
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])


def test_a_missing_and_a_foreign_file_are_found(folder: Path) -> None:
    (folder / "ledger.parquet").rename(folder / "notes.parquet")
    assert verify_snapshot(SnapshotId(folder.name)) == (
        "notes.parquet does not belong to it",
        "ledger.parquet is missing",
    )


def test_the_files_are_read_only(folder: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o444}


def test_a_failure_while_writing_leaves_nothing(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> None:
        message = "no space left on device"
        raise OSError(message)

    monkeypatch.setattr(snapshots, "_flush_to_disk", fail)
    with pytest.raises(OSError, match="no space"):
        write_snapshot(TABLES, MANIFEST)
    assert os.listdir(own_home / "snapshots") == []  # noqa: PTH208 - hidden drafts must show


@pytest.mark.parametrize("name", ["../../etc", "2026-M07-0000000g", "", "2026-M07-00000000"])
def test_an_id_that_is_none_leads_nowhere(own_home: Path, name: str) -> None:
    assert not own_home.exists()
    with pytest.raises(LookupError):
        read_snapshot(SnapshotId(name))


def test_tables_that_are_not_those_of_a_snapshot_are_named_on_either_side(folder: Path) -> None:
    snapshot = SnapshotId(folder.name)
    assert tables_changed(snapshot, dict(TABLES)) == ()
    other = {"ledger": pl.DataFrame({"month": [1, 2], "amount_pence": [6, None]}), "budget": TABLES["plans"]}
    assert tables_changed(snapshot, other) == ("budget", "ledger", "plans")
    with pytest.raises(LookupError):
        tables_changed(SnapshotId("2026-M07-00000000"), {})
