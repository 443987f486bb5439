"""One import for pages to show, and an original file of it."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, OriginalFile
from highneeds.store.originals import keep_original


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


def sample_original(run: ImportRun, folder: Path) -> int:
    """The number of a file that is kept as the import's original; ``folder`` is where it came from."""
    path = folder / "costs.csv"
    path.write_text("line,rate\nL1,1200\n", encoding="utf-8")
    kept = keep_original(path)
    file = OriginalFile.objects.create(
        import_run=run, name=path.name, sha256=kept.sha256, size_bytes=path.stat().st_size
    )
    return file.pk
