"""Who a child is, opened for one child and an hour with a reason; rows about children taken out for a purpose."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.ingest.sen2_histories import history
from tests.ingest.sen2_returns import as_blade
from tests.web.conftest import confirm_now
from tests.web.sample_returns import sample_returns

from highneeds.governance.closed_month import Closing
from highneeds.governance.rights import Role
from highneeds.operations.importing import Outcome, import_paths
from highneeds.store.audit import of_child
from highneeds.store.models import ChildRow, FaultRow, ImportRun, Sen2NamesRow
from highneeds.store.roles import set_roles
from highneeds.store.sen2_returns import stored_return
from highneeds.web import confirmed

KEY = "a" * 32
ADDRESS = f"/children/{KEY}/names"
EXPORT = "/month-end/2026-27/7/exceptions.csv"


@pytest.fixture
def child(db: None) -> str:  # noqa: ARG001 - opens the database
    sample_returns()
    return KEY


def test_names_are_asked_for_with_a_reason_and_noted_before_they_are_shown(signed_in: Client, child: str) -> None:
    told = signed_in.get(ADDRESS).content.decode()
    assert "Say why you need them" in told
    assert "1 May 2015" not in told
    assert signed_in.post(ADDRESS, {}).status_code == 400
    assert of_child(child) == ()
    assert signed_in.post(ADDRESS, {"reason": "to ring her school"}).status_code == 302
    told = signed_in.get(ADDRESS).content.decode()
    assert "1 May 2015" in told
    assert "is not kept whole" in told
    assert [(one.entry.who, one.entry.did.value, one.words) for one in reversed(of_child(child))] == [
        ("sam", "opened the names of", "to ring her school"),
        ("sam", "saw", None),
    ]


def test_they_close_after_an_hour_and_are_open_for_that_child_and_person_alone(
    signed_in: Client, child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert child
    signed_in.post(ADDRESS, {"reason": "to ring her school"})
    assert "1 May 2015" not in signed_in.get(f"/children/{'b' * 32}/names").content.decode()
    other = Client()
    kim = User.objects.create_user("kim")
    set_roles(kim, {Role.CASE_OFFICER})
    other.force_login(kim)
    confirm_now(other)
    assert "1 May 2015" not in other.get(ADDRESS).content.decode()
    later = time.time() + 3601
    monkeypatch.setattr(confirmed.time, "time", lambda: later)
    confirm_now(signed_in)
    assert "1 May 2015" not in signed_in.get(ADDRESS).content.decode()


def test_a_right_that_is_withdrawn_closes_them_at_once(signed_in: Client, person: User, child: str) -> None:
    assert child
    signed_in.post(ADDRESS, {"reason": "to ring her school"})
    set_roles(person, {Role.AUDITOR})
    assert signed_in.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("key", ["c" * 32, "nobody"])
def test_a_child_that_nobody_knows_is_not_found(key: str, signed_in: Client, child: str) -> None:
    assert child
    assert signed_in.get(f"/children/{key}/names").status_code == 404
    assert signed_in.post(f"/children/{key}/names", {"reason": "x"}).status_code == 404
    assert of_child(key) == ()


def test_the_names_are_those_of_the_child_in_the_return(signed_in: Client, own_home: Path, tmp_path: Path) -> None:
    assert own_home
    year = 2026
    as_blade(tmp_path, year, history(year, 5, random.Random(1)))  # noqa: S311 - an example, not a secret
    (outcome,) = import_paths([tmp_path]).units
    assert outcome.outcome is Outcome.IMPORTED
    persons = stored_return(year).frames["person"]
    for row in ChildRow.objects.order_by("pk")[:3]:
        named = persons.filter(persons["source_row"] == row.source_row).row(0, named=True)
        address = f"/children/{row.child_key}/names"
        signed_in.post(address, {"reason": "to ring the school"})
        told = signed_in.get(address).content.decode()
        assert f"<dd>{named['surname']}</dd>" in told
        assert f"<dd>{named['forename']}</dd>" in told
        others = set(persons["surname"]) - {named["surname"]}
        assert not any(f"<dd>{surname}</dd>" in told for surname in others)
    Sen2NamesRow.objects.all().delete()
    told = signed_in.get(address).content.decode()
    assert "keeps no names" in told


def test_rows_leave_for_a_stated_purpose_alone_and_the_file_says_so(signed_in: Client, closing: Closing) -> None:
    assert closing.version == 1
    asked = signed_in.get(EXPORT)
    assert "What are these rows for?" in asked.content.decode()
    assert signed_in.post(EXPORT, {"purpose": " "}).status_code == 400
    answer = signed_in.post(EXPORT, {"purpose": "=cmd(), for the payments team"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    last = answer.content.decode("utf-8-sig").splitlines()[-1]
    assert last.startswith('"Taken out by sam, ')
    assert "for: =cmd(), for the payments team. Audit entry" in last


@pytest.mark.parametrize(
    ("address", "kind"), [(EXPORT, "exceptions"), ("/imports/{run}/faults.csv", "faults")], ids=["exceptions", "faults"]
)
def test_rows_taken_out_are_noted_at_the_children_whose_rows_they_are_and_at_no_other(
    address: str, kind: str, in_every_office: Client, closing: Closing, finance_import: ImportRun
) -> None:
    assert closing.version == 1
    FaultRow.objects.filter(import_run=finance_import, row=100).update(child_key=KEY)
    in_every_office.post(address.format(run=finance_import.pk), {"purpose": "the payments team"})
    assert [(one.entry.did.value, one.entry.kind, one.words) for one in of_child(KEY)] == [
        ("took out", kind, "the payments team")
    ]
    assert of_child("b" * 32) == ()
