"""The month's record, kept as JSON: every making of a month stays, the latest making is the one shown."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

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
    return _first(StoredMonth.objects.order_by("-financial_year", "-month", "-pk"))


def month_of_snapshot(snapshot: SnapshotId) -> MonthRecord | None:
    """The latest making of a month from that snapshot; None when there is none."""
    return _first(StoredMonth.objects.filter(snapshot=snapshot).order_by("-pk"))


def _first(makings: QuerySet[StoredMonth]) -> MonthRecord | None:
    found = makings.values_list("pk", "snapshot", "made_at").first()
    return None if found is None else _record(*found)


@lru_cache(maxsize=2)
def _record(key: int, snapshot: str, made_at: datetime) -> MonthRecord:  # noqa: ARG001 - tell it from others that have had its key
    """A making is never changed, and every page asks for it, so it is read from its JSON once."""
    return from_json(MonthRecord, StoredMonth.objects.get(pk=key).record)


def record_bytes(record: MonthRecord) -> bytes:
    """The record as the same bytes on any machine: JSON with its names in order, each number in the type of its field,
    so that one just made and one that was kept are written alike.
    """
    plain = to_json(from_json(MonthRecord, to_json(record)))
    return (json.dumps(plain, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()
