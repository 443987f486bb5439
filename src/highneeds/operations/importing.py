"""Import a council's files: read each unit in order, keep it whole or not at all, and tell what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import polars as pl

from highneeds.core import Fault, Severity
from highneeds.core.errors import Refusal
from highneeds.ingest import FileKind, ImportUnit, ReadResult
from highneeds.ingest.bounded import BoundedReader
from highneeds.ingest.headers import ROW
from highneeds.ingest.rule import Rule
from highneeds.ingest.staged import StagedUnit
from highneeds.operations.crosschecking import RULES_BETWEEN_FILES, RowsOf, faults_between, keep_faults_between
from highneeds.operations.file_reader import borrowed_reader
from highneeds.operations.import_diff import TableChange, changes_of
from highneeds.operations.import_path import (
    end_task,
    keep,
    periods_of,
    read_into,
    say_second,
    task_for,
    tasks_left_behind,
    write_down,
)
from highneeds.operations.import_room import a_full_disk_told
from highneeds.operations.mapping import with_mappings
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.second_file import (
    ASKED,
    SECOND_FILE,
    Second,
    is_second,
    stands_beside,
    told,
    why_not_added,
)
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.setup import open_store
from highneeds.store.steps import reached
from highneeds.store.tables import faults_of_run, load_as_given, load_table, run_in_use

Tell = Callable[[str], None]


def _nobody(_said: str) -> None:
    """Nobody wants to know."""


class Outcome(StrEnum):
    IMPORTED = "imported"
    UNCHANGED = "unchanged"  # the same files are in use already
    REFUSED = "refused"  # nothing of it was kept
    LEFT = "left out"  # a person looked at what it would change, and said no


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """What became of one unit. ``rows_new`` are the file rows that went in now: none when unchanged or refused.

    ``changes``: of a dry run, or when a person is asked, what the unit would change.
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

    @property
    def takes_anything_away(self) -> bool:
        """Whether a row in use would change or end; new rows alone ask for no second look."""
        return any(change.takes_anything_away for change in self.changes)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """``left_behind`` says in words which imports before this one did not finish."""

    units: tuple[UnitOutcome, ...]
    is_dry_run: bool = False
    left_behind: tuple[str, ...] = ()

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
    "Decide which of the two is right, and import that one alone. Where each holds a part of it, import one after the "
    "other, the second with --adds.",
    "highneeds import rules",
)
_NEEDS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                FileKind.SEN2_BLADE,
                FileKind.SEN2_XML,
                FileKind.SEN2_TEMPLATE,
                FileKind.SEN2_WORKBOOK,
                FileKind.PLAN_LIST,
            ),
            ("providers", "setting_overrides"),
        ),
        FileKind.PLACEMENT_COSTS: (
            "providers",
            "placements",
            "plans",
            "budget_lines",
            "setting_overrides",
            "provider_links",
        ),
        FileKind.LEDGER: ("budget_lines",),
    }
)

_WHOSE = ("source_file", ROW, "return_year", "child_key")


Which = Callable[["UnitOutcome"], Second | None] | Second
"""What a second file is: known beforehand, or somebody who is asked of each."""


def import_paths(
    paths: Iterable[Path],
    *,
    kind: str | None = None,
    progress: Tell | None = None,
    detail: Tell | None = None,
    dry_run: bool = False,
    confirm: Callable[[UnitOutcome], bool] | None = None,
    second: Which | None = None,
) -> ImportReport:
    """Import files and folders, each unit whole or not at all, those that others need first.

    ``kind`` says what the files are, in place of the look of their headings. ``progress`` is told each stage,
    ``detail`` how far it has come. A dry run reads everything and keeps nothing. ``confirm`` is asked about each unit
    that would change or end rows in use, ``second`` about each of payments or ledger that would change a month which is
    imported already, unless it is the answer: with none it is left out, and with nobody to ask it is refused (F15).
    Raises Refusal when a path does not exist, the kind is not known, there is no file to import, or the disk is full;
    StoppedError when somebody stops it: what went in before stays in.
    """
    asked = list(paths)
    _refuse_unknown(asked, kind)
    open_store()
    left = tuple(task.says for task in tasks_left_behind())
    with borrowed_reader() as reader:
        units = _units(reader, asked, kind)
        path = _Path(reader, Known(), progress or _nobody, detail or _nobody, confirm, second, dry_run=dry_run)
        outcomes = [path.bring(unit) for unit in units]
    path.tell("Checking the files against one another")
    between = check_between(path.known.all_rows, keep=not dry_run)
    told = tuple(_with_faults_between(outcome, between) for outcome in outcomes)
    return ImportReport(told, is_dry_run=dry_run, left_behind=left)


