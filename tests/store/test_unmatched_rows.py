"""A dry run names the rows that meet nothing, with where the nearest match stands and with no child's number."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.small_council import SmallCouncil

from highneeds.operations.import_diff import Unmatched, change_lines
from highneeds.operations.importing import UnitOutcome, import_paths
from highneeds.store.tables import load_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def council(folder: Path) -> SmallCouncil:
    """Its second line of costs has two digits of the UPN the wrong way round; its third is of nobody."""
    made = SmallCouncil(folder)
    upn = str(made.costs[1]["UPN"])
    made.costs[1]["UPN"] = upn[:-2] + upn[-1] + upn[-2]
    made.costs[2] |= {"UPN": "Z000000000000", "ULN": ""}
    made.payments[1]["Line ref"] = "L"
    made.payments[2]["Line ref"] = "none of ours"
    return made.write()


def unmatched(unit: UnitOutcome) -> Unmatched | None:
    (change,) = unit.changes
    return change.unmatched


def test_rows_that_meet_nothing_are_told_with_the_nearest_match_and_no_number(tmp_path: Path) -> None:
    made = council(tmp_path)
    import_paths([made.register_file, made.plan_list_file, made.budget_file])
    (costs,) = import_paths([made.costs_file], dry_run=True).units
    found = unmatched(costs)
    assert found is not None
    place = f"{made.plan_list_file.name} row 3"
    assert (found.rows, found.first) == (2, ((6, place), (7, "")))
    line = list(change_lines(costs.changes))[-1]
    assert line == (
        f"cost_lines: 2 unmatched, of children without a plan in any return or list; one slip away: row 6: {place}"
    )
    assert load_table("cost_lines").is_empty()


def test_payments_that_quote_no_line_are_told_with_the_lines_one_slip_away(tmp_path: Path) -> None:
    made = council(tmp_path)
    import_paths([made.register_file, made.plan_list_file, made.budget_file, made.costs_file])
    (payments,) = import_paths([made.payments_file], dry_run=True).units
    found = unmatched(payments)
    assert found is not None
    assert (found.rows, found.first) == (2, ((3, "L1, L2, L3"), (4, "")))


def test_where_all_rows_meet_something_or_nothing_is_there_to_meet_nothing_is_said(tmp_path: Path) -> None:
    made = SmallCouncil(tmp_path).write()
    (costs,) = import_paths([made.costs_file], dry_run=True).units
    assert unmatched(costs) is None  # no plans yet
    import_paths([made.register_file, made.plan_list_file, made.budget_file])
    (costs,) = import_paths([made.costs_file], dry_run=True).units
    assert unmatched(costs) is None
    import_paths([made.costs_file])
    (payments,) = import_paths([made.payments_file], dry_run=True).units
    assert unmatched(payments) is None


def test_in_one_dry_run_files_meet_one_another(tmp_path: Path) -> None:
    units = import_paths([council(tmp_path).folder], dry_run=True).units
    told = {unit.kind: unit.changes[0].unmatched for unit in units if unit.kind in {"placement-costs", "payments"}}
    assert {kind: found.rows for kind, found in told.items() if found is not None} == {
        "placement-costs": 2,
        "payments": 2,
    }
