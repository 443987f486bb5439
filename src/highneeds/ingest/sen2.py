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
from highneeds.ingest.headers import ROW, RawTable
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult, WholeReturn
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_asked import check_what_is_asked_for
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
from highneeds.ingest.sen2_children import faults_with_children
from highneeds.ingest.sen2_dates import check_dates_and_marks
from highneeds.ingest.sen2_quality import check_quality
from highneeds.ingest.sen2_raw import checkable
from highneeds.ingest.sen2_shapes import plain, read_shape
from highneeds.ingest.sen2_tables import children_table, identities_table, placements_table, plans_table, requests_table
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.values import date_of, whole_number_of
from highneeds.rules.census_days import census_day
from highneeds.rules.sen2_elements import SEN2_PARENT

_PARENT_MODULES = ("person", "requests", "assessment", "namedplan", "activeplans")
"""Modules under whose rows others hang: an id given twice would attach them to two; elsewhere it does no harm."""


def read_sen2(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """The return's children, requests, plans and placements; one fault that stops a file stops the return."""
    read = read_shape(unit)
    if isinstance(read, tuple):
        return ReadResult(unit.kind, {}, faults=read)
    if read.frames["sen2"].is_empty():
        none = rule("F03").fault(read.file, detail="The return has no header with its year and census day.")
        return ReadResult(unit.kind, {}, faults=(none,))
    tables = checkable(read)
    census = _census(tables["sen2"])
    if isinstance(census, Fault):
        return ReadResult(unit.kind, {}, faults=(census,))
    year, day = census
    sieves = {module: Sieve(table, context.rules) for module, table in tables.items()}
    _check(sieves, year, day, context)
    return ReadResult(
        unit.kind,
        {
            "children": children_table(sieves, year),
            "identities": identities_table(sieves, year),
            "requests": requests_table(sieves, year),
            "plans": plans_table(sieves, year),
            "placements": placements_table(sieves, year, context.providers, context.setting_overrides),
        },
        held=tuple(row for sieve in sieves.values() for row in sieve.held),
        faults=faults_with_children(sieves),
        counts=tuple(sieve.count() for sieve in sieves.values()),
        as_at=day,
        whole=WholeReturn(year, plain(read).frames, read.unread),
    )


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
    check_dates_and_marks(sieves, day, context.providers)
    check_what_is_asked_for(sieves, day)
    if context.rules.stopping:
        _hold_stopped(sieves)


def _hold_stopped(sieves: Mapping[str, Sieve]) -> None:
    """Rows that this council lets a rule stop, and what hangs under them."""
    for module, sieve in sieves.items():
        sieve.hold_stopped()
        parent = SEN2_PARENT.get(module)
        if parent is not None and parent != "sen2":
            sieve.require_parent(sieves[parent], f"{parent}tableid")
