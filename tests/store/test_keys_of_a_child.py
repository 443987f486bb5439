"""Who a child is, what is held and written of it and who saw it, after people decided who is one child and who two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.store.two_returns import decide_both, key_in, two_returns

from highneeds.governance.audit import Did
from highneeds.operations.audit import about_child, child_key_of, entries_page, erase_words_about
from highneeds.operations.case_writing import (
    NEW,
    note_of,
    officer_of,
    set_officer,
    set_officers,
    undo_together,
    write_note,
)
from highneeds.operations.names import is_child, who_is
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.sight import EVERY_CHILD
from highneeds.operations.subject_access import subject_access
from highneeds.store.audit import CHILD, note
from highneeds.store.case_records import NOTE, ChangedMeanwhileError, officers, versions_of_child
from highneeds.store.links import keys_of
from highneeds.store.sen2_returns import erase_names
from highneeds.store.tables import load_as_given, load_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_years(own_home: Path, tmp_path: Path) -> None:  # noqa: ARG001 - names are sealed with the key of that home
    two_returns(tmp_path)


def parted() -> tuple[str, str]:
    """The keys of Fir and of Larch, whom files have under one."""
    fir = key_in(2025, "2014-05-01")
    born = load_table("children").filter(return_year=2026).select("birth_date", "child_key").iter_rows()
    return fir, next(key for day, key in born if f"{day}" == "2014-06-01")


def joined() -> tuple[str, str]:
    """Yew's keys in the two returns; the newer stands for both."""
    return key_in(2025, "2013-05-01"), key_in(2026, "2013-05-01")


def names(child_key: str) -> Mapping[str, str]:
    who = who_is(child_key)
    return {} if who is None else dict(who.told)


def test_of_two_children_under_one_key_each_has_its_own_name() -> None:
    decide_both()
    fir, larch = parted()
    assert names(fir)["Surname"] == "Fir"
    assert is_child(larch)
    assert names(larch)["Surname"] == "Larch"
    erase_names(2025)
    assert names(fir) == {}


def test_where_no_return_tells_the_newest_says_why_not() -> None:
    decide_both()
    erase_names(2025)
    erase_names(2026)
    who = who_is(joined()[1])
    assert who is not None
    assert who.why_not == "The store keeps no names of the return of 2026."


def test_of_one_child_under_two_keys_the_older_return_tells_where_the_newer_does_not() -> None:
    decide_both()
    erase_names(2026)
    who = who_is(joined()[1])
    assert who is not None
    assert dict(who.told)["Surname"] == "Yew"
    assert who.source == "return of 2025"


def test_before_anybody_decided_a_child_has_the_name_of_its_newest_return() -> None:
    assert names(key_in(2025, "2014-05-01"))["Surname"] == "Larch"
    assert [keys_of(key, load_as_given) for key in joined()] == [{key} for key in joined()]
    assert who_is("f" * 32) is None


def test_either_key_of_one_child_leads_to_both_and_a_parted_key_to_its_first_child_alone() -> None:
    decide_both()
    fir, larch = parted()
    assert [keys_of(key, load_as_given) for key in joined()] == [set(joined())] * 2
    assert keys_of(fir, load_as_given) == {fir}
    assert keys_of(larch, load_as_given) == {fir, larch}


def test_the_second_child_of_a_parted_key_is_known_by_its_pseudonym_too() -> None:
    decide_both()
    larch = parted()[1]
    assert child_key_of(pseudonym(larch)) == larch


def test_what_is_held_of_one_of_two_children_holds_no_return_of_the_other(tmp_path: Path) -> None:
    decide_both()
    fir, larch = parted()
    for key, year, other in ((fir, 2025, "Larch"), (larch, 2026, "Fir")):
        answer = subject_access(key, tmp_path / key, purpose="request 2026/14")
        whole = json.loads(answer.written[1].read_text())
        returns = {row["return_year"] for rows in whole["tables"].values() for row in rows if "return_year" in row}
        assert returns == {year}
        assert whole["who"]["Surname"] == ("Fir" if key == fir else "Larch")
        assert not any(other in path.read_text() for path in answer.written)


