"""Reads one unit of import into canonical tables, held rows and faults. Writes nothing, raises for no file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from highneeds.ingest.annex_a import read_annex_a
from highneeds.ingest.authority_files import read_authority_population, read_statistical_neighbours
from highneeds.ingest.budget_book import read_budget_book
from highneeds.ingest.case_events import read_case_events
from highneeds.ingest.dfe.kept import read_figures, read_release
from highneeds.ingest.exported_table import read_exported_table
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.ledger import read_ledger
from highneeds.ingest.own_population import read_own_population
from highneeds.ingest.payments import read_payments
from highneeds.ingest.place_files import (
    read_band_rates,
    read_capacity,
    read_provider_links,
    read_school_capacity,
    read_setting_overrides,
)
from highneeds.ingest.place_numbers import read_place_numbers
from highneeds.ingest.placement_costs import read_placement_costs
from highneeds.ingest.plan_list import read_plan_list
from highneeds.ingest.population import read_population
from highneeds.ingest.provider_register import read_provider_register
from highneeds.ingest.pupil_files import read_absences, read_census_needs, read_census_pupils
from highneeds.ingest.results import HeldRow, ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sen2 import read_sen2
from highneeds.ingest.term_dates import read_term_dates
from highneeds.ingest.units import find_units

__all__ = ["HeldRow", "ImportUnit", "ReadContext", "ReadResult", "find_units", "read_unit"]

Reader = Callable[[ImportUnit, ReadContext], ReadResult]
_READERS: Mapping[FileKind, Reader] = MappingProxyType(
    {
        FileKind.PROVIDER_REGISTER: read_provider_register,
        FileKind.POPULATION: read_population,
        FileKind.SEN2_BLADE: read_sen2,
        FileKind.SEN2_XML: read_sen2,
        FileKind.SEN2_TEMPLATE: read_sen2,
        FileKind.SEN2_WORKBOOK: read_sen2,
        FileKind.PLAN_LIST: read_plan_list,
        FileKind.BUDGET_BOOK: read_budget_book,
        FileKind.PLACEMENT_COSTS: read_placement_costs,
        FileKind.LEDGER: read_ledger,
        FileKind.PAYMENTS: read_payments,
        FileKind.TERM_DATES: read_term_dates,
        FileKind.EXPORTED_TABLE: read_exported_table,
        FileKind.SETTING_OVERRIDES: read_setting_overrides,
        FileKind.PROVIDER_LINKS: read_provider_links,
        FileKind.CAPACITY: read_capacity,
        FileKind.SCHOOL_CAPACITY: read_school_capacity,
        FileKind.PLACE_NUMBERS: read_place_numbers,
        FileKind.BANDS: read_band_rates,
        FileKind.POPULATION_BY_AGE: read_own_population,
        FileKind.POPULATION_BY_NC_YEAR: read_own_population,
        FileKind.CENSUS_PUPILS: read_census_pupils,
        FileKind.CENSUS_NEEDS: read_census_needs,
        FileKind.ABSENCES: read_absences,
        FileKind.CASE_EVENTS: read_case_events,
        FileKind.ANNEX_A_PLANS: read_annex_a,
        FileKind.ANNEX_A_SUPPORT: read_annex_a,
        FileKind.PUBLISHED_RELEASE: read_release,
        FileKind.PUBLISHED_FIGURES: read_figures,
        FileKind.AUTHORITY_POPULATION: read_authority_population,
        FileKind.STATISTICAL_NEIGHBOURS: read_statistical_neighbours,
    }
)


def read_unit(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """The unit's tables, held rows and faults. A fault that stops the file leaves no tables and counts no rows."""
    if unit.kind is None or unit.fault is not None:
        return ReadResult(unit.kind, {}, faults=(unit.fault,) if unit.fault else ())
    try:
        return _READERS[unit.kind](unit, context)
    except UnreadableFileError as error:
        return ReadResult(unit.kind, {}, faults=(error.fault,))
