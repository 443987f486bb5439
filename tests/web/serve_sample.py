"""Serve the sample month from a new home, as ``highneeds serve`` does: ``python -m tests.web.serve_sample PORT``."""

from __future__ import annotations

import sys

from django.utils import timezone
from tests.reports.sample_month import sample_month

from highneeds.core import Severity
from highneeds.operations.serving import new_sign_in_link, serve
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.months import save_month


def main() -> None:
    port = int(sys.argv[1])
    print(new_sign_in_link(port=port, username="administrator"), flush=True)  # noqa: T201 - the test reads it
    save_month(sample_month())
    add_import()
    serve(port=port)


def add_import() -> None:
    now = timezone.now()
    run = ImportRun.objects.create(
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
    for rule, severity, rows in (
        ("C04", Severity.STOPS_ROW, 9),
        ("C02", Severity.CHECK, 120),
        ("C10", Severity.MENDED, 1),
    ):
        FaultRow.objects.bulk_create(
            FaultRow(
                import_run=run,
                file=run.file_names[0],
                row=row + 10,
                field="Rate",
                rule=rule,
                severity=severity.value,
                advice="See the rule.",
                value="to be confirmed by the provider",
            )
            for row in range(rows)
        )


if __name__ == "__main__":
    main()
