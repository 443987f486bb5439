"""A month made again from its snapshot, years later: the same bytes, or what differs and why it may."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from highneeds import __version__
from highneeds.core import FinancialYear, SnapshotId
from highneeds.core.errors import Refusal
from highneeds.finance import usual_outlook
from highneeds.governance.record import MonthRecord
from highneeds.operations.backtest import past_forecasts_of_month
from highneeds.operations.month import month_outlook, month_position
from highneeds.operations.month_inputs import MonthInputs, caseload_of, month_inputs
from highneeds.operations.month_record import Making, record_of
from highneeds.operations.progress import Progress
from highneeds.store.months import month_of_snapshot, record_bytes
from highneeds.store.setup import open_store
from highneeds.store.snapshots import Manifest, Snapshot, SnapshotDamagedError, read_snapshot, tables_changed


@dataclass(frozen=True)
class Reproduced:
    """``differs``: parts of the record that came out otherwise, none when the bytes are the same. ``changed_since``:
    tables stored today that are not those of the snapshot; None where nothing is stored to compare.
    """

    snapshot: SnapshotId
    manifest: Manifest
    sha256: str
    kept_sha256: str
    differs: tuple[str, ...]
    changed_since: tuple[str, ...] | None
    written: Path | None

    @property
    def is_same(self) -> bool:
        return self.sha256 == self.kept_sha256


def reproduce(snapshot: str, *, out: Path | None, progress: Progress) -> Reproduced:
    """Make the month of ``snapshot`` again from its tables, seed, draws and assumptions alone, and compare it with the
    record that was kept. Whose it is, when it was made and the faults found in the files are stamps of that record and
    are taken from it; every number is made again. ``out``: where to write the record.

    Raises Refusal when there is no such snapshot or record, or a byte of it was changed.
    """
    open_store()
    progress("Checking every byte of the snapshot")
    found, kept = _found(SnapshotId(snapshot))
    progress(f"Making the month again, {found.manifest.draws:,} draws")
    record = _made_again(found, kept, progress)
    said, again = record_bytes(kept), record_bytes(record)
    progress("Comparing with the record and with what is stored today")
    return Reproduced(
        found.id,
        found.manifest,
        hashlib.sha256(again).hexdigest(),
        hashlib.sha256(said).hexdigest(),
        tuple(each.name for each in fields(kept) if getattr(kept, each.name) != getattr(record, each.name)),
        _changed_since(found.id),
        None if out is None else _write(again, out),
    )


def _found(snapshot: SnapshotId) -> tuple[Snapshot, MonthRecord]:
    try:
        found = read_snapshot(snapshot)
    except (LookupError, SnapshotDamagedError) as error:
        message = f"The month cannot be made again: {error.args[0]}"
        raise Refusal(message) from error
    kept = month_of_snapshot(snapshot)
    if kept is None:
        message = (
            f"No month was kept of snapshot {snapshot}, so that there is nothing to compare with. A closed month's "
            "snapshot is frozen whole and is not made again."
        )
        raise Refusal(message)
    return found, kept


def _made_again(found: Snapshot, kept: MonthRecord, progress: Progress) -> MonthRecord:
    inputs, manifest = _inputs_of(found), found.manifest
    caseload = caseload_of(inputs)
    assumed = usual_outlook(inputs.financial_year, budget=inputs.tables["budget_lines"])
    outlook = month_outlook(inputs, caseload, draws=manifest.draws, seed=manifest.seed, progress=progress)
    money = month_position(inputs, caseload, outlook, assumed)
    progress("Forecasting again from every past January")

    def tell(done: int, of: int) -> None:
        progress.detail(f"{done} of {of} Januaries")

    past = past_forecasts_of_month(inputs, caseload, seed=manifest.seed, progress=tell)
    held = int(kept.figure("held_rows").value)
    making = Making(kept.council, kept.is_invented, kept.made_on, found.id, kept.faults, held, past)
    return record_of(inputs, caseload, outlook.simulation, money, making)


def _inputs_of(found: Snapshot) -> MonthInputs:
    as_at = found.tables["cost_lines"]["as_at"].max()
    if not isinstance(as_at, date):
        message = f"The finance extract of snapshot {found.id} does not say its day."
        raise Refusal(message)
    return MonthInputs(found.tables, as_at, FinancialYear.containing(as_at))


def _changed_since(snapshot: SnapshotId) -> tuple[str, ...] | None:
    try:
        today = month_inputs()
    except Refusal:
        return None
    return tables_changed(snapshot, today.tables)


def _write(content: bytes, out: Path) -> Path:
    try:
        out.write_bytes(content)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out


def reproduced_lines(found: Reproduced) -> list[str]:
    """What came of it, in words."""
    manifest = found.manifest
    made_by = f"made by highneeds {manifest.code_version}; this is highneeds {__version__}"
    lines = [
        f"Snapshot {found.snapshot}: {manifest.draws:,} draws, seed {manifest.seed}, {made_by}.",
        f"Record sha256 {found.sha256}",
    ]
    if found.is_same:
        lines.append("The same bytes as the record that was kept.")
    else:
        lines.append(f"Not the bytes that were kept ({found.kept_sha256}). Different: {', '.join(found.differs)}.")
        lines.append("The tables, the seed and the draws are the same, so the program is not that which made it.")
    if found.changed_since:
        lines.append(
            f"The files stored today are not those of the snapshot ({', '.join(found.changed_since)}): a month made "
            "today has another snapshot."
        )
    elif found.changed_since is not None:
        lines.append("The files stored today are still those of the snapshot.")
    if found.written is not None:
        lines.append(f"Wrote {found.written}")
    return lines
