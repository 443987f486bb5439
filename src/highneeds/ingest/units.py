"""Gathers files into units of import: the nine files of one SEN2 return together, every other file alone."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from highneeds.core.faults import Fault
from highneeds.core.visible import visible
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.opened import open_given
from highneeds.ingest.recognise import recognise
from highneeds.ingest.results import ImportUnit, UnitFile

_SUFFIXES = frozenset({".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".xml", ".json", ".zip"})
_NOT_DATA = frozenset(
    {"readme.txt", "planted-defects.csv", "planted-exceptions.csv"}
)  # what a folder of demonstration files says about itself
_DATE_IN_NAME = re.compile(r"(\d{2})-(\d{2})-(\d{4})")
_CHUNK = 1 << 20


def find_units(paths: Iterable[Path]) -> list[ImportUnit]:
    """The units in files and folders, in the order in which they must be imported; every file is in exactly one.

    A file named on its own is always taken; in a folder, notes and files of other types are passed over.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files_of(path)))
    kinds = {file: recognise(file.path, file.name) for file in files}
    returns: dict[tuple[Path, str], list[UnitFile]] = {}
    units: list[ImportUnit] = []
    for file, kind in kinds.items():
        if kind is FileKind.SEN2_BLADE or (
            isinstance(kind, Fault) and file.path.name.lower().startswith("blade-export")
        ):
            returns.setdefault((file.path.parent, _date_in(file.path.name)), []).append(file)
        elif isinstance(kind, Fault):
            units.append(ImportUnit(None, (file,), _sha256([file]), fault=kind))
        else:
            units.append(ImportUnit(kind, (file,), _sha256([file])))
    units += [_sen2_unit(files) for files in returns.values()]
    return sorted(units, key=_position)


def _files_of(path: Path) -> Iterator[UnitFile]:
    """In a folder, what has the suffix of data and cannot be read, and a folder that cannot, are taken to be told."""
    if not path.is_dir():
        yield UnitFile(path, visible(path.name))
        return
    closed: list[Path] = []
    walk = os.walk(path, onerror=lambda error: closed.append(Path(os.fsdecode(error.filename))))
    found = [Path(folder) / name for folder, _, names in walk for name in names]
    for file in sorted([file for file in found if _is_data(file)] + closed):
        yield UnitFile(file, visible(file.relative_to(path).as_posix()))


def _is_data(file: Path) -> bool:
    is_note = file.name.lower() in _NOT_DATA or file.name.startswith((".", "~$"))
    return file.suffix.lower() in _SUFFIXES and not is_note and not file.is_dir()


def _date_in(name: str) -> str:
    match = _DATE_IN_NAME.search(name)
    return match[0] if match else ""


def _sen2_unit(files: list[UnitFile]) -> ImportUnit:
    match = _DATE_IN_NAME.search(files[0].path.name)
    return ImportUnit(FileKind.SEN2_BLADE, tuple(files), _sha256(files), year=int(match[3]) if match else None)


def _position(unit: ImportUnit) -> tuple[int, int, str]:
    kind = len(FileKind) if unit.kind is None else unit.kind.position
    return kind, unit.year or 0, unit.files[0].name


def sha256_of(digests: Iterable[str]) -> str:
    """The hash of a unit from those of its files' contents, whatever the order or names of the files."""
    return hashlib.sha256(b"".join(sorted(map(bytes.fromhex, digests)))).hexdigest()


def _sha256(files: list[UnitFile]) -> str:
    return sha256_of(_digest(file.path) for file in files)


def _digest(path: Path) -> str:
    """In hexadecimal digits; a file that cannot be read counts as empty."""
    digest = hashlib.sha256()
    try:
        with open_given(path) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:  # its reader tells why, and keeps nothing
        return hashlib.sha256().hexdigest()
    return digest.hexdigest()
