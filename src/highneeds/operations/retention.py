"""Deletion by the council's schedule: what is due, proposed by one person, approved by another, done at once.

What is approved is what was proposed: where something else is due by then, nothing is deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did, Fact
from highneeds.governance.retention import Schedule, children_due
from highneeds.governance.sign_off import same_person
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.retention_file import schedule_or_refuse
from highneeds.store import (
    ready,  # noqa: F401 - configures Django before the models are imported
    retention,
)
from highneeds.store.audit import CHILDREN, last_act, note
from highneeds.store.models import RetentionRow
from highneeds.store.setup import open_store

KIND = "deletion by schedule"
BACKUPS = (
    "Backups made before hold it still, until the council deletes them: a backup that is put back brings it back, and "
    "then it is due again."
)
_MOST_DAYS_SINCE_AN_ACT = 60


@dataclass(frozen=True, slots=True)
class Due:
    """``keys``: children of whom nothing was known for so long; ``held``: how many are due but for a hold."""

    schedule: Schedule
    children_before: date
    files_before: date
    keys: frozenset[str]
    held: int
    of_children: Mapping[str, int]
    of_files: Mapping[str, int]

    @property
    def is_nothing(self) -> bool:
        return not self.keys and not self.of_files

    @property
    def counts(self) -> dict[str, int]:
        """By what, children first."""
        return {"children": len(self.keys), **self.of_children, **self.of_files}

    @property
    def digest(self) -> str:
        """Over everything that would be deleted, and by what schedule."""
        told = (self.schedule.in_words(), sorted(self.keys), self.counts, sorted(self.schedule.held))
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Proposal:
    """``state``: waits, done, or taken back, with by whom."""

    number: int
    schedule: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    proposed_by: str
    proposed_at: datetime
    state: str
    waits: bool


def what_is_due(today: date | None = None) -> Due:
    """Looks only. Raises Refusal where there is no schedule that can be used."""
    schedule = schedule_or_refuse()
    open_store()
    today = today or localdate()
    before, files_before = schedule.children.until(today), schedule.files.until(today)
    known = retention.last_known()
    same = retention.same_child()
    due = children_due(known, same, before)
    held = _held_of(due, same, schedule)
    keys = due - held
    return Due(
        schedule,
        before,
        files_before,
        keys,
        len(held),
        retention.told(retention.rows_of(keys)),
        retention.told(retention.files_of(files_before)),
    )


@transaction.atomic
def propose(*, by: str) -> Proposal:
    """Raises Refusal where nothing is due, one waits already, or the clock cannot be believed."""
    due = what_is_due()
    _refuse_a_wrong_clock()
    if due.is_nothing:
        message = "Nothing is due by the schedule."
        raise Refusal(message)
    waiting = _waiting().first()
    if waiting is not None:
        message = f"Proposal {waiting.pk} of {waiting.proposed_by} waits already: approve it, or take it back."
        raise Refusal(message)
    row = RetentionRow.objects.create(
        digest=due.digest,
        schedule=list(due.schedule.in_words()),
        keys=sorted(due.keys),
        counts=due.counts,
        proposed_by=by,
        proposed_at=timezone.now(),
    )
    note(by, Did.SIGNED_OFF, KIND, row.pk, facts={"act": "propose", "content": due.digest, **due.counts})
    return _proposal(row)


@transaction.atomic
def approve(number: int, *, by: str) -> Proposal:
    """By another person than who proposed it; deletes. Raises Refusal, and deletes nothing, where anything changed."""
    row = _waiting().select_for_update().filter(pk=number).first()
    if row is None:
        message = f"No proposal {number} waits."
        raise Refusal(message)
    if same_person(row.proposed_by, by):
        message = "Nobody approves what they proposed. Ask another person who keeps records."
        raise Refusal(message)
    _refuse_a_wrong_clock()
    due = what_is_due()
    if due.digest != row.digest:
        message = "What is due has changed since this was proposed. Take it back and propose anew; nothing was deleted."
        raise Refusal(message)
    gone = Counter({"children": len(due.keys)})
    gone += retention.delete_children(due.keys) + retention.delete_files(due.files_before)
    row.keys, row.counts, row.approved_by, row.done_at = [], retention.told(gone), by, timezone.now()
    row.save()
    facts: dict[str, Fact] = {"act": "approve", "proposed by": row.proposed_by, **row.counts}
    note(by, Did.ERASED, KIND, row.pk, facts=facts | {CHILDREN: sorted(due.keys)})
    return _proposal(row)


@transaction.atomic
def take_back(number: int, *, by: str) -> None:
    """Raises Refusal where none of that number waits."""
    row = _waiting().select_for_update().filter(pk=number).first()
    if row is None:
        message = f"No proposal {number} waits."
        raise Refusal(message)
    row.taken_back_by, row.keys = by, []
    row.save()
    note(by, Did.SIGNED_OFF, KIND, row.pk, facts={"act": "take back"})


def proposals() -> tuple[Proposal, ...]:
    """The newest first."""
    return tuple(map(_proposal, RetentionRow.objects.order_by("-pk")))


def _held_of(due: frozenset[str], same: tuple[frozenset[str], ...], schedule: Schedule) -> frozenset[str]:
    """Those of the due that the schedule holds back, under whichever key of theirs it names them."""
    if not schedule.held:
        return frozenset()
    named = {key for key in due.union(*same) if pseudonym(key).removeprefix("child ") in schedule.held}
    return due & named.union(*(keys for keys in same if keys & named))


def _waiting() -> QuerySet[RetentionRow]:
    return RetentionRow.objects.filter(done_at=None, taken_back_by="")


def _proposal(row: RetentionRow) -> Proposal:
    waits = row.done_at is None and not row.taken_back_by
    state = "waits for a second person" if waits else f"taken back by {row.taken_back_by}"
    if row.done_at is not None:
        state = f"done, approved by {row.approved_by}"
    first = [("children", int(row.counts.get("children", 0)))]
    others = [(name, int(count)) for name, count in sorted(row.counts.items()) if name != "children"]
    return Proposal(
        row.pk, tuple(row.schedule), tuple(first + others), row.proposed_by, row.proposed_at, state, waits=waits
    )


def _refuse_a_wrong_clock() -> None:
    """A clock that ran ahead would make everything due: it is believed where something was noted of late before today.

    What was noted within a day may have been noted by the same wrong clock.
    """
    now, last = timezone.now(), last_act()
    before = last_act(before=now - timedelta(days=1))
    is_behind = last is not None and last > now
    if is_behind or (before is not None and now - before > timedelta(days=_MOST_DAYS_SINCE_AN_ACT)):
        message = (
            "The machine's clock is far from the acts that were noted before today, so nothing is deleted on its word. "
            "Make sure that it is right: highneeds doctor. Where it is, try again tomorrow."
        )
        raise Refusal(message)
