"""Notes on a child and who looks after it: kept as versions, so that two who change the same one both see both."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Max, OuterRef, Subquery

from highneeds.governance.audit import Did, Fact
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import CHILD, CHILDREN, note
from highneeds.store.in_use import State
from highneeds.store.links import keys_of, with_linked_keys
from highneeds.store.models import CaseRecordRow
from highneeds.store.tables import load_as_given

NOTE, OFFICER = "note", "officer"
OFFICERS_SCHEMA = {"child_key": pl.String, "officer": pl.String, "team": pl.String, "version": pl.Int64}


@dataclass(frozen=True, slots=True)
class Version:
    """``content``: of a note its ``words``, "" when it was taken back; of the officer ``officer`` and ``team``."""

    kind: str
    ref: str
    version: int
    child_key: str
    content: Mapping[str, str]
    batch: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """From ``version`` on, 0 for what is new."""

    ref: str
    child_key: str
    version: int
    content: Mapping[str, str]


class ChangedMeanwhileError(Exception):
    """Somebody else changed it first: ``now`` is what they made of it."""

    def __init__(self, now: Version) -> None:
        super().__init__(f"version {now.version} by {now.by}")
        self.now = now


def new_ref() -> str:
    return secrets.token_hex(16)


def keep(kind: str, change: Change, *, by: str) -> None:
    """Keep one change and note it in the audit. Raises ChangedMeanwhileError, and then nothing was kept."""
    try:
        with transaction.atomic():
            _add(kind, change, by=by, batch="")
            note(by, Did.CHANGED, CHILD, change.child_key, facts={"what": str(kind), "version": change.version + 1})
    except IntegrityError:
        now = latest(kind, change.ref)
        if now is None or now.version <= change.version:
            raise
        raise ChangedMeanwhileError(now) from None


def keep_all(kind: str, changes: Sequence[Change], *, by: str) -> tuple[str, tuple[Version, ...]]:
    """Keep many changes at once, but for those that somebody else changed meanwhile: the batch, and those.

    The batch is "" where nothing was kept.
    """
    batch, kept, others = new_ref(), [], []
    with transaction.atomic():
        for change in changes:
            now = latest(kind, change.ref)
            if now is not None and now.version != change.version:
                others.append(now)
                continue
            try:
                with transaction.atomic():
                    _add(kind, change, by=by, batch=batch)
            except IntegrityError:
                now = latest(kind, change.ref)
                others += [now] if now else []
            else:
                kept.append(change.child_key)
        if kept:
            facts: dict[str, Fact] = {CHILDREN: sorted(kept), "what": str(kind)}
            note(by, Did.CHANGED, CHILDREN, batch, facts=facts)
    return (batch if kept else ""), tuple(others)


def undo_batch(batch: str, *, by: str) -> tuple[int, int]:
    """Put back what stood before a batch, but for what was changed since: how many were put back, how many were not.

    Raises LookupError for a batch nobody knows.
    """
    rows = list(CaseRecordRow.objects.filter(batch=batch).order_by("pk")) if batch else []
    if not rows:
        raise LookupError(batch)
    changes = []
    for row in rows:
        before = CaseRecordRow.objects.filter(kind=row.kind, ref=row.ref, version=row.version - 1).first()
        changes.append(Change(row.ref, row.child_key, row.version, before.content if before else {}))
    _, others = keep_all(rows[0].kind, changes, by=by)
    return len(changes) - len(others), len(others)


def latest(kind: str, ref: str) -> Version | None:
    row = CaseRecordRow.objects.filter(kind=kind, ref=ref).order_by("-version").first()
    return None if row is None else _version(row)


def versions_of_child(child_key: str) -> tuple[Version, ...]:
    """Everything written of a child, the newest first."""
    rows = CaseRecordRow.objects.filter(child_key__in=keys_of(child_key, load_as_given)).order_by("-at", "-pk")
    return tuple(map(_version, rows))


def batches(most: int) -> tuple[Version, ...]:
    """One version of each of the newest changes made at once, the newest first."""
    newest = CaseRecordRow.objects.exclude(batch="").values("batch").annotate(last=Max("pk")).order_by("-last")[:most]
    rows = CaseRecordRow.objects.in_bulk([one["last"] for one in newest])
    return tuple(_version(rows[one["last"]]) for one in newest)


def size_of(batch: str) -> int:
    return CaseRecordRow.objects.filter(batch=batch).count()


def officers() -> pl.DataFrame:
    """Who looks after each child as people set it (``OFFICERS_SCHEMA``), one row a child; nulls: as the files say."""
    last = CaseRecordRow.objects.filter(kind=OFFICER, ref=OuterRef("ref")).order_by("-version").values("pk")[:1]
    rows = CaseRecordRow.objects.filter(kind=OFFICER, pk=Subquery(last)).values_list("child_key", "content", "version")
    told = [(key, said.get("officer") or None, said.get("team") or None, version) for key, said, version in rows]
    frame = with_linked_keys(pl.DataFrame(told, schema=OFFICERS_SCHEMA, orient="row"), load_as_given)
    return frame.unique("child_key", keep="last", maintain_order=True)


def records_state() -> State:
    """Changes whenever a record does."""
    return (CaseRecordRow.objects.aggregate(last=Max("pk"))["last"],)


def _add(kind: str, change: Change, *, by: str, batch: str) -> None:
    CaseRecordRow.objects.create(
        kind=kind,
        ref=change.ref,
        version=change.version + 1,
        child_key=change.child_key,
        content=dict(change.content),
        batch=batch,
        by=by,
    )


def _version(row: CaseRecordRow) -> Version:
    return Version(row.kind, row.ref, row.version, row.child_key, row.content, row.batch, row.by, row.at)
