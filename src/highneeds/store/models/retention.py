"""What was proposed for deletion by the council's schedule, approved by a second person, and done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class RetentionRow(models.Model):
    """A proposal. ``keys``: the children that are due, until it is done or taken back; ``counts``: what was due."""

    digest = models.CharField(max_length=64)
    schedule = models.JSONField()
    keys = models.JSONField()
    counts = models.JSONField()
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150, default="")
    done_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, default="")

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "digest": OPEN,
        "schedule": OPEN,
        "keys": PERSONAL,
        "counts": OPEN,
        "proposed_by": PERSONAL,
        "proposed_at": OPEN,
        "approved_by": PERSONAL,
        "done_at": OPEN,
        "taken_back_by": PERSONAL,
    }

    class Meta:
        db_table = "store_retention"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(proposed_by=""), name="retention_has_proposer"),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="retention_by_two_people"),
            models.CheckConstraint(
                condition=Q(approved_by="", done_at=None) | (~Q(approved_by="") & Q(done_at__isnull=False)),
                name="retention_done_by_whom_and_when",
            ),
            models.CheckConstraint(condition=Q(taken_back_by="") | Q(approved_by=""), name="retention_done_or_not"),
        ]

    def __str__(self) -> str:
        return f"retention {self.pk}"
