"""An import undone leaves everything as it was before it: every row, its own number included."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.store_frames import cost_lines, ledger, other_tables, payments, run_of, sen2_tables

from highneeds.core import Fault, Severity
from highneeds.core.errors import Refusal
from highneeds.store import keeping, tables
from highneeds.store.models import FaultRow, HeldRow, ImportRun, KeptPeriod, LedgerRow

pytestmark = pytest.mark.django_db

State = dict[str, object]
TOUCHED = ("children", "identities", "requests", "plans", "placements", "cost_lines", "ledger", "payments", "providers")


def everything_in_use() -> State:
    """All that anybody can see of the imports, the rows' own numbers too."""
    state: State = {}
    for name in TOUCHED:
        kept = tables.KEPT[name]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.* FROM {kept.table} t JOIN store_kept_periods k ON k.import_run_id = t.import_run_id "  # noqa: S608 - our own names
                f"AND k.is_in_use AND k.table_name = '{name}' ORDER BY t.id"
            )
            state[name] = cursor.fetchall()
        state[f"{name} as read"] = tables.load_table(name).rows()
    in_use = ImportRun.objects.filter(state=ImportRun.State.IMPORTED).order_by("pk")
    state["runs"] = list(in_use.values())
    state["faults"] = list(FaultRow.objects.filter(import_run__in=in_use).order_by("pk").values())
    state["held"] = list(HeldRow.objects.filter(import_run__in=in_use).order_by("pk").values())
    state["periods"] = list(KeptPeriod.objects.filter(is_in_use=True).order_by("pk").values())
    return state


def keep(unit: tuple[str, int, int]) -> ImportRun:
    """A small unit of one of several kinds: ``first`` shifts its periods, ``size`` its rows and values."""
    kind, first, size = unit
    frames = {
        "ledger": lambda: ledger(f"{2024 + first}-{25 + first}", size, size),
        "payments": lambda: payments((1 + first, 2 + first), each=size, prefix=f"{size}"),
        "sen2-blade": lambda: sen2_tables(2024 + first, size),
        "sen2-xml": lambda: {
            name: frame for name, frame in sen2_tables(2024 + first, size).items() if name != "requests"
        },
        "placement-costs": lambda: cost_lines(date(2026, 9 + first, 30), size),
        "providers": lambda: {"providers": other_tables()["provider-register"]["providers"]},
    }[kind]()
    run = run_of(kind)
    run.unit_sha256 = f"{kind} {first} {size}"
    fault = Fault("a", size, None, "G03", Severity.STOPS_ROW, "Mend it.", None)
    held = HeldRow(file="a", row=size, rule="G03", reason="Mend it.", cells={"Amount": "x"})
    return keeping.save_result(run, frames, faults=[fault], held=[held])


UNITS = st.tuples(
    st.sampled_from(["ledger", "payments", "sen2-blade", "sen2-xml", "placement-costs"]),
    st.integers(0, 2),
    st.integers(1, 3),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(UNITS, max_size=5), st.lists(UNITS, min_size=1, max_size=keeping.UNDO_STEPS))
def test_imports_undone_one_by_one_lead_back_over_every_state(before: list[tuple], after: list[tuple]) -> None:
    with transaction.atomic():
        for unit in before:
            keep(unit)
        states: list[tuple[State, int]] = []
        for unit in after:
            state, newest = everything_in_use(), ImportRun.objects.order_by("-pk").first()
            run = keep(unit)
            if newest is None or run.pk > newest.pk:  # else the same file was in use: nothing to undo
                states.append((state, run.pk))
            else:
                assert everything_in_use() == state
        for state, run_id in reversed(states):
            keeping.discard_rows(keeping.undo_run(run_id, by="sam"))
            assert everything_in_use() == state
        transaction.set_rollback(True)  # each example begins with an empty store


def test_what_is_undone_can_be_imported_again() -> None:
    run = keep(("ledger", 0, 3))
    state = tables.load_table("ledger").rows()
    keeping.discard_rows(keeping.undo_run(run.pk, by="sam"))
    assert tables.load_table("ledger").is_empty()
    assert not LedgerRow.objects.exists()
    again = keep(("ledger", 0, 3))
    assert again.pk != run.pk
    assert tables.load_table("ledger").rows() == state
    assert ImportRun.objects.get(pk=run.pk).state == ImportRun.State.UNDONE


def test_an_import_that_a_later_one_stands_on_is_undone_after_it() -> None:
    first, second = keep(("payments", 0, 1)), keep(("payments", 1, 1))
    with pytest.raises(Refusal, match=f"First undo import {second.pk}"):
        keeping.undo_run(first.pk, by="sam")
    keeping.undo_run(second.pk, by="sam")
    keeping.undo_run(first.pk, by="sam")
    assert tables.load_table("payments").is_empty()


def test_bringing_a_file_into_use_asks_no_more_of_the_database_where_more_is_in_use() -> None:
    def asked(unit: tuple[str, int, int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            keep(unit)
        return len(queries)

    keep(("ledger", 0, 1))
    before = asked(("ledger", 1, 1))
    for first in range(3):
        keep(("placement-costs", first, 1))
        keep(("sen2-blade", first, 1))
    assert asked(("ledger", 2, 1)) == before


def test_an_import_whose_predecessor_was_let_go_cannot_be_undone_and_says_what_to_do() -> None:
    runs = [keep(("ledger", 0, 1 + number)) for number in range(keeping.UNDO_STEPS + 2)]
    for run in reversed(runs[2:]):
        keeping.discard_rows(keeping.undo_run(run.pk, by="sam"))
    with pytest.raises(Refusal, match="no longer kept"):
        keeping.undo_run(runs[1].pk, by="sam")
    assert tables.load_table("ledger").height == 2


@pytest.mark.parametrize("state", [ImportRun.State.LOADING, ImportRun.State.SUPERSEDED, ImportRun.State.UNDONE])
def test_only_what_is_in_use_is_undone(state: str) -> None:
    run = keep(("ledger", 0, 1))
    ImportRun.objects.update(state=state)
    with pytest.raises(Refusal, match="not in use"):
        keeping.undo_run(run.pk, by="sam")


def test_an_import_nobody_knows_cannot_be_undone() -> None:
    with pytest.raises(Refusal, match="There is no import 999"):
        keeping.undo_run(999, by="sam")


def test_a_register_undone_gives_the_one_before() -> None:
    keep(("providers", 0, 1))
    before = everything_in_use()
    second = keep(("providers", 0, 2))
    keeping.discard_rows(keeping.undo_run(second.pk, by="sam"))
    assert everything_in_use() == before
