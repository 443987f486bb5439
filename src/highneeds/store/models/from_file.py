"""What every table of rows read from a file has: the run, the file and the row, and words for its constraints."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from highneeds.store.models.runs import ImportRun
from highneeds.store.models.sensitivity import OPEN, Classification

FROM_FILE: Classification = {"id": OPEN, "import_run": OPEN, "source_file": OPEN, "source_row": OPEN}


def one_of(column: str, categories: Iterable[str], name: str) -> models.CheckConstraint:
    """The column holds one of the categories, or nothing.

    Each is asked for in turn: of a list, SQLite makes an index anew for every row that goes in.
    """
    is_one = reduce(or_, (Q(**{column: category}) for category in categories))
    return models.CheckConstraint(condition=is_one, name=name)


class FromFile(models.Model):
    """Replaced rows stay beside those in use until nobody can undo: so every unique constraint names the run."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    source_file = models.TextField()
    source_row = models.PositiveIntegerField()

    class Meta:
        abstract = True
