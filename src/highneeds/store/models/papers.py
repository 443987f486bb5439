"""What papers are made from, frozen, and what was published: followed by later versions, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification

KEPT_KINDS = ("programme", "risk money", "draft", "earlier", "published")


class KeptRecordRow(models.Model):
    """One version of one record as JSON: a run that papers stand on, a draft's facts, or what was published."""

    kind = models.CharField(max_length=12)
    ref = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    record = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "kind": OPEN,
        "ref": OPEN,
        "sha256": OPEN,
        "record": PERSONAL,
        "kept_at": OPEN,
    }

    class Meta:
        db_table = "store_kept_records"
        indexes: ClassVar = [models.Index(fields=["kind", "ref"], name="kept_record_by_kind_and_ref")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KEPT_KINDS), name="kept_record_kind_known"),
            models.UniqueConstraint(fields=["ref"], condition=Q(kind="published"), name="paper_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
