"""Notes and officers on pages: two editors both see both, many are given an officer at once, and it is undone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.conftest import PASSWORD
from tests.web.sample_cases import FIRST, sample_cases

from highneeds.governance.rights import Role
from highneeds.store.models import PlanRow
from highneeds.store.roles import set_roles

PAGE = f"/children/{FIRST}"
SECOND = f"{1:032x}"
DAY = "day=2026-10-31"


@pytest.fixture(autouse=True)
def _cases(db: None) -> None:  # noqa: ARG001 - opens the database
    sample_cases()


@pytest.fixture
def other() -> Client:
    user = User.objects.create_user("kim", password=PASSWORD)
    set_roles(user, {Role.CASE_OFFICER})
    client = Client()
    client.force_login(user)
    return client


def told(client: Client, address: str = PAGE) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_note_is_added_and_shown(signed_in: Client) -> None:
    assert signed_in.post(f"{PAGE}/notes/new", {"words": "Rang the <school>.", "version": "0"}).status_code == 302
    assert "Rang the &lt;school&gt;." in told(signed_in)
    assert signed_in.post(f"{PAGE}/notes/new", {"words": " ", "version": "0"}).status_code == 400


def test_the_second_editor_sees_both_and_decides(signed_in: Client, other: Client) -> None:
    signed_in.post(f"{PAGE}/notes/new", {"words": "First.", "version": "0"})
    address = f"{PAGE}/notes/{told(signed_in).split('/notes/')[2].split(chr(34))[0]}"
    assert other.post(address, {"words": "Theirs.", "version": "1"}).status_code == 302
    answer = signed_in.post(address, {"words": "Mine.", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "kim changed this while you wrote" in page
    assert "Theirs." in page
    assert "Mine." in page
    assert 'value="2"' in page
    assert "Theirs." in told(signed_in)
    signed_in.post(address, {"words": "Mine.", "version": "2"})
    assert "Mine." in told(signed_in)
    signed_in.post(address, {"words": "", "version": "3"})
    assert "Mine." not in told(signed_in)


def test_a_note_is_reached_by_its_own_child_alone(signed_in: Client) -> None:
    signed_in.post(f"{PAGE}/notes/new", {"words": "First.", "version": "0"})
    ref = told(signed_in).split("/notes/")[2].split('"')[0]
    assert signed_in.get(f"/children/{SECOND}/notes/{ref}").status_code == 404
    assert signed_in.get(f"/children/{'f' * 32}/notes/new").status_code == 404


def test_an_officer_is_set_over_the_list_of_plans_and_taken_back(signed_in: Client, other: Client) -> None:
    assert "Lou" in told(signed_in)
    signed_in.post(f"{PAGE}/officer", {"officer": "Ada", "team": "North", "version": "0"})
    page = told(signed_in)
    assert "<dd>Ada</dd>" in page
    assert "<dd>North</dd>" in page
    assert other.post(f"{PAGE}/officer", {"officer": "Bo", "version": "0"}).status_code == 409
    other.post(f"{PAGE}/officer", {"officer": "", "team": "", "version": "1"})
    assert "<dd>Lou</dd>" in told(signed_in)


def test_many_are_given_an_officer_at_once_and_it_is_undone(signed_in: Client) -> None:
    ticked = [f"{FIRST}.0", f"{SECOND}.0"]
    done = signed_in.post("/children/officers", {"child": ticked, "officer": "Ada", "team": ""})
    assert done.status_code == 302
    assert "2 children changed at once" in told(signed_in, done.headers["Location"])
    assert "Ada (2)" in told(signed_in, f"/children?{DAY}")
    assert "2 put back as before" in signed_in.post(done.headers["Location"]).content.decode()
    assert "Ada (" not in told(signed_in, f"/children?{DAY}")


def test_a_child_listed_as_at_a_day_before_its_plan_ended_is_given_it_too(signed_in: Client) -> None:
    PlanRow.objects.filter(child_key=SECOND).update(cease_date="2024-01-31")
    done = signed_in.post("/children/officers", {"child": [f"{FIRST}.0", f"{SECOND}.0"], "officer": "Ada"})
    assert "2 children changed at once" in told(signed_in, done.headers["Location"])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (f"{'f' * 32}.0", "Nothing in use tells of 1 of the 2 ticked any more."),
        ("nonsense", "What was ticked is not of this list."),
        (f"{SECOND}.{'9' * 5_000}", "What was ticked is not of this list."),
        (f"{SECOND}.7", "is not there any more"),
    ],
)
def test_one_tick_that_is_none_changes_no_child_and_the_page_says_so(more: str, says: str, signed_in: Client) -> None:
    answer = signed_in.post("/children/officers", {"child": [f"{FIRST}.0", more], "officer": "Ada"})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()
    assert says in answer.content.decode()
    assert "<dd>Lou</dd>" in told(signed_in)


@pytest.mark.parametrize("version", ["9" * 12, "9" * 5_000, "999999999", "-1"])
def test_a_version_that_nobody_saw_is_refused(version: str, signed_in: Client) -> None:
    assert signed_in.post(f"{PAGE}/officer", {"officer": "Ada", "version": version}).status_code == 400
    signed_in.post(f"{PAGE}/notes/new", {"words": "First.", "version": "0"})
    ref = told(signed_in).split("/notes/")[2].split('"')[0]
    answer = signed_in.post(f"{PAGE}/notes/{ref}", {"words": "Mine.", "version": version})
    assert answer.status_code == (409 if version == "999999999" else 400)
    page = told(signed_in)
    assert "First." in page
    assert "Mine." not in page


def test_of_many_those_that_another_changed_are_shown_with_both(signed_in: Client, other: Client) -> None:
    other.post(f"{PAGE}/officer", {"officer": "Bo", "version": "0"})
    answer = signed_in.post("/children/officers", {"child": [f"{FIRST}.0", f"{SECOND}.0"], "officer": "Ada"})
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "1 of these somebody else changed meanwhile" in page
    assert "Bo" in page
    assert f"{FIRST}.1" in page
    again = signed_in.post("/children/officers", {"child": [f"{FIRST}.1"], "officer": "Ada"})
    assert again.status_code == 302
    assert "<dd>Ada</dd>" in told(signed_in)


def test_nothing_ticked_or_nothing_written_changes_nothing(signed_in: Client) -> None:
    assert signed_in.post("/children/officers", {"child": [], "officer": "Ada"}).status_code == 400
    assert signed_in.post("/children/officers", {"child": [f"{FIRST}.0"], "officer": " "}).status_code == 400
