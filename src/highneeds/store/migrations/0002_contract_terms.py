"""What a cost line says of its contract. Lines stored before said a year's amount and no more."""

from typing import Any, ClassVar

from django.db import migrations, models


def take_the_yearly_amount(apps: Any, _schema_editor: Any) -> None:  # noqa: ANN401 - Django names no types for these
    lines = apps.get_model("store", "CostLineRow")
    lines.objects.update(rate_pence=models.F("amount_pence_per_year"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField("costlinerow", "rate_pence", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "costlinerow", "rate_per", models.CharField(max_length=10, default="year"), preserve_default=False
        ),
        migrations.AddField(
            "costlinerow", "method", models.CharField(max_length=3, default="CAL"), preserve_default=False
        ),
        migrations.AddField(
            "costlinerow", "term_calendar", models.TextField(default="council"), preserve_default=False
        ),
        migrations.AddField(
            "costlinerow", "status", models.CharField(max_length=20, default="committed"), preserve_default=False
        ),
        migrations.RunPython(take_the_yearly_amount, migrations.RunPython.noop),
    ]
