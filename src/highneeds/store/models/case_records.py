"""What people write of a child beside the files: notes, and who looks after the case. Nothing is ever written over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class CaseRecordRow(models.Model):
    """One version of one record; the highest counts.

    ``ref`` names the record: of a note its own, of the officer the child's key. ``version`` counts from 1, so that of
    two people who change the same version one is refused by the database. ``batch`` is shared by what was changed at
    once, so that it can be undone at once.
    """

    kind = models.CharField(max_length=10)
    ref = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    child_key = models.CharField(max_length=32)
    content = models.JSONField()
    batch = models.CharField(max_length=32, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "kind": OPEN,
        "ref": PERSONAL,
        "version": OPEN,
        "child_key": PERSONAL,
        "content": SPECIAL,
        "batch": OPEN,
        "by": PERSONAL,
        "at": OPEN,
    }

    class Meta:
        db_table = "store_case_records"
        indexes: ClassVar = [
            models.Index(fields=["child_key"], name="case_record_by_child"),
            models.Index(fields=["batch"], name="case_record_by_batch"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "ref", "version"], name="case_record_version_once"),
            models.CheckConstraint(condition=Q(kind__in=["note", "officer"]), name="case_record_kind_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="case_record_version_from_one"),
            models.CheckConstraint(condition=~Q(by=""), name="case_record_has_who"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}, version {self.version}"
