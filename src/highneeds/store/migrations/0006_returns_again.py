"""Returns stored before reviews were read: their files count as new, so that importing them again brings these in."""

from typing import Any, ClassVar

from django.db import migrations

READ_BEFORE_REVIEWS = "0" * 64
"""In place of the hash of the files: no files have it."""


def forget_what_was_read(apps: Any, _schema_editor: Any) -> None:  # noqa: ANN401 - Django names no types for these
    runs = apps.get_model("store", "ImportRun").objects.filter(kind__startswith="sen2-")
    runs.update(unit_sha256=READ_BEFORE_REVIEWS)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0005_reviews")]

    operations: ClassVar = [migrations.RunPython(forget_what_was_read, migrations.RunPython.noop)]
