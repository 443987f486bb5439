"""One import for pages to show."""

from __future__ import annotations

from django.utils import timezone

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun


def sample_import() -> ImportRun:
    """An import of the finance extract with 9 rows held; its faults are still to be added."""
    now = timezone.now()
    return ImportRun.objects.create(
        kind="placement-costs",
        period="2026-10-31",
        unit_sha256="0" * 64,
        file_names=["finance/placement-costs-2026-10-31.xlsx"],
        rows_read=6_930,
        rows_kept=6_900,
        rows_held=9,
        rows_skipped=21,
        started_at=now,
        finished_at=now,
    )
