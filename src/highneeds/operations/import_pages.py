"""What the pages show of the imports: what was read, what was wrong by rule, and the rows behind a rule.

What stands in a faulty cell may tell of a child: it is shown by what the file is of, to those who may see that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Count, QuerySet

from highneeds.core import Severity
from highneeds.governance.rights import IN_WORDS, Detail
from highneeds.ingest.dfe.rules import RULES as PUBLISHED_RULES
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.rule import Rule
from highneeds.ingest.rulebook import RULES
from highneeds.ingest.sen2_shapes import SEN2_KINDS
from highneeds.operations.imports_list import period_in_words
from highneeds.operations.people import given_in_words, undone_in_words
from highneeds.operations.sight import Sight, others_in_words
from highneeds.reports import words
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import FaultRow, ImportRun

ROWS_ON_A_PAGE = 50
_KEYS_AT_ONCE = 500
_EXAMPLES = 2
_OF_NEEDS = (
    *SEN2_KINDS,
    FileKind.PLAN_LIST,
    FileKind.CENSUS_PUPILS,
    FileKind.CENSUS_NEEDS,
    FileKind.ABSENCES,
    FileKind.CASE_EVENTS,
    FileKind.ANNEX_A_PLANS,
    FileKind.ANNEX_A_SUPPORT,
)
_OF_MONEY = (FileKind.PLACEMENT_COSTS, FileKind.LEDGER, FileKind.PAYMENTS)
_OF_NO_CHILD = (
    FileKind.SETTING_OVERRIDES,
    FileKind.PROVIDER_REGISTER,
    FileKind.PROVIDER_LINKS,
    FileKind.CAPACITY,
    FileKind.SCHOOL_CAPACITY,
    FileKind.PLACE_NUMBERS,
    FileKind.BANDS,
    FileKind.POPULATION,
    FileKind.POPULATION_BY_AGE,
    FileKind.POPULATION_BY_NC_YEAR,
    FileKind.BUDGET_BOOK,
    FileKind.TERM_DATES,
    FileKind.PUBLISHED_RELEASE,
    FileKind.PUBLISHED_FIGURES,
    FileKind.AUTHORITY_POPULATION,
    FileKind.STATISTICAL_NEIGHBOURS,
)
_ALL_OF_A_CHILD = frozenset({Detail.NEEDS, Detail.MONEY_OF_A_CHILD})
CELLS_TELL_OF: Mapping[str, frozenset[Detail]] = MappingProxyType(
    {
        **{kind.value: frozenset({Detail.NEEDS}) for kind in _OF_NEEDS},
        **{kind.value: frozenset({Detail.MONEY_OF_A_CHILD}) for kind in _OF_MONEY},
        **{kind.value: frozenset[Detail]() for kind in _OF_NO_CHILD},
        FileKind.EXPORTED_TABLE.value: _ALL_OF_A_CHILD,
    }
)
"""By kind of file, what its cells may tell of a child; those of a kind that stands not here, of everything."""
_KNOWN: Mapping[str, Rule] = MappingProxyType({**RULES, **PUBLISHED_RULES})
SEVEREST_FIRST = (Severity.STOPS_FILE, Severity.STOPS_ROW, Severity.CHECK, Severity.MENDED)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """``rows_read`` is always ``rows_kept + rows_held + rows_skipped``. ``given`` and ``undone``: by whom, in words."""

    id: int
    kind: str
    period: str
    files: tuple[str, ...]
    rows_read: int
    rows_kept: int
    rows_held: int
    rows_skipped: int
    rows_to_check: int
    finished_at: datetime
    is_in_use: bool
    is_undone: bool
    given: str
    undone: str

    @property
    def name(self) -> str:
        return f"{self.kind}, {self.period}" if self.period else self.kind


@dataclass(frozen=True, slots=True)
class FaultPlace:
    """One fault as a person finds it again: the file, the row and the column. ``found`` is what stood in the cell.

    ``is_kept_back``: something stood there that this person may not see.
    """

    file: str
    row: int | None
    field: str
    found: str
    is_kept_back: bool = False


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """All faults of one rule and severity in an import."""

    rule: str
    severity: Severity
    what: str
    to_do: str
    rows: int
    examples: tuple[FaultPlace, ...]


@dataclass(frozen=True, slots=True)
class FaultPage:
    """One page of the rows that break a rule. Pages count from 1.

    ``kept_back``: why some cells are not shown, "" where all are.
    ``child_keys``: the children of whom a cell is shown, for the audit. ``others``: of rows of other teams.
    """

    rule: str
    what: str
    to_do: str
    basis: str
    severities: tuple[Severity, ...]
    rows: tuple[FaultPlace, ...]
    total: int
    page: int
    pages: int
    kept_back: str
    child_keys: tuple[str, ...]
    others: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One line of the list to send to the person who mends: it holds no cell of the file."""

    file: str
    row: int | None
    field: str
    rule: str
    severity: str
    what: str
    to_do: str


