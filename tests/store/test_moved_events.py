"""A case event that a newer file moves to another school year counts once, and is as it was when that is undone."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.caseload.test_case_events import events
from tests.store.store_frames import run_of

from highneeds.caseload.case_events import APPEAL, MEDIATION
from highneeds.operations.import_diff import changes_of
from highneeds.store import keeping
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db

JULY, OCTOBER = date(2026, 7, 6), date(2026, 10, 6)


def _days() -> dict[tuple[str, str], date]:
    rows = load_table("case_events").select("kind", "event_ref", "first_day").rows()
    assert len({row[:2] for row in rows}) == len(rows)
    return {(str(kind), ref): day for kind, ref, day in rows}


def _file(*rows: tuple[str, str, date]) -> dict[str, pl.DataFrame]:
    return {"case_events": events(*((kind, day, {"event_ref": ref}) for kind, ref, day in rows))}


def test_an_event_moved_to_another_year_leaves_the_old_one() -> None:
    before = _file((APPEAL, "T1", JULY), (APPEAL, "T2", JULY))
    keeping.save_result(run_of("case-events", "a"), before)
    moved = _file((APPEAL, "T1", OCTOBER))
    (change,) = changes_of(moved)
    assert (change.new, change.changed, change.ended) == (0, 1, 0)
    assert dict(change.fields)["first_day"] == 1
    run = keeping.save_result(run_of("case-events", "b"), moved)
    assert _days() == {(APPEAL, "T1"): OCTOBER, (APPEAL, "T2"): JULY}
    keeping.undo_run(run.pk, by="sam")
    assert _days() == {(APPEAL, "T1"): JULY, (APPEAL, "T2"): JULY}


def test_the_same_number_of_another_kind_of_event_is_another_event() -> None:
    keeping.save_result(run_of("case-events", "a"), _file((APPEAL, "7", JULY)))
    keeping.save_result(run_of("case-events", "b"), _file((MEDIATION, "7", OCTOBER)))
    assert _days() == {(APPEAL, "7"): JULY, (MEDIATION, "7"): OCTOBER}
    assert load_table("case_events", ["first_day"])["first_day"].to_list() == [JULY, OCTOBER]


def test_an_event_moved_back_counts_where_the_newest_file_has_it() -> None:
    for letter, day in (("a", JULY), ("b", OCTOBER), ("c", JULY)):
        keeping.save_result(run_of("case-events", letter), _file((APPEAL, "T1", day)))
    assert _days() == {(APPEAL, "T1"): JULY}
