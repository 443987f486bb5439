"""A return written as the XML that the department collects: from a file in any shape, or from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.ingest import ImportUnit, find_units
from highneeds.ingest.sen2_raw import Sen2Return
from highneeds.ingest.sen2_shapes import SEN2_KINDS, plain, read_shape
from highneeds.operations.peer_inputs import told
from highneeds.operations.people import person_at_the_terminal
from highneeds.reports.sen2_xml import out_of_place, out_of_year, write_sen2_xml
from highneeds.store.audit import note
from highneeds.store.sealing import SealBrokenError, is_sealing
from highneeds.store.sen2_returns import IDENTIFIERS, StoredReturn, erase_names, stored_return, years_of_returns
from highneeds.store.setup import open_store


@dataclass(frozen=True)
class Written:
    """``records`` by module. ``unknown``: fields that were given and have no place in a return; ``out_of_year``: fields
    that the return of that year does not have; ``out_of_place``: records by module that belong to no other.
    """

    path: Path
    year: int
    records: dict[str, int]
    unknown: tuple[str, ...]
    out_of_year: tuple[str, ...]
    out_of_place: Mapping[str, int]


def write_return_as_xml(given: Path, out: Path) -> Written:
    """Read the one return at ``given`` (a file, or a folder of nine) and write it to ``out``, whole or not at all.

    Raises Refusal when there is not exactly one return, when it cannot be read, or when ``out`` cannot be written.
    """
    read = _read(_the_return_at(given))
    try:
        year = read.year
    except ValueError as error:
        raise Refusal(str(error)) from error
    return _write(out, year, plain(read).frames, tuple(sorted(read.unknown)))


def write_stored_return(year: int, out: Path, *, original: Path | None = None, unread: Path | None = None) -> Written:
    """Write the return of a census year as it was imported, rows held back included, from the store.

    Names, postcodes and pupil numbers come from the store where it keeps them sealed, else from ``original``, the file
    or folder that was imported. ``unread``: a CSV of the fields that have no place in a return. Raises Refusal when no
    such return is kept, when names are wanting, when ``original`` is another file, or when nothing can be written.
    """
    stored = _stored(year)
    frames, cells = stored.frames, stored.unread
    if not stored.has_names:
        frames, cells = _named_from(original, stored)
    if unread is not None:
        _write_unread(unread, cells)
    note(person_at_the_terminal(), Did.TOOK_OUT, "return", year, facts={"persons": frames["person"].height})
    return _write(out, year, frames, tuple(sorted(set(cells["name"]))))


def forget_names(year: int) -> int:
    """Erase who the persons of the returns of a year were; how many persons. Everything else stays as it is."""
    open_store()
    persons = erase_names(year)
    if persons:
        note(person_at_the_terminal(), Did.ERASED, "return", year, facts={"names of persons": persons})
    return persons


def _stored(year: int) -> StoredReturn:
    open_store()
    try:
        return stored_return(year)
    except LookupError as error:
        kept = ", ".join(map(str, years_of_returns())) or "none"
        message = f"No return of {year} is kept. Kept are: {kept}. Import it first."
        raise Refusal(message) from error
    except SealBrokenError as error:
        message = f"The names of the return of {year} cannot be opened: {error}."
        raise Refusal(message) from error


def _named_from(original: Path | None, stored: StoredReturn) -> tuple[Mapping[str, pl.DataFrame], pl.DataFrame]:
    """The stored return with the persons' identifiers of the file that was imported."""
    files = ", ".join(stored.run.file_names[:1]) + (" and others" if len(stored.run.file_names) > 1 else "")
    if original is None:
        why = "they were erased, or there was no key when it was imported" if is_sealing() else "no key is set"
        message = (
            f"The store keeps no names, postcodes and pupil numbers of {stored.year}: {why}. "
            f"Name the file that was imported ({files}) with --original."
        )
        raise Refusal(message)
    unit = _the_return_at(original)
    if unit.sha256 != stored.run.unit_sha256:
        message = f"{original} is not the return of {stored.year} that was imported ({files}), or was changed since."
        raise Refusal(message)
    read = plain(_read(unit))
    who = read.frames["person"].select("persontableid", *IDENTIFIERS)
    nameless = stored.frames["person"].drop(IDENTIFIERS)
    persons = nameless.join(who, on="persontableid", how="left", maintain_order="left")
    return dict(stored.frames) | {"person": persons}, read.unread


def _the_return_at(given: Path) -> ImportUnit:
    if not given.exists():
        message = f"There is no file or folder {given}. Check the spelling."
        raise Refusal(message)
    units = [unit for unit in find_units([given]) if unit.kind in SEN2_KINDS]
    if len(units) != 1:
        found = len(units) or "no"
        message = f"{given} holds {found} SEN2 returns. Name one: its file, or the folder of its nine files."
        raise Refusal(message)
    return units[0]


def _read(unit: ImportUnit) -> Sen2Return:
    read = read_shape(unit)
    if isinstance(read, tuple):
        raise Refusal(told(read, "The return cannot be read. Nothing was written."))
    return read


def _write(out: Path, year: int, frames: Mapping[str, pl.DataFrame], unknown: tuple[str, ...]) -> Written:
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("wb") as stream:
            write_sen2_xml(frames, year, stream)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        message = f"{out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    lost = out_of_place(frames)
    records = {module: frame.height - lost.get(module, 0) for module, frame in frames.items() if module != "sen2"}
    return Written(out, year, records, unknown, out_of_year(frames, year), lost)


def _write_unread(path: Path, cells: pl.DataFrame) -> None:
    try:
        cells.write_csv(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise Refusal(message) from error
