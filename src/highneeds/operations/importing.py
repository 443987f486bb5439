"""Import a council's files: read each unit in order, keep it whole or not at all, and tell what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType

import polars as pl
from django.utils import timezone

from highneeds.core import Fault, Severity
from highneeds.core.errors import Refusal
from highneeds.ingest import FileKind, ImportUnit, ReadContext, ReadResult, find_units, read_unit
from highneeds.ingest.rule import Rule
from highneeds.operations.crosschecking import RULES_BETWEEN_FILES, faults_between, keep_faults_between
from highneeds.operations.import_diff import TableChange, changes_of
from highneeds.operations.rules import stopping_rules
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.home import child_key_secret
from highneeds.store.keeping import save_result
from highneeds.store.models import HeldRow, ImportRun
from highneeds.store.sen2_returns import keep_return
from highneeds.store.setup import open_store
from highneeds.store.tables import TABLE_NAMES, faults_of_run, load_table, periods_in, run_in_use


class Outcome(StrEnum):
    IMPORTED = "imported"
    UNCHANGED = "unchanged"  # the same files are in use already
    REFUSED = "refused"  # nothing of it was kept


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """What became of one unit. ``rows_new`` are the file rows that went in now: none when unchanged or refused.

    ``changes``: of a dry run, what the unit would change.
    """

    name: str
    files: tuple[str, ...]
    kind: str | None
    outcome: Outcome
    rows_read: int
    rows_new: int
    rows_held: int
    rows_skipped: int
    faults: tuple[Fault, ...]
    changes: tuple[TableChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    units: tuple[UnitOutcome, ...]
    is_dry_run: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether any unit was refused; the others went in all the same."""
        return any(unit.outcome is Outcome.REFUSED for unit in self.units)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for unit in self.units for fault in unit.faults)

    def count(self, outcome: Outcome) -> int:
        return sum(unit.outcome is outcome for unit in self.units)


_TWICE = Rule(
    "F08",
    Severity.STOPS_FILE,
    "Another file imported together with this one holds the same period",
    "Decide which of the two is right, and import that one alone.",
    "highneeds import rules",
)
_NEEDS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        FileKind.SEN2_BLADE: ("providers",),
        FileKind.SEN2_XML: ("providers",),
        FileKind.SEN2_TEMPLATE: ("providers",),
        FileKind.SEN2_WORKBOOK: ("providers",),
        FileKind.PLAN_LIST: ("providers",),
        FileKind.PLACEMENT_COSTS: ("providers", "placements", "budget_lines"),
        FileKind.LEDGER: ("budget_lines",),
    }
)


