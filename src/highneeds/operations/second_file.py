"""A second file for a month that is imported already: a person says whether it replaces what is there or adds to it.

Nobody can know which from the file: a newer run of the month replaces, the other half of the month adds, and the wrong
guess loses payments or counts them twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

import polars as pl

from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.ingest import FileKind
from highneeds.ingest.rule import Rule
from highneeds.ingest.staged import StagedUnit
from highneeds.operations.import_diff import TableChange, in_use_of, months_hit, months_in_words
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import KeptPeriod
from highneeds.store.tables import table_key

ASKED = frozenset({FileKind.LEDGER, FileKind.PAYMENTS})
"""The kinds of which a month may come in parts."""
_ADDED = "added"

SECOND_FILE = Rule(
    "F15",
    Severity.STOPS_FILE,
    "A file for a month that is imported already, with other rows",
    "Say which it is: import it with --replaces when it is the newer file of the whole period, with --adds when it "
    "holds the rest of it. When it is there by mistake, leave it out.",
    "highneeds import rules",
)


class Second(StrEnum):
    """What a person says of a second file."""

    REPLACES = "replaces"
    ADDS = "adds"


def is_second(kind: str | None, changes: Iterable[TableChange]) -> bool:
    """Whether it is a payments or ledger file that would change a month which is imported already."""
    return kind in ASKED and bool(months_hit(changes))


def stands_beside(name: str, periods: Iterable[str]) -> bool:
    """Whether rows in use of a table may be changed by a file of these periods: those of theirs, or any that move."""
    in_use = KeptPeriod.objects.filter(table_name=name, is_in_use=True)
    return (in_use if table_key(name).moves else in_use.filter(period__in=periods)).exists()


def why_not_added(changes: Iterable[TableChange]) -> str:
    """In words, or "" where the rows can stand beside those in use."""
    changed = sum(change.changed for change in changes if change.months)
    if not changed:
        return ""
    rows = "1 row stands" if changed == 1 else f"{changed:,} rows stand"
    return f"It cannot add to what is there: {rows} in both with other values."


def told(changes: Iterable[TableChange]) -> str:
    """Which months, how they would change, and which import they are from."""
    hit = [change for change in changes if change.months]
    parts = [
        f"{months_in_words(change.months)} of {change.table} came from {_imported(change.table)}; of its rows "
        f"{change.same:,} are the same here, {change.changed:,} differ and {change.ended:,} are not in this file, "
        f"which has {change.new:,} others{_moved(change)}"
        for change in hit
    ]
    why_not = why_not_added(hit)
    return f"{'; '.join(parts)}.{f' {why_not}' if why_not else ''}"


def _moved(change: TableChange) -> str:
    """In words, how many rows in use the file dates into another month, of which they go; or ""."""
    moved = dict(change.fields).get("period", 0)
    return f"; {moved:,} of those that differ would count in another month instead" if moved else ""


def with_those_in_use(staged: StagedUnit) -> StagedUnit:
    """The unit with the rows in use of its periods that it has not, in a folder of its own beside what was read.

    Raises Refusal where a row stands in both with other values.
    """
    folder = staged.folder / _ADDED
    folder.mkdir(mode=0o700, exist_ok=True)
    rows = {}
    for name in staged.rows:
        both = _both(name, staged.table(name))
        both.rechunk().write_ipc(folder / f"{name}.arrow", compression="uncompressed", record_batch_size=20_000)
        rows[name] = both.height
    return replace(staged, folder=folder, rows=rows)


def _both(name: str, read: pl.DataFrame) -> pl.DataFrame:
    key = list(table_key(name).columns)
    held = in_use_of(name, read).select(read.columns).cast(read.schema)
    values = [column for column in read.columns if column not in {*key, "source_file", "source_row"}]
    same = read.join(held, on=key, how="inner", suffix="_held", nulls_equal=True)
    differs = same.filter(pl.any_horizontal(pl.col(one).ne_missing(pl.col(f"{one}_held")) for one in values))
    if differs.height:
        first = ", ".join(map(str, differs.select(key).row(0)))
        message = (
            f"It cannot add to what is there: {differs.height:,} rows stand in both with other values, first {first}."
        )
        raise Refusal(message)
    return pl.concat([held.join(read, on=key, how="anti", nulls_equal=True, maintain_order="left"), read])


def _imported(table: str) -> str:
    runs = {
        row.import_run_id: row.import_run
        for row in KeptPeriod.objects.filter(table_name=table, is_in_use=True).select_related("import_run")
    }
    latest = [runs[number] for number in sorted(runs)][-3:]
    return "; ".join(f"import {run.pk} ({', '.join(run.file_names)}, {run.started_at:%-d %B %Y})" for run in latest)
