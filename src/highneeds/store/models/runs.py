"""Imports: what was read, what was wrong with it, and which rows were held back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.core import Severity
from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class ImportRun(models.Model):
    """One unit of files read into the store.

    The rows of one table and period (a census year, a financial year, an as-at day) come from one run at a time:
    ``KeptPeriod`` says from which. A newer file takes its place; its rows are kept while that can be undone, its
    record and its faults for good. Who gave the file, confirmed it and undid it: "" where nobody did, or for an import
    from before this was kept.
    """

    class State(models.TextChoices):
        LOADING = "loading", "being kept, not in use yet"
        IMPORTED = "imported", "in use"
        SUPERSEDED = "superseded", "replaced by a later file"
        UNDONE = "undone", "undone"

    kind = models.CharField(max_length=40)
    period = models.TextField()  # years or days, parted by ", "; "" when the kind has only one current file
    as_at = models.DateField(null=True)
    unit_sha256 = models.CharField(max_length=64)
    file_names = models.JSONField(default=list)
    rows_read = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    rows_held = models.PositiveIntegerField(default=0)
    rows_skipped = models.PositiveIntegerField(default=0)  # blank lines, repeated headers, sub-totals, notes
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.IMPORTED)
    given_by = models.TextField(default="")
    confirmed_by = models.TextField(default="")
    undone_by = models.TextField(default="")
    undone_at = models.DateTimeField(null=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "kind": OPEN,
        "period": OPEN,
        "as_at": OPEN,
        "unit_sha256": OPEN,
        "file_names": OPEN,
        "rows_read": OPEN,
        "rows_kept": OPEN,
        "rows_held": OPEN,
        "rows_skipped": OPEN,
        "started_at": OPEN,
        "finished_at": OPEN,
        "state": OPEN,
        "given_by": PERSONAL,
        "confirmed_by": PERSONAL,
        "undone_by": PERSONAL,
        "undone_at": OPEN,
    }

    class Meta:
        permissions: ClassVar = [("import_files", "May import files and undo imports")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "period"], condition=Q(state="imported"), name="run_one_in_use_per_kind_and_period"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["loading", "imported", "superseded", "undone"]), name="run_state_known"
            ),
            models.CheckConstraint(condition=Q(finished_at__gte=models.F("started_at")), name="run_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}".strip()


class KeptPeriod(models.Model):
    """The rows of one table and period that a run holds, and whether they are the ones in use.

    A file comes into use, and an import is undone, by changing these few rows alone. ``replaced``: what was in use
    before, and is again when the run is undone. ``has_rows``: false once they were let go.
    """

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="periods")
    table_name = models.CharField(max_length=40)
    period = models.CharField(max_length=20)  # "" for a table that a newer file replaces whole
    is_in_use = models.BooleanField()
    replaced = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    has_rows = models.BooleanField(default=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "import_run": OPEN,
        "table_name": OPEN,
        "period": OPEN,
        "is_in_use": OPEN,
        "replaced": OPEN,
        "has_rows": OPEN,
    }

    class Meta:
        db_table = "store_kept_periods"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["table_name", "period"], condition=Q(is_in_use=True), name="period_from_one_run_at_a_time"
            ),
            models.UniqueConstraint(fields=["import_run", "table_name", "period"], name="period_once_per_run"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.period}".strip()


class FaultRow(models.Model):
    """One fault found in a run, in the order found. ``value`` is what stood in the cell, so it may name a child."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    file = models.TextField()
    row = models.PositiveIntegerField(null=True)
    field = models.TextField(null=True)
    rule = models.CharField(max_length=20)
    severity = models.CharField(max_length=20)
    advice = models.TextField()
    value = models.TextField(null=True)
    child_key = models.CharField(max_length=32, null=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "import_run": OPEN,
        "file": OPEN,
        "row": OPEN,
        "field": OPEN,
        "rule": OPEN,
        "severity": OPEN,
        "advice": PERSONAL,
        "value": SPECIAL,
        "child_key": PERSONAL,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["import_run", "rule"], name="fault_by_run_and_rule")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(severity__in=[severity.value for severity in Severity]), name="fault_severity_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.file}"


class HeldRow(models.Model):
    """A row that was not imported, as it stood in its file, so that a person can mend it or let it go."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="held_rows")
    file = models.TextField()
    row = models.PositiveIntegerField()
    rule = models.CharField(max_length=20)
    reason = models.TextField()
    cells = models.JSONField(default=dict)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "import_run": OPEN,
        "file": OPEN,
        "row": OPEN,
        "rule": OPEN,
        "reason": PERSONAL,
        "cells": SPECIAL,
    }

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}"
