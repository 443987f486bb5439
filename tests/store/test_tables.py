"""Whole units in, whole tables out: replaced as one, never half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest
from dataframely.exc import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import UniqueConstraint
from polars.testing import assert_frame_equal
from tests.store.store_frames import cost_lines, ledger, other_tables, payments, run_of, sen2_tables, term_dates

from highneeds.core import Fault, Severity
from highneeds.ingest.results import SCHEMAS
from highneeds.store import audit_guard, keeping, tables
from highneeds.store.models import AuditRow, FaultRow, HeldRow, ImportRun, LedgerRow

pytestmark = pytest.mark.django_db

UNITS = {
    "sen2-blade": sen2_tables(),
    "ledger": ledger(),
    "payments": payments(),
    "term-dates": term_dates(),
    "placement-costs": cost_lines(),
    **other_tables(),
}
FAULT = Fault("ledger-2026-27.csv", 5, "amount", "G03", Severity.STOPS_ROW, "Give it in pounds.", "12,34.5.6")


@pytest.mark.parametrize("kind", UNITS)
def test_a_table_comes_back_as_it_went_in_and_keeps_to_its_schema(kind: str) -> None:
    keeping.save_result(run_of(kind), UNITS[kind])
    for name, frame in UNITS[kind].items():
        loaded = tables.load_table(name)
        SCHEMAS[name].validate(loaded)
        assert_frame_equal(loaded, SCHEMAS[name].validate(frame, cast=True), check_column_order=False)


@pytest.mark.parametrize("name", tables.TABLE_NAMES)
def test_an_empty_table_keeps_to_its_schema_too(name: str) -> None:
    loaded = tables.load_table(name)
    assert loaded.is_empty()
    SCHEMAS[name].validate(loaded)


def test_the_same_files_twice_change_nothing() -> None:
    first = keeping.save_result(run_of("ledger"), ledger(), faults=[FAULT])
    ids = list(LedgerRow.objects.values_list("id", flat=True))
    assert keeping.save_result(run_of("ledger"), ledger(), faults=[FAULT]) == first
    assert list(LedgerRow.objects.values_list("id", flat=True)) == ids
    assert (ImportRun.objects.count(), FaultRow.objects.count()) == (1, 1)


def test_a_newer_file_of_the_same_period_replaces_the_earlier_one() -> None:
    held = HeldRow(file="a", row=3, rule="G03", reason="Not a number", cells={"Amount": "x"})
    earlier = keeping.save_result(run_of("ledger"), ledger(months=6), faults=[FAULT], held=[held])
    newer = keeping.save_result(run_of("ledger", "b"), ledger(months=7, pence=1))
    assert tables.load_table("ledger")["amount_pence"].to_list() == [1] * 7
    earlier.refresh_from_db()
    assert (earlier.state, newer.state) == (ImportRun.State.SUPERSEDED, ImportRun.State.IMPORTED)
    assert tables.faults_of_run(earlier.pk) == (FAULT,)  # what was wrong stays on record
    assert HeldRow.objects.get().import_run_id == earlier.pk  # while it can be put back


def test_rows_that_nobody_can_put_back_any_more_go_with_what_a_childs_row_said() -> None:
    held = HeldRow(file="a", row=3, rule="G03", reason="Not a number", cells={"Amount": "x"})
    first = keeping.save_result(run_of("ledger"), ledger(), faults=[FAULT], held=[held])
    for number in range(keeping.UNDO_STEPS + 1):
        assert LedgerRow.objects.filter(import_run=first).count() == 7
        keeping.save_result(run_of("ledger", f"{number}"), ledger(pence=number))
    assert not LedgerRow.objects.filter(import_run=first).exists()
    assert not HeldRow.objects.exists()
    assert tables.faults_of_run(first.pk) == (FAULT,)
    assert LedgerRow.objects.count() == 7 * (keeping.UNDO_STEPS + 1)


def test_every_unique_constraint_of_kept_rows_names_the_run_since_replaced_rows_stay_beside_those_in_use() -> None:
    for name, kept in tables.KEPT.items():
        for constraint in kept.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert constraint.fields[0] == "import_run", f"{name}: {constraint.name}"
        assert [field.name for field in kept.model._meta.fields if field.unique] == ["id"], name


def test_files_of_other_periods_stay() -> None:
    keeping.save_result(run_of("ledger"), ledger("2025-26", 12))
    keeping.save_result(run_of("ledger", "b"), ledger("2026-27", 7))
    assert tables.load_table("ledger").height == 19
    keeping.save_result(run_of("sen2-blade"), sen2_tables(2025))
    keeping.save_result(run_of("sen2-blade", "b"), sen2_tables(2026, children=2))
    assert tables.load_table("children")["return_year"].to_list() == [2025] * 3 + [2026] * 2


def test_a_return_in_another_shape_replaces_that_of_the_same_year_and_going_back_is_a_change() -> None:
    blade = keeping.save_result(run_of("sen2-blade"), sen2_tables(2026))
    other = keeping.save_result(run_of("sen2-blade", "c"), sen2_tables(2025))
    xml = keeping.save_result(run_of("sen2-xml", "b"), sen2_tables(2026, children=2))
    for run in (blade, other, xml):
        run.refresh_from_db()
    assert [run.state for run in (blade, other, xml)] == ["superseded", "imported", "imported"]
    assert tables.run_in_use("sen2-blade", blade.unit_sha256) is None
    again = keeping.save_result(run_of("sen2-blade"), sen2_tables(2026))
    assert again.pk != blade.pk
    assert tables.load_table("children").height == 6


def test_a_month_of_payments_is_replaced_by_a_newer_file_that_holds_it_and_other_months_stay() -> None:
    earlier = keeping.save_result(run_of("payments"), payments((5, 6)))
    keeping.save_result(run_of("payments", "b"), payments((6, 7), prefix="Q"))
    kept = tables.load_table("payments").group_by("period").agg(pl.col("payment_ref").min()).sort("period")
    assert kept.rows() == [("2026-27 M05", "P5-0"), ("2026-27 M06", "Q6-0"), ("2026-27 M07", "Q7-0")]
    earlier.refresh_from_db()
    assert earlier.state == ImportRun.State.IMPORTED  # its May is still in use


def test_going_back_to_the_first_file_is_a_change() -> None:
    for sha in "aba":
        keeping.save_result(run_of("ledger", sha), ledger(pence=ord(sha)))
    assert set(tables.load_table("ledger")["amount_pence"]) == {ord("a")}
    assert ImportRun.objects.filter(state=ImportRun.State.IMPORTED).count() == 1


def test_rows_of_the_earlier_file_go_even_from_tables_the_newer_one_lacks() -> None:
    keeping.save_result(run_of("sen2-blade"), sen2_tables())
    newer = sen2_tables()
    del newer["requests"]
    keeping.save_result(run_of("sen2-blade", "b"), newer)
    assert tables.load_table("requests").is_empty()
    assert tables.load_table("plans").height == 3


def test_only_the_latest_cost_extract_is_in_use_whatever_the_order_of_import() -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines(date(2026, 10, 31), lines=2))
    keeping.save_result(run_of("placement-costs", "b"), cost_lines(date(2026, 9, 30), lines=5))
    assert tables.load_table("cost_lines").height == 2


def test_a_frame_against_its_schema_changes_nothing() -> None:
    keeping.save_result(run_of("ledger"), ledger())
    wrong = {"ledger": ledger()["ledger"].with_columns(month=pl.lit(13))}
    with pytest.raises(ValidationError):
        keeping.save_result(run_of("ledger", "b"), wrong)
    assert tables.load_table("ledger").height == 7


@pytest.fixture
def with_commits(transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - opens the database
    """Commits are made in earnest; at the end all tables are emptied, which the audit would refuse."""
    yield
    audit_guard.take_down(connection)
    AuditRow.objects.all().delete()
    audit_guard.put_up(connection)


@pytest.mark.usefixtures("with_commits")
def test_a_failure_half_way_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.save_result(run_of("sen2-blade"), sen2_tables())
    inserted: list[str] = []

    def fail_at_the_third(*args: object) -> None:
        inserted.append("table")
        if len(inserted) == 3:
            message = "the disk is full"
            raise DatabaseError(message)
        insert(*args)  # type: ignore[arg-type] # the same arguments, passed on

    insert = keeping._insert
    monkeypatch.setattr(keeping, "_insert", fail_at_the_third)
    with pytest.raises(DatabaseError):
        keeping.save_result(run_of("sen2-blade", "b"), sen2_tables(children=9))
    for name in sen2_tables():
        assert tables.load_table(name).height == 3
    assert ImportRun.objects.get().state == ImportRun.State.IMPORTED


@pytest.mark.parametrize("month", [13, 0, 1], ids=["no such month", "month 0", "a month twice"])
def test_the_database_itself_refuses_what_cannot_be(month: int) -> None:
    run = keeping.save_result(run_of("ledger"), ledger())
    row = LedgerRow(
        import_run=run,
        financial_year="2026-27",
        month=month,
        cost_centre="HN10",
        amount_pence=1,
        source_file="x",
        source_row=1,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_the_database_itself_refuses_a_row_without_its_run() -> None:
    keeping.save_result(run_of("ledger"), ledger())

    @transaction.atomic
    def lose_the_run() -> None:
        LedgerRow.objects.update(import_run_id=0)
        connection.check_constraints()

    with pytest.raises(DatabaseError):
        lose_the_run()
    assert tables.load_table("ledger").height == 7
