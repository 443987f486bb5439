"""What reading gives back: canonical tables, rows held in quarantine, and faults; nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import dataframely as dy
import polars as pl

from highneeds.caseload import place_tables, published_tables, pupil_tables, tables
from highneeds.caseload.case_events import CaseEvents
from highneeds.core.faults import Fault
from highneeds.ingest.heading_mapping import HeadingMapping
from highneeds.ingest.kinds import FileKind

SCHEMAS: Mapping[str, type[dy.Schema]] = MappingProxyType(
    {
        "children": tables.Children,
        "identities": tables.Identities,
        "requests": tables.Requests,
        "plans": tables.Plans,
        "placements": tables.Placements,
        "cost_lines": tables.CostLines,
        "ledger": tables.Ledger,
        "payments": tables.Payments,
        "term_dates": tables.TermDates,
        "budget_lines": tables.BudgetLines,
        "population": tables.Population,
        "providers": tables.Providers,
        "provider_versions": place_tables.ProviderVersions,
        "provider_links": place_tables.ProviderLinks,
        "setting_overrides": place_tables.SettingOverrides,
        "capacity": place_tables.Capacity,
        "school_capacity": place_tables.SchoolCapacity,
        "funded_places": place_tables.FundedPlaces,
        "band_rates": place_tables.BandRates,
        "census_pupils": pupil_tables.CensusPupils,
        "census_needs": pupil_tables.CensusNeeds,
        "absences": pupil_tables.Absences,
        "case_events": CaseEvents,
        "annex_a_plans": pupil_tables.AnnexAPlans,
        "annex_a_support": pupil_tables.AnnexASupport,
        "published_figures": published_tables.PublishedFigures,
        "published_authorities": published_tables.PublishedAuthorities,
        "published_neighbours": published_tables.PublishedNeighbours,
    }
)
"""The names under which ``ReadResult.tables`` holds its frames, each with the schema its frame satisfies."""


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One file of a unit: ``name`` is what faults say, relative to the folder that was given."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class ImportUnit:
    """What is imported or undone together: one file, or the nine files of one SEN2 return.

    ``kind`` is None, and ``fault`` says why, when nobody can tell what the file is. ``year`` is the census year of a
    SEN2 return (by the date in its file names), else None. ``mapping`` is how a person said to read foreign headings.
    ``sha256`` is over the contents, whatever the names.
    """

    kind: FileKind | None
    files: tuple[UnitFile, ...]
    sha256: str
    year: int | None = None
    fault: Fault | None = None
    mapping: HeadingMapping | None = None

    @property
    def name(self) -> str:
        """What a person calls it: the file, or the folder of a SEN2 return."""
        first = self.files[0].name
        return first if len(self.files) == 1 else first.rsplit("_", 1)[0]


class RulesHere(NamedTuple):
    """Rules of a return that act otherwise here than in the rule book.

    ``stopping``: they ask for a look there, and stop the row here. ``asking``: they are looked for here alone.
    """

    stopping: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()


BY_THE_BOOK = RulesHere()


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader needs besides the files.

    ``key`` is the council's secret for child keys. The frames are canonical tables already imported, or None when that
    kind has not been imported yet: settings are then UNKNOWN and the checks that need them are not made. ``as_at``
    overrides the day in the name of a running list or finance extract. ``rules``: what this council set otherwise.
    """

    key: bytes
    providers: pl.DataFrame | None = None
    placements: pl.DataFrame | None = None
    plans: pl.DataFrame | None = None
    budget_lines: pl.DataFrame | None = None
    setting_overrides: pl.DataFrame | None = None
    provider_links: pl.DataFrame | None = None
    as_at: date | None = None
    rules: RulesHere = BY_THE_BOOK


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row kept out, and the rule that stopped it. ``values`` holds no name, postcode, UPN, ULN or birth date."""

    file: str
    row: int
    rule: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of one file's rows below its header: ``rows_read == kept + held + skipped``, always."""

    file: str
    rows_read: int
    kept: int
    held: int
    skipped: int


@dataclass(frozen=True, slots=True)
class WholeReturn:
    """All that a SEN2 return holds, as it was given: the nine frames of ``sen2_shapes.plain``, and what has no place.

    ``unread``: the cells of fields that nobody knows, by module, row and name.
    """

    year: int
    frames: Mapping[str, pl.DataFrame]
    unread: pl.DataFrame


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One unit read. ``tables`` is keyed as in ``SCHEMAS`` and empty when a fault stops the file.

    Rows merged into one (need into plan, postings into a month) each count as kept; blank lines, repeated headers,
    sub-totals and notes as skipped. ``whole``: of a SEN2 return, all that it holds, as it was given.
    ``nearest``: rows that meet nothing, each with the places of what is one slip away (``nearest``).
    """

    kind: FileKind | None
    tables: Mapping[str, pl.DataFrame]
    held: tuple[HeldRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    counts: tuple[FileCount, ...] = ()
    as_at: date | None = None
    whole: WholeReturn | None = None
    nearest: tuple[tuple[int, str], ...] = ()

    @property
    def rows_read(self) -> int:
        return sum(count.rows_read for count in self.counts)

    @property
    def rows_kept(self) -> int:
        return sum(count.kept for count in self.counts)

    @property
    def rows_held(self) -> int:
        return sum(count.held for count in self.counts)

    @property
    def rows_skipped(self) -> int:
        return sum(count.skipped for count in self.counts)
