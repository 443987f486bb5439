"""Who saw and did what, as a chain: each entry carries the digest of the one before, so that none can be changed,
moved, left out or added between without being noticed; what is cut off at the end is noticed by an anchor kept apart.

A digest is HMAC-SHA256 under the installation's audit key over the entry as canonical JSON: who can write to the
database but lacks the key cannot make the chain anew. Words that may tell of a person stand apart (``sealed_as``): the
chain holds only a salted commitment to them, so that they can be erased and the chain stays whole.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

BEFORE_THE_FIRST = "0" * 64
Fact = str | int | bool | None | list[str]


class Did(StrEnum):
    """What was done. One act is one entry."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "failed to sign in"
    SIGNED_OUT = "signed out"
    CONFIRMED = "confirmed who they are"
    SET_PASSWORD = "set a password"  # noqa: S105 - what was done, no password
    SET_SECOND_FACTOR = "set up the second factor"
    REFUSED = "was refused"
    SAW_CHILD = "saw"
    OPENED_NAMES = "opened the names of"
    OPENED_OTHER_TEAM = "opened, though of another team,"
    TOOK_OUT = "took out"
    IMPORTED = "imported"
    UNDID = "undid"
    CHANGED = "changed"
    CLOSED_MONTH = "closed the month"
    SIGNED_OFF = "signed off"
    GAVE_ROLES = "changed the rights of"
    CLOSED_ACCOUNT = "closed"
    OPENED_ACCOUNT = "opened"
    ERASED = "erased"
    ANCHORED_ANEW = "anchored anew"
    BACKED_UP = "backed up"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind`` and ``ref`` name what it was done to ("child" and its key, "import" and its number).

    ``facts`` are harmless in themselves: field names, counts, file names. ``key_mark`` tells which key made the digest.
    """

    number: int
    at: datetime
    who: str
    did: Did
    kind: str
    ref: str
    facts: Mapping[str, Fact]
    sealed_as: str
    previous: str
    key_mark: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it stands in the database, with the digest that stands beside it."""

    entry: Entry
    digest: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """That the entry of this number had this digest: kept where who changes the database does not reach."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"


def anchor_of(text: str) -> Anchor:
    """As ``str`` of one writes it. Raises ValueError for anything else."""
    number, _, digest = text.strip().partition(" ")
    if not number.isdigit() or len(digest) != len(BEFORE_THE_FIRST) or set(digest) - set("0123456789abcdef"):
        message = f"{text.strip()!r} is no anchor: a number, a blank and 64 of 0-9 and a-f"
        raise ValueError(message)
    return Anchor(int(number), digest)


def canonical(facts: object) -> str:
    """JSON that says the same always in the same letters."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(entry: Entry, key: bytes) -> str:
    fields = (
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.who,
        entry.did.value,
        entry.kind,
        entry.ref,
        dict(entry.facts),
        entry.sealed_as,
        entry.previous,
        entry.key_mark,
    )
    return hmac.new(key, canonical(fields).encode(), hashlib.sha256).hexdigest()


def mark_of(key: bytes) -> str:
    """Tells one key from another and nothing of the key itself."""
    return hashlib.sha256(b"highneeds audit key" + key).hexdigest()[:16]


def commitment(words: str, salt: bytes) -> str:
    """What stands in the chain for words kept apart; without the salt nobody can try which words they were."""
    return hashlib.sha256(salt + words.encode()).hexdigest()


def breaks(
    chain: Iterable[Kept], key: bytes, anchors: Iterable[Anchor] = (), *, after: Anchor | None = None
) -> Iterator[str]:
    """What is wrong with a chain, in words, first things first; nothing when it is whole up to every anchor.

    ``after``: the entry that the first of ``chain`` follows, where that is not the first of all; what lies before it is
    not looked at, nor are anchors of it.
    """
    number, previous = (0, BEFORE_THE_FIRST) if after is None else (after.number, after.digest)
    wanted = {anchor.number: anchor.digest for anchor in anchors if anchor.number > number}
    known = mark_of(key)
    for kept in chain:
        entry = kept.entry
        if entry.number != number + 1:
            yield _gap(number + 1, entry.number)
        elif entry.previous != previous:
            yield f"Entry {entry.number} does not follow entry {number}: one of them was changed or put in its place."
        if entry.key_mark != known:
            yield f"Entry {entry.number} was made with another key and cannot be checked."
        elif not hmac.compare_digest(kept.digest, digest_of(entry, key)):
            yield f"Entry {entry.number} was changed since it was made."
        if wanted.pop(entry.number, kept.digest) != kept.digest:
            yield f"Entry {entry.number} is not the one that was anchored: the chain was made anew."
        number, previous = entry.number, kept.digest
    if wanted:
        last = max(wanted)
        yield f"The chain ends at entry {number}, but entry {last} was anchored: the end was cut off."


def _gap(expected: int, found: int) -> str:
    if found < expected:
        return f"Entry {found} stands where entry {expected} should."
    if found == expected + 1:
        return f"Entry {expected} is missing."
    return f"Entries {expected} to {found - 1} are missing."
