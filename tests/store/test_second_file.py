"""A second file for a month that is imported already is a question: it replaces, it adds, or it is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.store.store_frames import run_of

from highneeds.core.errors import Refusal
from highneeds.operations import import_path, importing
from highneeds.operations.importing import ImportReport, Outcome, UnitOutcome, import_paths
from highneeds.operations.second_file import Second
from highneeds.operations.undoing import undo_import
from highneeds.store import keeping
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.tables import load_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

HEAD = "Payment ref,Invoice ref,Financial year,Period,Paid on,Cost centre,Supplier,Amount"
LEDGER = "Financial year,Period,Cost centre,Description,Amount"


def payment(ref: str, pounds: str = "100.00", month: int = 7) -> str:
    return f"{ref},I{ref},2026-27,{month},05/10/2026,HN12,A School,{pounds}"


@pytest.fixture
def given(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, head: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def answer(said: Second | None) -> Callable[[UnitOutcome], Second | None]:
    return lambda _: said


def payments() -> dict[str, int]:
    return dict(load_table("payments").select("payment_ref", "amount_pence").iter_rows())


def one(report: ImportReport) -> UnitOutcome:
    (unit,) = report.units
    return unit


@pytest.fixture
def first(given: Callable[..., Path]) -> Path:
    path = given("payments.csv", HEAD, payment("A1"), payment("A2"), payment("B1", month=6))
    assert one(import_paths([path])).outcome is Outcome.IMPORTED
    return path


def test_a_second_file_for_a_month_is_refused_with_advice_and_nothing_is_lost(
    first: Path, given: Callable[..., Path]
) -> None:
    second = given("more.csv", HEAD, payment("A2"), payment("A3"))
    unit = one(import_paths([second]))
    assert unit.outcome is Outcome.REFUSED
    (fault,) = (fault for fault in unit.faults if fault.rule == "F15")
    assert "--replaces" in fault.advice
    assert "--adds" in fault.advice
    assert "October 2026 of payments came from import" in fault.advice
    assert first.name in fault.advice
    assert "1 are the same here, 0 differ and 1 are not in this file, which has 1 others" in fault.advice
    assert set(payments()) == {"A1", "A2", "B1"}
    assert not ImportTask.objects.exists()


@pytest.mark.parametrize(
    ("said", "refs"), [(Second.REPLACES, {"A2", "A3", "B1"}), (Second.ADDS, {"A1", "A2", "A3", "B1"})]
)
def test_it_replaces_or_adds_as_a_person_says_and_undo_restores(
    said: Second, refs: set[str], first: Path, given: Callable[..., Path]
) -> None:
    before = load_table("payments")
    second = given("more.csv", HEAD, payment("A2"), payment("A3"))
    assert one(import_paths([second], second=answer(said))).outcome is Outcome.IMPORTED
    assert set(payments()) == refs
    assert load_table("payments")["payment_ref"].is_unique().all()
    added = load_table("payments").filter(pl.col("payment_ref") == "A1")["source_file"].to_list()
    assert added == ([first.name] if said is Second.ADDS else [])
    latest = ImportRun.objects.order_by("-pk")[0]
    undo_import(latest.pk, by="a tester")
    assert load_table("payments").equals(before)


def test_a_person_who_is_asked_and_does_not_know_leaves_it_out(first: Path, given: Callable[..., Path]) -> None:
    second = given("more.csv", HEAD, payment("A9"))
    assert one(import_paths([second], second=answer(None))).outcome is Outcome.LEFT
    assert set(payments()) == {"A1", "A2", "B1"}
    assert first.exists()


def test_a_row_that_stands_in_both_with_other_values_cannot_be_added(first: Path, given: Callable[..., Path]) -> None:
    second = given("more.csv", HEAD, payment("A2", "250.00"), payment("A3"))
    unit = one(import_paths([second], second=answer(Second.ADDS)))
    assert unit.outcome is Outcome.REFUSED
    assert any("1 row stands in both with other values" in fault.advice for fault in unit.faults)
    assert payments()["A2"] == 100_00
    assert first.exists()


def test_rows_are_not_added_to_a_month_that_another_import_changed_meanwhile(
    first: Path, given: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    second = given("more.csv", HEAD, payment("A3"))
    newer = load_table("payments").filter(payment_ref="A1").with_columns(payment_ref=pl.lit("A0"))

    def be_overtaken(step: str) -> None:
        if step == "use":
            keeping.save_result(run_of("payments", "b"), {"payments": newer})

    monkeypatch.setattr(import_path, "reached", be_overtaken)
    with pytest.raises(Refusal, match=r"came into use.*Import it again"):
        import_paths([second], second=answer(Second.ADDS))
    monkeypatch.setattr(import_path, "reached", lambda _: None)
    assert set(payments()) == {"A0", "B1"}
    assert not ImportTask.objects.exists()
    assert [run.state for run in ImportRun.objects.order_by("pk")] == ["imported", "imported"]
    assert one(import_paths([second], second=answer(Second.ADDS))).outcome is Outcome.IMPORTED
    assert set(payments()) == {"A0", "A3", "B1"}
    assert first.exists()


def test_a_file_that_goes_on_where_the_first_ended_is_not_asked_about(first: Path, given: Callable[..., Path]) -> None:
    rows = first.read_text(encoding="utf-8").splitlines()[1:]
    longer = given("to-november.csv", HEAD, *rows, payment("N1", month=8))
    assert one(import_paths([longer])).outcome is Outcome.IMPORTED
    assert set(payments()) == {"A1", "A2", "B1", "N1"}


def test_the_same_rows_in_another_file_are_not_asked_about(first: Path, given: Callable[..., Path]) -> None:
    rows = first.read_text(encoding="utf-8").splitlines()[1:]
    again = given("saved-again.csv", HEAD, *reversed(rows))
    assert one(import_paths([again])).outcome is Outcome.IMPORTED
    assert set(payments()) == {"A1", "A2", "B1"}


def test_a_ledger_of_one_month_does_not_take_the_others_away(given: Callable[..., Path]) -> None:
    to_june = given("ledger.csv", LEDGER, *(f"2026-27,{month},HN12,Top-ups,1000.00" for month in (1, 2, 3)))
    import_paths([to_june], kind="ledger")
    july = given("july.csv", LEDGER, "2026-27,4,HN12,Top-ups,1100.00")
    refused = one(import_paths([july], kind="ledger"))
    assert refused.outcome is Outcome.REFUSED
    assert "April 2026, May 2026, June 2026 of ledger" in refused.faults[-1].advice
    assert one(import_paths([july], kind="ledger", second=answer(Second.ADDS))).outcome is Outcome.IMPORTED
    ledger = load_table("ledger").sort("month")
    assert ledger["month"].to_list() == [1, 2, 3, 4]
    assert ledger["amount_pence"].sum() == 4_100_00


def test_nothing_is_compared_where_nothing_is_in_use_yet_or_the_file_replaces_anyhow(
    first: Path, given: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "changes_of", never)
    ledger = given("ledger.csv", LEDGER, "2026-27,1,HN12,Top-ups,1000.00")
    assert one(import_paths([ledger], kind="ledger")).outcome is Outcome.IMPORTED
    last_year = given("last.csv", LEDGER, "2025-26,1,HN12,Top-ups,1000.00")
    assert one(import_paths([last_year], kind="ledger")).outcome is Outcome.IMPORTED
    newer = given("newer.csv", HEAD, payment("A2"), payment("A3"))
    with pytest.raises(ZeroDivisionError):
        import_paths([newer], second=Second.ADDS)
    assert one(import_paths([newer], second=Second.REPLACES)).outcome is Outcome.IMPORTED
    assert set(payments()) == {"A2", "A3", "B1"}
    assert first.exists()


def test_a_month_known_to_add_is_added_without_asking(first: Path, given: Callable[..., Path]) -> None:
    assert one(import_paths([given("more.csv", HEAD, payment("A3"))], second=Second.ADDS)).outcome is Outcome.IMPORTED
    assert set(payments()) == {"A1", "A2", "A3", "B1"}
    assert first.exists()
