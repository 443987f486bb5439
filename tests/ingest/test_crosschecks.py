"""The checks between files: paid and not placed, placed and not paid, prices, the register and the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.ingest.small_council import AS_AT, SmallCouncil, clean_costs, import_folder

from highneeds.ingest.crosschecks import check_everything
from highneeds.ingest.faults_of_rows import NO_DAY


def _rows(folder: Path, rule_id: str, change: Callable[[SmallCouncil], object]) -> list[tuple[str, int | None]]:
    council = SmallCouncil(folder, others={})  # they have no part in it, and take time to read
    change(council)
    council.write()
    return [(Path(fault.file).name, fault.row) for fault in import_folder(folder).of(rule_id)]


def _as_it_is(_council: SmallCouncil) -> None:
    """No change."""


def test_a_line_that_ends_with_the_plan_is_no_fault(tmp_path: Path) -> None:
    def ended(council: SmallCouncil) -> None:
        council.plan_list[0] |= {"Plan ceased": "31/07/2026", "Cease reason": 2, "Leaving date": "31/07/2026"}
        council.costs[0]["End"] = date(2026, 7, 31)

    assert _rows(tmp_path, "C02", ended) == []


def test_a_line_that_begins_after_the_plan_ended_is_paid_in_error(tmp_path: Path) -> None:
    def again(council: SmallCouncil) -> None:
        council.plan_list[0] |= {"Plan ceased": "31/07/2026", "Cease reason": 2, "Leaving date": "31/07/2026"}
        council.costs[0] |= {"Start": date(2026, 9, 1), "End": date(2026, 12, 31)}

    assert _rows(tmp_path, "C02", again) == [("placement-costs-2026-10-31.xlsx", 5)]


def test_a_child_gone_from_the_running_list_is_not_expected_to_be_paid_for(tmp_path: Path) -> None:
    def gone(council: SmallCouncil) -> None:
        del council.plan_list[0]
        del council.costs[0]

    assert _rows(tmp_path, "C03", gone) == []


def test_a_child_in_a_mainstream_school_need_have_no_line(tmp_path: Path) -> None:
    def mainstream(council: SmallCouncil) -> None:
        council.plan_list[1]["SEN unit"] = 0
        del council.costs[1]

    assert _rows(tmp_path, "C03", mainstream) == []


def test_placed_but_not_paid_stands_at_the_placement(tmp_path: Path) -> None:
    assert _rows(tmp_path, "C03", lambda council: council.costs.pop(1)) == [("plans-2026-10-31.csv", 3)]


@pytest.mark.parametrize(("rate", "is_far"), [(36300, True), (36000, False), (4000, False), (3900, True)])
def test_a_price_is_far_beyond_three_times_or_a_third_of_the_middle(tmp_path: Path, rate: int, is_far: bool) -> None:  # noqa: FBT001 - a parameter of the test
    def alike(council: SmallCouncil) -> None:
        council.costs += [clean_costs()[0] | {"Line ref": f"M{number}"} for number in range(6)]
        council.costs[0]["Rate"] = rate

    assert bool(_rows(tmp_path, "C08", alike)) is is_far


def test_too_few_like_lines_say_nothing_about_a_price(tmp_path: Path) -> None:
    def few(council: SmallCouncil) -> None:
        council.costs += [clean_costs()[0] | {"Line ref": f"M{number}"} for number in range(2)]
        council.costs[0]["Rate"] = 999_999

    assert _rows(tmp_path, "C08", few) == []


def test_months_to_come_are_not_missing(tmp_path: Path) -> None:
    def to_september(council: SmallCouncil) -> None:
        del council.ledger[6]

    assert AS_AT.month == 10
    assert len(_rows(tmp_path / "a", "G02", to_september)) == 1
    assert _rows(tmp_path / "b", "G02", _as_it_is) == []


def test_a_whole_year_past_needs_twelve_months(tmp_path: Path) -> None:
    def last_year(council: SmallCouncil) -> None:
        council.ledger = [row | {"Financial year": "2025-26"} for row in council.ledger]

    assert len(_rows(tmp_path, "G02", last_year)) == 5


def test_a_year_without_a_budget_book_has_no_unknown_cost_centres(tmp_path: Path) -> None:
    def last_year(council: SmallCouncil) -> None:
        council.ledger = [row | {"Financial year": "2025-26", "Cost centre": "HN77"} for row in council.ledger]

    assert _rows(tmp_path, "G01", last_year) == []


def test_ages_on_a_list_of_plans_wait_for_a_file_that_names_the_day(tmp_path: Path) -> None:
    tables = import_folder(SmallCouncil(tmp_path).write().folder).tables
    known = {name: tables[name] for name in ("children", "placements", "plans")}
    assert [fault.rule for fault in check_everything(known, NO_DAY)] == []
    assert {fault.rule for fault in check_everything(known, date(2060, 10, 31))} == {"L12"}
