"""Reads one unit of import into canonical tables, held rows and faults. Writes nothing, raises for no file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult

Reader = Callable[[ImportUnit, ReadContext], ReadResult]
_READERS: Mapping[FileKind, Reader] = MappingProxyType({})


def read_unit(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """The unit's tables, held rows and faults. A fault that stops the file leaves no tables and counts no rows."""
    if unit.kind is None or unit.fault is not None:
        return ReadResult(unit.kind, {}, faults=(unit.fault,) if unit.fault else ())
    try:
        return _READERS[unit.kind](unit, context)
    except UnreadableFileError as error:
        return ReadResult(unit.kind, {}, faults=(error.fault,))