def imports_on_show() -> tuple[ImportSummary, ...]:
    """Every import that came into use, those in use first, then the newest first."""
    to_check = dict(
        FaultRow.objects.filter(severity=Severity.CHECK.value).values_list("import_run").annotate(rows=Count("id"))
    )
    kept = ImportRun.objects.exclude(state=ImportRun.State.LOADING)
    runs = kept.order_by("state", "-finished_at", "-id")
    return tuple(_summary(run, to_check.get(run.pk, 0)) for run in runs)


def import_on_show(import_id: int) -> ImportSummary | None:
    run = ImportRun.objects.filter(pk=import_id).first()
    if run is None:
        return None
    return _summary(run, FaultRow.objects.filter(import_run=run, severity=Severity.CHECK.value).count())


def faults_by_rule(import_id: int, sight: Sight, severity: Severity | None = None) -> tuple[FaultGroup, ...]:
    """The faults of an import by rule, the severest first, each with up to two rows as examples, of those one sees."""
    faults = FaultRow.objects.filter(import_run_id=import_id)
    if severity is not None:
        faults = faults.filter(severity=severity.value)
    counted = faults.values_list("rule", "severity").annotate(rows=Count("id")).order_by()
    seen = faults_seen(faults, sight)
    groups = [_group(seen, rule, Severity(level), rows) for rule, level, rows in counted]
    return tuple(sorted(groups, key=lambda group: (SEVEREST_FIRST.index(group.severity), -group.rows, group.rule)))


