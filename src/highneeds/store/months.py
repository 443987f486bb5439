"""The month's record, kept as JSON: every making of a month stays, the latest making is the one shown."""

from __future__ import annotations

import json

from highneeds.core import SnapshotId
from highneeds.governance.record import MonthRecord
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import StoredMonth
from highneeds.store.record_json import from_json, to_json


def save_month(record: MonthRecord) -> None:
    """Keep one making of a month; earlier ones stay as they are."""
    StoredMonth.objects.create(
        financial_year=str(record.financial_year),
        month=record.month,
        snapshot=record.snapshot,
        record=to_json(record),
    )


def latest_month() -> MonthRecord | None:
    """The latest making of the latest month; None before the first."""
    stored = StoredMonth.objects.order_by("-financial_year", "-month", "-pk").first()
    return None if stored is None else from_json(MonthRecord, stored.record)


def month_of_snapshot(snapshot: SnapshotId) -> MonthRecord | None:
    """The latest making of a month from that snapshot; None when there is none."""
    stored = StoredMonth.objects.filter(snapshot=snapshot).order_by("-pk").first()
    return None if stored is None else from_json(MonthRecord, stored.record)


def record_bytes(record: MonthRecord) -> bytes:
    """The record as the same bytes on any machine: JSON with its names in order, each number in the type of its field,
    so that one just made and one that was kept are written alike.
    """
    plain = to_json(from_json(MonthRecord, to_json(record)))
    return (json.dumps(plain, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()
