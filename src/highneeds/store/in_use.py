"""What is in use of the tables that files fill, as a value: as long as it stays, what was made of them still holds."""

from __future__ import annotations

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import KeptPeriod, RetentionRow

State = tuple[object, ...]


def state_of(*tables: str) -> State:
    """Changes whenever a file of one of the tables comes into use or goes, and when rows were deleted by schedule.

    Of all tables where none is named.
    """
    rows = KeptPeriod.objects.filter(is_in_use=True)
    if tables:
        rows = rows.filter(table_name__in=tables)
    told = tuple(rows.order_by("pk").values_list("pk", "import_run__unit_sha256", "import_run__finished_at"))
    done = RetentionRow.objects.filter(done_at__isnull=False).order_by("-pk").values_list("pk", flat=True).first()
    return told if done is None or not told else (*told, done)
