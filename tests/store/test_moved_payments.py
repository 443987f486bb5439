"""A payment that a newer file dates into another month counts once, and is as it was when that is undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.store.store_frames import payments, run_of

from highneeds.operations.import_diff import changes_of
from highneeds.operations.importing import Outcome, UnitOutcome, import_paths
from highneeds.operations.second_file import Second
from highneeds.store import keeping
from highneeds.store.tables import load_of_child, load_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

HEAD = "Payment ref,Invoice ref,Financial year,Period,Paid on,Cost centre,Supplier,Amount"
SEPTEMBER, OCTOBER = "2026-27 M06", "2026-27 M07"


def _file(*rows: tuple[str, str], child: str = "c") -> dict[str, pl.DataFrame]:
    frame = payments((6,), len(rows))["payments"]
    refs, periods = ([row[at] for row in rows] for at in (0, 1))
    return {
        "payments": frame.with_columns(
            payment_ref=pl.Series(refs), period=pl.Series(periods), child_key=pl.lit(child * 32)
        )
    }


def _months() -> dict[str, str]:
    rows = load_table("payments", ["payment_ref", "period"]).rows()
    assert len({ref for ref, _ in rows}) == len(rows)
    return dict(rows)


def test_a_payment_dated_into_another_month_leaves_the_old_one_and_comes_back_by_undo() -> None:
    keeping.save_result(run_of("payments", "a"), _file(("A1", SEPTEMBER), ("A2", SEPTEMBER)))
    before = load_table("payments")
    moved = _file(("A2", OCTOBER), ("A3", OCTOBER))
    (change,) = changes_of(moved)
    assert (change.new, change.changed, change.ended) == (1, 1, 0)
    assert dict(change.fields)["period"] == 1
    assert change.months == (SEPTEMBER,)
    run = keeping.save_result(run_of("payments", "b"), moved)
    assert _months() == {"A1": SEPTEMBER, "A2": OCTOBER, "A3": OCTOBER}
    assert load_table("payments", ["amount_pence"]).height == 3
    keeping.undo_run(run.pk, by="sam")
    assert load_table("payments").equals(before)


def test_a_payment_dated_back_counts_where_the_newest_file_has_it() -> None:
    for letter, month in (("a", SEPTEMBER), ("b", OCTOBER), ("c", SEPTEMBER)):
        keeping.save_result(run_of("payments", letter), _file(("A2", month), (f"B{month}", month)))
    assert _months() == {"A2": SEPTEMBER, f"B{SEPTEMBER}": SEPTEMBER, f"B{OCTOBER}": OCTOBER}


def test_a_payment_that_a_newer_file_gives_to_another_child_is_no_longer_of_the_first() -> None:
    keeping.save_result(run_of("payments", "a"), _file(("A1", SEPTEMBER), ("A2", SEPTEMBER)))
    keeping.save_result(run_of("payments", "b"), _file(("A2", OCTOBER), child="d"))
    of_children = {child: load_of_child("payments", child * 32)["payment_ref"].to_list() for child in "cd"}
    assert of_children == {"c": ["A1"], "d": ["A2"]}


@pytest.fixture
def given(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, *rows: tuple[str, int]) -> Path:
        lines = (f"{ref},I{ref},2026-27,{month},05/10/2026,HN12,A School,100.00" for ref, month in rows)
        (tmp_path / name).write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        return tmp_path / name

    return write


def _import(path: Path, said: Second | None = None) -> UnitOutcome:
    (unit,) = import_paths([path], second=None if said is None else lambda _: said).units
    return unit


def test_a_person_is_asked_before_a_payment_leaves_a_month_that_is_imported_already(
    given: Callable[..., Path],
) -> None:
    _import(given("september.csv", ("A1", 6), ("A2", 6)))
    october = given("october.csv", ("A2", 7), ("A3", 7))
    unit = _import(october)
    assert unit.outcome is Outcome.REFUSED
    assert "September 2026 of payments came from import" in unit.faults[-1].advice
    assert "1 of those that differ would count in another month instead." in unit.faults[-1].advice
    assert _import(october, Second.ADDS).outcome is Outcome.REFUSED
    assert _months() == {"A1": SEPTEMBER, "A2": SEPTEMBER}
    assert _import(october, Second.REPLACES).outcome is Outcome.IMPORTED
    assert _months() == {"A1": SEPTEMBER, "A2": OCTOBER, "A3": OCTOBER}
