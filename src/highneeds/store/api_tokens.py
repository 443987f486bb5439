"""Tokens with which other systems read aggregates: made, found by what they present, used, taken back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.timezone import localdate

from highneeds.governance.audit import Did, Fact
from highneeds.governance.rights import OFFERED_TO_PROGRAMS, Detail, Right
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import ApiTokenRow, ApiUseRow

TOKEN = "token"  # noqa: S105 - the audit's word for what was done to it, no token
MOST_DAYS = 366
BEGINS = "hn_"
_TOKEN_BYTES = 32
_KEPT_MINUTES = 1
_COUNTED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is known afterwards; ``calls``: those answered within thirty days."""

    id: int
    name: str
    rights: frozenset[Right | Detail]
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_by: str
    revoked_at: datetime | None
    calls: int = 0

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


@transaction.atomic
def make_token(name: str, *, rights: Collection[Right | Detail], days: int, by: str) -> str:
    """The token itself, which is kept nowhere. Raises ValueError for a name in use, and for more than may be given."""
    if ApiTokenRow.objects.filter(name=name).exists():
        message = f"there is a token {name!r} already, or there was one"
        raise ValueError(message)
    if not rights or set(rights) - OFFERED_TO_PROGRAMS or not 1 <= days <= MOST_DAYS:
        message = f"a token has some of the rights to aggregates, for 1 to {MOST_DAYS} days"
        raise ValueError(message)
    token, now = BEGINS + secrets.token_urlsafe(_TOKEN_BYTES), timezone.now()
    given = sorted(right.value for right in rights)
    row = ApiTokenRow.objects.create(
        name=name,
        token_sha256=_hash(token),
        rights=given,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    facts: dict[str, Fact] = {"name": name, "now": given, "until": row.expires_at.date().isoformat()}
    note(by, Did.GAVE_ROLES, TOKEN, row.pk, facts=facts)
    return token


@transaction.atomic
def revoke(token_id: int, *, by: str) -> bool:
    """Whether it was in force until now: of two at the same moment one takes it back."""
    found = ApiTokenRow.objects.filter(pk=token_id, revoked_at=None)
    name = found.values_list("name", flat=True).first()
    if name is None or not found.update(revoked_at=timezone.now(), revoked_by=by):
        return False
    note(by, Did.CLOSED_ACCOUNT, TOKEN, token_id, facts={"name": name})
    return True


def tokens() -> Iterator[Token]:
    """By name, those that are over too."""
    since = localdate() - timedelta(days=_COUNTED_DAYS)
    answered = ApiUseRow.objects.filter(day__gt=since, was_refused=False)
    calls = dict(answered.values_list("token").annotate(Sum("calls")))
    for row in ApiTokenRow.objects.order_by("name"):
        yield _token(row, calls.get(row.pk, 0))


def token_presented(presented: str) -> Token | None:
    """The token of that text, in force or not; None for a text that is none."""
    row = ApiTokenRow.objects.filter(token_sha256=_hash(presented)).first()
    return None if row is None else _token(row)


def count_use(token: Token, address: str, *, was_refused: bool) -> None:
    """Count a call; the first of a day to an address, and the first refused, is an entry of the audit."""
    today, now = localdate(), timezone.now()
    of_today = ApiUseRow.objects.filter(token=token.id, day=today, address=address, was_refused=was_refused)
    if not of_today.update(calls=F("calls") + 1):
        with transaction.atomic():
            row, is_first = ApiUseRow.objects.get_or_create(
                token_id=token.id, day=today, address=address, was_refused=was_refused, defaults={"calls": 1}
            )
            if is_first:
                did = Did.REFUSED if was_refused else Did.TOOK_OUT
                note(who_by_token(token), did, "API", address, facts={"first of the day": today.isoformat()})
            else:
                ApiUseRow.objects.filter(pk=row.pk).update(calls=F("calls") + 1)
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=_KEPT_MINUTES):
        ApiTokenRow.objects.filter(pk=token.id).update(last_used_at=now)


def who_by_token(token: Token) -> str:
    """As the audit names it: no account has a blank in its name."""
    return f"token {token.name}"


def _token(row: ApiTokenRow, calls: int = 0) -> Token:
    """What is no longer offered to programs is not given by an older token either."""
    return Token(
        row.pk,
        row.name,
        frozenset(right for right in OFFERED_TO_PROGRAMS if right.value in row.rights),
        row.made_by,
        row.made_at,
        row.expires_at,
        row.last_used_at,
        row.revoked_by,
        row.revoked_at,
        calls,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
