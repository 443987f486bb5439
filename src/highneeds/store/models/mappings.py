"""What people said of the headings of foreign tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class RememberedMapping(models.Model):
    """``fields``: our name for each heading, null where it is not read; ``constants``: by name, for all rows."""

    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    confirmed_by = models.TextField()
    confirmed_at = models.DateTimeField(auto_now=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "fingerprint": OPEN,
        "kind": OPEN,
        "fields": OPEN,
        "constants": PERSONAL,
        "confirmed_by": PERSONAL,
        "confirmed_at": OPEN,
    }

    class Meta:
        db_table = "store_remembered_mappings"

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"
