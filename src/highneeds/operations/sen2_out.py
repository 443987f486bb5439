"""A return in any shape, written as the XML that the department collects; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.ingest import find_units
from highneeds.ingest.sen2_shapes import SEN2_KINDS, plain, read_shape
from highneeds.operations.peer_inputs import told
from highneeds.reports.sen2_xml import write_sen2_xml


@dataclass(frozen=True)
class Written:
    """``records`` by module; ``unknown``: fields that were given and have no place in a return."""

    path: Path
    year: int
    records: dict[str, int]
    unknown: tuple[str, ...]


def write_return_as_xml(given: Path, out: Path) -> Written:
    """Read the one return at ``given`` (a file, or a folder of nine) and write it to ``out``, whole or not at all.

    Names and postcodes go from the one file to the other as a return needs them; the store keeps neither. Raises
    Refusal when there is not exactly one return, when it cannot be read, or when ``out`` cannot be written.
    """
    if not given.exists():
        message = f"There is no file or folder {given}. Check the spelling."
        raise Refusal(message)
    units = [unit for unit in find_units([given]) if unit.kind in SEN2_KINDS]
    if len(units) != 1:
        found = len(units) or "no"
        message = f"{given} holds {found} SEN2 returns. Name one: its file, or the folder of its nine files."
        raise Refusal(message)
    read = read_shape(units[0])
    if isinstance(read, tuple):
        raise Refusal(told(read, "The return cannot be read. Nothing was written."))
    try:
        year = read.year
    except ValueError as error:
        raise Refusal(str(error)) from error
    clean = plain(read)
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("wb") as stream:
            write_sen2_xml(clean.frames, year, stream)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        message = f"{out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    records = {module: frame.height for module, frame in clean.frames.items() if module != "sen2"}
    return Written(out, year, records, tuple(sorted(read.unknown)))
