"""Identities of children for linking their returns, and what people decide of links in doubt.

Returns and lists stored before count as new, so that importing their files again brings the identities in.
"""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

READ_BEFORE_LINKS = "0" * 64
"""In place of the hash of the files: no files have it."""


def forget_what_was_read(apps: Any, _schema_editor: Any) -> None:  # noqa: ANN401 - Django names no types for these
    runs = apps.get_model("store", "ImportRun").objects
    for kinds in ({"kind__startswith": "sen2-"}, {"kind": "plan-list"}):
        runs.filter(**kinds).update(unit_sha256=READ_BEFORE_LINKS)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0009_whole_returns")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="LinkDecisionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.CharField(max_length=32)),
                ("second", models.CharField(max_length=32)),
                ("from_year", models.PositiveSmallIntegerField()),
                ("is_same_child", models.BooleanField()),
                ("reason", models.TextField()),
                ("decided_by", models.TextField()),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "store_link_decisions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="link_decision_has_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_file", models.TextField()),
                ("source_row", models.PositiveIntegerField()),
                ("return_year", models.PositiveSmallIntegerField()),
                ("child_key", models.CharField(max_length=32)),
                ("upn_key", models.CharField(max_length=32, null=True)),
                ("uln_key", models.CharField(max_length=32, null=True)),
                ("name_key", models.CharField(max_length=32, null=True)),
                ("is_upn_temporary", models.BooleanField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_identities",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_run", "return_year", "child_key"), name="identity_once_per_return"
                    )
                ],
            },
        ),
        migrations.RunPython(forget_what_was_read, migrations.RunPython.noop),
    ]
