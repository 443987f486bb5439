"""Every kind of file that is one table, by the columns that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from highneeds.ingest import authority_fields, columns, own_population, place_fields, pupil_fields
from highneeds.ingest.case_events import CASE_EVENTS
from highneeds.ingest.fields import Field, columns_of
from highneeds.ingest.headers import Columns
from highneeds.ingest.kinds import FileKind

DECLARED_KINDS: Mapping[FileKind, tuple[Field, ...]] = MappingProxyType(
    {
        FileKind.SETTING_OVERRIDES: place_fields.SETTING_OVERRIDES,
        FileKind.PROVIDER_LINKS: place_fields.PROVIDER_LINKS,
        FileKind.CAPACITY: place_fields.CAPACITY,
        FileKind.SCHOOL_CAPACITY: place_fields.SCHOOL_CAPACITY,
        FileKind.POPULATION_BY_AGE: own_population.POPULATION_BY_AGE,
        FileKind.POPULATION_BY_NC_YEAR: own_population.POPULATION_BY_NC_YEAR,
        FileKind.BANDS: place_fields.BANDS,
        FileKind.CENSUS_PUPILS: pupil_fields.CENSUS_PUPILS,
        FileKind.CENSUS_NEEDS: pupil_fields.CENSUS_NEEDS,
        FileKind.ABSENCES: pupil_fields.ABSENCES,
        FileKind.CASE_EVENTS: CASE_EVENTS,
        FileKind.ANNEX_A_PLANS: pupil_fields.ANNEX_A_PLANS,
        FileKind.ANNEX_A_SUPPORT: pupil_fields.ANNEX_A_SUPPORT,
        FileKind.AUTHORITY_POPULATION: authority_fields.AUTHORITY_POPULATION,
        FileKind.STATISTICAL_NEIGHBOURS: authority_fields.STATISTICAL_NEIGHBOURS,
    }
)
"""The kinds whose columns are described one by one."""

SINGLE_FILE_KINDS: Mapping[FileKind, Columns] = MappingProxyType(
    {
        FileKind.PROVIDER_REGISTER: columns.PROVIDER_REGISTER,
        FileKind.POPULATION: columns.POPULATION,
        FileKind.PLAN_LIST: columns.PLAN_LIST,
        FileKind.BUDGET_BOOK: columns.BUDGET_BOOK,
        FileKind.PLACEMENT_COSTS: columns.PLACEMENT_COSTS,
        FileKind.TERM_DATES: columns.TERM_DATES,
        FileKind.LEDGER: columns.LEDGER,
        FileKind.PAYMENTS: columns.PAYMENTS,
        **{kind: columns_of(fields) for kind, fields in DECLARED_KINDS.items()},
    }
)
