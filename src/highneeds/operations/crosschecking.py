"""After an import: check the files against one another, and keep each fault with the import whose row it stands at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
from django.db import transaction

from highneeds.core import Fault, FinancialYear
from highneeds.ingest.crosschecks import COMPARED, check_everything
from highneeds.ingest.faults_of_rows import NO_DAY
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.keeping import add_faults, hold_off_others
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.tables import fault_from_row

_COSTS = "cost_lines"
RULES_BETWEEN_FILES = frozenset(
    {"L04", "L12", "L15", "L17", "L18", "P06", "C01", "C02", "C03", "C08", "C16", "G01", "G02", "G05", "G06"}
)


RowsOf = Callable[[str, Sequence[str]], pl.DataFrame]
"""Gives these columns of a canonical table."""


def faults_between(rows_of: RowsOf) -> tuple[Fault, ...]:
    """What the files say against one another, as at the day of the finance extract, else of the last ledger month.

    Cost lines, of which there may be very many, are loaded only when there is something to hold against them.
    """
    tables = {name: rows_of(name, columns) for name, columns in COMPARED.items() if name != _COSTS}
    as_at = _as_at(rows_of(_COSTS, ["as_at"])["as_at"], tables["ledger"], tables["placements"])
    if as_at is None:
        return ()
    if tables["plans"].height and tables["placements"].height:
        tables[_COSTS] = rows_of(_COSTS, COMPARED[_COSTS])
    return check_everything(tables, as_at)


@transaction.atomic
def keep_faults_between(faults: tuple[Fault, ...]) -> None:
    """Put these in place of those found between the files in use before; nothing is written when they are the same.

    A fault in a file that another process took out of use meanwhile is left out; that process checks again after us.
    """
    hold_off_others()
    in_use = ImportRun.objects.filter(state=ImportRun.State.IMPORTED).order_by("pk")
    before = FaultRow.objects.filter(import_run__in=in_use, rule__in=RULES_BETWEEN_FILES)
    if set(map(fault_from_row, before)) == set(faults):
        return
    before.delete()
    run_of_file = {name: run for run in in_use for name in run.file_names}
    by_run: dict[ImportRun, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.file in run_of_file:
            by_run[run_of_file[fault.file]].append(fault)
    for run, its_faults in by_run.items():
        add_faults(run, its_faults)


def _as_at(costed: pl.Series, ledger: pl.DataFrame, placements: pl.DataFrame) -> date | None:
    latest = costed.max()
    if isinstance(latest, date):
        return latest
    if ledger.height:
        year, month = max(ledger.select("financial_year", "month").unique().iter_rows())
        months = FinancialYear.parse(year).months()
        following = months[month] if month < len(months) else FinancialYear.parse(year).next.first_day
        return date.fromordinal(following.toordinal() - 1)
    return NO_DAY if placements.height else None
