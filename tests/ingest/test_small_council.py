"""A clean council goes in whole, without a fault."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.small_council import SmallCouncil, import_folder

from highneeds.core import Severity


def test_a_clean_council_gives_every_table_and_no_fault(tmp_path: Path) -> None:
    SmallCouncil(tmp_path).write()
    imported = import_folder(tmp_path)
    assert imported.faults == []
    heights = {name: frame.height for name, frame in imported.tables.items()}
    assert heights == {
        "providers": 3, "population": 154, "children": 6, "requests": 3, "plans": 6, "placements": 6,
        "budget_lines": 2, "cost_lines": 3, "ledger": 7, "term_dates": 3,
        "payments": 7, "identities": 6, "provider_versions": 3, "setting_overrides": 1,
        "provider_links": 1, "capacity": 2, "school_capacity": 3,
        "funded_places": 2, "band_rates": 2, "census_pupils": 2, "census_needs": 2, "absences": 2,
        "case_events": 4,
        "annex_a_plans": 3, "annex_a_support": 2,
        "published_figures": 4 + 2 * 7, "published_neighbours": 2,
    }  # fmt: skip


def test_a_request_without_a_number_of_its_own_is_held_with_what_hangs_under_it(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.sen2["requests"][0]["requeststableid"] = ""
    council.write()
    imported = import_folder(tmp_path)
    assert {fault.rule for fault in imported.faults if fault.severity is Severity.STOPS_ROW} >= {"K03"}
    assert imported.tables["requests"].height < 3
    assert imported.tables["requests"]["request_ref"].null_count() == 0
