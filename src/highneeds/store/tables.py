"""The canonical tables in the database: which there are, what is in use, and out again as frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import dataframely as dy
import polars as pl
from django.db import models

from highneeds.caseload import place_tables, published_tables, pupil_tables
from highneeds.caseload import tables as canonical
from highneeds.caseload.case_events import CaseEvents
from highneeds.core import Fault, Severity
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.bulk_rows import as_written, frame_of
from highneeds.store.in_use import state_of
from highneeds.store.kept_frames import found_frame, kept_frame
from highneeds.store.links import keys_of, with_linked_keys
from highneeds.store.models import (
    AbsenceRow,
    AnnexAPlanRow,
    AnnexASupportRow,
    BandRateRow,
    BudgetLineRow,
    CapacityRow,
    CaseEventRow,
    CensusNeedRow,
    CensusPupilRow,
    ChildRow,
    CostLineRow,
    FaultRow,
    FundedPlacesRow,
    IdentityRow,
    ImportRun,
    LedgerRow,
    PaymentRow,
    PlacementRow,
    PlanRow,
    PopulationRow,
    ProviderLinkRow,
    ProviderRow,
    ProviderVersionRow,
    PublishedAuthorityRow,
    PublishedFigureRow,
    PublishedNeighbourRow,
    RequestRow,
    SchoolCapacityRow,
    SettingOverrideRow,
    TermDatesRow,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """``period_column`` names what a newer file replaces: the rows of the same period; None: every row.

    ``is_latest_only``: of several periods kept, only the latest is in use. ``is_one_by``: a row that stands in several
    periods in use, since a newer file moved it to another, is one by these columns and counts as the newest has it.
    """

    schema: type[dy.Schema]
    model: type[models.Model]
    period_column: str | None
    is_latest_only: bool = False
    is_one_by: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table  # noqa: SLF001 - Django's documented way to the table's name


KEPT: Mapping[str, Kept] = MappingProxyType(
    {
        "children": Kept(canonical.Children, ChildRow, "return_year"),
        "identities": Kept(canonical.Identities, IdentityRow, "return_year"),
        "requests": Kept(canonical.Requests, RequestRow, "return_year"),
        "plans": Kept(canonical.Plans, PlanRow, "return_year"),
        "placements": Kept(canonical.Placements, PlacementRow, "return_year"),
        "cost_lines": Kept(canonical.CostLines, CostLineRow, "as_at", is_latest_only=True),
        "term_dates": Kept(canonical.TermDates, TermDatesRow, None),
        "ledger": Kept(canonical.Ledger, LedgerRow, "financial_year"),
        "payments": Kept(canonical.Payments, PaymentRow, "period", is_one_by=("payment_ref",)),
        "budget_lines": Kept(canonical.BudgetLines, BudgetLineRow, "financial_year"),
        "population": Kept(canonical.Population, PopulationRow, None),
        "providers": Kept(canonical.Providers, ProviderRow, None),
        "provider_versions": Kept(place_tables.ProviderVersions, ProviderVersionRow, "as_at"),
        "provider_links": Kept(place_tables.ProviderLinks, ProviderLinkRow, None),
        "setting_overrides": Kept(place_tables.SettingOverrides, SettingOverrideRow, None),
        "capacity": Kept(place_tables.Capacity, CapacityRow, None),
        "school_capacity": Kept(place_tables.SchoolCapacity, SchoolCapacityRow, "survey_year"),
        "funded_places": Kept(place_tables.FundedPlaces, FundedPlacesRow, "academic_year"),
        "band_rates": Kept(place_tables.BandRates, BandRateRow, "version"),
        "census_pupils": Kept(pupil_tables.CensusPupils, CensusPupilRow, "census_day"),
        "census_needs": Kept(pupil_tables.CensusNeeds, CensusNeedRow, "census_day"),
        "absences": Kept(pupil_tables.Absences, AbsenceRow, "academic_year"),
        "case_events": Kept(CaseEvents, CaseEventRow, "period", is_one_by=("kind", "event_ref")),
        "annex_a_plans": Kept(pupil_tables.AnnexAPlans, AnnexAPlanRow, "as_at"),
        "annex_a_support": Kept(pupil_tables.AnnexASupport, AnnexASupportRow, "as_at"),
        "published_figures": Kept(published_tables.PublishedFigures, PublishedFigureRow, "release"),
        "published_authorities": Kept(published_tables.PublishedAuthorities, PublishedAuthorityRow, "release"),
        "published_neighbours": Kept(published_tables.PublishedNeighbours, PublishedNeighbourRow, None),
    }
)

TABLE_NAMES = tuple(KEPT)


@dataclass(frozen=True, slots=True)
class TableKey:
    """What makes a row of a table the same row in a newer file, and which column names the period it is replaced by.

    ``moves``: a newer file may move the row to another period.
    """

    columns: tuple[str, ...]
    period_column: str | None
    moves: bool = False


_RUN = "import_run_id"
_KEYS_WITHOUT_PRIMARY = {
    "placements": ("return_year", "request_ref", "urn", "ukprn", "rank", "entry_date"),
    "term_dates": ("owner", "academic_year", "term"),
    "provider_links": ("urn", "link_urn", "link_type"),
    "setting_overrides": ("urn", "ukprn", "sen_setting", "is_unit", "is_resourced", "valid_from"),
    "capacity": ("urn", "provision", "designation", "first_nc_year", "last_nc_year", "valid_from"),
    "band_rates": ("version", "setting", "band"),
    "absences": ("child_key", "first_day", "code"),
}


def table_key(name: str) -> TableKey:
    """Raises KeyError for a table nobody knows. Of returns, the child and not the return's own number tells a plan."""
    kept = KEPT[name]
    columns = kept.is_one_by or _KEYS_WITHOUT_PRIMARY.get(name) or tuple(kept.schema.primary_key())
    return TableKey(columns, kept.period_column, moves=bool(kept.is_one_by))