def rows_breaking(
    rule: str, details: Collection[Detail], *, sight: Sight, import_id: int | None = None, page: int = 1
) -> FaultPage | None:
    """The rows that break ``rule`` in one import, or in all imports in use; None for a rule there is not.

    ``details``: what of a child the reader may see, ``sight``: of which. A page beyond the last gives the last.
    """
    if rule not in _KNOWN:
        return None
    faults = FaultRow.objects.filter(rule=rule)
    if import_id is None:
        faults = faults.filter(import_run__state=ImportRun.State.IMPORTED)
    else:
        faults = faults.filter(import_run_id=import_id)
    seen = faults_seen(faults, sight)
    total = seen.count()
    pages = max(1, -(-total // ROWS_ON_A_PAGE))
    page = min(max(1, page), pages)
    first = (page - 1) * ROWS_ON_A_PAGE
    shown = seen.select_related("import_run").order_by("file", "row", "id")[first : first + ROWS_ON_A_PAGE]
    hidden = {fault.pk: _not_shown(fault, details) for fault in shown}
    rows = tuple(_place(fault, is_kept_back=bool(hidden[fault.pk])) for fault in shown)
    levels = set(faults.values_list("severity", flat=True).distinct())
    severities = tuple(level for level in SEVEREST_FIRST if level.value in levels)
    known = _KNOWN[rule]
    told_of = {fault.child_key for fault in shown if fault.value and fault.child_key and not hidden[fault.pk]}
    return FaultPage(
        rule,
        known.title,
        known.advice,
        known.basis,
        severities,
        rows,
        total,
        page,
        pages,
        _why_kept_back(frozenset[Detail]().union(*hidden.values())),
        tuple(sorted(told_of)),
        others_in_words(faults.count() - total),
    )


def faults_seen(faults: QuerySet[FaultRow], sight: Sight) -> QuerySet[FaultRow]:
    """Those of children whom the person sees, and those of rows that name no child."""
    if not sight.is_limited:
        return faults
    told_of = faults.filter(child_key__isnull=False).values_list("child_key", flat=True).distinct()
    hidden = sorted(sight.hidden_among(key for key in told_of.order_by().iterator() if key))
    for first in range(0, len(hidden), _KEYS_AT_ONCE):
        faults = faults.exclude(child_key__in=hidden[first : first + _KEYS_AT_ONCE])
    return faults


def _not_shown(fault: FaultRow, details: Collection[Detail]) -> frozenset[Detail]:
    """What the cell may tell of and the reader may not see; of an empty one, nothing."""
    return CELLS_TELL_OF.get(fault.import_run.kind, _ALL_OF_A_CHILD) - set(details) if fault.value else frozenset()


def _why_kept_back(hidden: Collection[Detail]) -> str:
    if not hidden:
        return ""
    takes = words.listed([IN_WORDS[detail] for detail in sorted(hidden)])
    return (
        f"What stands in some of these cells is kept back: it takes the right to see {takes}. Open the file to see it."
    )


def fault_lines(import_id: int, sight: Sight) -> Iterator[FaultLine]:
    """The faults of an import in the order found, for a list to work through. What stood in the cells is left out."""
    for fault in faults_seen(FaultRow.objects.filter(import_run_id=import_id), sight).order_by("id").iterator():
        what, to_do = _words(fault.rule, fault.advice)
        yield FaultLine(fault.file, fault.row, fault.field or "", fault.rule, fault.severity, what, to_do)


def children_at_fault(import_id: int, sight: Sight) -> tuple[str, ...]:
    """The keys of the children of whom ``fault_lines`` tell; a fault in a row that names none is of nobody."""
    faults = faults_seen(FaultRow.objects.filter(import_run_id=import_id, child_key__isnull=False), sight)
    return tuple(sorted({fault.child_key for fault in faults.only("child_key").iterator() if fault.child_key}))


def _summary(run: ImportRun, rows_to_check: int) -> ImportSummary:
    return ImportSummary(
        id=run.pk,
        kind=FileKind(run.kind).label if run.kind in {kind.value for kind in FileKind} else run.kind,
        period=period_in_words(run.kind, run.period, run.as_at),
        files=tuple(run.file_names),
        rows_read=run.rows_read,
        rows_kept=run.rows_kept,
        rows_held=run.rows_held,
        rows_skipped=run.rows_skipped,
        rows_to_check=rows_to_check,
        finished_at=run.finished_at,
        is_in_use=run.state == ImportRun.State.IMPORTED,
        is_undone=run.state == ImportRun.State.UNDONE,
        given=given_in_words(run.given_by, run.confirmed_by),
        undone=undone_in_words(run.undone_by, run.undone_at),
    )


def _group(faults: QuerySet[FaultRow], rule: str, severity: Severity, rows: int) -> FaultGroup:
    examples = list(faults.filter(rule=rule, severity=severity.value).order_by("id")[:_EXAMPLES])
    what, to_do = _words(rule, examples[0].advice if examples else "")
    return FaultGroup(rule, severity, what, to_do, rows, tuple(_place(fault) for fault in examples))


def _words(rule: str, advice: str) -> tuple[str, str]:
    """What is wrong and what to do, from the rule book; a rule no longer in it speaks through its kept advice."""
    known = _KNOWN.get(rule)
    return (known.title, known.advice) if known is not None else (advice, "")


def _place(fault: FaultRow, *, is_kept_back: bool = False) -> FaultPlace:
    return FaultPlace(fault.file, fault.row, fault.field or "", "" if is_kept_back else fault.value or "", is_kept_back)
