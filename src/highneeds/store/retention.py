"""What is stored of children and of files, how old it is, and its deletion, all or nothing.

Rows go from every table that names a child, of imports replaced or undone too. Payments stay as money: the child, its
line and the invoice are taken out of them, so that totals hold. Words said at entries of the audit go; the chain stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Max

from highneeds.caseload import RUNNING_LIST
from highneeds.core import FinancialYear, SnapshotId
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.closed_months import closings
from highneeds.store.kept_frames import forget_frames
from highneeds.store.links import keys_of_one_child
from highneeds.store.models import (
    AuditRow,
    AuditWordsRow,
    CensusNeedRow,
    FaultRow,
    HeldRow,
    ImportRun,
    LinkDecisionRow,
    OriginalFile,
    PaymentRow,
    Sen2ModuleRow,
    Sen2NamesRow,
)
from highneeds.store.months import latest_month
from highneeds.store.of_child import of_child, table_of
from highneeds.store.originals import forget_original
from highneeds.store.snapshots import forget_snapshot, kept_snapshots
from highneeds.store.tables import load_as_given

ORIGINALS, HELD, CELLS, RETURNS = "original files", "rows held back", "cells of faults", "returns kept whole"
SNAPSHOTS, WORDS, PAYMENTS = "snapshots of months", "words in the audit", "payments, which stay as money"
_TELL_NOTHING_OF_A_CHILDS_LIFE = {"birth_date", "date_of_birth"}
_KEYS_AT_ONCE = 500
_LAST_MONTH, _LAST_DAY = 3, 31
_OF_AN_IMPORT: tuple[tuple[str, type[models.Model]], ...] = (
    (HELD, HeldRow),
    (RETURNS, Sen2ModuleRow),
    (RETURNS, Sen2NamesRow),
)


def last_known() -> dict[str, date]:
    """The last day that any row tells of each child, by key: whatever the row is, and whether it is in use or not."""
    found: dict[str, date] = {}
    for model in _tables_of_children():
        for key, day in _days_of(model):
            if day is not None and (key not in found or day > found[key]):
                found[key] = day
    return found


def same_child() -> tuple[frozenset[str], ...]:
    """Every set of several keys that are one child's."""
    return keys_of_one_child(load_as_given)


def rows_of(keys: Collection[str]) -> Counter[str]:
    """How many rows each table holds of these children."""
    counted: Counter[str] = Counter()
    for some in _in_parts(keys):
        for model in _tables_of_children():
            wanted = of_child(model, some)
            if wanted is not None:
                name = PAYMENTS if model is PaymentRow else f"rows of {table_of(model).replace('_', ' ')}"
                counted[name] += _rows(model).filter(wanted).count()
    counted[WORDS] += len(_words_about(keys))
    return +counted


def files_of(before: date) -> Counter[str]:
    """How much is kept of imports finished before the day, and of snapshots of financial years that ended before it."""
    runs = _runs(before)
    counted = Counter({ORIGINALS: OriginalFile.objects.filter(import_run__in=runs).count()})
    for name, model in _OF_AN_IMPORT:
        counted[name] += _rows(model).filter(import_run__in=runs).count()
    counted[CELLS] += _cells(runs).count()
    counted[SNAPSHOTS] += len(old_snapshots(before))
    return +counted


@transaction.atomic
def delete_children(keys: Collection[str]) -> Counter[str]:
    """Rows of these children from every table, and what was made of them and kept; how many from each table."""
    transaction.on_commit(forget_frames)
    counted = rows_of(keys)
    AuditWordsRow.objects.filter(number__in=_words_about(keys)).delete()
    for some in _in_parts(keys):
        # needs are known by the pupil's number, so they go before the pupils do
        for model in sorted(_tables_of_children(), key=lambda one: one is not CensusNeedRow):
            wanted = of_child(model, some)
            if wanted is None:
                continue
            rows = _rows(model).filter(wanted)
            if model is PaymentRow:
                rows.update(child_key=None, line_ref=None, invoice_ref=None)
            elif model is FaultRow:
                rows.update(child_key=None, value=None)
            else:
                rows.delete()
    return counted


