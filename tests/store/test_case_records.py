"""Records of a case are versions: nothing is written over, the second editor is told, many are undone at once."""

from __future__ import annotations

import pytest

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations.case_writing import together
from highneeds.operations.sight import EVERY_CHILD
from highneeds.store.audit import CHILDREN, of_child
from highneeds.store.audit import latest as latest_entries
from highneeds.store.case_records import (
    NOTE,
    OFFICER,
    Change,
    ChangedMeanwhileError,
    keep,
    keep_all,
    latest,
    officers,
    undo_batch,
    versions_of_child,
)
from highneeds.store.models import CaseRecordRow
from highneeds.store.saved_views import keep_view, let_view_go, view_of, views_of

pytestmark = pytest.mark.django_db
FIRST, SECOND = "a" * 32, "b" * 32


def officer(key: str, name: str, version: int = 0) -> Change:
    return Change(key, key, version, {"officer": name})


def test_the_second_of_two_editors_is_told_what_the_first_made_of_it() -> None:
    keep(NOTE, Change("n1", FIRST, 0, {"words": "Moved school."}), by="kim")
    keep(NOTE, Change("n1", FIRST, 1, {"words": "Moved school in May."}), by="lou")
    with pytest.raises(ChangedMeanwhileError) as told:
        keep(NOTE, Change("n1", FIRST, 1, {"words": "Moved."}), by="kim")
    assert told.value.now.by == "lou"
    assert told.value.now.content == {"words": "Moved school in May."}
    keep(NOTE, Change("n1", FIRST, told.value.now.version, {"words": "Moved."}), by="kim")
    assert [one.version for one in versions_of_child(FIRST)] == [3, 2, 1]


def test_a_version_that_is_not_the_newest_is_refused_also_where_it_would_be_the_first_of_its_number() -> None:
    with pytest.raises(Refusal, match="is not there any more"):
        keep(NOTE, Change("n1", FIRST, 4, {"words": "Moved."}), by="kim")
    keep(NOTE, Change("n1", FIRST, 0, {"words": "Moved school."}), by="kim")
    with pytest.raises(ChangedMeanwhileError):
        keep(NOTE, Change("n1", FIRST, 4, {"words": "Moved."}), by="kim")
    assert [one.version for one in versions_of_child(FIRST)] == [1]


def test_an_old_batch_is_found_among_many() -> None:
    batch, _ = keep_all(OFFICER, [officer(FIRST, "Kim"), officer(SECOND, "Kim")], by="kim")
    for version in range(250):
        keep_all(OFFICER, [officer("c" * 32, "Lou", version)], by="lou")
    found = together(batch, who="", sight=EVERY_CHILD)
    assert found is not None
    assert (found.children, found.by, found.content) == (2, "kim", {"officer": "Kim"})
    assert together("", who="", sight=EVERY_CHILD) is None
    assert together("none", who="", sight=EVERY_CHILD) is None


def test_what_was_written_stands_in_the_audit_without_its_words() -> None:
    keep(NOTE, Change("n1", FIRST, 0, {"words": "Moved school."}), by="kim")
    entry = of_child(FIRST)[0].entry
    assert (entry.who, entry.did, entry.facts["what"]) == ("kim", Did.CHANGED, "note")
    assert "Moved" not in str(latest_entries(5))


def test_many_are_changed_at_once_but_for_those_somebody_else_changed() -> None:
    keep(OFFICER, officer(SECOND, "Lou"), by="lou")
    batch, others = keep_all(OFFICER, [officer(FIRST, "Kim"), officer(SECOND, "Kim")], by="kim")
    assert [one.content["officer"] for one in others] == ["Lou"]
    assert dict(officers().select("child_key", "officer").iter_rows()) == {FIRST: "Kim", SECOND: "Lou"}
    assert [one.entry.kind for one in of_child(FIRST)] == [CHILDREN]
    assert undo_batch(batch, by="kim") == (1, 0)
    assert dict(officers().select("child_key", "officer").iter_rows()) == {FIRST: None, SECOND: "Lou"}
    assert CaseRecordRow.objects.filter(ref=FIRST).count() == 2


def test_undoing_leaves_what_was_changed_since() -> None:
    batch, _ = keep_all(OFFICER, [officer(FIRST, "Kim"), officer(SECOND, "Kim")], by="kim")
    keep(OFFICER, officer(FIRST, "Lou", 1), by="lou")
    assert undo_batch(batch, by="kim") == (1, 1)
    now = latest(OFFICER, FIRST)
    assert now is not None
    assert now.content == {"officer": "Lou"}


def test_a_batch_nobody_knows_is_no_batch() -> None:
    for batch in ("", "none"):
        with pytest.raises(LookupError):
            undo_batch(batch, by="kim")


def test_nothing_is_kept_where_all_were_changed_by_others() -> None:
    keep(OFFICER, officer(FIRST, "Lou"), by="lou")
    before = len(latest_entries(50))
    assert keep_all(OFFICER, [officer(FIRST, "Kim")], by="kim")[0] == ""
    assert len(latest_entries(50)) == before


def test_a_view_is_kept_once_by_its_name_and_goes_with_its_owner_alone() -> None:
    one = keep_view("kim", "children", "Mine", "q=a")
    assert keep_view("kim", "children", "Mine", "q=b").token == one.token
    found = view_of(one.token)
    assert found is not None
    assert found.query == "q=b"
    assert not let_view_go("lou", one.token)
    assert let_view_go("kim", one.token)
    assert views_of("kim", "children") == ()