def run_in_use(kind: str, unit_sha256: str) -> ImportRun | None:
    """The run that brought in exactly these files, when nothing has replaced it since."""
    return ImportRun.objects.filter(kind=kind, unit_sha256=unit_sha256, state=ImportRun.State.IMPORTED).first()


def periods_in(name: str, frame: pl.DataFrame) -> frozenset[str]:
    """The periods of a table whose rows the frame would replace, as text; "" where it would replace them all."""
    column = KEPT[name].period_column
    return frozenset(map(str, frame[column].unique())) if column else frozenset([""])


def fault_from_row(row: FaultRow) -> Fault:
    return Fault(row.file, row.row, row.field, row.rule, Severity(row.severity), row.advice, row.value, row.child_key)


def faults_of_run(run_id: int) -> tuple[Fault, ...]:
    """In the order found; empty for a run nobody knows."""
    return tuple(map(fault_from_row, FaultRow.objects.filter(import_run_id=run_id).order_by("pk")))


def load_table(name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """All rows in use of a canonical table, in the order of import; of cost lines, those of the latest extract.

    A child has one key in all tables (``caseload.links``). ``columns``: these alone, in their order; of a table by
    return the child's key asks for ``return_year`` beside it. Raises KeyError for a table or column nobody knows.
    """
    return with_linked_keys(load_as_given(name, columns), load_as_given)


def load_as_given(name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """``load_table``, each child under the keys of its own file. Raises KeyError for a table or column nobody knows."""
    kept = KEPT[name]
    known = kept.schema.columns()
    dtypes = {label: known[label].dtype for label in (known if columns is None else columns)}
    if columns is None:
        return kept_frame(name, partial(state_of, name), lambda: _read(kept, name, dtypes))
    found = found_frame(name, state_of(name), columns)
    return _read(kept, name, dtypes) if found is None else found.select(columns)


def _read(kept: Kept, name: str, dtypes: Mapping[str, pl.DataType]) -> pl.DataFrame:
    if kept.is_one_by:
        return _newest_of_each(kept, name, dtypes)
    return frame_of(_select(kept, list(dtypes)), _parameters(kept, name), dtypes)


def _newest_of_each(kept: Kept, name: str, dtypes: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Of rows that stand in several periods. Chosen here, as a database would look through newer files for each row."""
    known = kept.schema.columns()
    read = dict(dtypes) | {label: known[label].dtype for label in kept.is_one_by} | {_RUN: pl.Int64()}
    rows = frame_of(_select(kept, list(read)), [name], read)
    return rows.filter(pl.col(_RUN) == pl.col(_RUN).max().over(kept.is_one_by)).select(list(dtypes))


def load_of_child(name: str, child_key: str) -> pl.DataFrame:
    """The rows in use of a table that are of one child, under whichever of its keys a file has it.

    Raises KeyError for a table nobody knows.
    """
    kept = KEPT[name]
    dtypes = {label: column.dtype for label, column in kept.schema.columns().items()}
    keys = keys_of(child_key, load_as_given)
    more = f"t.child_key IN ({', '.join(['%s'] * len(keys))})"
    parameters = [*_parameters(kept, name), *keys]
    if kept.is_one_by:
        more, parameters = f"{more} AND {_unless_moved(kept)}", [*parameters, name]
    rows = frame_of(_select(kept, list(dtypes), more), parameters, dtypes)
    return with_linked_keys(rows, load_as_given).filter(pl.col("child_key") == child_key)


def _parameters(kept: Kept, name: str) -> list[str]:
    return [name, name] if kept.is_latest_only else [name]


def _select(kept: Kept, columns: list[str], more: str = "") -> str:
    """Only our own names go into the text; the table's name twice as parameters where only the latest period is wanted.

    ``more``: what a row must fulfil besides.
    """
    period = "" if kept.period_column is None else f" AND k.period = CAST(t.{kept.period_column} AS TEXT)"
    latest = "k.period = (SELECT max(period) FROM store_kept_periods WHERE table_name = %s AND is_in_use)"
    wanted = [*([latest] if kept.is_latest_only else []), *([more] if more else [])]
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    return (
        f"SELECT {', '.join(as_written(f't.{column}') for column in columns)} FROM {kept.table} t "  # noqa: S608 - our own names
        "JOIN store_kept_periods k ON k.import_run_id = t.import_run_id AND k.is_in_use AND k.table_name = %s"
        f"{period}{where} ORDER BY t.id"
    )


def _unless_moved(kept: Kept) -> str:
    """For a few rows only: ``_newest_of_each`` in SQL, which looks through the newer files for each of them."""
    same = " AND ".join(f"n.{column} = t.{column}" for column in kept.is_one_by)
    return (
        f"NOT EXISTS (SELECT 1 FROM store_kept_periods nk JOIN {kept.table} n ON n.import_run_id"  # noqa: S608 - our own names
        f" = nk.import_run_id AND nk.period = CAST(n.{kept.period_column} AS TEXT) WHERE nk.table_name = %s"
        f" AND nk.is_in_use AND nk.import_run_id > t.import_run_id AND {same})"
    )
