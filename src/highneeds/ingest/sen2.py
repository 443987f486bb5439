"""Reads a SEN2 return in any of its four shapes: nine tables, one import, four canonical tables.

Every row of the nine files is kept, held or skipped. A person held takes their requests, plans and placements along; a
placement or need held leaves its plan in. Codes and dates: DfE SEN2 person-level guide 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from highneeds.core.faults import Fault
from highneeds.core.years import CensusDay
from highneeds.ingest.columns import SEN2_MODULES
from highneeds.ingest.grid import UnreadableFileError, open_grids
from highneeds.ingest.headers import ROW, RawTable, read_table
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.recognise import sen2_module
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult, UnitFile
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_checks import (
    check_assessments,
    check_needs,
    check_persons,
    check_placement_spells,
    check_plan_details,
    check_plans,
    check_plans_have_needs,
    check_plans_have_placements,
    check_requests,
    check_reviews,
)
from highneeds.ingest.sen2_quality import check_quality
from highneeds.ingest.sen2_raw import checkable
from highneeds.ingest.sen2_shapes import read_shape
from highneeds.ingest.sen2_tables import children_table, placements_table, plans_table, requests_table
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.values import date_of, whole_number_of
from highneeds.rules.census_days import census_day

_PARENT_MODULES = ("person", "requests", "assessment", "namedplan", "activeplans")
"""Modules under whose rows others hang: an id given twice would attach them to two; elsewhere it does no harm."""


def read_sen2(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """The return's children, requests, plans and placements; one fault that stops a file stops the return."""
    tables, faults = _tables_of(unit)
    if not faults:
        faults = [rule("F03").fault(unit.name, detail=f"The return lacks the file “{module}”.")
                  for module in SEN2_MODULES if module not in tables]  # fmt: skip
    if faults:
        return ReadResult(unit.kind, {}, faults=tuple(faults))
    census = _census(tables["sen2"])
    if isinstance(census, Fault):
        return ReadResult(unit.kind, {}, faults=(census,))
    year, day = census
    sieves = {module: Sieve(table) for module, table in tables.items()}
    _check(sieves, year, day, context)
    return ReadResult(
        unit.kind,
        {
            "children": children_table(sieves, year),
            "requests": requests_table(sieves, year),
            "plans": plans_table(sieves, year),
            "placements": placements_table(sieves, year, context.providers),
        },
        held=tuple(row for sieve in sieves.values() for row in sieve.held),
        faults=tuple(fault for sieve in sieves.values() for fault in sieve.faults),
        counts=tuple(sieve.count() for sieve in sieves.values()),
        as_at=day,
    )


def _tables_of(unit: ImportUnit) -> tuple[dict[str, RawTable], list[Fault]]:
    """The nine tables, whatever the shape, and what stops them."""
    if unit.kind is FileKind.SEN2_BLADE or unit.kind is None:
        return _modules(unit)
    read = read_shape(unit)
    if isinstance(read, tuple):
        return {}, list(read)
    if read.frames["sen2"].is_empty():
        return {}, [rule("F03").fault(read.file, detail="The return has no header with its year and census day.")]
    return checkable(read), []


def _modules(unit: ImportUnit) -> tuple[dict[str, RawTable], list[Fault]]:
    tables: dict[str, RawTable] = {}
    faults: list[Fault] = []
    for file in unit.files:
        read = _module(file)
        if isinstance(read, Fault):
            faults.append(read)
        elif read[0] in tables:
            faults.append(rule("F04").fault(file.name, detail=f"It is a second file “{read[0]}” of the same return."))
        else:
            tables[read[0]] = read[1]
    return {module: tables[module] for module in SEN2_MODULES if module in tables}, faults


def _module(file: UnitFile) -> tuple[str, RawTable] | Fault:
    try:
        grid = open_grids(file)[0]
    except UnreadableFileError as error:
        return error.fault
    module = sen2_module(grid)
    if module is None:
        return rule("F04").fault(
            file.name, detail="It is in the folder of a SEN2 return but is none of its nine files."
        )
    table = read_table(grid, SEN2_MODULES[module], may_be_empty=module not in {"sen2", "person"})
    return table if isinstance(table, Fault) else (module, table)


def _census(table: RawTable) -> tuple[int, date] | Fault:
    """The census year and day of the return's header, or fault H02."""
    header = table.frame.head(1).select(
        ROW, "year", text="referencedate", day=date_of("referencedate"), census_year=whole_number_of("year")
    )
    found = header.row(0, named=True)
    place = {"row": found[ROW], "field": "referencedate", "value": found["text"]}
    try:
        expected = census_day(CensusDay(found["census_year"] or 0))
    except LookupError:
        return rule("H02").fault(table.file, detail=f"No census day is known for the year {found['year']}.", **place)
    if found["day"] != expected:
        return rule("H02").fault(table.file, detail=f"That of {found['year']} is {expected}.", **place)
    return found["census_year"], expected


def _check(sieves: Mapping[str, Sieve], year: int, day: date, context: ReadContext) -> None:
    """Parents before children, so that what is held takes along what hangs under it."""
    for module in _PARENT_MODULES:
        sieves[module].require_unique(f"{module}tableid", rule_id="K01")
    without_number = pl.col("requeststableid").is_null()
    sieves["requests"].hold(without_number, "K03", "requeststableid", detail="The request has no number of its own.")
    check_persons(sieves["person"], day, context.key)
    check_requests(sieves["requests"], sieves["person"])
    check_assessments(sieves["assessment"], sieves["requests"])
    check_plans(sieves["namedplan"], sieves["assessment"])
    check_plan_details(sieves["plandetail"], sieves["namedplan"])
    sieves["activeplans"].require_parent(sieves["requests"], "requeststableid")
    sieves["activeplans"].require_unique("requeststableid", rule_id="K01")
    check_reviews(sieves["activeplans"])
    check_placement_spells(sieves["placementdetail"], sieves["activeplans"])
    check_needs(sieves["senneed"], sieves["activeplans"], year)
    check_plans_have_needs(sieves)
    check_plans_have_placements(sieves, day)
    check_quality(sieves, day)
