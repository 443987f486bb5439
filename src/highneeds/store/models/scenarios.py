"""Scenarios of the scenario room: every version of each, never written over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification

LONGEST_SCENARIO_NAME = 80


class ScenarioRow(models.Model):
    """One version of the scenario ``ref``: its levers, its target and what came of it then, as JSON."""

    ref = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=LONGEST_SCENARIO_NAME)
    content = models.JSONField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "ref": OPEN,
        "version": OPEN,
        "name": PERSONAL,
        "content": PERSONAL,
        "by": PERSONAL,
        "at": OPEN,
    }

    class Meta:
        db_table = "store_scenarios"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ref", "version"], name="scenario_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="scenario_version_from_one"),
            models.CheckConstraint(condition=~Q(by="") & ~Q(name=""), name="scenario_has_who_and_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"
