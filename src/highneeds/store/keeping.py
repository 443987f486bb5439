"""How a unit of files comes into use, is undone, or leaves nothing behind.

Its rows go in beside those in use, a part at a time, so that whoever else writes never waits long; nobody sees them
until one short transaction says which run each period comes from. Undo says so again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from highneeds.core import Fault
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.bulk_rows import insert_statements, run_statement
from highneeds.store.models import FaultRow, HeldRow, ImportRun, KeptPeriod, Sen2ModuleRow, Sen2NamesRow
from highneeds.store.tables import KEPT, Kept, periods_in, run_in_use

ROWS_AT_A_TIME = 5_000
"""In one transaction: a fraction of a second's work, for so long others wait."""
UNDO_STEPS = 3
"""How many replaced files of a period are kept, so that the imports that replaced them can be undone."""
_PAUSE_SECONDS = 0.03  # after each part: longer than a waiting writer on SQLite sleeps before it tries again
_ROWS_PER_STATEMENT = 500
_WAS_IN_USE = (ImportRun.State.IMPORTED, ImportRun.State.SUPERSEDED)

_T = TypeVar("_T")
Watch = Callable[[int], None]
"""Told how many rows of the table are in after each part; what it raises stops the loading there."""


def save_result(
    run: ImportRun,
    tables: Mapping[str, pl.DataFrame],
    *,
    faults: Iterable[Fault] = (),
    held: Iterable[HeldRow] = (),
    keep_beside: Callable[[ImportRun], None] | None = None,
) -> ImportRun:
    """Keep one unit's rows in place of those of the same kind and period: all of them, or nothing.

    ``run`` is new and unsaved; its ``period`` and ``finished_at`` are set here. ``held`` rows are unsaved too.
    ``keep_beside`` keeps more with the saved run before it comes into use. Gives
    the run in use, which is an earlier one, with nothing changed, when the same files are in use already. Raises
    KeyError for a table nobody knows and dataframely's ValidationError for a frame against its schema, before anything
    changes.
    """
    frames = {name: KEPT[name].schema.validate(frame, cast=True) for name, frame in tables.items()}
    already = run_in_use(run.kind, run.unit_sha256)
    if already is not None:
        return already
    begin_run(run, {name: periods_in(name, frame) for name, frame in frames.items()})
    try:
        for name, frame in frames.items():
            load_rows(run, name, frame.iter_slices(ROWS_AT_A_TIME))
        add_findings(run, faults, held)
        if keep_beside is not None:
            keep_beside(run)
        used = bring_into_use(run)
    except BaseException:
        discard_run(run)
        raise
    if used == run:
        let_old_rows_go()
    return used


def begin_run(run: ImportRun, periods: Mapping[str, frozenset[str]]) -> None:
    """Save a new run that nobody sees yet, with the periods of each table that it will hold."""
    run.state = ImportRun.State.LOADING
    run.period = ", ".join(sorted({period for each in periods.values() for period in each} - {""}))
    run.finished_at = run.started_at
    with transaction.atomic():
        run.save(force_insert=True)
        KeptPeriod.objects.bulk_create(
            KeptPeriod(import_run=run, table_name=name, period=period, is_in_use=False)
            for name, each in periods.items()
            for period in sorted(each)
        )


def load_rows(
    run: ImportRun, name: str, parts: Iterable[pl.DataFrame], watch: Watch | None = None, *, after: int = 0
) -> None:
    """Insert the parts of one table, each in a transaction of its own with a moment for others between them.

    ``after``: how many rows of the table are in already (``rows_loaded``), which ``parts`` leave out.
    """
    rows = after
    for part in parts:
        if rows:
            pause()
        _insert(KEPT[name], part, run)
        rows += part.height
        if watch is not None:
            watch(rows)


def rows_loaded(run: ImportRun, name: str) -> int:
    return KEPT[name].model._base_manager.filter(import_run=run).count()  # noqa: SLF001 - Django's documented way from a model class


def forget_findings(run: ImportRun) -> None:
    """Before they are added whole: those of a loading that was stopped half way."""
    run.faults.all().delete()
    run.held_rows.all().delete()
    _forget_whole_return(run)


def pause() -> None:
    """Between two parts, for whoever waits to write; not in a transaction, where nobody could."""
    if not connection.in_atomic_block:
        time.sleep(_PAUSE_SECONDS)


