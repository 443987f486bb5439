"""What was taken out whole is told at every child that it may hold, and what was said at it is not erased with one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.store.store_frames import cost_lines, run_of, sen2_tables, term_dates

from highneeds.governance.audit import Did
from highneeds.operations.audit import entries_about, erase_words_about
from highneeds.operations.export_table import export_table
from highneeds.store import keeping
from highneeds.store.audit import latest, note
from highneeds.store.models import ImportRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
CHILD = "a" * 32


def told() -> list[tuple[str, str]]:
    return [(one.entry.kind, one.entry.ref) for one in entries_about(CHILD)]


def test_tables_with_children_taken_out_whole_stand_at_every_child_and_others_at_none(tmp_path: Path) -> None:
    for kind, tables in {
        "sen2-blade": sen2_tables(),
        "placement-costs": cost_lines(),
        "term-dates": term_dates(),
    }.items():
        keeping.save_result(run_of(kind, kind[0]), tables)
        for name in tables:
            export_table(name, tmp_path / f"{name}.xlsx", purpose="to be mended")
    assert sorted(told()) == [
        ("table", name) for name in ("children", "cost_lines", "identities", "placements", "plans", "requests")
    ]


def test_a_return_and_an_original_that_may_hold_children_stand_at_every_child() -> None:
    runs = {}
    for kind, tables in {"sen2-blade": sen2_tables(), "term-dates": term_dates()}.items():
        keeping.save_result(run_of(kind, kind[0]), tables)
        runs[kind] = ImportRun.objects.get(kind=kind).pk
    note("kim", Did.TOOK_OUT, "return", 2026, facts={"persons": 5})
    for run in (*runs.values(), 999):
        note("kim", Did.TOOK_OUT, "import", run, facts={"original files": 1})
    note("kim", Did.TOOK_OUT, "paper", "board")
    note("kim", Did.CHANGED, "table", "plans")
    assert told() == [("import", "999"), ("import", str(runs["sen2-blade"])), ("return", "2026")]


def test_what_was_said_at_a_whole_export_stays_when_the_words_at_one_child_are_erased(tmp_path: Path) -> None:
    keeping.save_result(run_of("sen2-blade"), sen2_tables())
    export_table("plans", tmp_path / "plans.xlsx", purpose="to be mended")
    note("kim", Did.OPENED_NAMES, "child", CHILD, words="to ring her school")
    assert erase_words_about(CHILD) == 1
    assert [one.words for one in latest(3)] == [None, None, "to be mended"]
