"""Published figures go through the whole import: looked at, kept, replaced by a newer release, undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.wide_files import rows_of, small_release, write_wide

from highneeds.operations.importing import Outcome, import_paths
from highneeds.operations.undoing import undo_import
from highneeds.store.models import ImportRun, OriginalFile
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db


def _total(code: str, year: int) -> float | None:
    frame = load_table("published_figures")
    values = frame.filter(series="total", code=code, year=year)["value"].to_list()
    return values[0] if values else None


def test_a_release_is_compared_kept_with_its_original_and_undone(tmp_path: Path) -> None:
    files = small_release()
    path = write_wide(tmp_path / "release.zip", files)
    assert import_paths([path], dry_run=True).units[0].changes
    assert load_table("published_figures").is_empty()
    (unit,) = import_paths([path]).units
    assert (unit.outcome, unit.kind) == (Outcome.IMPORTED, "published-release")
    assert OriginalFile.objects.get().name == "release.zip"
    first = _total("302", 2025)

    row = next(row for row in rows_of(files, "caseload.csv", "302") if row["time_period"] == "202425")
    row["ehcplans"] = int(str(row["ehcplans"])) + 7
    again = write_wide(tmp_path / "corrected.zip", files)
    (change,) = [
        one for one in import_paths([again], dry_run=True).units[0].changes if one.table == "published_figures"
    ]
    assert (change.new, change.changed, change.ended) == (0, 1, 0)
    import_paths([again])
    assert first is not None
    assert _total("302", 2025) == first + 7

    newest = ImportRun.objects.get(state=ImportRun.State.IMPORTED)
    undo_import(newest.pk, by="a tester")
    assert _total("302", 2025) == first
    assert import_paths([again], dry_run=True).units[0].outcome is Outcome.IMPORTED


def test_the_same_release_twice_changes_nothing(tmp_path: Path) -> None:
    path = write_wide(tmp_path / "release.zip", small_release())
    import_paths([path])
    rows = load_table("published_figures").height
    assert import_paths([path]).units[0].outcome is Outcome.UNCHANGED
    assert load_table("published_figures").height == rows