def check_between(rows_of: RowsOf, *, keep: bool) -> tuple[Fault, ...]:
    """What the files say against one another, and with ``keep`` put in place of what they said before."""
    reached("between")
    between = faults_between(rows_of)
    if keep:
        keep_faults_between(between)
    return between


class Known:
    """The canonical tables that later units are read against; in a dry run, with those read just now on top."""

    def __init__(self) -> None:
        self._read_now: dict[str, list[pl.DataFrame]] = {}

    def add(self, tables: Mapping[str, pl.DataFrame]) -> None:
        for name, frame in tables.items():
            self._read_now.setdefault(name, []).append(frame)

    def all_rows(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """These columns of a table, or all."""
        if name not in self._read_now:
            return load_table(name, columns)
        rows = pl.concat(self._read_now[name])
        return rows if columns is None else rows.select(columns)

    def table(self, name: str) -> pl.DataFrame | None:
        """None when nothing of it has been imported."""
        frame = self.all_rows(name)
        return frame if frame.height else None

    def given_to(self, kind: FileKind | None) -> dict[str, pl.DataFrame | None]:
        """The tables that a file of the kind is read against."""
        return {name: self._given(name) for name in (_NEEDS.get(kind, ()) if kind else ())}

    def _given(self, name: str) -> pl.DataFrame | None:
        """Of plans only whose they are and where they stand, under the keys of their own files."""
        if name != "plans":
            return self.table(name)
        frame = self.as_given(name, _WHOSE)
        return frame if frame.height else None

    def as_given(self, name: str, columns: Sequence[str]) -> pl.DataFrame:
        """These columns of a table, each child under the keys of its own file."""
        if name in self._read_now:
            return self.all_rows(name, columns)
        return load_as_given(name, columns)


def _refuse_unknown(paths: Sequence[Path], kind: str | None) -> None:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        message = f"There is no file or folder {', '.join(missing)}. Check the spelling."
        raise Refusal(message)
    if kind is not None and kind not in set(FileKind):
        message = f"{kind!r} is not a kind of file. The kinds are {', '.join(FileKind)}."
        raise Refusal(message)


def _units(reader: BoundedReader, paths: Sequence[Path], kind: str | None) -> list[ImportUnit]:
    units = reader.find_units(paths)
    if not units:
        message = f"There is no file to import in {', '.join(str(path) for path in paths)}."
        raise Refusal(message)
    units = units if kind is None else [of_kind(unit, kind) for unit in units]
    return with_mappings(units, reader.heads)


def of_kind(unit: ImportUnit, kind: str) -> ImportUnit:
    """The unit as what a person says it is."""
    return unit if unit.kind == kind else replace(unit, kind=FileKind(kind), fault=None)


class _Path:
    """One command's units on their way, one after another."""

    def __init__(
        self,
        reader: BoundedReader,
        known: Known,
        tell: Tell,
        detail: Tell,
        confirm: Callable[[UnitOutcome], bool] | None,
        second: Which | None,
        *,
        dry_run: bool,
    ) -> None:
        self.reader, self.known, self.tell, self.detail, self.confirm = reader, known, tell, detail, confirm
        self.second = second
        self.by, self.dry_run = person_at_the_terminal(), dry_run
        self.periods: dict[tuple[str, str], str] = {}

    def bring(self, unit: ImportUnit) -> UnitOutcome:
        in_use = run_in_use(unit.kind.value, unit.sha256) if unit.kind else None
        if in_use is not None:
            return _unchanged(unit, in_use)
        if unit.kind is None or unit.fault is not None:
            faults = () if unit.fault is None else (unit.fault,)
            return _outcome(unit, ReadResult(unit.kind, {}, faults=faults), Outcome.REFUSED)
        with a_full_disk_told(unit.name), task_for(unit, self.by) as task:
            try:
                with a_full_disk_told(unit.name):  # told before clearing up, which needs the reserve
                    outcome = self._bring(task, unit)
            except BaseException:
                end_task(task, ImportTask.State.STOPPED)
                task.delete()
                raise
            end_task(task, ImportTask.State.DONE)
            task.delete()
        return outcome

    def _bring(self, task: ImportTask, unit: ImportUnit) -> UnitOutcome:
        self.tell(f"Reading {unit.name}")
        staged = read_into(task, unit, self.reader, self.known.given_to(unit.kind), self.detail)
        staged = _once_a_period(unit, staged, self.periods)
        if staged.is_refused:
            return _outcome(unit, staged, Outcome.REFUSED)
        outcome = _outcome(unit, staged, Outcome.IMPORTED)
        if self.dry_run or self.confirm is not None or self._may_be_second(unit, staged):
            self.tell(f"Comparing {unit.name} with what is in use")
            tables = {name: staged.table(name) for name in staged.rows}
            outcome = replace(outcome, changes=changes_of(tables, staged.nearest, self.known.as_given, self._shows))
            if self.dry_run:
                self.known.add(tables)
                return outcome
        answer = None
        if is_second(outcome.kind, outcome.changes):
            answer = self.second(outcome) if callable(self.second) else self.second
            if answer is None or (answer is Second.ADDS and why_not_added(outcome.changes)):
                return _not_answered(unit, staged, outcome, is_asked=self.second is not None and answer is None)
        elif self.confirm is not None and outcome.takes_anything_away and not self.confirm(outcome):
            return replace(outcome, outcome=Outcome.LEFT, rows_new=0)
        self.tell(f"Keeping {unit.name}")
        write_down(task, confirmed_by=self.by)
        say_second(task, answer)
        is_first = keep(task, unit, staged, self.detail)
        return outcome if is_first else replace(outcome, outcome=Outcome.UNCHANGED, rows_new=0)

    def _may_be_second(self, unit: ImportUnit, staged: StagedUnit) -> bool:
        """Whether it must be compared to know: not where it replaces anyhow, nor in a first import."""
        if unit.kind not in ASKED or self.second is Second.REPLACES:
            return False
        return any(stands_beside(name, periods_of(name, staged)) for name in staged.rows)

    def _shows(self, change: TableChange) -> bool:
        """Whether a person is told of the change: in a dry run, or when asked about rows in use."""
        return self.dry_run or (self.confirm is not None and change.takes_anything_away)


def _not_answered(unit: ImportUnit, staged: StagedUnit, outcome: UnitOutcome, *, is_asked: bool) -> UnitOutcome:
    """Left out by a person who was asked; else refused, with what there is to say."""
    if is_asked:
        return replace(outcome, outcome=Outcome.LEFT, rows_new=0)
    fault = SECOND_FILE.fault(unit.name, detail=told(outcome.changes))
    refused = _outcome(unit, replace(staged, faults=(*staged.faults, fault)), Outcome.REFUSED)
    return replace(refused, changes=outcome.changes)


def _once_a_period(unit: ImportUnit, staged: StagedUnit, periods: dict[tuple[str, str], str]) -> StagedUnit:
    """The unit, with a fault that stops it (F08) where another file of this import holds one of its periods."""
    own = {(name, period) for name in staged.rows for period in periods_of(name, staged)}
    clashes = {periods[each] for each in own & periods.keys()}
    if not clashes:
        periods |= dict.fromkeys(own, unit.name)
        return staged
    twice = ", ".join(sorted({period or f"the whole of {name}" for name, period in own & periods.keys()}))
    fault = _TWICE.fault(unit.name, detail=f"{', '.join(sorted(clashes))} holds {twice} too.")
    return replace(staged, faults=(*staged.faults, fault))


def _outcome(unit: ImportUnit, result: ReadResult | StagedUnit, outcome: Outcome) -> UnitOutcome:
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
