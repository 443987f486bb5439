"""One-time sign-ins, and the second factor of an account."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class OneTimeSignIn(models.Model):
    """Only the hash of the token is kept, so that a copy of the database lets nobody in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "user": PERSONAL,
        "token_sha256": PERSONAL,
        "made_at": OPEN,
        "expires_at": OPEN,
        "used_at": PERSONAL,
    }

    def __str__(self) -> str:
        return f"sign-in of {self.user_id}"


class SecondFactor(models.Model):
    """The secret that an authenticator app shares with an account, sealed. In force once a code of it was given back.

    ``last_step``: the time step of the last code that was used, since no code counts twice.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed_secret = models.BinaryField()
    is_on = models.BooleanField(default=False)
    last_step = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "user": PERSONAL,
        "sealed_secret": PERSONAL,
        "is_on": OPEN,
        "last_step": OPEN,
        "made_at": OPEN,
    }

    class Meta:
        db_table = "store_second_factors"

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class RecoveryCode(models.Model):
    """For whoever has lost the authenticator: lets in once. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code_sha256 = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    sensitivity: ClassVar[Classification] = {"id": OPEN, "user": PERSONAL, "code_sha256": PERSONAL, "used_at": PERSONAL}

    class Meta:
        db_table = "store_recovery_codes"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "code_sha256"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class SignOnIdentity(models.Model):
    """Who an account is at the provider of the council's sign-on: by issuer and subject, never by a name."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=400)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "user": PERSONAL,
        "issuer": OPEN,
        "subject": PERSONAL,
        "made_at": OPEN,
    }

    class Meta:
        db_table = "store_sign_on_identities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="sign_on_identity_once"),
            models.CheckConstraint(
                condition=~models.Q(issuer="") & ~models.Q(subject=""), name="sign_on_identity_is_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"sign-on of {self.user_id}"
