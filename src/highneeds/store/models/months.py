"""The months: each making of a month's record is kept; the latest is the one shown."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class StoredMonth(models.Model):
    """A month's record as JSON, never changed once made. Its fault examples may quote a cell, hence personal."""

    financial_year = models.CharField(max_length=7)
    month = models.PositiveSmallIntegerField()
    snapshot = models.CharField(max_length=40)
    record = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "financial_year": OPEN,
        "month": OPEN,
        "snapshot": OPEN,
        "record": PERSONAL,
        "made_at": OPEN,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["financial_year", "month"], name="month_by_year")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="month_from_april_to_march")
        ]

    def __str__(self) -> str:
        return f"month {self.month} of {self.financial_year}"
