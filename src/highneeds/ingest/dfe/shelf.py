"""A folder or a zip of published files: finds the files in it by name, and opens them in memory one at a time."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.grid import MAX_PARTS, MAX_UNPACKED_BYTES, Grid, UnreadableFileError, csv_grid, open_grids
from highneeds.ingest.package import NOT_A_WHOLE_ZIP
from highneeds.ingest.results import UnitFile

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """``files`` are the CSV files by their names without folders; in a zip the value is the name of the part.

    ``name``: what a fault calls the folder or zip.
    """

    path: Path
    files: dict[str, str]
    is_zip: bool
    name: str

    def shown(self, name: str) -> str:
        """The name of a file as a fault says it."""
        return f"{self.name}/{self.files[name]}" if self.is_zip else self.files[name]

    def open(self, name: str, *, first_rows: int | None = None) -> Grid:
        """The rows of a file, or its ``first_rows``. Raises UnreadableFileError with fault F01, F02 or Q14."""
        if not self.is_zip:
            return open_grids(UnitFile(self.path / self.files[name], self.files[name]), first_rows=first_rows)[0]
        file = UnitFile(self.path, self.shown(name))
        return csv_grid(file, _unpacked(self.path, self.files[name], file.name), first_rows=first_rows)


def open_shelf(path: Path, faults: Faults, name: str = "") -> Shelf | None:
    """What is in the folder or zip; None, with a fault, when it is neither or cannot be opened safely.

    ``name``: what faults call it, else the name of its file.
    """
    name = name or path.name
    try:
        if path.is_dir():
            found = [file.relative_to(path).as_posix() for file in sorted(path.rglob("*.csv")) if file.is_file()]
            return Shelf(path, _by_name(name, found, faults), is_zip=False, name=name)
        with zipfile.ZipFile(path) as package:
            parts = [part.filename for part in package.infolist() if not part.is_dir()]
    except OSError as error:
        faults.add("Q14", name, detail=f"It cannot be opened ({error.strerror}).")
        return None
    except NOT_A_WHOLE_ZIP:
        faults.add("Q14", name, detail="It is neither a folder nor a whole zip file.")
        return None
    if len(parts) > MAX_PARTS or any(_climbs(part) for part in parts):
        faults.add("Q14", name, detail="Its inside is not that of a release.")
        return None
    found = [part for part in parts if part.lower().endswith(".csv")]
    return Shelf(path, _by_name(name, found, faults), is_zip=True, name=name)


def _climbs(part: str) -> bool:
    return part.startswith("/") or ".." in PurePosixPath(part.replace("\\", "/")).parts


def _by_name(shelf: str, found: list[str], faults: Faults) -> dict[str, str]:
    files: dict[str, str] = {}
    for part in found:
        name = PurePosixPath(part).name.lower()
        if name in files:
            faults.add("Q03", shelf, detail=f"{files[name]} and {part}.")
        files[name] = part
    return files


def _unpacked(path: Path, part: str, shown: str) -> bytes:
    """Counts the bytes while unpacking, since the sizes a zip declares can lie; nothing is written anywhere."""
    content = bytearray()
    try:
        with zipfile.ZipFile(path) as package, package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > MAX_UNPACKED_BYTES:
                    raise _unreadable(shown, f"It unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB.")
    except OSError as error:
        raise _unreadable(shown, f"It cannot be opened ({error.strerror}).") from error
    except NOT_A_WHOLE_ZIP as error:
        raise _unreadable(shown, "It is damaged, cut short, or protected by a password.") from error
    return bytes(content)


def _unreadable(shown: str, detail: str) -> UnreadableFileError:
    faults = Faults()
    faults.add("Q14", shown, detail=detail)
    return UnreadableFileError(faults[0])
