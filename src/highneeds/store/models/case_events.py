"""The canonical table of case events (``caseload.case_events``): same column names, plus the run."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.caseload.case_events import CaseEvents
from highneeds.store.models.from_file import FROM_FILE, FromFile, one_of
from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class CaseEventRow(FromFile):
    period = models.CharField(max_length=20)
    event_ref = models.TextField()
    child_key = models.CharField(max_length=32)
    urn = models.TextField(null=True)
    kind = models.CharField(max_length=10)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    sessions = models.PositiveSmallIntegerField(null=True)
    ground = models.CharField(max_length=24, null=True)
    outcome = models.CharField(max_length=20, null=True)
    taught_from = models.DateField(null=True)

    sensitivity: ClassVar[Classification] = FROM_FILE | {
        "period": OPEN,
        "event_ref": PERSONAL,
        "child_key": PERSONAL,
        "urn": PERSONAL,
        "kind": SPECIAL,
        "first_day": SPECIAL,
        "last_day": SPECIAL,
        "sessions": SPECIAL,
        "ground": SPECIAL,
        "outcome": SPECIAL,
        "taught_from": SPECIAL,
    }

    class Meta:
        db_table = "store_case_events"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "period", "event_ref"], name="case_event_once"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="case_event_ends_after_start"
            ),
            one_of("kind", CaseEvents.kind.categories, "case_event_kind_known"),
            one_of("ground", CaseEvents.ground.categories, "case_event_ground_known"),
            one_of("outcome", CaseEvents.outcome.categories, "case_event_outcome_known"),
        ]
