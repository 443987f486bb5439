"""A clean council goes in whole, without a fault."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.small_council import SmallCouncil, import_folder


def test_a_clean_council_gives_every_table_and_no_fault(tmp_path: Path) -> None:
    SmallCouncil(tmp_path).write()
    imported = import_folder(tmp_path)
    assert imported.faults == []
    heights = {name: frame.height for name, frame in imported.tables.items()}
    assert heights == {
        "providers": 3, "population": 52, "children": 6, "requests": 3, "plans": 6, "placements": 6,
        "budget_lines": 2, "cost_lines": 3, "ledger": 7,
    }  # fmt: skip
