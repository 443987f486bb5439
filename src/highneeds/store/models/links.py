"""What people decided of links in doubt: never changed, only followed by a later decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class LinkDecisionRow(models.Model):
    """``caseload.links.Decision`` with its reason. It is about keys, so a later import leaves it as it is."""

    first = models.CharField(max_length=32)
    second = models.CharField(max_length=32)
    from_year = models.PositiveSmallIntegerField()
    is_same_child = models.BooleanField()
    reason = models.TextField()
    decided_by = models.TextField()
    decided_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "first": PERSONAL,
        "second": PERSONAL,
        "from_year": OPEN,
        "is_same_child": PERSONAL,
        "reason": PERSONAL,
        "decided_by": PERSONAL,
        "decided_at": OPEN,
    }

    class Meta:
        db_table = "store_link_decisions"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="link_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{'one child' if self.is_same_child else 'two children'}, by {self.decided_by}"
