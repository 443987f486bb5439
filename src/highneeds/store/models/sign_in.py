"""One-time sign-ins: an address that lets a person in once."""

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
