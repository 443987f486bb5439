"""Closed months: each version of each month, never changed once made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, Classification


class ClosedMonthRow(models.Model):
    """A version of a closed month as JSON of sums by budget line; rows about children are in its snapshot alone."""

    financial_year = models.CharField(max_length=7)
    month = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    snapshot = models.CharField(max_length=40)
    record = models.JSONField()
    closed_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "financial_year": OPEN,
        "month": OPEN,
        "version": OPEN,
        "reason": OPEN,
        "snapshot": OPEN,
        "record": OPEN,
        "closed_at": OPEN,
    }

    class Meta:
        db_table = "store_closed_months"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["financial_year", "month", "version"], name="closed_month_version_once"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="closed_month_from_april_to_march"),
            models.CheckConstraint(condition=Q(version__gte=1), name="closed_month_versions_from_one"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="closed_month_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"month {self.month} of {self.financial_year}, version {self.version}"
