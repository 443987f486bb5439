"""Canonical tables into the database and out again as frames; one unit of files is kept entirely or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import dataframely as dy
import polars as pl
from django.db import connection, models, transaction
from django.utils import timezone

from highneeds.caseload import tables as canonical
from highneeds.core import Fault, Severity
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import (
    BudgetLineRow,
    ChildRow,
    CostLineRow,
    FaultRow,
    HeldRow,
    ImportRun,
    LedgerRow,
    PaymentRow,
    PlacementRow,
    PlanRow,
    PopulationRow,
    ProviderRow,
    RequestRow,
    TermDatesRow,
)

_ROWS_AT_A_TIME = 20_000
_SEN2 = "sen2-"


@dataclass(frozen=True, slots=True)
class _Kept:
    """``period_column`` names what a newer file replaces: the rows of the same period; None: every row."""

    schema: type[dy.Schema]
    model: type[models.Model]
    period_column: str | None

    @property
    def table(self) -> str:
        return self.model._meta.db_table  # noqa: SLF001 - Django's documented way to the table's name


_KEPT: Mapping[str, _Kept] = MappingProxyType(
    {
        "children": _Kept(canonical.Children, ChildRow, "return_year"),
        "requests": _Kept(canonical.Requests, RequestRow, "return_year"),
        "plans": _Kept(canonical.Plans, PlanRow, "return_year"),
        "placements": _Kept(canonical.Placements, PlacementRow, "return_year"),
        "cost_lines": _Kept(canonical.CostLines, CostLineRow, "as_at"),
        "term_dates": _Kept(canonical.TermDates, TermDatesRow, None),
        "ledger": _Kept(canonical.Ledger, LedgerRow, "financial_year"),
        "payments": _Kept(canonical.Payments, PaymentRow, "period"),
        "budget_lines": _Kept(canonical.BudgetLines, BudgetLineRow, "financial_year"),
        "population": _Kept(canonical.Population, PopulationRow, None),
        "providers": _Kept(canonical.Providers, ProviderRow, None),
    }
)

TABLE_NAMES = tuple(_KEPT)


@dataclass(frozen=True, slots=True)
class TableKey:
    """What makes a row of a table the same row in a newer file, and which column names the period it is replaced by."""

    columns: tuple[str, ...]
    period_column: str | None


_KEYS_WITHOUT_PRIMARY = {
    "placements": ("return_year", "request_ref", "urn", "ukprn", "rank", "entry_date"),
    "term_dates": ("owner", "academic_year", "term"),
}


def table_key(name: str) -> TableKey:
    """Raises KeyError for a table nobody knows. Of returns, the child and not the return's own number tells a plan."""
    kept = _KEPT[name]
    return TableKey(_KEYS_WITHOUT_PRIMARY.get(name) or tuple(kept.schema.primary_key()), kept.period_column)


def run_in_use(kind: str, unit_sha256: str) -> ImportRun | None:
    """The run that brought in exactly these files, when nothing has replaced it since."""
    return ImportRun.objects.filter(kind=kind, unit_sha256=unit_sha256, state=ImportRun.State.IMPORTED).first()


def save_result(
    run: ImportRun,
    tables: Mapping[str, pl.DataFrame],
    *,
    faults: Iterable[Fault] = (),
    held: Iterable[HeldRow] = (),
) -> ImportRun:
    """Keep one unit's rows in place of those of the same kind and period, in one transaction.

    ``run`` is new and unsaved; its ``period`` and ``finished_at`` are set here. ``held`` rows are unsaved too. Gives
    the run in use, which is an earlier one, with nothing changed, when the same files are in use already. Raises
    KeyError for a table nobody knows and dataframely's ValidationError for a frame against its schema, before anything
    changes.
    """
    frames = {name: _KEPT[name].schema.validate(frame, cast=True) for name, frame in tables.items()}
    with transaction.atomic():
        already = run_in_use(run.kind, run.unit_sha256)
        if already is not None:
            return already
        periods = sorted({value for name, frame in frames.items() for value in _periods(name, frame)})
        run.period = ", ".join(str(period) for period in periods)
        run.finished_at = max(timezone.now(), run.started_at)
        _make_room(run, frames, periods)
        run.save(force_insert=True)
        for name, frame in frames.items():
            _insert(_KEPT[name], frame, run)
        add_faults(run, faults)
        HeldRow.objects.bulk_create(_of_run(run, held), batch_size=500)
    return run