def add_findings(run: ImportRun, faults: Iterable[Fault], held: Iterable[HeldRow]) -> None:
    """The faults and the held rows of a run, in the order given."""
    add_faults(run, faults)
    for part in _in_parts(_of_run(run, held)):
        HeldRow.objects.bulk_create(part, batch_size=_ROWS_PER_STATEMENT)
        pause()


def add_faults(run: ImportRun, faults: Iterable[Fault]) -> None:
    rows = (
        FaultRow(
            import_run=run,
            file=fault.file,
            row=fault.row,
            field=fault.field,
            rule=fault.rule,
            severity=fault.severity.value,
            advice=fault.advice,
            value=fault.value,
            child_key=fault.child_key,
        )
        for fault in faults
    )
    for part in _in_parts(rows):
        FaultRow.objects.bulk_create(part, batch_size=_ROWS_PER_STATEMENT)


@transaction.atomic
def bring_into_use(run: ImportRun) -> ImportRun:
    """One short transaction: each period of the run takes the place of the same period of the run in use.

    A run of the same kinds whose every period is replaced goes with all its tables, also those the new one lacks.
    Gives the run in use, with nothing changed, when the same files came into use meanwhile.
    """
    hold_off_others()
    already = run_in_use(run.kind, run.unit_sha256)
    if already is not None:
        return already
    own = {(period.table_name, period.period): period for period in run.periods.all()}
    now_in_use = KeptPeriod.objects.filter(is_in_use=True).select_related("import_run")
    in_use = {(row.table_name, row.period): row for row in now_in_use}
    for key, row in in_use.items():
        if key not in own and _is_replaced_whole(row.import_run, run):
            own[key] = KeptPeriod(import_run=run, table_name=key[0], period=key[1])
    replaced = [in_use[key] for key in own if key in in_use]
    KeptPeriod.objects.filter(pk__in=[row.pk for row in replaced]).update(is_in_use=False)
    for key, row in own.items():
        row.is_in_use, row.replaced = True, in_use.get(key)
        row.save()
    _supersede({row.import_run_id for row in replaced})
    run.state = ImportRun.State.IMPORTED
    run.finished_at = max(timezone.now(), run.started_at)
    run.save(update_fields=["state", "finished_at"])
    _note(run, Did.IMPORTED, run.confirmed_by or run.given_by)
    return run


@transaction.atomic
def undo_run(run_id: int, *, by: str) -> ImportRun:
    """Put back exactly what the run replaced, in one short transaction; its own rows are let go by ``discard_rows``.

    ``by``: who undoes it, which is kept with when.

    Raises Refusal when there is no such run, it is not in use, a later one stands on it, or what it replaced was let
    go.
    """
    hold_off_others()
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        message = f"There is no import {run_id}."
        raise Refusal(message)
    why_not = why_not_undone(run)
    if why_not:
        message = f"Import {run_id} cannot be undone. {why_not}"
        raise Refusal(message)
    periods = list(run.periods.select_related("replaced"))
    before = [row.replaced for row in periods if row.replaced is not None]
    run.periods.update(is_in_use=False)
    KeptPeriod.objects.filter(pk__in=[row.pk for row in before]).update(is_in_use=True)
    run.state, run.undone_by, run.undone_at = ImportRun.State.UNDONE, by, timezone.now()
    run.save(update_fields=["state", "undone_by", "undone_at"])
    _note(run, Did.UNDID, by)
    ImportRun.objects.filter(pk__in=[row.import_run_id for row in before]).update(state=ImportRun.State.IMPORTED)
    return run


def why_not_undone(run: ImportRun) -> str:
    """In words, or "" when the run can be undone."""
    periods = list(run.periods.select_related("replaced"))
    replaced = [row.pk for row in periods if not row.is_in_use]
    later = KeptPeriod.objects.filter(replaced__in=replaced, import_run__state__in=_WAS_IN_USE)
    numbers = sorted(set(later.values_list("import_run_id", flat=True)))
    if numbers and run.state in _WAS_IN_USE:
        part = "It" if len(replaced) == len(periods) else "A part of it"
        return f"{part} was replaced. First undo import {' and '.join(map(str, numbers))}."
    if run.state != ImportRun.State.IMPORTED:
        return f"It is not in use: {run.get_state_display()}."
    if any(row.replaced is not None and not row.replaced.has_rows for row in periods):
        return "What it replaced is no longer kept. Import the earlier file again."
    return ""


def discard_run(run: ImportRun) -> None:
    """Everything of a run that is not in use: its rows, then its findings and its record."""
    discard_rows(run)
    forget_findings(run)
    run.delete()


