"""The second factor, saying again who one is, and accounts that nobody uses."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from tests.web.by_token import BY_TOKEN
from tests.web.conftest import PASSWORD
from tests.web.test_every_address import EXPECTED, PUBLIC

from highneeds.governance.closed_month import Closing
from highneeds.operations.accounts import close_all_dormant, forget_second_factor, set_open
from highneeds.store import second_factor
from highneeds.store.accounts import make_one_time_sign_in
from highneeds.store.audit import latest
from highneeds.store.models import RecoveryCode, SecondFactor
from highneeds.store.sealing import unseal
from highneeds.web import confirmed, throttle
from highneeds.web.rights import asked_by
from highneeds.web.urls import urlpatterns

APPS_HASH = SHA1()  # noqa: S303 - what authenticator apps speak
EXPORT = "/month-end/2026-27/7/exceptions.csv"
ONES_OWN = {"password", "second_factor", "confirm", "sign_out"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Clock:
    """The time of day, as the second factor and confirmations see it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        for module in (second_factor.time, confirmed.time, throttle.time):
            monkeypatch.setattr(module, "time", lambda: self.now)


def code_of(user: User, at: Clock) -> str:
    secret = unseal(bytes(SecondFactor.objects.get(user=user).sealed_secret))
    return TOTP(secret, 6, APPS_HASH, 30).generate(int(at.now)).decode()


@pytest.fixture
def codes(person: User, own_home: object, at: Clock) -> tuple[str, ...]:  # noqa: ARG001 - a key of its own
    """Sam has a second factor; its recovery codes. The code that set it up is used."""
    second_factor.begin(person)
    told = second_factor.turn_on(person, code_of(person, at))
    at.now += 60
    return told


