"""How a council lets a rule act: never changed, only followed by a later setting."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class RuleSettingRow(models.Model):
    """One setting of one rule, with its reason; the last of a rule counts."""

    class Acts(models.TextChoices):
        AS_USUAL = "as usual", "as the rule book has it"
        STOPS_ROW = "stops the row", "holds the row back"
        OFF = "off", "is not told"
        ASKS = "asks for a look", "is looked for, though usually it is not"

    rule = models.CharField(max_length=20)
    acts = models.CharField(max_length=20, choices=Acts.choices)
    reason = models.TextField()
    set_by = models.TextField()
    set_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "rule": OPEN,
        "acts": OPEN,
        "reason": PERSONAL,
        "set_by": PERSONAL,
        "set_at": OPEN,
    }

    class Meta:
        db_table = "store_rule_settings"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(acts__in=["as usual", "stops the row", "off", "asks for a look"]),
                name="rule_setting_known",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="rule_setting_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.acts}"