def discard_rows(run: ImportRun) -> None:
    """The rows of a run that is not in use, a part at a time; its record and its faults stay."""
    for name in KEPT:
        _delete_rows(name, run.pk, None)
    run.held_rows.all().delete()
    _forget_whole_return(run)
    KeptPeriod.objects.filter(import_run=run).delete()


def let_old_rows_go() -> None:
    """Delete the rows of files replaced more than ``UNDO_STEPS`` times since; nothing else leads back to them."""
    known = list(KeptPeriod.objects.values_list("pk", "replaced_id", "has_rows", "is_in_use"))
    after = {pk: replaced for pk, replaced, *_ in known}
    with_rows = {pk for pk, _, has_rows, _ in known if has_rows}
    going: list[int] = []
    for top in (pk for pk, *_, is_in_use in known if is_in_use):
        below = list(_chain(after, top))
        going += [pk for pk in below[UNDO_STEPS:] if pk in with_rows]
    for old in KeptPeriod.objects.filter(pk__in=going, has_rows=True).select_related("import_run"):
        _delete_rows(old.table_name, old.import_run_id, old.period)
        old.has_rows = False
        old.save(update_fields=["has_rows"])
        if not old.import_run.periods.filter(has_rows=True).exists():
            old.import_run.held_rows.all().delete()
            _forget_whole_return(old.import_run)


def _chain(after: Mapping[int, int | None], top: int) -> Iterator[int]:
    """What stands below a period, the latest first: what it replaced, what that replaced, and so on."""
    at = after.get(top)
    while at is not None:
        yield at
        at = after.get(at)


def _forget_whole_return(run: ImportRun) -> None:
    """What was kept beside the rows of a SEN2 return goes when they go."""
    Sen2ModuleRow.objects.filter(import_run=run).delete()
    Sen2NamesRow.objects.filter(import_run=run).delete()


def _is_replaced_whole(earlier: ImportRun, run: ImportRun) -> bool:
    is_one_family = earlier.kind == run.kind or (earlier.kind.startswith("sen2-") and run.kind.startswith("sen2-"))
    return is_one_family and set(earlier.period.split(", ")) <= set(run.period.split(", "))


def _supersede(run_ids: set[int]) -> None:
    """Those of the runs that no period in use comes from any more."""
    still = KeptPeriod.objects.filter(is_in_use=True, import_run__in=run_ids).values_list("import_run_id", flat=True)
    ImportRun.objects.filter(pk__in=run_ids - set(still)).update(state=ImportRun.State.SUPERSEDED)


def hold_off_others() -> None:
    """Two imports must not look and then both write. SQLite's transactions begin by taking the one write lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE store_kept_periods IN SHARE ROW EXCLUSIVE MODE")


def _insert(kept: Kept, part: pl.DataFrame, run: ImportRun) -> None:
    """Everything is made ready before the transaction begins, since others wait while it lasts."""
    own = part.select(kept.schema.column_names()).with_columns(import_run_id=pl.lit(run.pk))
    statements = list(insert_statements(kept.table, own))
    with transaction.atomic():
        for sql, values in statements:
            run_statement(sql, values)


def _delete_rows(name: str, run_id: int, period: str | None) -> None:
    """Of one period, or of all (None); a part at a time."""
    kept = KEPT[name]
    parameters: list[Any] = [run_id]
    of_period = ""
    if period and kept.period_column is not None:
        of_period = f" AND CAST({kept.period_column} AS TEXT) = %s"
        parameters.append(period)
    chosen = f"SELECT id FROM {kept.table} WHERE import_run_id = %s{of_period} LIMIT {ROWS_AT_A_TIME}"  # noqa: S608 - our own names
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {kept.table} WHERE id IN ({chosen})", parameters)  # noqa: S608 - our own names
            if cursor.rowcount < ROWS_AT_A_TIME:
                return
        pause()


def _in_parts(rows: Iterable[_T]) -> Iterator[list[_T]]:
    every = iter(rows)
    while part := list(islice(every, ROWS_AT_A_TIME)):
        yield part


def _of_run(run: ImportRun, held: Iterable[HeldRow]) -> Iterator[HeldRow]:
    for row in held:
        row.import_run = run
        yield row


def _note(run: ImportRun, did: Did, who: str) -> None:
    """The file itself is known by its digest, its rows by the run."""
    note(who, did, "import", run.pk, facts={"kind": run.kind, "period": run.period, "files": run.unit_sha256})
