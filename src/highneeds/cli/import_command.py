"""``highneeds import``."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from highneeds.cli.progress import console, errors, stages
from highneeds.core import Fault, Severity
from highneeds.operations.import_diff import change_lines
from highneeds.operations.importing import ImportReport, Outcome, UnitOutcome, import_paths
from highneeds.operations.second_file import Second, told, why_not_added

_SEVERITIES = list(Severity)
_ROWS_SHOWN_PER_RULE = 5
_STYLES = {Outcome.IMPORTED: "green", Outcome.UNCHANGED: "dim", Outcome.REFUSED: "red", Outcome.LEFT: "dim"}


def import_files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders with all that is in them.", metavar="PATH...")],
    kind: Annotated[
        str | None, typer.Option(help="What the files are, when their headings do not tell: for example 'ledger'.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, every fault included.")] = False,  # noqa: FBT002 - typer's form of a flag
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check; keep nothing.")] = False,  # noqa: FBT002 - as above
    replaces: Annotated[  # noqa: FBT002 - as above
        bool,
        typer.Option("--replaces", help="Of payments or a ledger for a month imported already: the newer file of it."),
    ] = False,
    adds: Annotated[  # noqa: FBT002 - as above
        bool, typer.Option("--adds", help="Of the same: the rest of it, kept beside what is there.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before rows in use change or end.")] = False,  # noqa: FBT002 - as above
) -> None:
    """Import a council's files, and list every fault with its file, row and what to do.

    Each file goes in whole or not at all; rows that cannot be used are held back with the reason. The same file twice
    changes nothing; a newer file of the same kind and period replaces the earlier one: at a terminal you are asked
    first, and 'highneeds undo' puts back what was there. Payments or a ledger for a month that is imported already,
    with other rows, are refused until you say whether they replace it or add to it.
    """
    said = _said(replaces=replaces, adds=adds)
    if json:
        report = import_paths(paths, kind=kind, dry_run=dry_run, second=said)
        typer.echo(json_text.dumps(asdict(report), ensure_ascii=False, indent=1, default=str))
    else:
        with stages() as begin:
            ask = partial(_ask, begin) if _is_at_a_terminal() and not yes else None
            which = said or (partial(_ask_second, begin) if _is_at_a_terminal() and not yes else None)
            report = import_paths(
                paths,
                kind=kind,
                progress=begin,
                detail=begin.detail,
                dry_run=dry_run,
                confirm=ask,
                second=which,
            )
        _print(report)
    if report.is_refused:
        raise typer.Exit(1)


def _is_at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _ask(begin: stages, unit: UnitOutcome) -> bool:
    with begin.paused():
        for line in change_lines(unit.changes):
            console.print(f"{unit.name}: {line}", markup=False, soft_wrap=True)
        return typer.confirm(f"Import {unit.rows_new:,} rows of {unit.name} and hold {unit.rows_held:,}?")


def _said(*, replaces: bool, adds: bool) -> Second | None:
    if replaces and adds:
        message = "A file either replaces or adds: give one of --replaces and --adds."
        raise typer.BadParameter(message)
    return Second.REPLACES if replaces else Second.ADDS if adds else None


def _ask_second(begin: stages, unit: UnitOutcome) -> Second | None:
    with begin.paused():
        console.print(f"{unit.name}: {told(unit.changes)}", markup=False, soft_wrap=True)
        why_not = why_not_added(unit.changes)
        ways = ("replaces", "leave") if why_not else ("replaces", "adds", "leave")
        question = f"Does it replace what is there, or add to it? ({', '.join(ways)})"
        typed = ""
        while typed not in ways:
            typed = str(typer.prompt(question, default="leave")).strip().lower()
        return None if typed == "leave" else Second(typed)


def _print(report: ImportReport) -> None:
    for said in report.left_behind:
        console.print(said, markup=False, soft_wrap=True)
    console.print(_table(report))
    for line in _fault_lines([fault for unit in report.units for fault in unit.faults]):
        console.print(line, soft_wrap=True)
    for unit in report.units:
        if unit.outcome is Outcome.REFUSED:
            errors.print(f"Refused, nothing of it was kept: {unit.name}. {_why(unit)}", markup=False, soft_wrap=True)
    for unit in report.units if report.is_dry_run else ():
        for line in change_lines(unit.changes):
            console.print(f"{unit.name}: {line}", markup=False, soft_wrap=True)
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Outcome if report.count(outcome))
    console.print(f"\n{counts}. {'Nothing was kept: this was a dry run.' if report.is_dry_run else ''}".rstrip())


def _table(report: ImportReport) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("File", overflow="fold")
    table.add_column("Outcome", no_wrap=True)
    for heading in ("Read", "New", "Held", "Skipped", "Faults"):
        table.add_column(heading, justify="right", no_wrap=True)
    for unit in report.units:
        style = _STYLES[unit.outcome]
        numbers = (unit.rows_read, unit.rows_new, unit.rows_held, unit.rows_skipped, len(unit.faults))
        table.add_row(escape(unit.name), f"[{style}]{unit.outcome}[/]", *(f"{n:,}" for n in numbers))
    return table


def _fault_lines(faults: list[Fault]) -> Iterator[str]:
    """By rule, the gravest first; a few rows of each."""
    ordered = sorted(faults, key=_group)
    for (severity, rule, _), group in groupby(ordered, key=_group):
        found = list(group)
        yield f"\n[bold]{rule}[/] {_SEVERITIES[severity].value}: {len(found):,}. {escape(found[0].advice)}"
        for fault in found[:_ROWS_SHOWN_PER_RULE]:
            value = "" if fault.value is None else f": {fault.value}"
            yield f"  {escape(fault.place + value)}"
        if len(found) > _ROWS_SHOWN_PER_RULE:
            yield f"  and {len(found) - _ROWS_SHOWN_PER_RULE:,} more; --json lists all"


def _group(fault: Fault) -> tuple[int, str, str]:
    return _SEVERITIES.index(fault.severity), fault.rule, fault.advice.split(".")[0]


def _why(unit: UnitOutcome) -> str:
    stops = [fault for fault in unit.faults if fault.severity is Severity.STOPS_FILE]
    return f"{stops[0].place}: {stops[0].advice}" if stops else "No row of it could be used."
