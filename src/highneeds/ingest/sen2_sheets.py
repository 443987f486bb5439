"""Reads a SEN2 return from a workbook: the department's submission template, or suppliers' one sheet a module.

Neither has ids of its own records: persons and requests carry numbers, and everything else hangs on the request. In the
template nine tables stand below one another on one sheet, each under its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from highneeds.core.faults import Fault
from highneeds.core.years import CensusDay
from highneeds.ingest.grid import Grid
from highneeds.ingest.results import UnitFile
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_names import KEYS, bare, column_of
from highneeds.ingest.sen2_raw import Rows, Sen2Return, empty_return, gathered
from highneeds.rules.census_days import census_day

TEMPLATE_SHEET = "Data Entry Template"
_TITLES = MappingProxyType(
    {
        "headerrecord": "sen2",
        "personrecord": "person",
        "requestsrecord": "requests",
        "assessmentsrecord": "assessment",
        "assessmentrecord": "assessment",
        "namedplanrecord": "namedplan",
        "plandetailrecord": "plandetail",
        "activeplanrecord": "activeplans",
        "placementdetailrecord": "placementdetail",
        "senneedrecord": "senneed",
    }
)
_SHEETS = MappingProxyType(
    {
        "person": "person",
        "requests": "requests",
        "assessments": "assessment",
        "assessment": "assessment",
        "namedplan": "namedplan",
        "plandetail": "plandetail",
        "activeplan": "activeplans",
        "activeplans": "activeplans",
        "placementdetail": "placementdetail",
        "senneed": "senneed",
    }
)
_FEWEST_SHEETS = 5
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_WHOLE = re.compile(r"^-?\d+\.0+$")


@dataclass(slots=True)
class _Table:
    """The rows below one header: number as a person sees it, each cell by column, and each unread one by heading."""

    module: str
    rows: list[tuple[int, dict[str, str], dict[str, str]]] = field(default_factory=list)


def is_template(grids: Sequence[Grid]) -> bool:
    return any(grid.sheet == TEMPLATE_SHEET for grid in grids)


def is_workbook(grids: Sequence[Grid]) -> bool:
    """A sheet for most of the modules, by name."""
    return sum(bare(grid.sheet or "") in _SHEETS for grid in grids) >= _FEWEST_SHEETS


def read_template(file: UnitFile, grids: Sequence[Grid]) -> Sen2Return | Fault:
    """The nine tables of the submission template."""
    unknown: set[str] = set()
    sheets = [grid for grid in grids if grid.sheet == TEMPLATE_SHEET]
    tables = {table.module: table for grid in sheets for table in _stacked(grid, unknown)}
    return _absent(file, tables) or _joined(file, tables, unknown)


def read_workbook(file: UnitFile, grids: Sequence[Grid]) -> Sen2Return | Fault:
    """The tables of a workbook with a sheet for each module. It has no header: the census year is in the file's name.

    Fault H02 where the name has none.
    """
    unknown: set[str] = set()
    tables = {
        _SHEETS[bare(grid.sheet or "")]: _below(_SHEETS[bare(grid.sheet or "")], grid.rows, 0, len(grid.rows), unknown)
        for grid in grids
        if bare(grid.sheet or "") in _SHEETS and grid.rows
    }
    if absent := _absent(file, tables):
        return absent
    year = _YEAR_IN_NAME.search(file.path.name)
    try:
        day = census_day(CensusDay(int(year[1]))) if year else None
    except LookupError:
        day = None
    if year is None or day is None:
        detail = "A workbook has no header: put the census year into the file's name, such as SEN2-2026.xlsx."
        return rule("H02").fault(file.name, detail=detail)
    header = {"collection": "SEN2", "year": year[1], "referencedate": day.isoformat()}
    tables["sen2"] = _Table("sen2", [(1, header, {})])
    return _joined(file, tables, unknown)


def _stacked(grid: Grid, unknown: set[str]) -> Iterator[_Table]:
    """Each title in the first column begins a table, which ends before the next title."""
    starts = [(i, module) for i, row in enumerate(grid.rows) if row and (module := _title(row[0])) is not None]
    for (at, module), after in zip(starts, [*starts[1:], (len(grid.rows), "")], strict=True):
        header = next((i for i in range(at + 1, after[0]) if sum(map(bool, grid.rows[i])) > 1), None)
        if header is not None:
            yield _below(module, grid.rows, header, after[0], unknown)


def _title(cell: str) -> str | None:
    name = bare(cell)
    return _TITLES.get(name) or _TITLES.get(name.removesuffix("s"))


def _below(module: str, rows: Sequence[Sequence[str]], header: int, end: int, unknown: set[str]) -> _Table:
    names = [column_of(module, cell) for cell in rows[header]]
    strange = [" ".join(cell.split()) if name is None else "" for cell, name in zip(rows[header], names, strict=True)]
    unknown.update(filter(None, strange))
    table = _Table(module)
    for number in range(header + 1, end):
        cells, unread = _filled(names, rows[number]), _filled(strange, rows[number])
        if cells or unread:
            table.rows.append((number + 1, cells, unread))
    return table


def _filled(names: Sequence[str | None], row: Sequence[str]) -> dict[str, str]:
    """The cells that say something, by name; those without a name are left out."""
    return {name: _plain(cell) for name, cell in zip(names, row, strict=False) if name and cell.strip()}


def _plain(cell: str) -> str:
    """As typed, without the ``.0`` that a spreadsheet adds to a number."""
    text = cell.strip()
    return text.partition(".")[0] if _WHOLE.match(text) else text


def _absent(file: UnitFile, tables: Mapping[str, _Table]) -> Fault | None:
    """Fault F03 where the tables that carry all others are not there."""
    absent = [module for module in ("person", "requests") if module not in tables]
    return rule("F03").fault(file.name, detail=f"There is no table of {' and '.join(absent)}.") if absent else None


def _joined(file: UnitFile, tables: Mapping[str, _Table], unknown: set[str]) -> Sen2Return:
    """The tables tied together by person and request, in the modules' order."""
    modules = empty_return()
    known: dict[str, dict[tuple[str, ...], int]] = {module: {} for module in modules}
    for module, rows in modules.items():
        for number, cells, unread in tables[module].rows if module in tables else ():
            _add(rows, number, cells, known)
            for name, text in unread.items():
                rows.put_unread(name, text)
    return gathered(file.name, modules, unknown)


_KEY_OF_PARENT = {
    "person": None,
    "requests": ("person", ("personid",)),
    "assessment": ("requests", KEYS),
    "namedplan": ("assessment", KEYS),
    "plandetail": ("namedplan", KEYS),
    "activeplans": ("requests", KEYS),
    "placementdetail": ("activeplans", KEYS),
    "senneed": ("activeplans", KEYS),
}


def _add(rows: Rows, number: int, cells: Mapping[str, str], known: dict[str, dict[tuple[str, ...], int]]) -> None:
    """One row, under the last record of its parent that has its keys; an orphan has none and is told by K03."""
    link = _KEY_OF_PARENT.get(rows.module)
    parent = 1 if rows.module == "person" else None
    if link is not None:
        parent = known[link[0]].get(tuple(cells.get(key, "") for key in link[1]))
    own = rows.begin(number, parent)
    keys = ("personid",) if rows.module == "person" else KEYS
    known[rows.module][tuple(cells.get(key, "") for key in keys)] = own
    for column, text in cells.items():
        if column in rows.cells:
            rows.put(column, text)
