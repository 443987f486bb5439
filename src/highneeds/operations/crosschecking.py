"""After an import: check the files against one another, and keep each fault with the import whose row it stands at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import polars as pl
from django.db import transaction

from highneeds.core import Fault, FinancialYear
from highneeds.ingest.crosschecks import check_everything
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.keeping import add_faults
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.tables import fault_from_row

CHECKED_TABLES = (
    "children", "plans", "placements", "providers", "provider_links", "setting_overrides", "cost_lines", "ledger",
    "budget_lines",
)  # fmt: skip
"""The tables that the checks between files look at."""

RULES_BETWEEN_FILES = frozenset({"L04", "L12", "P06", "C01", "C02", "C03", "C08", "C16", "G01", "G02"})


def faults_between(tables: Mapping[str, pl.DataFrame]) -> tuple[Fault, ...]:
    """What the files say against one another, as at the day of the finance extract, else of the last ledger month."""
    as_at = _as_at(tables)
    return () if as_at is None else check_everything(tables, as_at)


@transaction.atomic
def keep_faults_between(faults: tuple[Fault, ...]) -> None:
    """Put these in place of those found between the files in use before; nothing is written when they are the same."""
    in_use = ImportRun.objects.filter(state=ImportRun.State.IMPORTED).order_by("pk")
    before = FaultRow.objects.filter(import_run__in=in_use, rule__in=RULES_BETWEEN_FILES)
    if set(map(fault_from_row, before)) == set(faults):
        return
    before.delete()
    run_of_file = {name: run for run in in_use for name in run.file_names}
    by_run: dict[ImportRun, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_run[run_of_file[fault.file]].append(fault)
    for run, its_faults in by_run.items():
        add_faults(run, its_faults)


def _as_at(tables: Mapping[str, pl.DataFrame]) -> date | None:
    if tables["cost_lines"].height:
        latest: date = max(tables["cost_lines"]["as_at"])
        return latest
    if tables["ledger"].height:
        year, month = max(tables["ledger"].select("financial_year", "month").iter_rows())
        months = FinancialYear.parse(year).months()
        following = months[month] if month < len(months) else FinancialYear.parse(year).next.first_day
        return date.fromordinal(following.toordinal() - 1)
    return date.max if tables["placements"].height else None  # only the register is checked, which asks for no day
