"""What a person keeps of a list to come back to: its search, filters, order and columns."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class SavedViewRow(models.Model):
    """``query``: the address after its question mark. Whoever has the ``token`` and may see the list sees it."""

    token = models.CharField(max_length=32, unique=True)
    owner = models.CharField(max_length=150)
    list_name = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.TextField()
    kept_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "token": OPEN,
        "owner": PERSONAL,
        "list_name": OPEN,
        "name": PERSONAL,
        "query": PERSONAL,
        "kept_at": OPEN,
    }

    class Meta:
        db_table = "store_saved_views"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="saved_view_once_by_name"),
            models.CheckConstraint(condition=~Q(owner="") & ~Q(name=""), name="saved_view_has_owner_and_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.owner}"
