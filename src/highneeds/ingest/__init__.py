"""From the files a council has to canonical tables, quarantine and faults. Nothing here writes or stores."""

from highneeds.ingest.kinds import FileKind
from highneeds.ingest.read import read_unit
from highneeds.ingest.recognise import recognise
from highneeds.ingest.results import (
    SCHEMAS,
    FileCount,
    HeldRow,
    ImportUnit,
    ReadContext,
    ReadResult,
    UnitFile,
)
from highneeds.ingest.units import find_units

__all__ = [
    "SCHEMAS",
    "FileCount",
    "FileKind",
    "HeldRow",
    "ImportUnit",
    "ReadContext",
    "ReadResult",
    "UnitFile",
    "find_units",
    "read_unit",
    "recognise",
]
