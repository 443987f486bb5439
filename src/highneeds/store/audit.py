"""Entries into the audit and out again. An act and its entry are kept together: who cannot be noted may not do it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from highneeds.governance.audit import (
    BEFORE_THE_FIRST,
    Anchor,
    Did,
    Entry,
    Fact,
    Kept,
    canonical,
    commitment,
    digest_of,
    mark_of,
)
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit_anchor import hand_on
from highneeds.store.home import key_of_setting
from highneeds.store.models import AuditRow, AuditWordsRow

KEY_SETTING = "HIGHNEEDS_AUDIT_KEY_FILE"
"""Names the file of the key that the chain is made with; unset, ``audit.key`` of the home folder."""
CHILD = "child"
CHILDREN = "children"
"""The fact that lists the keys of children where an entry is of several."""
_SALT_BYTES = 32
_TURN = 7_305_214_118_446  # any number that no other lock of this database has


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry with what was said at it: None where nothing was, or it was erased."""

    entry: Entry
    words: str | None


@transaction.atomic
def note(
    who: str, did: Did, kind: str = "", ref: object = "", *, facts: Mapping[str, Fact] | None = None, words: str = ""
) -> int:
    """Add an entry, in the transaction of the act where there is one; its number.

    Those who write at the same moment take turns until their transactions end: note near the end of a long one.
    """
    _take_turn()
    key = audit_key()
    last = AuditRow.objects.order_by("-number").values_list("number", "digest").first()
    number, previous = last or (0, BEFORE_THE_FIRST)
    salt = secrets.token_bytes(_SALT_BYTES) if words else b""
    entry = Entry(
        number + 1,
        timezone.now(),
        who,
        did,
        kind,
        str(ref),
        facts or {},
        commitment(words, salt) if words else "",
        previous,
        mark_of(key),
    )
    digest = digest_of(entry, key)
    AuditRow.objects.create(
        number=entry.number,
        at=entry.at,
        who=entry.who,
        did=entry.did.value,
        kind=entry.kind,
        ref=entry.ref,
        facts=canonical(dict(entry.facts)),
        sealed_as=entry.sealed_as,
        previous=entry.previous,
        key_mark=entry.key_mark,
        digest=digest,
    )
    if words:
        AuditWordsRow.objects.create(number=entry.number, salt=salt, words=words)
    transaction.on_commit(partial(hand_on, Anchor(entry.number, digest)))
    return entry.number


def chain(*, after: int = 0) -> Iterator[Kept]:
    """Every entry after that number, the first first."""
    for row in AuditRow.objects.filter(number__gt=after).order_by("number").iterator():
        yield Kept(_entry(row), row.digest)


def head(*, before_the_newest: int = 0) -> Anchor | None:
    """The last entry, to be kept elsewhere; or the last before so many of the newest, None where there are no more."""
    last = AuditRow.objects.order_by("-number")[before_the_newest:].first()
    return None if last is None else Anchor(last.number, last.digest)


def altered_words(*, after: int = 0) -> Iterator[int]:
    """The numbers, above that one, of entries whose words are not those that were said."""
    said = {row.number: row for row in AuditWordsRow.objects.filter(number__gt=after).iterator()}
    entries = AuditRow.objects.filter(number__gt=after).exclude(sealed_as="")
    sealed = dict(entries.values_list("number", "sealed_as"))
    for number, row in sorted(said.items()):
        if sealed.get(number) != commitment(row.words, bytes(row.salt)):
            yield number


def of_child(*child_keys: str, besides: Q | None = None) -> tuple[Noted, ...]:
    """Who saw, took out or changed anything of a child, the newest first: in one query, and one for the words.

    ``child_keys``: all keys of that one child (``links.keys_of``). ``besides``: entries that name no child and may be
    of this one too (``whole_exports``).
    """
    named = (Q(kind=CHILD, ref=key) | Q(facts__contains=f'"{key}"') for key in child_keys)
    wanted = reduce(or_, named)
    return _noted(AuditRow.objects.filter(wanted if besides is None else wanted | besides))


def latest(most: int, *, who: str = "", before: int | None = None) -> tuple[Noted, ...]:
    """The newest entries, the newest first: of one person, or older than a number."""
    rows = AuditRow.objects.filter(who=who) if who else AuditRow.objects.all()
    return _noted(rows if before is None else rows.filter(number__lt=before), most)


def last_act(*, before: datetime | None = None) -> datetime | None:
    """When something was last noted; ``before``: of what was noted before that moment."""
    rows = AuditRow.objects.order_by("-number").values_list("at", flat=True)
    return (rows if before is None else rows.filter(at__lt=before)).first()


def erase_words(child_key: str, *other_keys: str, by: str) -> int:
    """Erase what was said at entries of a child; how many. The chain keeps that something was said, and stays whole.

    ``other_keys``: under which the same child is noted too; the entry of the erasing is of the first.
    """
    with transaction.atomic():
        numbers = [one.entry.number for one in of_child(child_key, *other_keys) if one.words is not None]
        AuditWordsRow.objects.filter(number__in=numbers).delete()
        note(by, Did.ERASED, CHILD, child_key, facts={"what": "words at audit entries", "how many": len(numbers)})
    return len(numbers)


def audit_key() -> bytes:
    return key_of_setting(KEY_SETTING, "audit.key")


def _noted(rows: QuerySet[AuditRow], most: int | None = None) -> tuple[Noted, ...]:
    found = [_entry(row) for row in rows.order_by("-number")[:most]]
    said = dict(
        AuditWordsRow.objects.filter(number__in=[one.number for one in found if one.sealed_as]).values_list(
            "number", "words"
        )
    )
    return tuple(Noted(entry, said.get(entry.number)) for entry in found)


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.number,
        row.at,
        row.who,
        Did(row.did) if row.did in set(Did) else Did.CHANGED,
        row.kind,
        row.ref,
        _facts(row.facts),
        row.sealed_as,
        row.previous,
        row.key_mark,
    )


def _facts(text: str) -> Mapping[str, Fact]:
    """An empty table where somebody has spoilt the text: the digest tells that it was changed."""
    try:
        read = json.loads(text)
    except ValueError:
        return {"spoilt": text}
    return read if isinstance(read, dict) and canonical(read) == text else {"spoilt": text}


def _take_turn() -> None:
    """One writer at a time. On SQLite a transaction that writes is alone from its start."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
