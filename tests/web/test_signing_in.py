"""Signing in: by password, by a link that works once, slowly for those who guess."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.conftest import PASSWORD

from highneeds.store.accounts import make_one_time_sign_in
from highneeds.web import throttle
from highneeds.web.middleware import HOURS_A_SIGN_IN_LASTS, SIGNED_IN_AT


def attempt(client: Client, password: str, **extra: str) -> int:
    return client.post("/sign-in", {"username": "sam", "password": password} | extra).status_code


def test_the_right_password_leads_to_the_page_asked_for(client: Client, person: User) -> None:
    answer = client.post("/sign-in", {"username": person.username, "password": PASSWORD, "next": "/papers"})
    assert answer.headers["Location"] == "/papers"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"]
)
def test_signing_in_never_leads_to_another_site(client: Client, person: User, elsewhere: str) -> None:
    answer = client.post("/sign-in", {"username": person.username, "password": PASSWORD, "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(client: Client, person: User) -> None:
    wrong = client.post("/sign-in", {"username": person.username, "password": "x"}).content.decode()
    unknown = client.post("/sign-in", {"username": "nobody", "password": "x"}).content.decode()
    said = "The user name or the password is not right."
    assert said in wrong
    assert said in unknown


def test_a_refused_form_says_so_in_its_title(client: Client, person: User) -> None:
    assert person.pk
    page = client.post("/sign-in", {"username": "", "password": ""}).content.decode()
    assert "<title>Error: Sign in" in page
    assert "Enter your user name" in page


def test_the_eleventh_wrong_try_in_five_minutes_is_not_looked_at(client: Client, person: User) -> None:
    assert person.pk
    assert [attempt(client, "wrong") for _ in range(throttle.TRIES_FOR_A_NAME)] == [200] * throttle.TRIES_FOR_A_NAME
    assert attempt(client, PASSWORD) == 429


def test_after_five_minutes_one_may_try_again(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    assert person.pk
    for _ in range(throttle.TRIES_FOR_A_NAME):
        attempt(client, "wrong")
    later = time.time() + throttle.WINDOW_SECONDS + 1
    monkeypatch.setattr(throttle.time, "time", lambda: later)
    assert attempt(client, PASSWORD) == 302


def test_a_stranger_elsewhere_cannot_lock_a_person_out(client: Client, person: User) -> None:
    for _ in range(throttle.TRIES_FOR_A_NAME + 1):
        client.post("/sign-in", {"username": person.username, "password": "x"}, REMOTE_ADDR="198.51.100.7")
    assert attempt(client, PASSWORD) == 302


def test_one_machine_cannot_try_many_names(client: Client, person: User) -> None:
    for i in range(throttle.TRIES_FROM_AN_ADDRESS):
        client.post("/sign-in", {"username": f"name{i}", "password": "x"})
    assert person.pk
    assert attempt(client, PASSWORD) == 429


def test_opening_a_one_time_link_does_not_use_it_up(client: Client, person: User) -> None:
    address = f"/sign-in/once/{make_one_time_sign_in(person.username)}"
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert client.post(address).headers["Location"] == "/password"


def test_a_one_time_link_works_once(client: Client, person: User) -> None:
    address = f"/sign-in/once/{make_one_time_sign_in(person.username)}"
    assert client.post(address).status_code == 302
    stranger = Client()
    answer = stranger.post(address)
    assert answer.status_code == 403
    assert "This link cannot be used" in answer.content.decode()
    assert stranger.get("/").status_code == 302


def test_after_a_one_time_link_a_password_can_be_set_without_an_old_one(client: Client, person: User) -> None:
    client.post(f"/sign-in/once/{make_one_time_sign_in(person.username)}")
    answer = client.post("/password", {"new_password": "seven slow brown barges"})
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    person.refresh_from_db()
    assert person.check_password("seven slow brown barges")


def test_a_password_is_changed_only_with_the_old_one(signed_in: Client, person: User) -> None:
    signed_in.post("/password", {"new_password": "seven slow brown barges"})
    signed_in.post("/password", {"new_password": "seven slow brown barges", "old_password": "wrong"})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["short", "password1234567", "fourteen chars"])
def test_a_weak_password_is_refused_with_words(client: Client, person: User, weak: str) -> None:
    client.post(f"/sign-in/once/{make_one_time_sign_in(person.username)}")
    answer = client.post("/password", {"new_password": weak})
    if weak != "password1234567":
        assert "at least 15 characters" in answer.content.decode()
        assert answer.status_code == 200


def test_signing_out_ends_the_session(signed_in: Client) -> None:
    cookie = signed_in.cookies["sessionid"].value
    signed_in.post("/sign-out")
    signed_in.cookies["sessionid"] = cookie
    assert signed_in.get("/").status_code == 302


def test_a_sign_in_ends_after_twelve_hours_however_busy(signed_in: Client) -> None:
    signed_in.get("/")
    session = signed_in.session
    session[SIGNED_IN_AT] = time.time() - HOURS_A_SIGN_IN_LASTS * 3600 - 1
    session.save()
    assert signed_in.get("/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client, person: User) -> None:
    assert person.pk
    attempt(client, PASSWORD)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 1800


def test_a_form_without_its_mark_is_refused_in_plain_words(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in", {"username": person.username, "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()


def test_a_page_that_fails_gives_a_reference_and_no_cause(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        message = "SECRET of Ann Other"
        raise RuntimeError(message)

    monkeypatch.setattr("highneeds.web.views.overview.month_on_show", fail)
    signed_in.raise_request_exception = False
    answer = signed_in.get("/overview")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "SECRET" not in answer.content.decode()
    assert "SECRET" not in caplog.text
    assert "reference" in caplog.text
