"""Serve the sample month from a new home, as ``highneeds serve`` does: ``python -m tests.web.serve_sample PORT``."""

from __future__ import annotations

import subprocess
import sys

from tests.reports.sample_month import sample_month
from tests.web.sample_import import sample_import
from tests.web.sample_papers import sample_draft
from tests.web.sample_programme import sample_ledger, sample_programme_run
from tests.web.sample_returns import sample_returns
from tests.web.sample_risks import sample_risks

from highneeds.core import Severity
from highneeds.operations.accounts import change_roles
from highneeds.operations.serving import new_sign_in_link, serve
from highneeds.store.models import FaultRow
from highneeds.store.months import save_month


def main() -> None:
    port = int(sys.argv[1])
    print(new_sign_in_link(port=port, username="administrator"), flush=True)  # noqa: T201 - the test reads it
    change_roles("kim", give=["case officer"], by="root")
    save_month(sample_month())
    add_import()
    sample_returns()
    sample_risks()
    sample_programme_run()
    sample_ledger()
    sample_draft()
    # in a process of its own: the threads with which polars writes would not survive the fork of the workers
    subprocess.run([sys.executable, "-m", "tests.web.sample_council"], check=True)
    serve(port=port)


def add_import() -> None:
    run = sample_import()
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
