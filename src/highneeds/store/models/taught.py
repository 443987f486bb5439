"""What people taught: which supplier is which provider, and which reference or payment means which line."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class TaughtMatch(models.Model):
    """``text`` as ``finance.payments.matching.normalised`` leaves it; ``means`` is a URN or a line's reference."""

    what = models.CharField(max_length=10)
    text = models.TextField()
    means = models.TextField()
    taught_at = models.DateTimeField(auto_now=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "what": OPEN,
        "text": PERSONAL,
        "means": PERSONAL,
        "taught_at": OPEN,
    }

    class Meta:
        db_table = "store_taught_matches"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "text"], name="taught_once"),
            models.CheckConstraint(
                condition=Q(what__in=["supplier", "reference", "payment"]), name="taught_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.text}"
