"""The council's own sign-on: who comes in, as what, and every way in which what is said of them does not hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings
from tests.web.conftest import PASSWORD
from tests.web.sample_provider import CLIENT, KEY, NEXT_KEY, SECRET, Provider, provider_at_work

from highneeds.governance.audit import Did
from highneeds.governance.rights import Role
from highneeds.operations import sign_on_provider
from highneeds.operations.checked import Verdict
from highneeds.operations.safe_settings import settings_checked
from highneeds.operations.sign_on import join_account, sign_on_checked
from highneeds.operations.sign_on_provider import forget_provider
from highneeds.operations.sign_on_settings import SIGN_ON_FILE
from highneeds.store import second_factor
from highneeds.store.audit import latest
from highneeds.store.models import SecondFactor, SignOnIdentity
from highneeds.store.roles import roles_of, set_roles
from highneeds.web.confirmed import CONFIRMED_AT, HAS_SECOND_FACTOR

_FILE = """
issuer = "{issuer}"
client-id = "{client}"
secret-file = "sign-on.secret"
{more}
[roles]
"SEND caseworkers" = ["case officer"]
"SEND heads" = ["head of SEND", "IT"]
"""


@pytest.fixture(scope="module")
def at_work() -> Iterator[Provider]:
    with provider_at_work() as provider:
        yield provider


@pytest.fixture
def provider(at_work: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Provider:  # noqa: ARG001 - opens the database
    at_work.__init__(at_work.issuer)  # type: ignore[misc] # as new for each test, at the same address
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path))
    forget_provider()
    secret = tmp_path / "sign-on.secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    set_up(at_work, tmp_path)
    return at_work


def set_up(provider: Provider, home: Path, more: str = "") -> None:
    (home / SIGN_ON_FILE).write_text(_FILE.format(issuer=provider.issuer, client=CLIENT, more=more))


def set_out(client: Client, then: str = "/") -> str:
    """The address at the provider that the browser is sent to."""
    answer = client.get("/sign-in/council", {"next": then})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def come_in(client: Client, provider: Provider, then: str = "/") -> HttpResponse:
    return client.get(provider.authorize(set_out(client, then)))


def is_in(client: Client) -> bool:
    return client.get("/password").status_code == 200


def told_refused(answer: HttpResponse, client: Client) -> str:
    assert answer.status_code == 403
    assert not is_in(client)
    assert latest(1)[0].entry.did is Did.SIGN_IN_FAILED
    told = answer.content.decode()
    assert "You were not signed in" in told
    return told


def test_a_person_comes_in_with_the_roles_of_their_groups_and_an_account_of_their_own(
    provider: Provider, client: Client
) -> None:
    answer = come_in(client, provider, "/clocks")
    assert answer.headers["Location"] == "/clocks"
    user = User.objects.get()
    assert (user.username, roles_of(user), user.has_usable_password()) == ("kim", (Role.CASE_OFFICER,), False)
    assert is_in(client)
    entry = latest(1)[0].entry
    assert (entry.who, entry.did, entry.facts["by"]) == ("kim", Did.SIGNED_IN, "the council's sign-on")


def test_the_browser_is_sent_with_state_nonce_and_a_hashed_verifier(provider: Provider, client: Client) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(set_out(client)).query).items()}
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == "http://testserver/sign-in/council/back"
    assert asked["code_challenge_method"] == "S256"
    again = {name: values[0] for name, values in parse_qs(urlsplit(set_out(client)).query).items()}
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 43
        assert asked[name] != again[name]
    assert SECRET not in str(asked)
    assert provider.asked == ["/.well-known/openid-configuration", "/keys"]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-system"},
        {"aud": [CLIENT, "another-system"]},
        {"aud": []},
        {"azp": "another-system"},
        {"iss": "http://127.0.0.1:1"},
        {"nonce": "of another sign-in"},
        {"exp": "soon"},
        {"sub": 7},
    ],
    ids=str,
)
def test_an_identity_for_another_audience_issuer_or_sign_in_is_refused(
    claims: dict[str, object], provider: Provider, client: Client
) -> None:
    provider.claims = claims
    told_refused(come_in(client, provider), client)
    assert not User.objects.exists()


@pytest.mark.parametrize("ahead", [{"exp": -3600}, {"iat": 3600}, {"iat": -3600}, {"nbf": 3600}], ids=str)
def test_an_identity_of_another_time_is_refused(ahead: dict[str, int], provider: Provider, client: Client) -> None:
    provider.ahead = ahead
    told_refused(come_in(client, provider), client)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "exp", "iat", "nonce"])
def test_an_identity_that_does_not_say_all_it_must_is_refused(name: str, provider: Provider, client: Client) -> None:
    provider.left_out = {name}
    told_refused(come_in(client, provider), client)
    assert not User.objects.exists()


@pytest.mark.parametrize("forged", ["none", "shared", "other", "changed"])
def test_an_identity_that_the_provider_did_not_sign_is_refused(forged: str, provider: Provider, client: Client) -> None:
    provider.forged = forged
    assert "not signed by it" in told_refused(come_in(client, provider), client)
    assert not User.objects.exists()


def test_a_state_is_good_once_and_for_the_browser_that_set_out_alone(provider: Provider, client: Client) -> None:
    back = provider.authorize(set_out(client))
    other = Client()
    told_refused(other.get(back), other)
    assert client.get(back).status_code == 302
    assert is_in(client)
    client.post("/sign-out")
    assert "has come back already" in told_refused(client.get(back), client)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"state": "guessed"}, "did not set out"),
        ({"state": "\u00e9"}, "did not set out"),
        ({"iss": "https://elsewhere.example"}, "another provider answered"),
        ({"code": None, "error": "access_denied"}, "broken off there"),
        ({"code": "guessed"}, "it answered 400"),
    ],
)
def test_an_answer_that_is_not_to_what_was_asked_is_refused(
    changed: dict[str, str | None], told: str, provider: Provider, client: Client
) -> None:
    back = urlsplit(provider.authorize(set_out(client)))
    asked = {name: values[0] for name, values in parse_qs(back.query).items()} | changed
    sent = {name: value for name, value in asked.items() if value is not None}
    assert told in told_refused(client.get(back.path, sent), client)


def test_who_takes_more_than_ten_minutes_begins_anew(
    provider: Provider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = provider.authorize(set_out(client))
    late = time.time() + 601
    monkeypatch.setattr("highneeds.web.views.sign_on.time.time", lambda: late)
    answer = client.get(back)
    assert answer.status_code == 403
    assert "took too long" in answer.content.decode()


def test_a_verifier_of_another_sign_in_gets_no_identity(provider: Provider, client: Client) -> None:
    back = provider.authorize(set_out(client))
    session = client.session
    session["sign_on"] = session["sign_on"] | {"verifier": "x" * 64}
    session.save()
    assert "it answered 400" in told_refused(client.get(back), client)


@pytest.mark.parametrize("groups", [[], ["Cyclists"], "Cyclists", None, {"SEND heads": 1}])
def test_who_is_in_no_group_with_a_role_is_refused_and_gets_no_account(
    groups: object, provider: Provider, client: Client
) -> None:
    provider.person["groups"] = groups
    assert "None of your groups has a role" in told_refused(come_in(client, provider), client)
    assert not User.objects.exists()


def test_roles_follow_the_groups_at_each_sign_in(provider: Provider, client: Client) -> None:
    come_in(client, provider)
    provider.person["groups"] = ["SEND heads", "Cyclists"]
    come_in(Client(), provider)
    assert roles_of(User.objects.get()) == (Role.HEAD_OF_SEND, Role.IT)
    provider.person["groups"] = []
    late = Client()
    told_refused(come_in(late, provider), late)
    assert roles_of(User.objects.get()) == ()


def test_a_person_is_known_by_their_subject_and_not_by_their_name(provider: Provider, client: Client) -> None:
    User.objects.create_user("kim", password=PASSWORD)
    told = told_refused(come_in(client, provider), client)
    assert "highneeds sign-on NAME subject-1" in told
    join_account("kim", "subject-1", by="root")
    assert come_in(client, provider).status_code == 302
    assert User.objects.get().check_password(PASSWORD)
    provider.person["preferred_username"] = "another name"
    renamed = Client()
    assert come_in(renamed, provider).status_code == 302
    assert User.objects.count() == 1
    provider.person["sub"] = "subject-2"
    provider.person["preferred_username"] = "kim"
    told_refused(come_in(Client(), provider), Client())


@pytest.mark.parametrize("name", ["", "kim lee", "x" * 200])
def test_a_name_that_no_account_can_have_is_refused(name: str, provider: Provider, client: Client) -> None:
    provider.person["preferred_username"] = name
    told_refused(come_in(client, provider), client)
    assert not User.objects.exists()


def test_a_closed_account_and_an_administrator_do_not_come_in_this_way(provider: Provider, client: Client) -> None:
    come_in(client, provider)
    User.objects.update(is_active=False)
    late = Client()
    assert "is closed" in told_refused(come_in(late, provider), late)
    User.objects.update(is_active=True, is_superuser=True)
    assert "An administrator signs in here" in told_refused(come_in(late, provider), late)


def test_an_administrator_of_here_signs_in_with_a_password_beside_the_sign_on(
    provider: Provider, client: Client
) -> None:
    provider.redirects_to = "http://127.0.0.1:1/"  # nothing there answers any more
    User.objects.create_superuser("root", password=PASSWORD)
    told = client.get("/sign-in?next=/clocks").content.decode()
    assert 'href="/sign-in/council?next=/clocks"' in told
    assert client.post("/sign-in", {"username": "root", "password": PASSWORD}).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize(
    ("more", "claims", "counts"),
    [
        ("", {}, False),
        ("", {"amr": ["pwd", "mfa"]}, True),
        ("", {"amr": ["pwd"]}, False),
        ("", {"acr": "mfa"}, True),
        ('factors = ["urn:council:two"]', {"amr": ["mfa"]}, False),
        ('factors = ["urn:council:two"]', {"acr": "urn:council:two"}, True),
        ('second-factor = "trusted"', {}, True),
    ],
)
def test_a_second_factor_counts_where_the_provider_says_so_or_is_trusted(
    more: str, claims: dict[str, object], *, counts: bool, provider: Provider, client: Client,
    tmp_path: Path, settings: Settings,
) -> None:  # fmt: skip
    settings.SECOND_FACTOR_REQUIRED = True
    set_up(provider, tmp_path, more)
    provider.claims = claims
    assert come_in(client, provider).status_code == 302
    assert bool(client.session[HAS_SECOND_FACTOR]) is counts
    assert client.get("/overview").status_code == (403 if counts else 302)


def test_a_second_factor_of_here_is_asked_for_unless_the_provider_saw_one(provider: Provider, client: Client) -> None:
    come_in(client, provider)
    user = User.objects.get()
    second_factor.begin(user)
    SecondFactor.objects.update(is_on=True)
    late = Client()
    assert come_in(late, provider, "/due").headers["Location"] == "/sign-in/code"
    assert not is_in(late)
    assert late.session["half_in"]["next"] == "/due"
    provider.claims = {"amr": ["mfa"]}
    assert come_in(late, provider, "/due").headers["Location"] == "/due"


def test_who_must_say_again_who_they_are_is_asked_by_the_provider_anew(provider: Provider, client: Client) -> None:
    provider.person["groups"] = ["SEND heads"]
    provider.ahead = {"auth_time": -7200}
    come_in(client, provider)
    assert CONFIRMED_AT not in client.session
    assert client.get("/accounts").headers["Location"] == "/confirm?next=%2Faccounts"
    assert 'href="/sign-in/council?next=/accounts"' in client.get("/confirm?next=/accounts").content.decode()
    there = set_out(client, "/accounts")
    assert {"prompt=login", "max_age=0"} <= set(urlsplit(there).query.split("&"))
    assert client.get(provider.authorize(there)).status_code == 403
    assert client.get("/accounts").status_code == 302
    provider.ahead = {}
    assert client.get(provider.authorize(set_out(client, "/accounts"))).headers["Location"] == "/accounts"
    assert client.get("/accounts").status_code == 200
    assert Did.CONFIRMED in {one.entry.did for one in latest(3)}


def test_another_person_cannot_say_again_who_one_is(provider: Provider, client: Client) -> None:
    come_in(client, provider)
    provider.person = {"sub": "subject-2", "preferred_username": "lee", "groups": ["SEND heads"]}
    assert client.get(provider.authorize(set_out(client))).status_code == 403
    assert User.objects.count() == 1
    assert roles_of(User.objects.get()) == (Role.CASE_OFFICER,)


def test_a_key_that_the_provider_took_into_use_is_asked_for_once(
    provider: Provider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come_in(Client(), provider).status_code == 302
    provider.key, provider.keys = NEXT_KEY, [KEY, NEXT_KEY]
    told_refused(come_in(client, provider), client)  # it was asked less than a minute ago
    monkeypatch.setattr(sign_on_provider, "_ASKED_AGAIN_AFTER_SECONDS", 0)
    assert come_in(client, provider).status_code == 302
    assert provider.asked.count("/keys") == 2


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({"issuer": "https://elsewhere.example"}, "another issuer"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "no encrypted address"),
        ({"jwks_uri": "file:///etc/passwd"}, "no encrypted address"),
        ({"authorization_endpoint": None}, "no encrypted address"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "takes no client secret"),
    ],
)
def test_a_provider_that_is_not_as_it_should_be_is_not_used(
    metadata: dict[str, object], told: str, provider: Provider, client: Client
) -> None:
    provider.metadata = metadata
    answer = client.get("/sign-in/council")
    if answer.status_code == 302:
        answer = client.get(provider.authorize(answer.headers["Location"]))
    assert told in told_refused(answer, client)


def test_a_provider_that_sends_elsewhere_is_not_followed(provider: Provider, client: Client) -> None:
    provider.redirects_to = f"{provider.issuer}/keys"
    assert "it answered 302" in told_refused(client.get("/sign-in/council"), client)
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_secret_is_sent_in_the_form_where_the_provider_takes_it_so(provider: Provider, client: Client) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert come_in(client, provider).status_code == 302


def test_signing_out_leads_to_the_providers_own_page(provider: Provider, client: Client) -> None:
    come_in(client, provider)
    client.post("/sign-out")
    assert "/sign-in/council/out" in client.get("/sign-in").content.decode()
    there = client.get("/sign-in/council/out").headers["Location"]
    assert there.startswith(f"{provider.issuer}/out?client_id={CLIENT}&post_logout_redirect_uri=")
    provider.metadata = {"end_session_endpoint": None}
    forget_provider()
    assert client.get("/sign-in/council/out").headers["Location"] == "/sign-in"


def test_one_machine_cannot_ask_without_end(
    provider: Provider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("highneeds.web.views.sign_on._TRIES_A_MINUTE", 1)
    monkeypatch.setattr("highneeds.web.throttle.time.time", lambda: 1_800_000_000.0)
    assert client.get("/sign-in/council").status_code == 302
    assert client.get("/sign-in/council").status_code == 429
    assert client.get("/sign-in/council/back").status_code == 403
    assert client.get("/sign-in/council/back").status_code == 429
    assert provider.codes == {}


def test_the_doctor_asks_the_provider_and_says_what_is_wrong(provider: Provider, tmp_path: Path) -> None:
    (found,) = sign_on_checked()
    assert (found.verdict, "1 keys" in found.said) == (Verdict.WELL, True)
    provider.metadata = {"issuer": "https://elsewhere.example"}
    (found,) = sign_on_checked()
    assert found.verdict is Verdict.MEND
    assert "another issuer" in found.said
    (tmp_path / SIGN_ON_FILE).unlink()
    (found,) = sign_on_checked()
    assert "is off" in found.said


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("issuer = 7", "client-id is missing"),
        ("nonsense", "cannot be read"),
        (_FILE.format(issuer="http://login.example.gov.uk", client="x", more=""), "issuer must be"),
        (_FILE.format(issuer="https://a:b@login.example.gov.uk", client="x", more=""), "issuer must be"),
        (_FILE.format(issuer="https://login.example.gov.uk", client="", more=""), "client-id is missing"),
        (_FILE.format(issuer="https://login.example.gov.uk", client="x", more='colour = "red"'), "no colour"),
        (_FILE.format(issuer="https://login.example.gov.uk", client="x", more='second-factor = "no"'), "checked"),
        (_FILE.format(issuer="https://login.example.gov.uk", client="x", more="factors = 7"), "factors are"),
        (_FILE.format(issuer="https://login.example.gov.uk", client="x", more="").replace("IT", "king"), "SEND heads"),
        (_FILE.format(issuer="https://login.example.gov.uk", client="x", more="").partition("[")[0], "[roles]"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_and_is_no_way_in(
    written: str, told: str, provider: Provider, tmp_path: Path, client: Client
) -> None:
    assert provider.issuer
    (tmp_path / SIGN_ON_FILE).write_text(written)
    found = [one for one in settings_checked() if one.what == "sign-on"]
    assert [one.verdict for one in found] == [Verdict.MEND]
    assert told in found[0].said
    assert client.get("/sign-in/council").status_code == 404
    assert "council account" not in client.get("/sign-in").content.decode()


def test_a_secret_that_others_may_read_stops_the_start(provider: Provider, tmp_path: Path, client: Client) -> None:
    (tmp_path / "sign-on.secret").chmod(0o644)
    assert ["Others may read" in one.said for one in settings_checked() if one.what == "sign-on"] == [True]
    told_refused(come_in(client, provider), client)


def test_without_the_file_there_is_no_sign_on(client: Client, db: None) -> None:  # noqa: ARG001 - opens the database
    for address in ("/sign-in/council", "/sign-in/council/back", "/sign-in/council/out"):
        assert client.get(address).status_code == 404
    assert "council account" not in client.get("/sign-in").content.decode()


def test_an_address_after_signing_in_is_one_of_ours(provider: Provider, client: Client) -> None:
    assert come_in(client, provider, "https://elsewhere.example/").headers["Location"] == "/"


def test_an_identity_belongs_to_one_account(provider: Provider) -> None:
    come_in(Client(), provider)
    other = User.objects.create_user("lee")
    set_roles(other, {Role.IT})
    with pytest.raises(Exception, match="has the account 'kim'"):
        join_account("lee", "subject-1", by="root")
    assert SignOnIdentity.objects.count() == 1
