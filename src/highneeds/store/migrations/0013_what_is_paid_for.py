"""Payments that a person confirmed, lines by the session, and places, equipment and transport among what is paid for."""

from typing import ClassVar

from django.db import migrations, models

_ELEMENTS = [
    "top_up",
    "fee",
    "residential",
    "therapy",
    "support",
    "direct_payment",
    "contribution",
    "place",
    "equipment",
    "transport",
]
_KNOWN = (
    ("taughtmatch", "taught_of_a_known_kind", "what", ["supplier", "reference", "payment"]),
    ("costlinerow", "cost_line_period_known", "rate_per", ["year", "term", "month", "week", "day", "session"]),
    ("costlinerow", "cost_line_method_known", "method", ["CAL", "SCH", "TRM", "MTH", "WK", "EVT"]),
    ("costlinerow", "cost_line_element_known", "cost_element", _ELEMENTS),
    ("paymentrow", "payment_element_known", "cost_element", _ELEMENTS),
)
"""Model, constraint, field, and the words it may hold."""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0012_risks_and_boards")]

    operations: ClassVar = [
        operation
        for model, name, field, words in _KNOWN
        for operation in (
            migrations.RemoveConstraint(model_name=model, name=name),
            migrations.AddConstraint(
                model_name=model,
                constraint=models.CheckConstraint(condition=models.Q((f"{field}__in", words)), name=name),
            ),
        )
    ]
