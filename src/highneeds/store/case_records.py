"""Notes on a child and who looks after it: kept as versions, so that two who change the same one both see both."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Max, OuterRef, Subquery

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did, Fact
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import CHILD, CHILDREN, note
from highneeds.store.in_use import State
from highneeds.store.links import keys_of, own_keys_of, standing_key, with_each_key
from highneeds.store.models import CaseRecordRow
from highneeds.store.tables import load_as_given

NOTE, OFFICER = "note", "officer"
OFFICERS_SCHEMA = {"child_key": pl.String, "officer": pl.String, "team": pl.String, "version": pl.Int64}


@dataclass(frozen=True, slots=True)
class Version:
    """``content``: of a note its ``words``, "" when it was taken back; of the officer ``officer`` and ``team``.

    ``ref``: of a note its own, of the officer the child's key.
    """

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
    """Keep one change and note it in the audit.

    Raises ChangedMeanwhileError, and Refusal where what it changes is not there; then nothing was kept.
    """
    with transaction.atomic():
        other = _add_next(kind, change, by=by, batch="")
        if other is not None:
            raise ChangedMeanwhileError(other)
        note(by, Did.CHANGED, CHILD, change.child_key, facts={"what": str(kind), "version": change.version + 1})


def keep_all(kind: str, changes: Sequence[Change], *, by: str) -> tuple[str, tuple[Version, ...]]:
    """Keep many changes at once, but for those that somebody else changed meanwhile: the batch, and those.

    The batch is "" where nothing was kept. Raises Refusal as ``keep``, and then nothing was kept.
    """
    batch, kept, others = new_ref(), [], []
    with transaction.atomic():
        for change in changes:
            other = _add_next(kind, change, by=by, batch=batch)
            if other is None:
                kept.append(change.child_key)
            else:
                others.append(other)
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
        now = _rows_of(row.kind, row.ref)
        if now[0].pk == row.pk:
            before = _rows_of(row.kind, row.ref, older_than=row.pk)
            changes.append(Change(row.ref, row.child_key, _highest(now), before[0].content if before else {}))
    _, others = keep_all(rows[0].kind, changes, by=by)
    undone = len(changes) - len(others)
    return undone, len(rows) - undone


def latest(kind: str, ref: str) -> Version | None:
    """The newest version of a record; of an officer, under any key of its child (``_rows_of``)."""
    rows = _rows_of(kind, ref)
    if not rows:
        return None
    newest = replace(_version(rows[0]), version=_highest(rows))
    return replace(newest, ref=ref, child_key=ref) if kind == OFFICER else newest


def versions_of_child(child_key: str) -> tuple[Version, ...]:
    """Everything written of a child, the newest first."""
    rows = CaseRecordRow.objects.filter(child_key__in=keys_of(child_key, load_as_given)).order_by("-at", "-pk")
    return tuple(map(_version, rows))


def batch_of(batch: str) -> Version | None:
    """The last version of a change made at once; None where there was none."""
    row = CaseRecordRow.objects.filter(batch=batch).order_by("-pk").first() if batch else None
    return None if row is None else _version(row)


def size_of(batch: str) -> int:
    return CaseRecordRow.objects.filter(batch=batch).count()


def children_of(batch: str) -> tuple[str, ...]:
    """The keys of the children of a change made at once."""
    return tuple(CaseRecordRow.objects.filter(batch=batch).values_list("child_key", flat=True))


def officers() -> pl.DataFrame:
    """Who looks after each child as people set it (``OFFICERS_SCHEMA``), one row a child; nulls: as the files say."""
    last = CaseRecordRow.objects.filter(kind=OFFICER, ref=OuterRef("ref")).order_by("-version").values("pk")[:1]
    rows = CaseRecordRow.objects.filter(kind=OFFICER, pk=Subquery(last)).order_by("pk")
    told = [
        (row.child_key, row.content.get("officer") or None, row.content.get("team") or None, row.version)
        for row in rows
    ]
    frame = with_each_key(pl.DataFrame(told, schema=OFFICERS_SCHEMA, orient="row"), load_as_given)
    counts = pl.col("is_own") == pl.col("is_own").any().over("child_key")
    newest = (pl.col("officer", "team").last(), pl.col("version").max())
    return frame.filter(counts).group_by("child_key", maintain_order=True).agg(*newest)


def officers_state() -> State:
    """Changes whenever somebody sets who looks after a child."""
    return (CaseRecordRow.objects.filter(kind=OFFICER).aggregate(last=Max("pk"))["last"],)


def _add_next(kind: str, change: Change, *, by: str, batch: str) -> Version | None:
    """Keep the version after the one that was seen; else what somebody else made of it, and nothing is kept."""
    now = latest(kind, change.ref)
    if now is None and change.version:
        message = f"The {kind} that this changes is not there any more. Open the page again."
        raise Refusal(message)
    if now is not None and now.version != change.version:
        return now
    try:
        with transaction.atomic():
            _add(kind, change, by=by, batch=batch)
    except IntegrityError:
        now = latest(kind, change.ref)
        if now is None or now.version <= change.version:
            raise
        return now
    return None


def _add(kind: str, change: Change, *, by: str, batch: str) -> None:
    """Two who write of one child under two of its keys meet at the key that stands, where the database refuses one."""
    of_officer = kind == OFFICER
    CaseRecordRow.objects.create(
        kind=kind,
        ref=standing_key(change.ref, load_as_given) if of_officer else change.ref,
        version=change.version + 1,
        child_key=standing_key(change.child_key, load_as_given) if of_officer else change.child_key,
        content=dict(change.content),
        batch=batch,
        by=by,
    )


def _rows_of(kind: str, ref: str, *, older_than: int | None = None) -> list[CaseRecordRow]:
    """The versions of a record, the newest first: of an officer, those under every key of its child (``keys_of``).

    The second child of a parted key has the officer of the first until it is given its own.
    """
    every = own = frozenset({ref})
    if kind == OFFICER:
        every, own = keys_of(ref, load_as_given), own_keys_of(ref, load_as_given)
    rows = CaseRecordRow.objects.filter(kind=kind, ref__in=every).order_by("-pk")
    found = list(rows if older_than is None else rows.filter(pk__lt=older_than))
    return [row for row in found if row.ref in own] or found


def _highest(rows: Sequence[CaseRecordRow]) -> int:
    """The version to go on from, where two keys of one child were counted apart."""
    return max(row.version for row in rows)


def _version(row: CaseRecordRow) -> Version:
    return Version(row.kind, row.ref, row.version, row.child_key, row.content, row.batch, row.by, row.at)
