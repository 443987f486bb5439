"""Each act on a page is one entry in the audit, with who did it; no entry holds what may tell of a child."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.conftest import PASSWORD
from tests.web.sample_closing import CHILDREN
from tests.web.sample_returns import LINK_ID, sample_returns

from highneeds.governance.audit import Did
from highneeds.governance.closed_month import Closing
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.store.audit import latest, of_child
from highneeds.store.models import AuditRow, ImportRun
from highneeds.store.roles import set_roles


def done() -> list[tuple[str, str, str, str]]:
    return [(one.entry.who, one.entry.did.value, one.entry.kind, one.entry.ref) for one in reversed(latest(100))]


def test_signing_in_and_out_and_failing_are_noted(client: Client, person: User) -> None:
    assert person.pk
    client.post("/sign-in", {"username": "sam", "password": "wrong"})
    client.post("/sign-in", {"username": "my secret password", "password": "wrong"})
    client.post("/sign-in", {"username": "sam", "password": PASSWORD})
    client.post("/password", {"old_password": "wrong", "new_password": "seven slow brown barges"})
    client.post("/password", {"old_password": PASSWORD, "new_password": "seven slow brown barges"})
    client.post("/sign-out")
    assert [(who, did) for who, did, *_ in done()] == [
        ("sam", "failed to sign in"),
        ("", "failed to sign in"),
        ("sam", "signed in"),
        ("sam", "failed to sign in"),
        ("sam", "set a password"),
        ("sam", "signed out"),
    ]
    assert not any("secret" in str(row) for row in AuditRow.objects.values_list())


def test_a_refusal_is_noted_by_page_and_never_by_record(looking: Client) -> None:
    assert looking.get("/imports/999/undo").status_code == 403
    assert done() == [("sam", "was refused", "page", "undo_import")]
    assert "999" not in str(latest(1))


def test_looking_at_lines_notes_the_children_that_were_shown_and_no_other(
    signed_in: Client, person: User, closing: Closing
) -> None:
    assert closing.version == 1
    address = "/month-end/2026-27/7/lines/new-placements"
    set_roles(person, {Role.PROGRAMME_MANAGER})
    before = AuditRow.objects.count()
    signed_in.get(address)
    assert AuditRow.objects.count() == before
    set_roles(person, {Role.FINANCE_PARTNER})
    signed_in.get(address)
    assert [(one.entry.who, one.entry.did) for one in of_child(CHILDREN[0])] == [("sam", Did.SAW_CHILD)]
    assert of_child(CHILDREN[1]) == ()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/drawings/bridge.csv", "drawing"),
        ("/imports/{run}/faults.csv", "faults"),
        ("/month-end/2026-27/7/exceptions.csv", "exceptions"),
        ("/papers/paper.xlsx", "paper"),
    ],
)
def test_whatever_is_taken_out_is_noted(
    address: str, kind: str, signed_in: Client, month: MonthRecord, finance_import: ImportRun, closing: Closing
) -> None:
    assert month.draws
    assert closing.version == 1
    ask = signed_in.post if kind == "exceptions" else signed_in.get
    answer = ask(address.format(run=finance_import.pk), {"purpose": "the payments team"})
    answer.close()
    assert answer.status_code == 200
    assert [(who, did, what) for who, did, what, _ in done()][-1] == ("sam", "took out", kind)


def test_an_edit_is_noted_with_its_reason_kept_apart(signed_in: Client) -> None:
    sample_returns()
    signed_in.post(f"/links/{LINK_ID}", {"says": "one", "reason": "Kim moved school."})
    signed_in.post("/rules/C02", {"acts": "off", "reason": "Mended at the source."})
    assert [one[:3] for one in done()][-2:] == [("sam", "changed", "link"), ("sam", "changed", "rule")]
    assert latest(2)[1].words == "Kim moved school."
    assert not any("moved school" in str(row) for row in AuditRow.objects.values_list())


def test_what_cannot_be_noted_is_not_shown(
    signed_in: Client, closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert closing.version == 1

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("highneeds.web.noting.note", fail)
    signed_in.raise_request_exception = False
    answer = signed_in.get("/month-end/2026-27/7/lines/new-placements")
    assert answer.status_code == 500
    assert "L3" not in answer.content.decode()
