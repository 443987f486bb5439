"""A dry run says what a file would change, row by row against what is in use, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.store_frames import cost_lines, ledger, run_of, sen2_tables

from highneeds.operations.import_diff import change_from_json, change_lines, changes_of
from highneeds.store import keeping
from highneeds.store.tables import load_as_given, load_table

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
        "ledger: 1 new, 2 changed (amount_pence in 2), 1 ended, 4 the same",
        "ledger: imported already are April 2026, May 2026, August 2026: say whether it replaces or adds",
    ]  # fmt: skip


def test_another_period_is_all_new_and_ends_nothing() -> None:
    keeping.save_result(run_of("ledger"), ledger("2025-26", 12))
    (change,) = changes_of(ledger("2026-27", 7))
    assert (change.new, change.ended) == (7, 0)


def test_an_extract_of_another_day_says_what_it_does_to_the_years_commitment_beside_the_one_in_use() -> None:
    first = cost_lines(date(2026, 9, 30))
    keeping.save_result(run_of("placement-costs"), first)
    later = first["cost_lines"].with_columns(as_at=date(2026, 10, 31), rate_pence=pl.col("rate_pence") * 2,
                                             amount_pence_per_year=pl.col("amount_pence_per_year") * 2)  # fmt: skip
    (change,) = changes_of({"cost_lines": later.with_columns(line_ref=pl.col("line_ref") + pl.lit("x"))})
    effect = change.effect
    assert effect is not None
    assert (effect.year, effect.as_at, effect.against) == ("2026-27", "2026-10-31", "2026-09-30")
    assert [(name, lines) for name, lines, _ in effect.parts] == [("new", 2), ("changed", 0), ("ended", 2)]
    assert effect.after == 2 * effect.before
    assert effect.before != 0
    assert effect.before + sum(pence for _, _, pence in effect.parts) == effect.after
    assert all(str(figure.basis) and figure.source and figure.trace for figure in effect.figures)
    assert sum("committed in 2026-27 would go from" in line for line in change_lines((change,))) == 1
    assert change_from_json(json.loads(json.dumps(asdict(change)))) == change
    (same,) = changes_of(first)
    assert same.effect is not None
    assert same.effect.before == same.effect.after
    assert [pence for _, _, pence in same.effect.parts] == [0, 0, 0]


def test_an_extract_older_than_the_one_in_use_leaves_the_commitment_as_it_is_and_says_so() -> None:
    keeping.save_result(run_of("placement-costs"), cost_lines(date(2026, 9, 30)))
    in_use = load_table("cost_lines")
    older = cost_lines(date(2026, 3, 31))["cost_lines"].with_columns(
        rate_pence=pl.col("rate_pence") * 2, amount_pence_per_year=pl.col("amount_pence_per_year") * 2
    )
    (change,) = changes_of({"cost_lines": older})
    effect = change.effect
    assert effect is not None
    assert effect.year == "2026-27"
    assert effect.before == effect.after != 0
    assert [(lines, pence) for _, lines, pence in effect.parts] == [(0, 0)] * 3
    said = (
        "This is an older extract, of 31 March 2026, than that of 30 September 2026: the commitment stays as it is, "
        "since the latest extract alone counts."
    )
    assert effect.said == said
    assert [line for line in change_lines((change,)) if "commit" in line] == [f"cost_lines: {said}"]
    keeping.save_result(run_of("placement-costs", "b"), {"cost_lines": older})
    assert load_table("cost_lines").equals(in_use)


def test_what_nobody_is_told_of_is_not_priced_and_terms_are_those_of_the_tables_given() -> None:
    first = cost_lines(date(2026, 9, 30))
    keeping.save_result(run_of("placement-costs"), first)
    asked: list[str] = []

    def rows_of(name: str, columns: Sequence[str]) -> pl.DataFrame:
        asked.append(name)
        return load_as_given(name, columns)

    (unseen,) = changes_of(first, (), rows_of, lambda change: change.takes_anything_away)
    assert (unseen.effect, asked) == (None, [])
    (seen,) = changes_of(first, (), rows_of)
    assert seen.effect is not None
    assert asked == ["term_dates", "plans"]


def test_a_first_extract_has_nothing_to_stand_beside() -> None:
    (change,) = changes_of(cost_lines())
    assert change.effect is None


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