def periods_in(name: str, frame: pl.DataFrame) -> frozenset[str]:
    """The periods of a table whose rows the frame would replace, as text; "" where it would replace them all."""
    return frozenset(map(str, _periods(name, frame))) if _KEPT[name].period_column else frozenset([""])


def _periods(name: str, frame: pl.DataFrame) -> list[Any]:
    column = _KEPT[name].period_column
    return frame[column].unique().to_list() if column else []


def add_faults(run: ImportRun, faults: Iterable[Fault]) -> None:
    FaultRow.objects.bulk_create(
        [
            FaultRow(
                import_run=run,
                file=fault.file,
                row=fault.row,
                field=fault.field,
                rule=fault.rule,
                severity=fault.severity.value,
                advice=fault.advice,
                value=fault.value,
            )
            for fault in faults
        ],
        batch_size=500,
    )


def fault_from_row(row: FaultRow) -> Fault:
    return Fault(row.file, row.row, row.field, row.rule, Severity(row.severity), row.advice, row.value)


def faults_of_run(run_id: int) -> tuple[Fault, ...]:
    """In the order found; empty for a run nobody knows."""
    return tuple(map(fault_from_row, FaultRow.objects.filter(import_run_id=run_id).order_by("pk")))


def load_table(name: str) -> pl.DataFrame:
    """All rows in use of a canonical table, in the order of import; of cost lines, those of the latest extract.

    Raises KeyError for a table nobody knows.
    """
    kept = _KEPT[name]
    columns = list(kept.schema.columns())
    latest = " WHERE as_at = (SELECT max(as_at) FROM store_cost_lines)" if name == "cost_lines" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {kept.table}{latest} ORDER BY id")  # noqa: S608 - our own names
        found = cursor.fetchall()
    dtypes = {label: column.dtype for label, column in kept.schema.columns().items()}
    return pl.DataFrame(found, schema=dtypes, orient="row")


def _make_room(run: ImportRun, frames: Mapping[str, pl.DataFrame], periods: list[object]) -> None:
    """Delete the rows that the new file replaces; an earlier run none of whose periods is left is superseded."""
    for name in frames:
        kept = _KEPT[name]
        stale = kept.model._base_manager.all()  # noqa: SLF001 - Django's documented way from a model class
        (stale.filter(**{f"{kept.period_column}__in": periods}) if kept.period_column else stale).delete()
    replaced = set(run.period.split(", "))
    for earlier in ImportRun.objects.filter(kind__in=_of_one_family(run.kind), state=ImportRun.State.IMPORTED):
        if set(earlier.period.split(", ")) <= replaced:
            earlier.state = ImportRun.State.SUPERSEDED
            earlier.save(update_fields=["state"])
            earlier.held_rows.all().delete()
            for kept in _KEPT.values():
                kept.model._base_manager.filter(import_run=earlier).delete()  # noqa: SLF001 - as above


def _of_one_family(kind: str) -> list[str]:
    """The kinds whose files replace one another: the shapes of a SEN2 return do, every other kind only itself."""
    if not kind.startswith(_SEN2):
        return [kind]
    return [known for known in ImportRun.objects.values_list("kind", flat=True).distinct() if known.startswith(_SEN2)]


def _insert(kept: _Kept, frame: pl.DataFrame, run: ImportRun) -> None:
    columns = list(kept.schema.columns())
    names, marks = ", ".join([*columns, "import_run_id"]), ", ".join(["%s"] * (len(columns) + 1))
    with_run = frame.select(columns).with_columns(pl.lit(run.pk).alias("import_run_id"))
    with connection.cursor() as cursor:
        for part in with_run.iter_slices(_ROWS_AT_A_TIME):
            cursor.executemany(f"INSERT INTO {kept.table} ({names}) VALUES ({marks})", part.rows())  # noqa: S608 - our own names


def _of_run(run: ImportRun, held: Iterable[HeldRow]) -> Iterator[HeldRow]:
    for row in held:
        row.import_run = run
        yield row