def test_what_is_held_of_one_child_under_two_keys_is_given_for_either(tmp_path: Path) -> None:
    decide_both()
    erase_names(2026)
    for key in joined():
        whole = json.loads(subject_access(key, tmp_path / key, purpose="request 2026/14").written[1].read_text())
        assert {row["return_year"] for row in whole["tables"]["children"]} == {2025, 2026}
        assert whole["who"]["Surname"] == "Yew"


def test_who_saw_one_child_is_told_of_all_its_keys_and_what_was_said_is_erased_at_all() -> None:
    decide_both()
    for key in joined():
        note("kim", Did.OPENED_NAMES, CHILD, key, words=f"to ring {key}")
        assert key in " ".join(about_child(key)[1])
    for key in joined():
        assert sum("to ring" in line for line in about_child(key)[1]) == 2
        assert sum(row.words.startswith("to ring") for row in entries_page(child=key).rows) == 2
    assert erase_words_about(joined()[0]) == 3
    assert not any("to ring" in line for line in about_child(joined()[1])[1])


def test_what_was_written_of_one_child_under_two_keys_is_found_and_changed_under_the_one_that_stands() -> None:
    old, new = joined()
    write_note(old, NEW, "Moved school.", version=0, by="kim")
    set_officer(new, "Kim", "", version=0, by="kim")
    for version, name in enumerate(("Lou", "Jo", "Bo")):
        set_officer(old, name, "North", version=version, by="lou")
    decide_both()
    (ref,) = {one.ref for one in versions_of_child(new) if one.kind == NOTE}
    found = note_of(new, ref)
    assert found is not None
    write_note(new, ref, "Moved in May.", version=found.version, by="jo")
    assert [one.content["words"] for one in versions_of_child(new) if one.kind == NOTE] == [
        "Moved in May.",
        "Moved school.",
    ]
    assert officer_now(new) == ("Bo", "North", 3)
    set_officer(new, "Ada", "", version=3, by="jo")
    assert officer_now(new) == ("Ada", None, 4)
    with pytest.raises(ChangedMeanwhileError):
        set_officer(new, "Ash", "", version=3, by="lou")
    done = set_officers({new: 4}, "Many", "", by="lou", sight=EVERY_CHILD)
    assert undo_together(done.batch, by="lou") == (1, 0)
    assert officer_now(new) == ("Ada", None, 6)


def test_a_change_of_many_is_undone_after_its_child_got_another_key_but_not_what_is_newer_under_that() -> None:
    old, new = joined()
    done = set_officers({old: 0}, "Kim", "", by="kim", sight=EVERY_CHILD)
    later = set_officers({new: 0}, "Lou", "", by="lou", sight=EVERY_CHILD)
    decide_both()
    assert undo_together(done.batch, by="kim") == (0, 1)
    assert officer_now(new)[0] == "Lou"
    assert undo_together(later.batch, by="lou") == (1, 0)
    assert officer_now(new)[0] == "Kim"


def test_the_second_of_two_children_has_the_first_ones_officer_until_it_is_given_its_own() -> None:
    fir = key_in(2025, "2014-05-01")
    set_officer(fir, "Kim", "", version=0, by="kim")
    decide_both()
    _, larch = parted()
    assert officer_now(larch) == officer_now(fir) == ("Kim", None, 1)
    batch = set_officers({larch: 1}, "Lou", "", by="lou", sight=EVERY_CHILD).batch
    assert (officer_now(larch)[0], officer_now(fir)[0]) == ("Lou", "Kim")
    set_officer(fir, "Ada", "", version=1, by="kim")
    assert (officer_now(larch)[0], officer_now(fir)[0]) == ("Lou", "Ada")
    assert undo_together(batch, by="lou") == (1, 0)
    assert (officer_now(larch)[0], officer_now(fir)[0]) == ("Kim", "Ada")


def officer_now(child_key: str) -> tuple[str | None, str | None, int]:
    """Officer, team and version, the same to who changes them as in the lists."""
    found = officer_of(child_key)
    listed = officers().filter(child_key=child_key).select("officer", "team", "version").row(0)
    assert found is not None
    assert (found.content.get("officer") or None, found.content.get("team") or None, found.version) == listed
    assert found.child_key == child_key
    name, team, version = listed
    return name, team, version
