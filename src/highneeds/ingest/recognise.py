"""Tells what a file is by its header row; its name only helps to say what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from highneeds.core.faults import Fault
from highneeds.ingest.columns import SEN2_MODULES
from highneeds.ingest.dfe.kept import is_release, sheet_of
from highneeds.ingest.exported_table import exported_table
from highneeds.ingest.grid import Grid, UnreadableFileError, open_grids
from highneeds.ingest.headers import HEADER_SEARCHED_ROWS, Columns, normalised
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.place_numbers import is_place_numbers
from highneeds.ingest.results import UnitFile
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_sheets import is_template, is_workbook
from highneeds.ingest.sen2_xml import head_of, is_sen2_xml
from highneeds.ingest.single_kinds import SINGLE_FILE_KINDS

_WORDS_OF_NAME = (
    ("placement-costs", FileKind.PLACEMENT_COSTS),
    ("ledger", FileKind.LEDGER),
    ("payments", FileKind.PAYMENTS),
    ("term-dates", FileKind.TERM_DATES),
    ("budget-book", FileKind.BUDGET_BOOK),
    ("population", FileKind.POPULATION),
    ("provider-register", FileKind.PROVIDER_REGISTER),
    ("plans-", FileKind.PLAN_LIST),
)
_ENOUGH = 0.6  # the share of required columns that makes a file of a kind, though faulty


def recognise(path: Path, name: str | None = None) -> FileKind | Fault:
    """The kind of the file at ``path``, or the one fault (F01 to F04) that says why it cannot be told."""
    file = UnitFile(path, name or path.name)
    try:
        if is_sen2_xml(head_of(path)):
            return FileKind.SEN2_XML
        if is_release(path):
            return FileKind.PUBLISHED_RELEASE
        grids = open_grids(file, first_rows=HEADER_SEARCHED_ROWS)
    except UnreadableFileError as error:
        return error.fault
    except OSError as error:
        return rule("F02").fault(file.name, detail=f"It cannot be opened ({error.strerror}).")
    return _kind_of(grids) or _unrecognised(file)


def _kind_of(grids: list[Grid]) -> FileKind | None:
    if is_template(grids):
        return FileKind.SEN2_TEMPLATE
    if is_workbook(grids):
        return FileKind.SEN2_WORKBOOK
    for looks_like_it, kind in _LOOKS:
        if any(looks_like_it(grid) for grid in grids):
            return kind
    heads = [[frozenset(map(normalised, row)) for row in grid.rows[:HEADER_SEARCHED_ROWS]] for grid in grids]
    kind, share = max(
        ((kind, _share(head, columns)) for head in heads for kind, columns in SINGLE_FILE_KINDS.items()),
        key=lambda pair: (pair[1], len(SINGLE_FILE_KINDS[pair[0]].required)),  # payments have all that a ledger has
    )
    return kind if share >= _ENOUGH else None


def sen2_module(grid: Grid) -> str | None:
    """Which of the nine files of a COLLECT export it is: each carries its own id column, which no other begins with."""
    header = {normalised(cell) for row in grid.rows[:1] for cell in row}
    if any(f"{module}orderseqcolumn" in header for module in SEN2_MODULES):
        return next(module for module in SEN2_MODULES if f"{module}orderseqcolumn" in header)
    full = [module for module, columns in SEN2_MODULES.items() if columns.required <= header]
    return full[0] if full else None


_LOOKS: tuple[tuple[Callable[[Grid], object], FileKind], ...] = (
    (exported_table, FileKind.EXPORTED_TABLE),
    (sen2_module, FileKind.SEN2_BLADE),
    (is_place_numbers, FileKind.PLACE_NUMBERS),
    (sheet_of, FileKind.PUBLISHED_FIGURES),
)
"""What one sheet shows of its kind, looked for in this order."""


def _share(head: list[frozenset[str]], columns: Columns) -> float:
    """The share of the required columns that the best row has."""
    found = ({columns.fields[word] for word in words & columns.fields.keys()} & columns.required for words in head)
    return max(map(len, found), default=0) / len(columns.required)


def _unrecognised(file: UnitFile) -> Fault:
    name = file.path.name.lower()
    named = next((kind for word, kind in _WORDS_OF_NAME if word in name), None)
    if named is None:
        return rule("F04").fault(file.name)
    columns = SINGLE_FILE_KINDS[named]
    detail = f"By its name it is “{named.label}”; it would have {columns.headings(columns.required)}."
    return rule("F03").fault(file.name, detail=detail)