def import_paths(
    paths: Iterable[Path],
    *,
    kind: str | None = None,
    progress: Callable[[str], None] | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Import files and folders, each unit in one transaction, those that others need first.

    ``kind`` says what the files are, in place of the look of their headings. A dry run reads everything and keeps
    nothing. Raises Refusal when a path does not exist, the kind is not known, or there is no file to import.
    """
    tell = progress or (lambda _: None)
    units = _units(list(paths), kind)
    open_store()
    known = _Known()
    periods: dict[tuple[str, str], str] = {}
    outcomes = [_import_unit(unit, known, periods, tell, dry_run=dry_run) for unit in units]
    tell("Checking the files against one another")
    between = faults_between({name: known.all_rows(name) for name in TABLE_NAMES})
    if not dry_run:
        keep_faults_between(between)
    return ImportReport(tuple(_with_faults_between(outcome, between) for outcome in outcomes), is_dry_run=dry_run)


class _Known:
    """The canonical tables that later units are read against; in a dry run, with those read just now on top."""

    def __init__(self) -> None:
        self._read_now: dict[str, list[pl.DataFrame]] = {}

    def add(self, tables: Mapping[str, pl.DataFrame]) -> None:
        for name, frame in tables.items():
            self._read_now.setdefault(name, []).append(frame)

    def all_rows(self, name: str) -> pl.DataFrame:
        return pl.concat(self._read_now[name]) if name in self._read_now else load_table(name)

    def table(self, name: str) -> pl.DataFrame | None:
        """None when nothing of it has been imported."""
        frame = self.all_rows(name)
        return frame if frame.height else None

    def context(self, kind: FileKind | None) -> ReadContext:
        wanted = _NEEDS.get(kind, ()) if kind else ()
        providers, placements, budget_lines = (
            self.table(name) if name in wanted else None for name in ("providers", "placements", "budget_lines")
        )
        return ReadContext(
            child_key_secret(),
            providers=providers,
            placements=placements,
            budget_lines=budget_lines,
            stopping=stopping_rules(),
        )


def _units(paths: Sequence[Path], kind: str | None) -> list[ImportUnit]:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        message = f"There is no file or folder {', '.join(missing)}. Check the spelling."
        raise Refusal(message)
    if kind is not None and kind not in set(FileKind):
        message = f"{kind!r} is not a kind of file. The kinds are {', '.join(FileKind)}."
        raise Refusal(message)
    units = find_units(paths)
    if not units:
        message = f"There is no file to import in {', '.join(str(path) for path in paths)}."
        raise Refusal(message)
    if kind is None:
        return units
    return [unit if unit.kind == kind else replace(unit, kind=FileKind(kind), fault=None) for unit in units]


def _import_unit(
    unit: ImportUnit, known: _Known, periods: dict[tuple[str, str], str], tell: Callable[[str], None], *, dry_run: bool
) -> UnitOutcome:
    in_use = run_in_use(unit.kind.value, unit.sha256) if unit.kind else None
    if in_use is not None:
        return _unchanged(unit, in_use)
    tell(f"Reading {unit.name}")
    started = timezone.now()
    result = read_unit(unit, known.context(unit.kind))
    result = _once_a_period(unit, result, periods)
    if unit.kind is None or _is_refused(result):
        return _outcome(unit, result, Outcome.REFUSED)
    if dry_run:
        known.add(result.tables)
        tell(f"Comparing {unit.name} with what is in use")
        return replace(_outcome(unit, result, Outcome.IMPORTED), changes=changes_of(result.tables))
    tell(f"Keeping {unit.name}")
    run = ImportRun(
        kind=unit.kind.value,
        as_at=result.as_at,
        unit_sha256=unit.sha256,
        file_names=[file.name for file in unit.files],
        rows_read=result.rows_read,
        rows_kept=result.rows_kept,
        rows_held=result.rows_held,
        rows_skipped=result.rows_skipped,
        started_at=started,
    )
    save_result(
        run, result.tables, faults=result.faults, held=_held_rows(result), keep_beside=partial(_keep_whole, result)
    )
    return _outcome(unit, result, Outcome.IMPORTED)


def _keep_whole(result: ReadResult, run: ImportRun) -> None:
    """A SEN2 return is kept as it was given too, so that it can be given back."""
    if result.whole is not None:
        keep_return(run, result.whole.frames, result.whole.unread)


def _once_a_period(unit: ImportUnit, result: ReadResult, periods: dict[tuple[str, str], str]) -> ReadResult:
    """The result, with a fault that stops it (F08) where another file of this import holds one of its periods."""
    own = {(name, period) for name, frame in result.tables.items() for period in periods_in(name, frame)}
    clashes = {periods[each] for each in own & periods.keys()}
    if not clashes:
        periods |= dict.fromkeys(own, unit.name)
        return result
    twice = ", ".join(sorted({period for _, period in own & periods.keys()}))
    fault = _TWICE.fault(unit.name, detail=f"{', '.join(sorted(clashes))} holds {twice} too.")
    return replace(result, faults=(*result.faults, fault))


def _is_refused(result: ReadResult) -> bool:
    stopped = any(fault.severity is Severity.STOPS_FILE for fault in result.faults)
    return stopped or all(frame.is_empty() for frame in result.tables.values())


def _held_rows(result: ReadResult) -> Iterable[HeldRow]:
    for held in result.held:
        yield HeldRow(file=held.file, row=held.row, rule=held.rule, reason=held.reason, cells=dict(held.values))


def _outcome(unit: ImportUnit, result: ReadResult, outcome: Outcome) -> UnitOutcome:
    return UnitOutcome(
        name=unit.name,
        files=tuple(file.name for file in unit.files),
        kind=unit.kind.value if unit.kind else None,
        outcome=outcome,
        rows_read=result.rows_read,
        rows_new=result.rows_kept if outcome is Outcome.IMPORTED else 0,
        rows_held=result.rows_held,
        rows_skipped=result.rows_skipped,
        faults=tuple(result.faults),
    )


def _with_faults_between(outcome: UnitOutcome, between: Iterable[Fault]) -> UnitOutcome:
    """The outcome with the faults between files that stand in its own files, in place of those known before."""
    if outcome.outcome is Outcome.REFUSED:
        return outcome
    own = tuple(fault for fault in outcome.faults if fault.rule not in RULES_BETWEEN_FILES)
    return replace(outcome, faults=own + tuple(fault for fault in between if fault.file in outcome.files))


def _unchanged(unit: ImportUnit, run: ImportRun) -> UnitOutcome:
    return UnitOutcome(
        name=unit.name,
        files=tuple(file.name for file in unit.files),
        kind=run.kind,
        outcome=Outcome.UNCHANGED,
        rows_read=run.rows_read,
        rows_new=0,
        rows_held=run.rows_held,
        rows_skipped=run.rows_skipped,
        faults=faults_of_run(run.pk),
    )
