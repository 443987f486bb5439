"""What every table of rows read from a file has: the run, the file and the row, and words for its constraints."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from highneeds.store.models.runs import ImportRun
from highneeds.store.models.sensitivity import OPEN, Classification

FROM_FILE: Classification = {"id": OPEN, "import_run": OPEN, "source_file": OPEN, "source_row": OPEN}


def one_of(column: str, categories: Iterable[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{column}__in": list(categories)}), name=name)


class FromFile(models.Model):
    """Replaced rows stay beside those in use until nobody can undo: so every unique constraint names the run."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    source_file = models.TextField()
    source_row = models.PositiveIntegerField()

    class Meta:
        abstract = True
