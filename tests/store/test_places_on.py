"""Capacity, commissioned, funded and on roll stand apart, as at a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.ingest.other_files import SCHOOL, SPECIAL
from tests.ingest.small_council import SmallCouncil, write_csv
from typer.testing import CliRunner

from highneeds.cli.main import app
from highneeds.core.errors import Refusal
from highneeds.operations.importing import import_paths
from highneeds.operations.places_on import places_on, version_in_force
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db


def test_the_numbers_of_a_school_are_those_of_the_day(tmp_path: Path) -> None:
    import_paths([SmallCouncil(tmp_path).write().folder])
    found = places_on(date(2026, 10, 31)).table
    columns = ("urn", "provision", "capacity", "commissioned", "funded", "survey", "department", "on_roll")
    assert found.select(columns).rows() == [
        (SPECIAL, "special", 120, 110, 100, 120, 100.0, 1),
        (SCHOOL, "base", None, None, None, None, 20.0, 0),
        (SCHOOL, "resourced_provision", None, None, None, 12, None, 0),
        (SCHOOL, "sen_unit", 24, 20, None, 24, None, 1),
    ]
    with pytest.raises(Refusal, match="no places of 31 August 2025"):
        places_on(date(2025, 8, 31))
    shown = CliRunner().invoke(app, ["places", "--on", "2026-10-31", "--out", str(tmp_path / "places.csv")])
    assert "Alder Special School" in shown.output
    assert len((tmp_path / "places.csv").read_text(encoding="utf-8-sig").splitlines()) == 5


def test_without_places_there_is_nothing_to_show() -> None:
    with pytest.raises(Refusal, match="no places of"):
        places_on(date(2026, 10, 31))


def test_every_version_of_the_register_is_kept_and_the_one_of_the_day_is_used(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    for day, approved in (("2025-09-01", "Approved"), ("2026-09-01", "Not approved")):
        rows = [row | {"Section41Approved (name)": approved} for row in council.register]
        import_paths([write_csv(tmp_path / f"register-{day}.csv", rows)])
    versions = load_table("provider_versions")
    assert version_in_force(versions, date(2026, 8, 31)) == date(2025, 9, 1)
    assert version_in_force(versions, date(2026, 9, 1)) == date(2026, 9, 1)
    assert version_in_force(versions, date(2020, 1, 1)) == date(2025, 9, 1)
    assert versions.filter("is_section_41")["as_at"].unique().to_list() == [date(2025, 9, 1)]
    assert load_table("providers").height == 3
