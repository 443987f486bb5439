"""One unit as it was read, in a folder: its tables as Arrow files, its findings as JSON, the whole of it or nothing.

The process that reads a stranger's file writes it; the process that keeps it reads it back a part at a time, so that
neither needs memory for both.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from highneeds.core.faults import Fault, Severity
from highneeds.ingest.heading_mapping import HeadingMapping
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.results import FileCount, HeldRow, ImportUnit, ReadResult, UnitFile, WholeReturn

_RESULT = "result.json"
_WHOLE = "whole-"


@dataclass(frozen=True, slots=True)
class StagedUnit:
    """What ``ReadResult`` says, with the tables on disk: ``rows`` tells how many each has."""

    folder: Path
    kind: FileKind | None
    rows: Mapping[str, int]
    held: tuple[HeldRow, ...]
    faults: tuple[Fault, ...]
    counts: tuple[FileCount, ...]
    as_at: date | None
    nearest: tuple[tuple[int, str], ...] = ()

    @property
    def rows_read(self) -> int:
        return sum(count.rows_read for count in self.counts)

    @property
    def rows_kept(self) -> int:
        return sum(count.kept for count in self.counts)

    @property
    def rows_held(self) -> int:
        return sum(count.held for count in self.counts)

    @property
    def rows_skipped(self) -> int:
        return sum(count.skipped for count in self.counts)

    @property
    def is_refused(self) -> bool:
        """Whether a fault stops the file, or nothing of it could be used."""
        return any(fault.severity is Severity.STOPS_FILE for fault in self.faults) or not any(self.rows.values())

    def table(self, name: str, columns: list[str] | None = None) -> pl.DataFrame:
        return pl.read_ipc(self.folder / f"{name}.arrow", columns=columns)

    def whole(self) -> WholeReturn | None:
        """Of a SEN2 return, all that it holds as it was given."""
        return read_whole(self.folder)

    def parts(self, name: str, size: int, *, after: int = 0) -> Iterator[pl.DataFrame]:
        """The rows from number ``after`` on, ``size`` at a time."""
        every = pl.scan_ipc(self.folder / f"{name}.arrow")
        for start in range(after, self.rows[name], size):
            yield every.slice(start, size).collect()


def write_staged(result: ReadResult, folder: Path) -> None:
    """The last file written says that the unit is whole."""
    for name, frame in result.tables.items():
        frame.rechunk().write_ipc(folder / f"{name}.arrow", compression="uncompressed", record_batch_size=20_000)
    if result.whole is not None:
        write_whole(result.whole, folder)
    said = {
        "kind": result.kind,
        "rows": {name: frame.height for name, frame in result.tables.items()},
        "held": [asdict(row) | {"values": dict(row.values)} for row in result.held],
        "faults": [fault_to_json(fault) for fault in result.faults],
        "counts": [asdict(count) for count in result.counts],
        "as_at": None if result.as_at is None else result.as_at.isoformat(),
        "nearest": result.nearest,
    }
    draft = folder / f"{_RESULT}.draft"
    draft.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    draft.rename(folder / _RESULT)


_UNREAD = "unread"


def write_whole(whole: WholeReturn, folder: Path) -> None:
    inside = folder / f"{_WHOLE}{whole.year}"
    inside.mkdir()
    for name, frame in {**whole.frames, _UNREAD: whole.unread}.items():
        frame.write_ipc(inside / f"{name}.arrow")


def read_whole(folder: Path) -> WholeReturn | None:
    for inside in folder.glob(f"{_WHOLE}*"):
        frames = {path.stem: pl.read_ipc(path) for path in sorted(inside.iterdir())}
        unread = frames.pop(_UNREAD)
        return WholeReturn(int(inside.name.removeprefix(_WHOLE)), frames, unread)
    return None


def unstage(folder: Path) -> None:
    """Take away what was read, so that the unit is read anew."""
    for path in [*folder.glob("*.arrow"), folder / _RESULT]:
        path.unlink(missing_ok=True)
    for inside in folder.glob(f"{_WHOLE}*"):
        shutil.rmtree(inside)


def is_staged(folder: Path) -> bool:
    return (folder / _RESULT).exists()


def open_staged(folder: Path) -> StagedUnit:
    """Raises FileNotFoundError when the unit was not read to its end."""
    said = json.loads((folder / _RESULT).read_text(encoding="utf-8"))
    return StagedUnit(
        folder,
        None if said["kind"] is None else FileKind(said["kind"]),
        said["rows"],
        tuple(HeldRow(**row) for row in said["held"]),
        tuple(map(fault_from_json, said["faults"])),
        tuple(FileCount(**count) for count in said["counts"]),
        None if said["as_at"] is None else date.fromisoformat(said["as_at"]),
        tuple((row, where) for row, where in said["nearest"]),
    )


def fault_to_json(fault: Fault) -> dict[str, Any]:
    return asdict(fault) | {"severity": fault.severity.value}


def fault_from_json(said: Mapping[str, Any]) -> Fault:
    return Fault(**{**said, "severity": Severity(said["severity"])})


def unit_to_json(unit: ImportUnit) -> dict[str, Any]:
    return {
        "kind": unit.kind,
        "files": [[str(file.path), file.name] for file in unit.files],
        "sha256": unit.sha256,
        "year": unit.year,
        "fault": None if unit.fault is None else fault_to_json(unit.fault),
        "mapping": None
        if unit.mapping is None
        else {"fields": dict(unit.mapping.fields), "constants": dict(unit.mapping.constants)},
    }


def unit_from_json(said: Mapping[str, Any]) -> ImportUnit:
    return ImportUnit(
        None if said["kind"] is None else FileKind(said["kind"]),
        tuple(UnitFile(Path(path), name) for path, name in said["files"]),
        said["sha256"],
        said["year"],
        None if said["fault"] is None else fault_from_json(said["fault"]),
        None if said["mapping"] is None else HeadingMapping(said["mapping"]["fields"], said["mapping"]["constants"]),
    )
