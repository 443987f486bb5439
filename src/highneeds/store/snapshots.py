"""Snapshots: what a forecast or a paper was made from, as Parquet files that never change once written.

A snapshot's id is a digest of everything that went in, so the same input has the same id, and any changed byte shows.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds import __version__
from highneeds.core import FinancialYear, SnapshotId
from highneeds.core.errors import Refusal
from highneeds.store.home import home
from highneeds.store.record_json import from_json, to_json

_ID = re.compile(r"\d{4}-M\d{2}-[0-9a-f]{8}")
_MANIFEST = "manifest.json"
_READ_ONLY = 0o444


class SnapshotDamagedError(Exception):
    """A snapshot on disk is not what was written."""


class SnapshotForgottenError(Refusal):
    """The rows of a month were deleted by the council's schedule; the totals of its record stand."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What besides the tables determines a month. ``assumptions``: name, value in words, source."""

    financial_year: FinancialYear
    month: int
    seed: int
    draws: int
    assumptions: tuple[tuple[str, str, str], ...]
    code_version: str = __version__


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    rows: int
    content_sha256: str  # of the values, whatever wrote the file
    file_sha256: str


@dataclass(frozen=True, slots=True)
class _Contents:
    """What ``manifest.json`` holds. The id is over all of it but the files' own digests."""

    digest: str
    manifest: Manifest
    tables: tuple[_Table, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    id: SnapshotId
    manifest: Manifest
    tables: Mapping[str, pl.DataFrame]


def write_snapshot(tables: Mapping[str, pl.DataFrame], manifest: Manifest) -> SnapshotId:
    """Write the tables under ``HIGHNEEDS_HOME/snapshots``; gives for example ``2026-M07-4f2a91c0``.

    The folder appears whole or not at all; when it is there already nothing is written. Raises SnapshotDamagedError
    when what is there was changed.
    """
    content = {name: _content_sha256(tables[name]) for name in sorted(tables)}
    digest = _digest(manifest, content)
    snapshot = SnapshotId(f"{manifest.financial_year.starts}-M{manifest.month:02d}-{digest[:8]}")
    folder = _folder(snapshot)
    if not folder.exists():
        draft = folder.with_name(f".{snapshot}.{secrets.token_hex(4)}")
        draft.mkdir(parents=True)
        try:
            _write_files(draft, tables, content, manifest, digest)
            _move_into_place(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    _stop_if_damaged(snapshot)
    if _contents(snapshot).digest != digest:
        message = f"Snapshot {snapshot} holds other tables; the short form of their digests is the same."
        raise SnapshotDamagedError(message)
    return snapshot


def read_snapshot(snapshot: SnapshotId, only: Collection[str] | None = None) -> Snapshot:
    """The tables and the manifest, after checking every byte of them.

    ``only``: those tables alone, as far as it has them; the files of no other are read or checked. Raises LookupError
    when there is none of that id.
    """
    _stop_if_damaged(snapshot, only)
    contents = _contents(snapshot)
    folder = _folder(snapshot)
    wanted = [table.name for table in contents.tables if only is None or table.name in only]
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in wanted}
    return Snapshot(snapshot, contents.manifest, tables)


def tables_changed(snapshot: SnapshotId, tables: Mapping[str, pl.DataFrame]) -> tuple[str, ...]:
    """Names of the tables that are not, to the last value, those of the snapshot; of either side.

    Raises LookupError when there is no snapshot of that id.
    """
    _stop_if_damaged(snapshot)
    kept = {table.name: table.content_sha256 for table in _contents(snapshot).tables}
    given = {name: _content_sha256(table) for name, table in tables.items()}
    return tuple(sorted(name for name in kept.keys() | given.keys() if kept.get(name) != given.get(name)))


def verify_snapshot(snapshot: SnapshotId, only: Collection[str] | None = None) -> tuple[str, ...]:
    """What is wrong with the files, in words; empty when every byte is as it was written.

    ``only``: of the tables, those alone; the manifest, and which files there are, always. Raises LookupError when there
    is no snapshot of that id, SnapshotForgottenError when its rows were deleted by schedule.
    """
    folder = _folder(snapshot)
    if not folder.is_dir():
        if _mark_of_forgotten(snapshot).exists():
            message = f"The rows of snapshot {snapshot} were deleted by the council's schedule; its totals stand."
            raise SnapshotForgottenError(message)
        message = f"there is no snapshot {snapshot}"
        raise LookupError(message)
    try:
        contents = _contents(snapshot)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return (f"{_MANIFEST} cannot be read: {error}",)
    problems = []
    content = {table.name: table.content_sha256 for table in contents.tables}
    digest = _digest(contents.manifest, content)
    as_written = (folder / _MANIFEST).read_bytes() == _canonical(to_json(contents))
    if not as_written or digest != contents.digest or not snapshot.endswith(digest[:8]):
        problems.append(f"{_MANIFEST} was changed")
    expected = {f"{table.name}.parquet": table.file_sha256 for table in contents.tables}
    found = {path.name for path in folder.iterdir()} - {_MANIFEST}
    problems += [f"{name} does not belong to it" for name in sorted(found - set(expected))]
    read = expected if only is None else {f"{name}.parquet" for name in only}
    for name, sha256 in expected.items():
        if name not in found:
            problems.append(f"{name} is missing")
        elif name in read and _file_sha256(folder / name) != sha256:
            problems.append(f"{name} was changed")
    return tuple(problems)


def kept_snapshots() -> Iterator[tuple[SnapshotId, FinancialYear]]:
    """Every snapshot on the disk with the financial year it is of, by its id."""
    folder = home() / "snapshots"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and _ID.fullmatch(path.name):
            yield SnapshotId(path.name), FinancialYear(int(path.name[:4]))


def forget_snapshot(snapshot: SnapshotId) -> None:
    """Delete its rows; a mark stays that it was there. Whole or not at all, as far as anybody reads it."""
    folder = _folder(snapshot)
    _mark_of_forgotten(snapshot).write_text("deleted by the council's schedule\n", encoding="utf-8")
    gone = folder.with_name(f".{snapshot}.{secrets.token_hex(4)}")
    folder.rename(gone)
    _flush_to_disk(folder.parent)
    shutil.rmtree(gone)


def _mark_of_forgotten(snapshot: SnapshotId) -> Path:
    return _folder(snapshot).with_name(f"{snapshot}.forgotten")


def _stop_if_damaged(snapshot: SnapshotId, only: Collection[str] | None = None) -> None:
    problems = verify_snapshot(snapshot, only)
    if problems:
        message = f"Snapshot {snapshot} is not as it was written: {'; '.join(problems)}. Restore it from a backup."
        raise SnapshotDamagedError(message)


def _write_files(
    folder: Path, tables: Mapping[str, pl.DataFrame], content: Mapping[str, str], manifest: Manifest, digest: str
) -> None:
    described = []
    for name, content_sha256 in content.items():
        path = folder / f"{name}.parquet"
        tables[name].write_parquet(path, compression="zstd")
        described.append(_Table(name, tables[name].height, content_sha256, _file_sha256(path)))
    (folder / _MANIFEST).write_bytes(_canonical(to_json(_Contents(digest, manifest, tuple(described)))))
    for path in folder.iterdir():
        path.chmod(_READ_ONLY)
        _flush_to_disk(path)


def _move_into_place(draft: Path, folder: Path) -> None:
    try:
        draft.rename(folder)
    except OSError:
        if not folder.exists():  # else another process wrote the same snapshot meanwhile: its files count
            raise
    _flush_to_disk(folder.parent)


def _folder(snapshot: SnapshotId) -> Path:
    if not _ID.fullmatch(snapshot):
        message = f"{snapshot!r} is no snapshot's id"
        raise LookupError(message)
    return home() / "snapshots" / snapshot


def _contents(snapshot: SnapshotId) -> _Contents:
    return from_json(_Contents, json.loads((_folder(snapshot) / _MANIFEST).read_bytes()))


def _digest(manifest: Manifest, content: Mapping[str, str]) -> str:
    return hashlib.sha256(_canonical({"manifest": to_json(manifest), "tables": dict(content)})).hexdigest()


def _canonical(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _content_sha256(frame: pl.DataFrame) -> str:
    """Over column names, types and values as text, so that another version of the file writer changes nothing."""
    columns = json.dumps([(name, str(dtype)) for name, dtype in frame.schema.items()])
    return hashlib.sha256(columns.encode() + frame.write_csv().encode()).hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
