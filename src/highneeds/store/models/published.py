"""What is published of every authority (``caseload.published_tables``), and whom the council is compared with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.from_file import FROM_FILE, FromFile
from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


def _open(*columns: str) -> Classification:
    return FROM_FILE | dict.fromkeys(columns, OPEN)


class PublishedFigureRow(FromFile):
    release = models.CharField(max_length=20)
    release_year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=9)
    value = models.FloatField(null=True)
    mark = models.CharField(max_length=20, null=True)
    why = models.TextField(null=True)
    source = models.TextField()

    sensitivity: ClassVar[Classification] = _open(
        "release", "release_year", "series", "year", "code", "value", "mark", "why", "source"
    )

    class Meta:
        db_table = "store_published_figures"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "release", "series", "year", "code"], name="published_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(mark__isnull=False) | Q(why__isnull=False),
                name="published_figure_or_why_not",
            ),
        ]


class PublishedAuthorityRow(FromFile):
    release = models.CharField(max_length=20)
    release_year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=3)
    ons_code = models.CharField(max_length=9, null=True)
    name = models.TextField()
    region = models.TextField()

    sensitivity: ClassVar[Classification] = _open("release", "release_year", "code", "ons_code", "name", "region")

    class Meta:
        db_table = "store_published_authorities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "release", "code"], name="published_authority_once"),
        ]


class PublishedNeighbourRow(FromFile):
    code = models.CharField(max_length=3)
    rank = models.PositiveSmallIntegerField()
    neighbour_code = models.CharField(max_length=3)
    closeness = models.TextField(null=True)

    sensitivity: ClassVar[Classification] = _open("code", "rank", "neighbour_code", "closeness")

    class Meta:
        db_table = "store_published_neighbours"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "code", "rank"], name="published_neighbour_once"),
            models.CheckConstraint(condition=~Q(code=models.F("neighbour_code")), name="no_neighbour_of_itself"),
        ]


class ComparedWithRow(models.Model):
    """Whom a person compares the council with, and why; never changed, only followed by a later choice.

    ``code``: the council's own. ``neighbours``: codes in the order chosen; none: as imported again.
    """

    code = models.CharField(max_length=3)
    neighbours = models.JSONField()
    reason = models.TextField()
    set_by = models.TextField()
    set_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "code": OPEN,
        "neighbours": OPEN,
        "reason": PERSONAL,
        "set_by": PERSONAL,
        "set_at": OPEN,
    }

    class Meta:
        db_table = "store_compared_with"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="compared_with_has_a_reason"),
            models.CheckConstraint(condition=~Q(set_by=""), name="compared_with_set_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.code} beside {', '.join(self.neighbours)}"
