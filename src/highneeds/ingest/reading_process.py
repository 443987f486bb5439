"""The process that opens strangers' files: ``python -m highneeds.ingest.reading_process``.

It reads a line of JSON, does what it says, and answers with a line of JSON, until its input ends. It knows no database;
the process that started it limits its memory and its time (``bounded``), and goes on when it dies.
"""

from __future__ import annotations

import errno
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from highneeds.ingest.grid import UnreadableFileError, open_grids
from highneeds.ingest.headers import HEADER_SEARCHED_ROWS
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.read import find_units, read_unit
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult, RulesHere
from highneeds.ingest.rulebook import rule
from highneeds.ingest.staged import unit_from_json, unit_to_json, write_staged

FIRST_ROWS = 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _units(asked: Mapping[str, Any]) -> object:
    return [unit_to_json(unit) for unit in find_units([Path(path) for path in asked["paths"]])]


def _read(asked: Mapping[str, Any]) -> object:
    unit, folder = unit_from_json(asked["unit"]), Path(asked["folder"])
    given: Any = {name: pl.read_ipc(path) for name, path in asked["context"].items()}
    context = ReadContext(bytes.fromhex(asked["key"]), rules=RulesHere(*map(frozenset, asked["rules"])))
    result = _result(unit, replace(context, **given))
    write_staged(result, folder)
    return None


def _result(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """A reader that fails in a way nobody foresaw stops its file, in words; where it failed is told, no value is."""
    try:
        return read_unit(unit, context)
    except MemoryError:
        raise
    except Exception as defect:  # noqa: BLE001 - one file must not stop the others
        at = traceback.extract_tb(defect.__traceback__)[-1]
        detail = f"highneeds failed on it ({type(defect).__name__}, {Path(at.filename).name} line {at.lineno})."
        return ReadResult(unit.kind, {}, faults=(rule("F02").fault(unit.name, detail=detail),))


def _preview(asked: Mapping[str, Any]) -> object:
    """The first rows of the first sheet as they stand in the file; none of an XML file."""
    unit = unit_from_json(asked["unit"])
    if unit.kind is None or unit.kind is FileKind.SEN2_XML:
        return []
    try:
        return open_grids(unit.files[0], first_rows=FIRST_ROWS)[0].rows
    except UnreadableFileError:
        return []


def _heads(asked: Mapping[str, Any]) -> object:
    """The first rows of every sheet of the unit's first file, where headings may stand."""
    try:
        grids = open_grids(unit_from_json(asked["unit"]).files[0], first_rows=HEADER_SEARCHED_ROWS)
    except UnreadableFileError:
        return []
    return [grid.rows for grid in grids]


_DOES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "units": _units,
    "read": _read,
    "preview": _preview,
    "heads": _heads,
}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"answer": _DOES[asked["do"]](asked)}
        except MemoryError:
            answer = {"failed": "memory"}
        except OSError as error:
            if error.errno not in _FULL and "os error 28" not in str(error):  # polars says it in words alone
                raise
            answer = {"failed": "disk"}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
