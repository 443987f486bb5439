"""The second factor: codes of an authenticator app (RFC 6238), each good once, and recovery codes for a lost one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils import timezone

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import RecoveryCode, SecondFactor, User
from highneeds.store.sealing import is_sealing, seal, unseal

_SECONDS_A_STEP = 30
_DIGITS = 6
_SECRET_BYTES = 20
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 8


@dataclass(frozen=True, slots=True)
class ToSetUp:
    """What an app is told: ``secret`` to be typed, ``address`` to be read from a square."""

    secret: str
    address: str


@transaction.atomic
def begin(user: User) -> ToSetUp:
    """The secret of a factor not in force yet; the same one until it is. Raises Refusal where nothing is sealed."""
    if not is_sealing():
        message = "No second factor can be set up: this installation has no key to seal its secret with."
        raise Refusal(message)
    kept = SecondFactor.objects.filter(user=user).first()
    if kept is None:
        kept = SecondFactor.objects.create(user=user, sealed_secret=seal(secrets.token_bytes(_SECRET_BYTES)))
    totp = _totp(kept)
    secret = base64.b32encode(unseal(bytes(kept.sealed_secret))).decode()
    return ToSetUp(secret, totp.get_provisioning_uri(user.get_username(), "highneeds"))


def is_on(user: User) -> bool:
    return SecondFactor.objects.filter(user=user, is_on=True).exists()


@transaction.atomic
def turn_on(user: User, code: str) -> tuple[str, ...]:
    """In force from now on: the recovery codes, told this once. None of them when the code is not right."""
    kept = SecondFactor.objects.filter(user=user, is_on=False).first()
    if kept is None or not _is_fresh_code(kept, code):
        return ()
    kept.is_on = True
    kept.save(update_fields=["is_on"])
    codes = tuple(secrets.token_hex(_RECOVERY_BYTES) for _ in range(_RECOVERY_CODES))
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_sha256=_hash(code)) for code in codes)
    note(user.get_username(), Did.SET_SECOND_FACTOR)
    return codes


def is_right(user: User, code: str) -> bool:
    """Whether the code is the app's now, or a recovery code; either counts once."""
    typed = "".join(code.split()).lower()
    kept = SecondFactor.objects.filter(user=user, is_on=True).first()
    if kept is None:
        return False
    if _is_fresh_code(kept, typed):
        return True
    unused = RecoveryCode.objects.filter(user=user, code_sha256=_hash(typed.replace("-", "")), used_at=None)
    return bool(unused.update(used_at=timezone.now()))


@transaction.atomic
def forget(user: User, *, by: str) -> bool:
    """Take it away, for whoever has lost everything or has another telephone; whether there was one."""
    gone, _ = SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    if gone:
        note(by, Did.ERASED, "second factor", user.pk, facts={"name": user.get_username()})
    return bool(gone)


def _is_fresh_code(kept: SecondFactor, code: str) -> bool:
    """The code of this half minute, or of the one before. One UPDATE decides, so of two uses at a moment one wins."""
    typed = "".join(code.split())
    if len(typed) != _DIGITS or not typed.isascii() or not typed.isdigit():
        return False
    totp, now = _totp(kept), int(time.time()) // _SECONDS_A_STEP
    for step in (now, now - 1):
        if hmac.compare_digest(totp.generate(step * _SECONDS_A_STEP), typed.encode()):
            newer = SecondFactor.objects.filter(pk=kept.pk, last_step__lt=step)
            return bool(newer.update(last_step=step))
    return False


def _totp(kept: SecondFactor) -> TOTP:
    return TOTP(unseal(bytes(kept.sealed_secret)), _DIGITS, SHA1(), _SECONDS_A_STEP)  # noqa: S303 - what the apps speak


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
