"""What was imported, and what is wrong with it: for pages and for the month's record."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.timezone import localtime

from highneeds.core import Fault
from highneeds.governance.record import FaultCount
from highneeds.ingest import FileKind
from highneeds.ingest.rulebook import RULES
from highneeds.ingest.sen2_shapes import SEN2_KINDS
from highneeds.operations.people import given_in_words, undone_in_words
from highneeds.reports import words
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.rule_settings import Acts, rules_that
from highneeds.store.tables import fault_from_row, faults_of_run

_MONTH_OF_YEAR = re.compile(r"(\d{4}-\d{2}) M(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import as a list shows it. ``is_in_use`` is false once a later file has replaced it.

    ``given`` and ``undone`` say who, in words.
    """

    import_id: int
    kind: str
    label: str
    period: str
    as_at: date | None
    files: tuple[str, ...]
    rows_read: int
    rows_kept: int
    rows_held: int
    rows_skipped: int
    faults: int
    finished_at: datetime
    is_in_use: bool
    state: str
    given: str
    undone: str

    @property
    def name(self) -> str:
        """The kind with what it is of, as people write that."""
        said = period_in_words(self.kind, self.period, self.as_at)
        return f"{self.label}, {said}" if said else self.label


def period_in_words(kind: str, period: str, as_at: date | None) -> str:
    """A day as people write it, a return by its January, a running list by its day, months by name, a year as it is."""
    if kind in SEN2_KINDS:
        return f"January {period}"
    if kind == FileKind.PLAN_LIST:
        return words.day(as_at) if as_at else ""
    try:
        return words.day(date.fromisoformat(period))
    except ValueError:
        return _months_in_words(period)


def _months_in_words(period: str) -> str:
    """Of a list of months of one year the year and their names: 2026-27, April to May; all else as it is."""
    found = [_MONTH_OF_YEAR.fullmatch(one) for one in period.split(", ")]
    months = [(one[1], int(one[2])) for one in found if one is not None]
    if len(months) != len(found) or len({year for year, _ in months}) != 1:
        return period
    numbers = [number for _, number in months]
    names = [calendar.month_name[(number + 2) % 12 + 1] for number in numbers]
    is_unbroken = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return f"{months[0][0]}, {f'{names[0]} to {names[-1]}' if is_unbroken else words.listed(names)}"


def recent_imports(limit: int = 100) -> tuple[ImportLine, ...]:
    """The latest first, without those not in use yet."""
    kept = ImportRun.objects.exclude(state=ImportRun.State.LOADING)
    runs = kept.annotate(fault_count=Count("faults")).order_by("-pk")[:limit]
    return tuple(
        ImportLine(
            import_id=run.pk,
            kind=run.kind,
            label=FileKind(run.kind).label,
            period=run.period,
            as_at=run.as_at,
            files=tuple(run.file_names),
            rows_read=run.rows_read,
            rows_kept=run.rows_kept,
            rows_held=run.rows_held,
            rows_skipped=run.rows_skipped,
            faults=run.fault_count,
            finished_at=localtime(run.finished_at),
            is_in_use=run.state == ImportRun.State.IMPORTED,
            state=run.get_state_display(),
            given=given_in_words(run.given_by, run.confirmed_by),
            undone=undone_in_words(run.undone_by, run.undone_at),
        )
        for run in runs
    )


def faults_of(import_id: int) -> tuple[Fault, ...]:
    """In the order found; empty for an import nobody knows."""
    return faults_of_run(import_id)


def held_rows_in_use() -> int:
    """How many rows of the files in use are held back."""
    return sum(run.rows_held for run in ImportRun.objects.filter(state=ImportRun.State.IMPORTED))


def fault_counts() -> tuple[FaultCount, ...]:
    """The faults of the files in use, by rule and severity in the rule book's order, each with its first example.

    Rules that the council has set to off are left out.
    """
    told = FaultRow.objects.exclude(rule__in=rules_that(Acts.OFF))
    in_use = told.filter(import_run__state=ImportRun.State.IMPORTED)
    found: dict[tuple[str, str], list[int]] = {}
    for pk, rule, severity in in_use.order_by("pk").values_list("pk", "rule", "severity"):
        found.setdefault((rule, severity), []).append(pk)
    examples = {row.pk: row for row in FaultRow.objects.filter(pk__in=[keys[0] for keys in found.values()])}
    order = list(RULES)
    by_book = sorted(found, key=lambda key: (order.index(key[0]) if key[0] in RULES else len(order), key))
    return tuple(
        _count(rule, severity, len(found[rule, severity]), fault_from_row(examples[found[rule, severity][0]]))
        for rule, severity in by_book
    )


def _count(rule: str, severity: str, rows: int, example: Fault) -> FaultCount:
    known = RULES.get(rule)
    return FaultCount(
        rule=rule,
        what=known.title if known else example.advice,
        severity=severity,
        rows=rows,
        advice=known.advice if known else example.advice,
        example=example,
    )