def first_step(client: Client) -> str:
    return client.post("/sign-in", {"username": "sam", "password": PASSWORD, "next": "/risks"}).headers["Location"]


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six of the eight figures."""
    totp = TOTP(b"12345678901234567890", 6, APPS_HASH, 30)
    assert [totp.generate(moment) for moment in (59, 1111111109, 1234567890)] == [b"287082", b"081804", b"005924"]


def test_a_password_alone_no_longer_lets_in(client: Client, person: User, codes: tuple[str, ...], at: Clock) -> None:
    assert len(codes) == 10
    assert first_step(client) == "/sign-in/code"
    assert client.get("/").status_code == 302
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302
    answer = client.post("/sign-in/code", {"code": code_of(person, at)})
    assert answer.headers["Location"] == "/risks"
    assert client.get("/risks").status_code == 200


def test_a_code_counts_once_and_so_does_a_recovery_code(person: User, codes: tuple[str, ...], at: Clock) -> None:
    code = code_of(person, at)
    assert [second_factor.is_right(person, each) for each in (code, code)] == [True, False]
    assert [second_factor.is_right(person, each) for each in (codes[0], codes[0], codes[1])] == [True, False, True]
    assert not any(code in str(row) for row in RecoveryCode.objects.values_list() for code in codes)


def test_the_code_of_the_half_minute_before_counts_and_an_older_one_does_not(
    person: User, codes: tuple[str, ...], at: Clock
) -> None:
    assert codes
    old = code_of(person, at)
    at.now += 30
    before = code_of(person, at)
    at.now += 30
    assert [second_factor.is_right(person, each) for each in (old, before)] == [False, True]
    for typed in ("", "12345", "1234567", "١٢٣٤٥٦", "abcdef"):
        assert not second_factor.is_right(person, typed)


def test_guessing_codes_is_slowed_down(client: Client, person: User, codes: tuple[str, ...], at: Clock) -> None:
    assert codes
    first_step(client)
    for _ in range(throttle.TRIES_FOR_A_NAME):
        client.post("/sign-in/code", {"code": "000000"})
    told = client.post("/sign-in/code", {"code": code_of(person, at)}).content.decode()
    assert "Wait five minutes" in told


def test_a_right_password_between_does_not_let_one_guess_codes_on(
    client: Client, codes: tuple[str, ...], at: Clock, person: User
) -> None:
    assert codes
    for _ in range(throttle.TRIES_FOR_A_NAME):
        assert first_step(client) == "/sign-in/code"
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 200
    answer = client.post("/sign-in", {"username": "sam", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Wait five minutes" in client.post("/sign-in/code", {"code": code_of(person, at)}).content.decode()


def test_a_whole_sign_in_forgets_the_failures_before_it(
    client: Client, person: User, codes: tuple[str, ...], at: Clock
) -> None:
    assert codes
    for _ in range(2):
        for _ in range(throttle.TRIES_FOR_A_NAME - 1):
            client.post("/sign-in", {"username": "sam", "password": "wrong"})
        assert first_step(client) == "/sign-in/code"
        assert client.post("/sign-in/code", {"code": code_of(person, at)}).headers["Location"] == "/risks"
        client.post("/sign-out")
        at.now += 60


def test_half_a_sign_in_ends_after_five_minutes_and_at_once_for_a_closed_account(
    client: Client, person: User, codes: tuple[str, ...], at: Clock
) -> None:
    assert codes
    first_step(client)
    at.now += 301
    assert client.post("/sign-in/code", {"code": code_of(person, at)}).headers["Location"] == "/sign-in"
    first_step(client)
    User.objects.update(is_active=False)
    assert client.post("/sign-in/code", {"code": code_of(person, at)}).headers["Location"] == "/sign-in"


def test_a_link_that_signs_in_once_asks_for_the_code_too(
    client: Client, person: User, codes: tuple[str, ...], at: Clock
) -> None:
    assert codes
    answer = client.post(f"/sign-in/once/{make_one_time_sign_in(person.username)}")
    assert answer.headers["Location"] == "/sign-in/code"
    assert client.post("/sign-in/code", {"code": code_of(person, at)}).headers["Location"] == "/password"


def test_it_is_set_up_on_a_page_and_in_force_once_a_code_came_back(
    signed_in: Client, person: User, own_home: object, at: Clock
) -> None:
    assert own_home
    told = signed_in.get("/second-factor").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", told)
    assert secret is not None
    assert len(secret[1].replace(" ", "")) == 32
    assert "<svg" in told
    assert " style=" not in told
    assert "not the code" in signed_in.post("/second-factor", {"code": "000000"}).content.decode()
    assert not second_factor.is_on(person)
    told = signed_in.post("/second-factor", {"code": code_of(person, at)}).content.decode()
    assert len(re.findall(r"<code>[0-9a-f]{16}</code>", told)) == 10
    assert second_factor.is_on(person)
    assert secret[1].replace(" ", "") not in signed_in.get("/second-factor").content.decode()
    signed_in.post("/second-factor", {"do": "take-away"})
    assert not second_factor.is_on(person)


def test_without_a_key_to_seal_with_there_is_none(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIGHNEEDS_SEALING_KEY_FILE", "none")
    answer = signed_in.get("/second-factor")
    assert answer.status_code == 409
    assert "no key" in answer.content.decode()


def test_where_it_is_required_no_data_is_shown_before(
    signed_in: Client, person: User, own_home: object, at: Clock, settings: Settings
) -> None:
    assert own_home
    settings.SECOND_FACTOR_REQUIRED = True
    for name in set(EXPECTED) - PUBLIC - ONES_OWN - set(BY_TOKEN):
        address = EXPECTED[name][0].format(run=1)
        for send in (signed_in.get, signed_in.head, signed_in.post):
            assert send(address).headers.get("Location") == "/second-factor", (name, send.__name__)
    signed_in.get("/second-factor")
    signed_in.post("/second-factor", {"code": code_of(person, at)})
    assert signed_in.get("/").status_code == signed_in.get("/risks").status_code == 200


@pytest.mark.parametrize("name", ["children", "placements", "providers", "budget-lines"])
def test_where_it_is_required_a_view_without_a_name_does_not_show_its_list(
    name: str, in_every_office: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    answer = in_every_office.post(f"/lists/{name}/views?column=cost", {"name": " "})
    assert (answer.status_code, answer.headers["Location"], answer.content) == (302, "/second-factor", b"")


def test_where_it_is_required_only_ones_own_account_answers_before(signed_in: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    own = {pattern.name for pattern in urlpatterns if (asked := asked_by(pattern.callback)) and asked.is_ones_own}
    assert own == ONES_OWN
    for name in sorted(ONES_OWN - {"sign_out"}):
        assert signed_in.get(EXPECTED[name][0]).status_code == 200, name
    assert signed_in.post("/sign-out").headers["Location"] == "/sign-in"


def test_the_terminal_takes_it_from_whoever_has_lost_everything(person: User, codes: tuple[str, ...]) -> None:
    assert codes
    assert forget_second_factor("sam", by="root")
    assert not second_factor.is_on(person)
    assert not RecoveryCode.objects.exists()
    assert not forget_second_factor("sam", by="root")


def test_a_quarter_of_an_hour_after_signing_in_rows_are_taken_out_only_after_saying_again_who_one_is(
    signed_in: Client, closing: Closing, at: Clock
) -> None:
    assert closing.version == 1
    assert signed_in.get(EXPORT).status_code == 200
    at.now += 15 * 60
    answer = signed_in.get(EXPORT)
    assert answer.headers["Location"] == f"/confirm?next={EXPORT.replace('/', '%2F')}"
    assert signed_in.get("/month-end").status_code == 200
    assert signed_in.post("/confirm", {"password": "wrong", "next": EXPORT}).status_code == 200
    assert signed_in.get(EXPORT).status_code == 302
    assert signed_in.post("/confirm", {"password": PASSWORD, "next": EXPORT}).headers["Location"] == EXPORT
    assert signed_in.get(EXPORT).status_code == 200
    assert "confirmed who they are" in [one.entry.did.value for one in latest(5)]


def test_with_a_second_factor_it_takes_the_code_and_never_leads_elsewhere(
    client: Client, person: User, codes: tuple[str, ...]
) -> None:
    client.force_login(person)
    assert "Code" in client.get("/confirm").content.decode()
    assert client.post("/confirm", {"password": PASSWORD}).status_code == 200
    answer = client.post("/confirm", {"code": codes[0], "next": "//example.org"})
    assert answer.headers["Location"] == "/"


def test_an_account_without_a_password_is_told_to_set_one(client: Client, person: User) -> None:
    client.force_login(person)
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.get("/confirm").status_code == 403


def test_an_account_that_nobody_used_for_90_days_is_closed_when_somebody_tries(client: Client, person: User) -> None:
    User.objects.update(last_login=timezone.now() - timedelta(days=91))
    answer = client.post("/sign-in", {"username": "sam", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Nobody used this account for 90 days" in answer.content.decode()
    person.refresh_from_db()
    assert not person.is_active
    set_open("sam", is_open=True, by="root")
    assert client.post("/sign-in", {"username": "sam", "password": PASSWORD}).status_code == 302


def test_dormant_accounts_are_closed_by_command_and_no_other(person: User) -> None:
    User.objects.create_user("new")
    User.objects.create_user("old")
    User.objects.filter(username="old").update(date_joined=timezone.now() - timedelta(days=91))
    User.objects.filter(pk=person.pk).update(
        last_login=timezone.now() - timedelta(days=89), date_joined=timezone.now() - timedelta(days=900)
    )
    assert close_all_dormant(by="root") == ("old",)
    assert close_all_dormant(by="root") == ()
