"""The audit in the database: it refuses changes by itself, and tells those that were forced on it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Anchor, Did
from highneeds.operations import audit as told
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store import audit_guard
from highneeds.store.accounts import make_one_time_sign_in, with_roles
from highneeds.store.audit import chain, erase_words, head, latest, note, of_child
from highneeds.store.audit_anchor import hand_on, kept_days, kept_head
from highneeds.store.models import AuditRow, AuditWordsRow

CHILD, OTHER = "a" * 32, "b" * 32
Committing = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


@pytest.fixture
def entries(db: None, own_home: Path, django_capture_on_commit_callbacks: Committing) -> list[int]:  # noqa: ARG001 - opens the database
    with django_capture_on_commit_callbacks(execute=True):
        return [
            note("sam", Did.SIGNED_IN),
            note("kim", Did.SAW_CHILD, "child", CHILD),
            note("kim", Did.OPENED_NAMES, "child", CHILD, words="to ring her school"),
            note("jo", Did.SAW_CHILD, "children", "list", facts={"children": [CHILD, OTHER]}),
            note("jo", Did.TOOK_OUT, "table", "plans", facts={"rows": 3}),
        ]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def forced(entries: list[int]) -> Iterator[None]:
    """As somebody would who owns the database and takes the triggers away, and puts them back when done."""
    assert entries
    audit_guard.take_down(connection)
    yield
    assert not audit_guard.is_whole(connection)


def wrong_after(statement: str, *values: object) -> tuple[str, ...]:
    sql(statement, *values)
    audit_guard.put_up(connection)
    found = told.verify().wrong
    audit_guard.take_down(connection)
    return found


def test_what_was_noted_is_a_whole_chain_and_its_head_is_handed_on(entries: list[int]) -> None:
    found = told.verify()
    assert found.wrong == ()
    assert found.entries == entries[-1]
    assert kept_head() == head() == found.head
    assert [anchor.number for _, anchor in kept_days()] == [entries[0]]
    assert told.verify(anchors=(told.anchor_in_words(),)).wrong == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_audit SET who = 'jo'",
        "UPDATE store_audit SET digest = digest WHERE number = (SELECT MAX(number) FROM store_audit)",
        "DELETE FROM store_audit",
        "DELETE FROM store_audit WHERE number = (SELECT MAX(number) FROM store_audit)",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(statement: str, entries: list[int]) -> None:
    with pytest.raises(IntegrityError, match=audit_guard.REFUSES), transaction.atomic():
        sql(statement)
    assert [kept.entry.number for kept in chain()][-5:] == entries


def test_the_database_takes_no_entry_but_the_next(entries: list[int]) -> None:
    last = AuditRow.objects.get(number=entries[-1])
    for number, previous in ((last.number, last.previous), (last.number + 2, last.digest), (last.number + 1, "0" * 64)):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditRow(
                number=number,
                at=last.at,
                who="jo",
                did="saw",
                kind="",
                ref="",
                facts="{}",
                sealed_as="",
                previous=previous,
                key_mark=last.key_mark,
                digest="0" * 64,
            ).save(force_insert=True)


def test_an_entry_cannot_be_replaced_on_sqlite_nor_the_table_emptied_on_postgresql(entries: list[int]) -> None:
    statement = (
        "INSERT OR REPLACE INTO store_audit SELECT * FROM store_audit ORDER BY number DESC LIMIT 1"
        if connection.vendor == "sqlite"
        else "TRUNCATE store_audit"
    )
    with pytest.raises(IntegrityError, match=audit_guard.REFUSES), transaction.atomic():
        sql(statement)
    assert head() == Anchor(entries[-1], AuditRow.objects.get(number=entries[-1]).digest)


@pytest.mark.usefixtures("forced")
def test_an_edited_entry_is_told(entries: list[int]) -> None:
    assert wrong_after("UPDATE store_audit SET who = 'nobody' WHERE number = %s", entries[1]) == (
        f"Entry {entries[1]} was changed since it was made.",
    )


@pytest.mark.usefixtures("forced")
@pytest.mark.parametrize("facts", ['{"rows":4}', '{"rows": 3}', "spoilt", "[]"])
def test_edited_facts_are_told_though_they_mean_the_same(facts: str, entries: list[int]) -> None:
    assert wrong_after("UPDATE store_audit SET facts = %s WHERE number = %s", facts, entries[4]) == (
        f"Entry {entries[4]} was changed since it was made.",
    )


@pytest.mark.usefixtures("forced")
def test_a_deleted_entry_is_told(entries: list[int]) -> None:
    assert wrong_after("DELETE FROM store_audit WHERE number = %s", entries[3]) == (f"Entry {entries[3]} is missing.",)


@pytest.mark.usefixtures("forced")
def test_an_end_that_was_cut_off_is_told_by_the_head_kept_outside(entries: list[int]) -> None:
    assert wrong_after("DELETE FROM store_audit WHERE number > %s", entries[2]) == (
        f"The chain ends at entry {entries[2]}, but entry {entries[4]} was anchored: the end was cut off.",
    )


@pytest.mark.usefixtures("forced")
def test_an_end_that_was_cut_off_stays_told_when_the_chain_grows_past_it(
    entries: list[int], django_capture_on_commit_callbacks: Committing
) -> None:
    sql("DELETE FROM store_audit WHERE number > %s", entries[2])
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(4):
            note("jo", Did.SIGNED_IN)
    assert kept_head() == head()
    assert f"Entry {entries[4]} is not the one that was anchored: the chain was made anew." in told.verify().wrong


@pytest.mark.usefixtures("forced")
@pytest.mark.parametrize(("position", "newest", "is_told"), [(4, 2, True), (3, 2, True), (2, 2, False), (0, 5, True)])
def test_of_the_newest_entries_alone_what_lies_before_them_is_not_looked_at(
    position: int, newest: int, *, is_told: bool, entries: list[int]
) -> None:
    sql("UPDATE store_audit SET who = 'another' WHERE number = %s", entries[position])
    audit_guard.put_up(connection)
    changed = f"Entry {entries[position]} was changed since it was made."
    assert told.verify().wrong == (changed,)
    assert told.verify(newest=newest).wrong == ((changed,) if is_told else ())
    assert told.verify(newest=newest).entries == entries[-1]
    audit_guard.take_down(connection)


@pytest.mark.usefixtures("forced")
def test_of_the_newest_entries_alone_an_end_that_was_cut_off_is_told(entries: list[int]) -> None:
    sql("DELETE FROM store_audit WHERE number > %s", entries[2])
    audit_guard.put_up(connection)
    assert told.verify(newest=2).wrong == told.verify().wrong != ()
    audit_guard.take_down(connection)


@pytest.mark.usefixtures("forced")
def test_triggers_that_were_taken_away_are_told() -> None:
    assert told.verify().wrong == ("The database no longer refuses to change the audit: its triggers were taken away.",)


@pytest.mark.usefixtures("forced")
def test_after_a_backup_was_put_back_the_chain_goes_on_and_says_so(
    entries: list[int], django_capture_on_commit_callbacks: Committing
) -> None:
    sql("DELETE FROM store_audit WHERE number > %s", entries[2])
    audit_guard.put_up(connection)
    with pytest.raises(Refusal, match="Say why"):
        told.anchor_after_restoring(" ")
    with django_capture_on_commit_callbacks(execute=True):
        lost = told.anchor_after_restoring("The disk broke; backup of last night.")
    assert [anchor.number for anchor in lost] == [entries[4]]
    assert told.verify().wrong == ()
    assert "The disk broke" in told.last_lines(1)[0]
    audit_guard.take_down(connection)


def test_an_older_head_never_takes_the_place_of_a_newer(entries: list[int]) -> None:
    first = next(kept for kept in chain() if kept.entry.number == entries[0])
    hand_on(Anchor(entries[0], first.digest))
    assert kept_head() == head()


def test_what_was_said_is_erased_and_the_chain_stays_whole(entries: list[int]) -> None:
    assert [one.words for one in of_child(CHILD)] == [None, "to ring her school", None]
    assert erase_words(CHILD, by="jo") == 1
    assert not AuditWordsRow.objects.filter(number=entries[2]).exists()
    assert told.verify().wrong == ()
    assert "what was said is erased" in " ".join(told.about_child(CHILD)[1])


def test_what_was_said_cannot_be_changed_unnoticed(entries: list[int]) -> None:
    AuditWordsRow.objects.filter(number=entries[2]).update(words="nothing much")
    assert told.verify().wrong == (f"What was said at entry {entries[2]} is not what was said then.",)


def test_who_saw_a_child_is_one_query_and_tells_of_no_other(
    entries: list[int], django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(2):  # the second for what was said
        found = of_child(CHILD)
    assert [(one.entry.who, one.entry.did) for one in found] == [
        ("jo", Did.SAW_CHILD),
        ("kim", Did.OPENED_NAMES),
        ("kim", Did.SAW_CHILD),
    ]
    assert [one.entry.number for one in of_child(OTHER)] == [entries[3]]
    name, lines = told.about_child(CHILD)
    assert name == pseudonym(CHILD)
    assert not any(CHILD in line for line in lines)
    with pytest.raises(Refusal, match="There is no child"):
        told.about_child("child 00000000")


def test_an_act_and_its_entry_are_kept_together_or_not_at_all(entries: list[int]) -> None:
    make_one_time_sign_in("administrator", by="root")
    with pytest.raises(LookupError):
        with_roles("nobody", by="root")
    before = len(latest(100))
    with suppress(RuntimeError), transaction.atomic():
        note("sam", Did.CHANGED, "rule", "C02")
        raise RuntimeError
    assert len(latest(100)) == before == len(entries) + 2


def test_an_anchor_that_is_none_is_refused(entries: list[int]) -> None:
    assert entries
    with pytest.raises(Refusal, match="is no anchor"):
        told.verify(anchors=("12",))
    assert "was anchored" in told.verify(anchors=(f"{entries[-1] + 7} {'a' * 64}",)).wrong[0]


_WRITE_MANY = """
import sys
from highneeds.store.setup import open_store
open_store()
from highneeds.governance.audit import Did
from highneeds.store.audit import note
for i in range(int(sys.argv[1])):
    note(sys.argv[2], Did.SAW_CHILD, "child", str(i))
"""
_VERIFY = """
from highneeds.operations.audit import verify
from highneeds.store.audit_anchor import kept_head
found = verify()
print(found.entries, found.head == kept_head(), found.wrong)
"""


@pytest.mark.usefixtures("own_home")
def test_those_who_write_at_the_same_moment_make_one_chain() -> None:
    """Processes of their own, on the database itself; on PostgreSQL entries of earlier tests may stand before."""

    def run(code: str, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", code, *args], stdout=subprocess.PIPE, text=True)

    writers = [run(_WRITE_MANY, "25", name) for name in ("ann", "bea", "cem", "dee")]
    for writer in writers:
        writer.communicate(timeout=300)
    assert [writer.returncode for writer in writers] == [0] * 4
    said, _ = run(_VERIFY).communicate(timeout=300)
    entries, rest = said.strip().split(" ", 1)
    assert int(entries) >= 100
    assert rest == "True ()"
