"""Returns are kept whole; those stored before count as new, so that importing their files again keeps them."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

READ_BEFORE_KEPT_WHOLE = "0" * 64
"""In place of the hash of the files: no files have it."""


def forget_what_was_read(apps: Any, _schema_editor: Any) -> None:  # noqa: ANN401 - Django names no types for these
    runs = apps.get_model("store", "ImportRun").objects.filter(kind__startswith="sen2-")
    runs.update(unit_sha256=READ_BEFORE_KEPT_WHOLE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0008_periods_in_use")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Sen2NamesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("persons", models.PositiveIntegerField()),
                ("sealed_names", models.BinaryField()),
                ("sealed_unread", models.BinaryField()),
                (
                    "import_run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_sen2_names",
            },
        ),
        migrations.CreateModel(
            name="Sen2ModuleRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("module", models.CharField(max_length=20)),
                ("records", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "import_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.importrun"
                    ),
                ),
            ],
            options={
                "db_table": "store_sen2_modules",
                "constraints": [
                    models.UniqueConstraint(fields=("import_run", "module"), name="sen2_module_once_per_run")
                ],
            },
        ),
        migrations.RunPython(forget_what_was_read, migrations.RunPython.noop),
    ]