@transaction.atomic
def delete_files(before: date) -> Counter[str]:
    """Files as they were given, and what was kept of them beside the tables; how many of each.

    From the disk they go when the transaction has ended well: an original that a newer import names stays.
    """
    counted, runs = files_of(before), _runs(before)
    originals = OriginalFile.objects.filter(import_run__in=runs)
    hashes = set(originals.values_list("sha256", flat=True))
    originals.delete()
    for _, model in _OF_AN_IMPORT:
        _rows(model).filter(import_run__in=runs).delete()
    _cells(runs).update(value=None)
    unnamed = hashes - set(OriginalFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    snapshots = old_snapshots(before)
    transaction.on_commit(lambda: _from_the_disk(sorted(unnamed), snapshots))
    return counted


def old_snapshots(before: date) -> tuple[SnapshotId, ...]:
    """Of financial years that ended before the day; never that of the month on show or of the last month closed."""
    closed, shown = closings(), latest_month()
    in_use = {str(one.month.snapshot) for one in closed[-1:]} | ({str(shown.snapshot)} if shown else set())
    return tuple(name for name, year in kept_snapshots() if _end_of(year) < before and str(name) not in in_use)


def _from_the_disk(originals: Sequence[str], snapshots: Sequence[SnapshotId]) -> None:
    for sha256 in originals:
        forget_original(sha256)
    for snapshot in snapshots:
        forget_snapshot(snapshot)


def _tables_of_children() -> list[type[models.Model]]:
    return [model for model in apps.get_app_config("store").get_models() if of_child(model, ()) is not None]


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._base_manager.all()  # noqa: SLF001 - Django's documented way from a model class


def _days_of(model: type[models.Model]) -> Iterator[tuple[str, date | None]]:
    """The last day of each child in a table: of each column of days, of the return, of the list that runs."""
    if model in {CensusNeedRow, LinkDecisionRow, FaultRow}:  # they tell of pupils, of keys and of cells
        return
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - as above
    named = _rows(model).exclude(child_key=None).order_by()
    days = [
        name
        for name, field in fields.items()
        if isinstance(field, models.DateField) and name not in _TELL_NOTHING_OF_A_CHILDS_LIFE
    ]
    if days:  # one reading of the table for all of them
        for key, *last in named.values_list("child_key").annotate(*map(Max, days)):
            yield from ((key, day.date() if isinstance(day, datetime) else day) for day in last)
    if "return_year" in fields:
        of_returns = named.exclude(return_year=RUNNING_LIST).values_list("child_key").annotate(Max("return_year"))
        yield from ((key, date(year, _LAST_MONTH, _LAST_DAY)) for key, year in of_returns)
        running = named.filter(return_year=RUNNING_LIST).values_list("child_key")
        for key, at in running.annotate(Max("import_run__finished_at")):
            yield key, None if at is None else at.date()


def _words_about(keys: Collection[str]) -> list[int]:
    """Entries of the audit at which something was said of one of these children."""
    wanted = set(keys)
    said = AuditRow.objects.filter(number__in=AuditWordsRow.objects.values("number"))
    return [
        number
        for number, ref, facts in said.values_list("number", "ref", "facts").iterator()
        if ref in wanted or any(part in wanted for part in facts.split('"'))
    ]


def _runs(before: date) -> models.QuerySet[ImportRun]:
    return ImportRun.objects.filter(finished_at__date__lt=before)


def _cells(runs: models.QuerySet[ImportRun]) -> models.QuerySet[FaultRow]:
    return FaultRow.objects.filter(import_run__in=runs).exclude(value=None)


def _end_of(year: FinancialYear) -> date:
    return date(year.starts + 1, _LAST_MONTH, _LAST_DAY)


def _in_parts(keys: Collection[str]) -> Iterator[list[str]]:
    left = iter(sorted(keys))
    while some := list(islice(left, _KEYS_AT_ONCE)):
        yield some


def told(counted: Mapping[str, int]) -> dict[str, int]:
    """As it is kept: by name."""
    return dict(sorted(counted.items()))
