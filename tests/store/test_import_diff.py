"""A dry run says what a file would change, row by row against what is in use, and changes nothing."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.store_frames import ledger, run_of, sen2_tables

from highneeds.operations.import_diff import change_lines, changes_of
from highneeds.store import keeping
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db


def test_the_same_file_would_change_nothing() -> None:
    keeping.save_result(run_of("sen2-blade"), sen2_tables())
    changes = changes_of(sen2_tables())
    assert all(change.is_nothing for change in changes)
    assert "children: nothing would change (3 rows)" in list(change_lines(changes))


def test_rows_new_changed_and_ended_are_told_with_the_fields_that_changed() -> None:
    keeping.save_result(run_of("ledger"), ledger("2026-27", 7))
    newer = ledger("2026-27", 8)["ledger"]
    newer = newer.with_columns(
        amount_pence=pl.when(pl.col("month") < 3).then(pl.col("amount_pence") + 1).otherwise("amount_pence")
    ).filter(pl.col("month") != 5)
    (change,) = changes_of({"ledger": newer})
    assert (change.new, change.changed, change.ended, change.same) == (1, 2, 1, 4)
    assert change.fields == (("amount_pence", 2),)
    assert list(change_lines((change,))) == [
        "ledger: 1 new, 2 changed (amount_pence in 2), 1 ended, 4 the same"
    ]  # fmt: skip


def test_another_period_is_all_new_and_ends_nothing() -> None:
    keeping.save_result(run_of("ledger"), ledger("2025-26", 12))
    (change,) = changes_of(ledger("2026-27", 7))
    assert (change.new, change.ended) == (7, 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_every_row_is_counted_once(before: set[int], after: set[int], other: set[int]) -> None:
    whole = ledger("2026-27", 12)["ledger"]
    first = {"ledger": whole.filter(pl.col("month").is_in(sorted(before | {1})))}
    keeping.save_result(run_of("ledger", f"{sum(before) % 16:x}"), first)
    held = set(load_table("ledger")["month"])
    newer = whole.filter(pl.col("month").is_in(sorted(after | {2}))).with_columns(
        amount_pence=pl.when(pl.col("month").is_in(sorted(other))).then(-77).otherwise("amount_pence")
    )
    (change,) = changes_of({"ledger": newer})
    read = set(newer["month"])
    assert (change.new, change.ended) == (len(read - held), len(held - read))
    assert change.changed == len(read & held & other)
    assert change.same == len(read & held - other)
