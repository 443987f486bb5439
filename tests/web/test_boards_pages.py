"""Boards, decisions and actions: agendas from the data, what waits, and what is recorded within what a board may do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.operations.boards_page import boards_page
from highneeds.store.audit import latest
from highneeds.store.board_records import actions_done, decisions_made
from highneeds.store.roles import set_roles

pytestmark = pytest.mark.django_db


def record(client: Client, ref: str, **said: str) -> str:
    """What the page says when it refuses, nothing when it is recorded."""
    given = {"outcome": "agreed", "board": "Transformation Board", "on": "2026-11-19", "minute": "minute 7"} | said
    answer = client.post(f"/decisions/{ref}", given)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_before_a_file_was_read_there_is_no_page(signed_in: Client) -> None:
    assert boards_page() is None
    for address in ("/boards", "/decisions"):
        assert "No file of boards has been read yet" in signed_in.get(address).content.decode()


def test_the_boards_are_told_with_what_is_before_them_and_what_waits(signed_in: Client, governed: MonthRecord) -> None:
    assert governed.draws
    told = signed_in.get("/boards").content.decode()
    assert "£7.87m of planned savings wait on 2 decisions" in told
    assert "Needs grow faster than the block, and savings are not made is scored 20; 15 and above go up" in told
    one = signed_in.get("/boards/transformation-board").content.decode()
    assert "Agenda for 19 November 2026" in one
    assert 'href="/risks/cfs-02"' in one
    assert 'href="/decisions/d1"' in one


def test_a_decision_is_recorded_once_and_is_not_waited_for_any_more(
    in_every_office: Client, governed: MonthRecord
) -> None:
    assert governed.draws
    before = len(decisions_made())
    assert record(in_every_office, "d1") == ""
    made = decisions_made()[-1]
    assert (made.decision, made.board, made.recorded_by) == ("D1", "Transformation Board", "sam")
    assert len(decisions_made()) == before + 1
    noted = latest(1)[0].entry
    assert (noted.who, noted.did, noted.kind, noted.ref) == ("sam", Did.CHANGED, "decision", "D1")
    assert "of planned savings wait on 1 decision" in in_every_office.get("/boards").content.decode()
    assert "Agreed by the Transformation Board" in in_every_office.get("/decisions/d1").content.decode()


def test_a_board_does_not_agree_what_is_beyond_it_and_may_put_it_off(
    in_every_office: Client, governed: MonthRecord
) -> None:
    assert governed.draws
    assert "is beyond what it may decide. The Cabinet may" in record(in_every_office, "d2")
    assert record(in_every_office, "d2", outcome="deferred") == ""


@pytest.mark.parametrize("field", ["outcome", "board", "on", "minute"])
def test_a_decision_without_a_part_is_not_kept(field: str, in_every_office: Client, governed: MonthRecord) -> None:
    assert governed.draws
    before = decisions_made()
    assert "There is a problem" in record(in_every_office, "d1", **{field: ""})
    assert decisions_made() == before


def test_an_action_is_done_once(in_every_office: Client, governed: MonthRecord) -> None:
    assert governed.draws
    said = {"on": "2026-11-20", "note": "Sent to the board"}
    assert in_every_office.post("/actions/a1", said).status_code == 302
    assert actions_done()[-1].done_by == "sam"
    again = in_every_office.post("/actions/a1", said)
    assert again.status_code == 400
    assert "recorded as done already" in again.content.decode()


def test_who_only_looks_gets_no_form_and_no_answer_to_one(governed: MonthRecord) -> None:
    assert governed.draws
    user = User.objects.create_user("kim")
    set_roles(user, {Role.PLACE_PLANNER})
    client = Client()
    client.force_login(user)
    assert "Record it" not in client.get("/decisions/d1").content.decode()
    assert client.post("/decisions/d1", {"outcome": "agreed"}).status_code == 403
