"""Reviews and phase transfers of plans. Plans stored before have none until their return is imported again."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("store", "0004_taught_matches")]

    operations: ClassVar = [
        migrations.AddField("planrow", "review_outcome", models.CharField(max_length=1, null=True)),
        *(
            migrations.AddField("planrow", name, models.DateField(null=True))
            for name in ("review_meeting", "last_review", "review_draft", "phase_transfer_due", "phase_transfer_final")
        ),
    ]
