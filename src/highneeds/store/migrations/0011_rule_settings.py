"""How rules act here, whose row a fault stands in, and who holds a case."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0010_child_links")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="faultrow",
            name="child_key",
            field=models.CharField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="planrow",
            name="officer",
            field=models.TextField(null=True),
        ),
        migrations.CreateModel(
            name="RuleSettingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=20)),
                (
                    "acts",
                    models.CharField(
                        choices=[
                            ("as usual", "as the rule book has it"),
                            ("stops the row", "holds the row back"),
                            ("off", "is not told"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                ("set_by", models.TextField()),
                ("set_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_rule_settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("acts__in", ["as usual", "stops the row", "off"])),
                        name="rule_setting_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="rule_setting_has_a_reason"
                    ),
                ],
            },
        ),
    ]
