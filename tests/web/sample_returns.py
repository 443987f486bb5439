"""Two returns with a link in doubt, for pages to show."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from highneeds.caseload.links import Doubt, LinkInDoubt
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ChildRow, IdentityRow, ImportRun, KeptPeriod

_FIRST, _SECOND = "a" * 32, "b" * 32
LINK_ID = LinkInDoubt(_FIRST, _SECOND, 0, Doubt.OTHER_UPN_SAME_NAME).link_id


def sample_returns() -> None:
    """One child with two UPNs, or two children of one name."""
    now = timezone.now()
    for year, key in ((2025, _FIRST), (2026, _SECOND)):
        run = ImportRun.objects.create(
            kind="sen2-xml", period=str(year), unit_sha256=key * 2, file_names=[f"sen2-{year}.xml"], rows_read=1,
            rows_kept=1, started_at=now, finished_at=now,
        )  # fmt: skip
        for table in ("children", "identities"):
            KeptPeriod.objects.create(import_run=run, table_name=table, period=str(year), is_in_use=True)
        place = {"import_run": run, "source_file": f"sen2-{year}.xml", "source_row": 12, "return_year": year,
                 "child_key": key}  # fmt: skip
        ChildRow.objects.create(**place, birth_date=date(2015, 5, 1), sex="F", is_upn_missing=False)
        IdentityRow.objects.create(**place, upn_key=key, name_key="c" * 32, is_upn_temporary=False)
