"""Tokens with which other systems read aggregates, and on which days each read what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class ApiTokenRow(models.Model):
    """Only the hash of the token is kept, so that a copy of the database reads nothing by it."""

    name = models.CharField(max_length=60, unique=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    rights = models.JSONField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, default="")
    revoked_at = models.DateTimeField(null=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "name": OPEN,
        "token_sha256": PERSONAL,
        "rights": OPEN,
        "made_by": PERSONAL,
        "made_at": OPEN,
        "expires_at": OPEN,
        "last_used_at": OPEN,
        "revoked_by": PERSONAL,
        "revoked_at": OPEN,
    }

    class Meta:
        db_table = "store_api_tokens"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(made_by=""), name="api_token_has_name_and_maker"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="api_token_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(revoked_by="", revoked_at=None) | (~Q(revoked_by="") & Q(revoked_at__isnull=False)),
                name="api_token_revoked_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.name}"


class ApiUseRow(models.Model):
    """How often a token asked one address on one day; ``was_refused``: and got no answer."""

    token = models.ForeignKey(ApiTokenRow, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    address = models.CharField(max_length=60)
    was_refused = models.BooleanField()
    calls = models.PositiveIntegerField()

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "token": OPEN,
        "day": OPEN,
        "address": OPEN,
        "was_refused": OPEN,
        "calls": OPEN,
    }

    class Meta:
        db_table = "store_api_uses"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "day", "address", "was_refused"], name="api_use_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.token_id} {self.day} {self.address}: {self.calls}"
